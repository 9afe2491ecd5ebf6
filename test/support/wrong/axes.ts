import { holes, noArrays, noElements, proxies, type Wrong, wrongTypes } from './values.js';
import { detached, shrunk } from './views.js';

/*
 * Wrong as shape, axis and block size, and as parameters along an axis.
 */
const type = 'ERR_LINQUANT_INVALID_TYPE';
const scale = 'ERR_LINQUANT_INVALID_SCALE';
const zero = 'ERR_LINQUANT_INVALID_ZERO_POINT';
const badShape = 'ERR_LINQUANT_INVALID_SHAPE';
const offset = 'ERR_LINQUANT_INVALID_OFFSET';

/** Wrong as shape of six elements. */
export const wrongShapes: readonly Wrong[] = [
  ...noArrays,
  ['a Float32Array', Float32Array.of(2, 3), type],
  ['a Float64Array', Float64Array.of(2, 3), type],
  ['an Int32Array', Int32Array.of(2, 3), type],
  ['a product too small', [2, 2], badShape],
  ['a product too large', [2, 4], badShape],
  ['a size of 0', [0, 6], badShape],
  ['a product that overflows', [2 ** 53 - 1, 2 ** 53 - 1], badShape],
  ['sizes without end', Array.from({ length: 10_000 }, () => 1), badShape],
  ['holes', holes(), badShape],
  // biome-ignore lint/suspicious/noSparseArray: a hole is the point
  ['a hole', [2, , 3], type, '[1]'],
  ...[-2, 1.5, NaN, Infinity, -Infinity, 2 ** 53].map(
    (n): Wrong => [`a size of ${n}`, [2, n], badShape, '[1]'],
  ),
  ...noElements.map(([name, value]): Wrong => [`a size that is ${name}`, [value, 3], type, '[0]']),
  ['two negative sizes', [-2, -3], badShape, '[0]'],
];

/** Wrong as axis. */
export const wrongAxes: readonly Wrong[] = [
  ...wrongTypes,
  ...proxies,
  ["'0'", '0', type],
  ['an array', [0], type],
  ...[0.5, NaN, Infinity].map((n): Wrong => [`${n}`, n, 'ERR_LINQUANT_INVALID_OPTION']),
];

/** Wrong as axis of two sizes. */
export const wrongAxesOfTwo: readonly Wrong[] = [
  ...wrongAxes,
  ...[2, -3, 2 ** 40].map((n): Wrong => [`${n}`, n, 'ERR_LINQUANT_INVALID_OPTION']),
];

/** Wrong as block size. */
export const wrongBlockSizes: readonly Wrong[] = [
  ...wrongTypes,
  ...proxies,
  ['an array', [1], type],
  ...[0, -0, -1, 0.5, NaN, Infinity, 2 ** 53].map((n): Wrong => [`${n}`, n, 'ERR_LINQUANT_INVALID_OPTION']),
];

/** Wrong as the scales of two rows. */
export const wrongRowScales: readonly Wrong[] = [
  ...noArrays,
  ['an Int32Array', Int32Array.of(1, 1), type],
  ['a detached Float32Array', detached((b) => new Float32Array(b)), 'ERR_LINQUANT_DETACHED'],
  ['a shrunk Float32Array', shrunk((b) => new Float32Array(b, 4, 1)), 'ERR_LINQUANT_DETACHED'],
  ['holes', holes(), badShape],
  ...noElements.map(([name, value]): Wrong => [`one that is ${name}`, [1, value], type, '[1]']),
  ...[0, -0, -1, NaN, Infinity, 1e-46, 1e39].map((n): Wrong => [`one of ${n}`, [n, 1], scale, '[0]']),
  ...[0, -0, -1, NaN, Infinity].map((n): Wrong => [`a float of ${n}`, Float32Array.of(1, n), scale, '[1]']),
];

/** Wrong as the zero points of two rows of int8. */
export const wrongRowZeroPoints: readonly Wrong[] = [
  ...noArrays,
  ['a Float32Array', Float32Array.of(0, 0), type],
  ['a detached Int32Array', detached((b) => new Int32Array(b)), 'ERR_LINQUANT_DETACHED'],
  ['none', [], badShape],
  ['one', [0], badShape],
  ['three', Int32Array.of(0, 0, 0), badShape],
  ['holes', holes(), badShape],
  ...noElements.map(([name, value]): Wrong => [`one that is ${name}`, [0, value], type, '[1]']),
  ...[0.5, 128, -129, NaN, Infinity].map((n): Wrong => [`one of ${n}`, [n, 0], zero, '[0]']),
  ...[128, -129, 2 ** 31 - 1].map((n): Wrong => [`an integer of ${n}`, Int32Array.of(0, n), zero, '[1]']),
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

/** Wrong as the lower ends of two ranges. */
export const wrongRangeEnds: readonly Wrong[] = [
  ...noArrays,
  ['an Int32Array', Int32Array.of(0, 0), type],
  ['a detached Float32Array', detached((b) => new Float32Array(b)), 'ERR_LINQUANT_DETACHED'],
  ...noElements.map(([name, value]): Wrong => [`one that is ${name}`, [0, value], type, '[1]']),
];
