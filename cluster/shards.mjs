// The work of one shard, and what the shards give together. Whatever is not there, or damaged, is made on the spot: a shard may be lost after
// its job has ended.
import { minMax, quantizeEmbeddings, RangeCalibration } from './linquant.mjs';
import { isRanged, rangesFile, shardFiles, shardsOf } from './plan.mjs';
import { bytesIn, readShard, writeShard } from './shard-file.mjs';
import { openVectors } from './vectors.mjs';

/** @typedef {import('./plan.mjs').Plan} Plan */

/**
 * Called between pieces; an error ends the work.
 *
 * @typedef {() => void | Promise<void>} Between
 */

/**
 * The ranges of a shard's rows, which are in its file.
 *
 * @param {Plan} plan
 * @param {[from: number, to: number]} shard
 * @param {Between} between
 */
export async function calibrateShard(plan, [start, end], between) {
  const { ranges: file } = shardFiles(plan, start, end);
  const before = await readRanges(file);
  if (before !== undefined) return before;
  const vectors = await openVectors(plan);
  try {
    const { floatType } = vectors;
    const calibration = new RangeCalibration(plan.dimensions);
    for await (const { data, firstRow } of vectors.batches({ start, end })) {
      await between();
      calibration.observe(data, { floatType, firstRow });
    }
    await writeRanges(file, calibration);
    return calibration;
  } finally {
    await vectors.close();
  }
}

/**
 * The rule with the ranges of all rows, where it takes them from the file: those of the shards, merged in any order.
 *
 * @param {Plan} plan
 * @param {Between} between
 * @returns {Promise<import('./plan.mjs').Rule>}
 */
export async function wholeRule(plan, between) {
  const { rule } = plan;
  if (!isRanged(rule)) return rule;
  let ranges = await readRanges(rangesFile(plan));
  if (ranges === undefined) {
    ranges = new RangeCalibration(plan.dimensions);
    for (const shard of shardsOf(plan)) ranges.merge(await calibrateShard(plan, shard, between));
    await writeRanges(rangesFile(plan), ranges);
  }
  return rule.rule === 'ranges'
    ? { ...rule, ranges }
    : { ...rule, rule: 'range', range: minMax(ranges.ranges()) };
}

/**
 * The codes of a shard's rows with the parameters that belong to rows, and `counts`: zero rows, clipped values. They are in its file.
 *
 * @param {Plan} plan
 * @param {[from: number, to: number]} shard
 * @param {Between} between
 * @param {import('./shard-file.mjs').Memory} [memory] where the codes will lie
 */
export async function quantizeShard(plan, [start, end], between, memory = {}) {
  const { codes: file } = shardFiles(plan, start, end);
  const before = await readShard(file, memory);
  if (before !== undefined) return before;
  const { dimensions, codeBytes, perRow } = plan;
  const rule = /** @type {import('linquant/embeddings').RowRule} */ (await wholeRule(plan, between));
  const vectors = await openVectors(plan);
  try {
    const { floatType } = vectors;
    const all = Object.fromEntries(perRow.map((name) => [name, new Float32Array(end - start)]));
    const codes = bytesIn(memory, (end - start) * codeBytes);
    const counts = new Float64Array(2);
    for await (const { data: x, firstRow, shape } of vectors.batches({ start, end })) {
      await between();
      const from = firstRow - start;
      const to = from + shape[0];
      const data = codes.subarray(from * codeBytes, to * codeBytes);
      const rows = Object.entries(all).map(([name, values]) => [name, values.subarray(from, to)]);
      const out = perRow.length === 0 ? data : { data, ...Object.fromEntries(rows) };
      const done = quantizeEmbeddings(x, { ...rule, dimensions, floatType, firstRow, out });
      counts[0] += done.zeroRows;
      counts[1] += Math.round((done.clipped ?? 0) * shape[0] * dimensions);
    }
    const floats = Object.entries(all).map(([name, values]) => [name, Buffer.from(values.buffer)]);
    const parts = { codes, ...Object.fromEntries(floats), counts: Buffer.from(counts.buffer) };
    await writeShard(file, parts);
    return parts;
  } finally {
    await vectors.close();
  }
}

/**
 * @param {string} file
 * @param {import('linquant/embeddings').RangeCalibration} ranges
 */
async function writeRanges(file, ranges) {
  await writeShard(file, { json: Buffer.from(JSON.stringify(ranges)) });
}

/** @param {string} file */
async function readRanges(file) {
  const parts = await readShard(file);
  return parts === undefined ? undefined : RangeCalibration.fromJSON(JSON.parse(parts.json.toString()));
}
