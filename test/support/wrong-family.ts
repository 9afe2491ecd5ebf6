import {
  detached,
  holes,
  noArrays,
  noElements,
  notNumbers,
  proxies,
  type Wrong,
  wrongTypes,
} from './wrong.js';

/*
 * Wrong values for what float types, axes, offsets and masks add; see wrong.ts.
 */
const type = 'ERR_LINQUANT_INVALID_TYPE';
const badShape = 'ERR_LINQUANT_INVALID_SHAPE';
const option = 'ERR_LINQUANT_INVALID_OPTION';

/** Words of options: wrong where there is a list of them. */
const words = (others: readonly string[]): readonly Wrong[] => [
  ...wrongTypes.filter(([, value]) => typeof value !== 'string'),
  ...proxies,
  ['a number', 2, type],
  ...[...others, 'toString', '__proto__', ''].map((word): Wrong => [`'${word}'`, word, option]),
];

/** Wrong as type of float data. */
export const wrongFloatTypes: readonly Wrong[] = words(['float', 'Float32', 'int8']);

/** Wrong as way of rounding. */
export const wrongRoundings: readonly Wrong[] = words(['half_even', 'up', 'nearest']);

const offset = 'ERR_LINQUANT_INVALID_OFFSET';

/** Wrong as offset of a whole tensor. */
export const wrongOffsets: readonly Wrong[] = [
  ...notNumbers,
  ...[NaN, Infinity, -Infinity, 1e39].map((n): Wrong => [`${n}`, n, offset]),
];

/** Wrong as offsets of two. */
export const wrongAxisOffsets: readonly Wrong[] = [
  ...noArrays,
  ['an Int32Array', Int32Array.of(1, 1), type],
  ['a detached Float32Array', detached((b) => new Float32Array(b)), 'ERR_LINQUANT_DETACHED'],
  ['one', [0], badShape],
  ['three', Float32Array.of(0, 0, 0), badShape],
  ['holes', holes(), badShape],
  ...noElements.map(([name, value]): Wrong => [`one that is ${name}`, [1, value], type, '[1]']),
  ...[NaN, Infinity, -1e39].map((n): Wrong => [`one of ${n}`, [n, 1], offset, '[0]']),
  ...[NaN, -Infinity].map((n): Wrong => [`a float of ${n}`, Float32Array.of(1, n), offset, '[1]']),
];

/** Wrong as number of six elements. */
export const wrongLengths: readonly Wrong[] = [
  ...wrongTypes,
  ...proxies,
  ['an array', [6], type],
  ...[0, 5, 7, -6, 1.5, NaN, Infinity, 2 ** 53].map((n): Wrong => [`${n}`, n, badShape]),
];

/** Wrong as mask of six elements. */
export const wrongMasks: readonly Wrong[] = [
  ...wrongTypes,
  ...proxies,
  ['an array', [0, 0, 0, 0, 0, 0], type],
  ['an ArrayBuffer', new ArrayBuffer(6), type],
  ['a DataView', new DataView(new ArrayBuffer(6)), type],
  ['a Uint8ClampedArray', new Uint8ClampedArray(6), type],
  ['an Int8Array', new Int8Array(6), type],
  ['five bytes', new Uint8Array(5), 'ERR_LINQUANT_OUT_SIZE'],
  ['seven bytes', Buffer.alloc(7), 'ERR_LINQUANT_OUT_SIZE'],
  ['a detached Uint8Array', detached((b) => new Uint8Array(b)), 'ERR_LINQUANT_DETACHED'],
];

/** Wrong as the lower ends of two ranges. */
export const wrongRangeEnds: readonly Wrong[] = [
  ...noArrays,
  ['an Int32Array', Int32Array.of(0, 0), type],
  ['a detached Float32Array', detached((b) => new Float32Array(b)), 'ERR_LINQUANT_DETACHED'],
  ...noElements.map(([name, value]): Wrong => [`one that is ${name}`, [0, value], type, '[1]']),
];
