// What the readers share: the packages, data, distances in float64, and how a check is told.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** In a program of yours: `import ... from 'linquant'` and `from 'linquant/embeddings'`. */
const ofRoot = createRequire(new URL('../package.json', import.meta.url));
export const linquant = ofRoot('linquant');
export const embeddings = ofRoot('linquant/embeddings');
export const linquantSearch = ofRoot('linquant/search');
export const linquantFormats = ofRoot('linquant/formats');

export const rows = 200;
/** How many neighbours are asked for. */
export const k = 10;

export class Difference extends Error {}

export function check(holds, what) {
  if (!holds) throw new Difference(what);
}

/** The version of an installed package, whatever it exports. `home` is the folder it is installed in. */
export function versionOf(name, home = '.') {
  const file = new URL(`${home}/node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')).version;
}

/** The bytes of a view. */
export const bytesOf = (view) => Buffer.from(view.buffer, view.byteOffset, view.byteLength);

export function same(a, b, what) {
  const [left, right] = [bytesOf(a), bytesOf(b)];
  if (left.equals(right)) return;
  const i = left.findIndex((byte, j) => byte !== right[j]);
  const at = (bytes) => bytes.subarray(Math.max(i - 8, 0), i + 8).toString('hex');
  throw new Difference(
    `${what}: ${left.length} and ${right.length} bytes, from byte ${i}: ${at(left)} and ${at(right)}`,
  );
}

/** Uniform numbers in 0..1, the same in every run. */
export function dice(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Bell-shaped unit vectors, one a row. */
export function unitVectors(count, dimensions, seed) {
  const next = dice(seed);
  return Array.from({ length: count }, () => {
    const row = Float32Array.from({ length: dimensions }, () => next() + next() + next() + next() - 2);
    const length = Math.hypot(...row);
    return row.map((value) => value / length);
  });
}

/** Packed bits of what is above 0, as `order` says. */
export function bitsOf(row, order = 'big') {
  const packed = new Uint8Array(Math.ceil(row.length / 8));
  for (let i = 0; i < row.length; i++) {
    if (row[i] > 0) packed[i >> 3] |= order === 'big' ? 0x80 >> (i & 7) : 1 << (i & 7);
  }
  return packed;
}

/** Codes by the absolute maximum of a row. */
export const codesOf = (row) => linquant.quantizeDynamic(row, { rule: 'absmax' }).data;

const sum = (a, term) => a.reduce((total, _, i) => total + term(i), 0);
export const dot = (a, b) => sum(a, (i) => a[i] * b[i]);
export const l2 = (a, b) => Math.sqrt(sum(a, (i) => (a[i] - b[i]) ** 2));
export const cosine = (a, b) => 1 - dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
export function hamming(a, b) {
  return sum(a, (i) => (a[i] ^ b[i]).toString(2).replaceAll('0', '').length);
}

/**
 * Judges what a store found, `[{ id, distance }]`, ids counted from 1: each distance is that of its row, and none that was
 * left out is nearer than the last.
 */
export function checkNearest(found, distances, what, within = 2e-6) {
  check(found.length === k, `${what}: ${found.length} rows found, not ${k}`);
  const ids = new Set(found.map(({ id }) => Number(id)));
  check(ids.size === k, `${what}: rows found twice`);
  const error = (a, b) => Math.abs(a - b) / Math.max(1, Math.abs(b));
  let last = -Infinity;
  for (const { id, distance } of found) {
    const expected = distances[Number(id) - 1];
    check(error(distance, expected) <= within, `${what}: row ${id} at ${distance}, not ${expected}`);
    check(distance >= last, `${what}: not in order`);
    last = distance;
  }
  distances.forEach((distance, i) => {
    if (!ids.has(i + 1))
      check(distance >= last - within, `${what}: row ${i + 1} at ${distance} was left out`);
  });
}

/** Whether a call throws; what it says. */
export async function messageOf(call) {
  try {
    await call();
  } catch (error) {
    return error.message.split('\n')[0];
  }
  return undefined;
}
