import type { AxisParameters, Dtype, QuantizedAxisData, QuantizedData } from 'linquant';
import { quantizeDynamic } from 'linquant';
import { floatFromBits, randomBits } from './data.js';
import { type Choice, chooseOf } from './definition/parameters.js';

/** Every rule, scheme and range of codes. */
export const choices: readonly Choice[] = [
  { rule: 'absmax' },
  { rule: 'onnx' },
  ...(['int8', 'uint8'] as const).flatMap((dtype) =>
    (['asymmetric', 'symmetric'] as const).flatMap((scheme): Choice[] => [
      { dtype, scheme },
      { dtype, scheme, reduceRange: true },
      { dtype, scheme, narrowRange: true },
      { dtype, scheme, reduceRange: true, narrowRange: true },
      { dtype, scheme, eps: 0.01 },
      { dtype, scheme, eps: 2 ** -149 },
      ...(dtype === 'int8'
        ? [
            { dtype, scheme, qmin: -100, qmax: 50 },
            { dtype, scheme, qmin: -7, qmax: 7 },
            { dtype, scheme, qmin: 0 },
            { dtype, scheme, qmin: -128, qmax: 0, eps: 2 ** -140 },
          ]
        : [
            { dtype, scheme, qmin: 3, qmax: 9 },
            { dtype, scheme, qmin: 1, qmax: 254 },
            { dtype, scheme, qmax: 1 },
            { dtype, scheme, qmin: 0, qmax: 254, eps: 2 ** -140 },
          ]),
    ]),
  ),
];

/** The dtype that a choice comes to. */
export function dtypeOf({ rule, dtype }: Choice): Dtype {
  if (rule === 'onnx') return 'uint8';
  return rule === 'absmax' ? 'int8' : dtype!;
}

const subnormal = 2 ** -149;

/** What one row may hold: each takes a random number in -1..1. */
const kinds: readonly ((random: number, i: number) => number)[] = [
  (r) => r,
  (r) => r * 1000,
  () => 0,
  () => -0,
  (r) => -1 - Math.abs(r),
  (r) => 5 + r,
  (r) => Math.round(r * 4000) * subnormal,
  (r) => r * 1.6e38,
  (r) => r * 2 ** -125,
  (r, i) => (i === 2 ? 100 : r / 1000),
  // Ties between the codes: quarters and halves of the scales that these rows get.
  (r, i) => (i === 0 ? 127 : Math.round(r * 508) / 4),
  (r, i) => (i === 0 ? -127.5 : Math.round(r * 255) / 2),
  (r, i) => (i < 2 ? [0, 255][i]! : Math.round(Math.abs(r) * 510) / 2),
  (r) => r * 2 ** -20,
  (r) => floatFromBits(0x3f000000 + Math.floor(Math.abs(r) * 0x7fffff)),
];

/** Rows of all kinds, but for those that the choice has no parameters for. */
export function rowsFor(rows: number, columns: number, options: Choice, seed = 7): Float32Array {
  const next = randomBits(seed * 1000 + rows * 131 + columns);
  const x = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const values = x.subarray(row * columns, (row + 1) * columns);
    const kind = kinds[next() % kinds.length]!;
    values.forEach((_, i) => {
      values[i] = kind(next() / 2 ** 31 - 1, i);
    });
    const { scale } = chooseOf(Math.min(...values), Math.max(...values), options);
    if (!(scale > 0 && scale < Infinity)) values.fill(row);
  }
  return x;
}

type Loose = Readonly<Record<string, unknown>>;

/** quantizeDynamic as a JavaScript caller sees it. */
export const dynamic = quantizeDynamic as unknown as (x: unknown, options: Loose) => QuantizedData;
export const dynamicRows = quantizeDynamic as unknown as (x: unknown, options: Loose) => QuantizedAxisData;

/** The parameters of one row. */
export function parametersOfRow({ scale, zeroPoint, dtype, qmin, qmax }: AxisParameters, row: number) {
  const bounds = { ...(qmin === undefined ? {} : { qmin }), ...(qmax === undefined ? {} : { qmax }) };
  return { dtype, ...bounds, scale: scale[row]!, zeroPoint: zeroPoint[row]! };
}
