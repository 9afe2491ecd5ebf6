// The file that quantizeFile would have written, from the shards.
import { headOf } from './head.mjs';
import { createNpy, createSafetensors } from './linquant.mjs';
import { folderOf, shardsOf } from './plan.mjs';
import { quantizeShard, wholeRule } from './shards.mjs';

/** @typedef {import('./plan.mjs').Plan} Plan */

/**
 * What the job says at its end, as of quantizeFile. Parameters are in a `.safetensors` file.
 *
 * @typedef {{ shape: [number, number], zeroRows: number, clipped?: number }} Result
 */

/**
 * Writes the file. While a shard is written, the next is read.
 *
 * @param {Plan} plan
 * @param {import('./shards.mjs').Between} between
 * @returns {Promise<Result>}
 */
export async function joinShards(plan, between) {
  const { rows, dimensions, rule } = plan;
  const target = await createTarget(plan, between);
  const counts = [0, 0];
  try {
    /** @type {Promise<unknown>} */
    let writing = Promise.resolve();
    const turns = [{}, {}];
    for (const [i, shard] of shardsOf(plan).entries()) {
      const parts = await quantizeShard(plan, shard, between, turns[i % 2]);
      await between();
      await writing;
      counts[0] += parts.counts.readDoubleLE(0);
      counts[1] += parts.counts.readDoubleLE(8);
      writing = Promise.all(['codes', ...plan.perRow].map((name) => target.write(name, parts[name])));
      // It is awaited later; until then it is not unhandled.
      writing.catch(() => {});
    }
    await writing;
    await between();
  } catch (error) {
    await target.abort();
    throw error;
  }
  await target.finish();
  const clipped = counts[1] / (rows * dimensions);
  return { shape: [rows, dimensions], zeroRows: counts[0], ...(rule.countClipped ? { clipped } : {}) };
}

/**
 * Creates the file with all but what belongs to rows.
 *
 * @param {Plan} plan
 * @param {import('./shards.mjs').Between} between
 */
async function createTarget(plan, between) {
  const { to, rows, dimensions, codeBytes, codeType } = plan;
  if (!/\.safetensors$/i.test(to)) {
    const file = await createNpy(to, { dtype: codeType, columns: codeBytes });
    return { ...file, write: (/** @type {string} */ _name, /** @type {Buffer} */ data) => file.write(data) };
  }
  const head = await headOf(await wholeRule(plan, between), dimensions, to, folderOf(plan));
  const perRow = ['codes', ...plan.perRow];
  const tensors = new Map();
  for (const [name, { dtype, shape }] of head.tensors) {
    tensors.set(name, { dtype, shape: perRow.includes(name) ? [rows, ...shape.slice(1)] : shape });
  }
  // Rule 'matrix' became a range.
  const metadata = new Map(head.metadata).set('rule', plan.rule.rule);
  const file = await createSafetensors(to, tensors, { metadata });
  for (const [name, { data }] of head.tensors) if (!perRow.includes(name)) await file.write(name, data);
  return file;
}
