import { noNumbers, notNumbers, type Wrong, words, wrongTypes } from './values.js';

/*
 * Wrong as parameters of a whole tensor.
 */
const type = 'ERR_LINQUANT_INVALID_TYPE';
const scale = 'ERR_LINQUANT_INVALID_SCALE';
const zero = 'ERR_LINQUANT_INVALID_ZERO_POINT';
const bound = 'ERR_LINQUANT_INVALID_QRANGE';
const offset = 'ERR_LINQUANT_INVALID_OFFSET';

export const wrongScales: readonly Wrong[] = [
  ...noNumbers,
  ...[0, -0, -1, Number.NaN, Infinity, -Infinity, 1e-46, 2 ** -150, 1e39].map(
    (s): Wrong => [`${s}`, s, scale],
  ),
];

/** Those that are wrong also where codes are decoded: scales of 0 and below are not. */
export const wrongToDecode = (wrong: readonly Wrong[]): readonly Wrong[] =>
  wrong.filter(([name]) => !/^(.* )?(-?0|-1|1e-46|7.006492321624085e-46)$/.test(name));

/** Wrong as zero point of int8. */
export const wrongZeroPoints: readonly Wrong[] = [
  ...noNumbers,
  ...[0.5, 128, -129, 1e9, Number.NaN, Infinity].map((z): Wrong => [`${z}`, z, zero]),
];

/** Wrong as zero point of the linear pair. */
export const wrongLinearZeroPoints: readonly Wrong[] = [
  ...noNumbers,
  ...[0.5, 2 ** 31, -(2 ** 31) - 1, Number.NaN, Infinity].map((z): Wrong => [`${z}`, z, zero]),
];

/** Wrong as qmin or qmax of int8. */
export const wrongBounds: readonly Wrong[] = [
  ...notNumbers,
  ...[0.5, 128, -129, Number.NaN, Infinity].map((b): Wrong => [`${b}`, b, bound]),
];

export const wrongDtypes: readonly Wrong[] = [
  ...wrongTypes.filter(([, value]) => typeof value !== 'string'),
  ['undefined', undefined, type],
  ['a number', 8, type],
  ...['int9', 'INT8', 'toString', '__proto__', ''].map(
    (d): Wrong => [`'${d}'`, d, 'ERR_LINQUANT_INVALID_DTYPE'],
  ),
];

/** Wrong as type of float data. */
export const wrongFloatTypes: readonly Wrong[] = words(['float', 'Float32', 'int8', 'float8_e4m3']);

/** Wrong as way of rounding. */
export const wrongRoundings: readonly Wrong[] = words(['half_even', 'up', 'nearest']);

/** Wrong as offset of a whole tensor. */
export const wrongOffsets: readonly Wrong[] = [
  ...notNumbers,
  ...[NaN, Infinity, -Infinity, 1e39].map((n): Wrong => [`${n}`, n, offset]),
];
