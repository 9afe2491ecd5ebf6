// What is to be done, as JSON that a job carries; and where its shards lie, which follows from it alone.
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { headOf } from './head.mjs';
import { openVectors, stampOf } from './vectors.mjs';

/**
 * The options of quantizeFile that say what the codes are, as JSON: `ranges` are two arrays of numbers.
 *
 * @typedef {Pick<import('linquant/embeddings').QuantizeFileOptions,
 *   'rule' | 'dtype' | 'fit' | 'range' | 'ranges' | 'dialect' | 'countClipped'>} Rule
 */

/**
 * @typedef {object} Plan
 * @property {string} from an absolute path that is the same on all machines, as `to`
 * @property {string} to
 * @property {string} stamp size and time of `from`, as they were when the job was submitted
 * @property {string} [tensor]
 * @property {Rule} rule
 * @property {number} rows
 * @property {number} dimensions
 * @property {'int8' | 'uint8'} codeType how codes stand in the file
 * @property {number} codeBytes the bytes of a row of codes
 * @property {('scale' | 'offset')[]} perRow the parameters that belong to rows
 * @property {number} shardRows
 */

/** The vectors of a shard unless told, in bytes: some tenths of a second of work, so that little is done twice. */
const shardBytes = 2 ** 26;

/**
 * Opens the vectors and tries the rule on one of zeros, so that wrong options are errors before there is a job.
 *
 * @param {string} from
 * @param {string} to
 * @param {Rule & { tensor?: string }} options as for quantizeFile
 * @param {number} [shardRows]
 * @returns {Promise<Plan>}
 */
export async function planOf(from, to, { tensor, ...rule }, shardRows) {
  const files = { from: path.resolve(from), to: path.resolve(to) };
  const stamp = await stampOf(files.from);
  const vectors = await openVectors({ from: files.from, stamp, tensor });
  await vectors.close();
  const { rows, dimensions, rowBytes } = vectors;
  if (rows === 0) throw new RangeError(`${from} must hold at least one vector`);
  const folder = await mkdtemp(path.join(tmpdir(), 'linquant-rule-'));
  let head;
  try {
    head = await headOf(rule, dimensions, to, folder);
  } finally {
    await rm(folder, { recursive: true });
  }
  const codes = /** @type {import('linquant/formats').Tensor} */ (head.tensors.get('codes'));
  const codeType = codes.dtype === 'int8' ? 'int8' : 'uint8';
  const codeBytes = codes.shape[1];
  /** @type {Plan['perRow']} */
  const parameters = ['scale', 'offset'];
  const perRow = rule.rule === 'row' ? parameters.filter((name) => head.tensors.has(name)) : [];
  const most = shardRows ?? Math.max(1, Math.floor(shardBytes / rowBytes));
  return {
    ...files,
    stamp,
    tensor,
    rule,
    rows,
    dimensions,
    codeType,
    codeBytes,
    perRow,
    shardRows: most,
  };
}

/**
 * A name for the work: who submits the same work again names the same job and finds the same shards.
 *
 * @param {Plan} plan
 */
export function nameOf(plan) {
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex').slice(0, 16);
}

/**
 * The rows of each shard, from and to.
 *
 * @param {Plan} plan
 * @returns {[from: number, to: number][]}
 */
export function shardsOf({ rows, shardRows }) {
  const count = Math.ceil(rows / shardRows);
  return Array.from({ length: count }, (_, i) => [i * shardRows, Math.min(rows, (i + 1) * shardRows)]);
}

/**
 * Where the shards lie: beside the file to be written, so that they are on storage that all machines share.
 *
 * @param {Plan} plan
 */
export function folderOf(plan) {
  return path.join(path.dirname(plan.to), `.${path.basename(plan.to)}.${nameOf(plan)}.shards`);
}

/**
 * The files of a shard.
 *
 * @param {Plan} plan
 * @param {number} from
 * @param {number} to
 */
export function shardFiles(plan, from, to) {
  const place = path.join(folderOf(plan), `${from}-${to}`);
  return { ranges: `${place}.ranges`, codes: `${place}.codes` };
}

/**
 * The file of the ranges that all shards gave.
 *
 * @param {Plan} plan
 */
export function rangesFile(plan) {
  return path.join(folderOf(plan), 'all.ranges');
}

/**
 * Whether the rule takes its range from the file, in a pass of its own.
 *
 * @param {Rule} rule
 */
export function isRanged({ rule, ranges }) {
  return rule === 'matrix' || (rule === 'ranges' && ranges === undefined);
}
