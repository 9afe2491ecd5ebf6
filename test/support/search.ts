// What a search must find, by plain loops over the numbers that vectors stand for.

import type { AnyParameters } from 'linquant';
import type { Dice } from './random.js';

export type Values = readonly (readonly number[])[];

/** Codes of a dtype, and their bytes. */
export interface TestCodes {
  readonly codes: Values;
  readonly values: Values;
  readonly data: Buffer;
  readonly parameters: AnyParameters;
}

const widths = { int8: 8, uint8: 8, int4: 4, uint4: 4, int2: 2, uint2: 2, uint1: 1 } as const;
export type SearchedDtype = keyof typeof widths;
export const searchedDtypes = Object.keys(widths) as SearchedDtype[];
export const codesInByte = (dtype: SearchedDtype) => 8 / widths[dtype];

/** The bounds of a dtype's codes. */
export function bounds(dtype: SearchedDtype): [low: number, high: number] {
  const count = 2 ** widths[dtype];
  return dtype.startsWith('u') ? [0, count - 1] : [-count / 2, count / 2 - 1];
}

/** Packs rows of codes, the first in the low bits, behind `offset` other bytes. */
export function packed(codes: Values, dtype: SearchedDtype, offset = 0): Buffer {
  const width = widths[dtype];
  const all = codes.flat();
  const memory = Buffer.alloc(offset + (all.length * width) / 8, 0xa5);
  memory.fill(0, offset);
  all.forEach((code, i) => {
    memory[offset + Math.floor((i * width) / 8)]! |= (code & (2 ** width - 1)) << ((i * width) % 8);
  });
  return memory.subarray(offset);
}

/** Where parameters are. */
export type Along = 'whole' | 'rows' | 'dimensions';

/**
 * Random codes, with many extremes and equal rows. Scales are powers of two and offsets small multiples of these, so that all sums below
 * are exact, in whatever order they are made.
 */
export function randomCodes(
  dice: Dice,
  dtype: SearchedDtype,
  rows: number,
  dimensions: number,
  along: Along,
  hasOffsets: boolean,
): TestCodes {
  const [low, high] = bounds(dtype);
  const codes: number[][] = [];
  for (let row = 0; row < rows; row++) {
    const kind = dice.under(8);
    if (kind === 0 && row > 0) codes.push([...codes[dice.under(row)]!]);
    else if (kind === 1) codes.push(new Array<number>(dimensions).fill(dice.pick([0, low, high])));
    else codes.push(Array.from({ length: dimensions }, () => low + dice.under(high - low + 1)));
  }
  const count = along === 'whole' ? 1 : along === 'rows' ? rows : dimensions;
  const scale = Float32Array.from({ length: count }, () => 2 ** (dice.under(4) - 2));
  const zeroPoint = Int32Array.from({ length: count }, () => low + dice.under(high - low + 1));
  const offset = Float32Array.from({ length: count }, () => (hasOffsets ? (dice.under(17) - 8) / 8 : 0));
  const setOf = (row: number, i: number) => (along === 'whole' ? 0 : along === 'rows' ? row : i);
  const values = codes.map((codes, row) =>
    codes.map((code, i) => {
      const set = setOf(row, i);
      return (code - zeroPoint[set]!) * scale[set]! + offset[set]!;
    }),
  );
  const parameters =
    along === 'whole'
      ? { dtype, scale: scale[0]!, zeroPoint: zeroPoint[0]!, ...(hasOffsets && { offset: offset[0]! }) }
      : { dtype, axis: along === 'rows' ? 0 : 1, scale, zeroPoint, ...(hasOffsets && { offset }) };
  const data = packed(codes, dtype, dice.under(9));
  return { codes, values, data, parameters: parameters as AnyParameters };
}

/** A score by its definition; exact where products and sums are. */
export function scoreOf(metric: string, x: readonly number[], y: readonly number[]): number {
  let [product, own, other, distance] = [0, 0, 0, 0];
  x.forEach((value, i) => {
    product += value * y[i]!;
    own += value * value;
    other += y[i]! * y[i]!;
    distance += (value - y[i]!) ** 2;
  });
  if (metric === 'dot') return product;
  return metric === 'l2' ? distance : product / Math.sqrt(own * other);
}

/** Scores of all rows with each query, [queries, rows]. */
export function allScores(metric: string, x: Values, queries: Values): Float64Array {
  return Float64Array.from(queries.flatMap((y) => x.map((row) => scoreOf(metric, row, y))));
}

/** The best k of some rows, the best first, NaN last, of equal ones the lower. */
export function ranked(
  scores: ArrayLike<number>,
  k: number,
  isLarger: boolean,
  rows: readonly number[] = Array.from(scores, (_, row) => row),
): number[] {
  const before = (a: number, b: number) => {
    const [x, y] = [scores[a]!, scores[b]!];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b;
    return (isLarger ? y - x : x - y) || a - b;
  };
  return [...rows].sort(before).slice(0, k);
}

/** The same of several queries: rows and scores, one query behind the other. */
export function rankedAll(
  scores: Float64Array,
  queries: number,
  k: number,
  isLarger: boolean,
  rows?: readonly number[],
) {
  const length = scores.length / queries;
  const indices: number[] = [];
  const best: number[] = [];
  for (let query = 0; query < queries; query++) {
    const own = scores.subarray(query * length, (query + 1) * length);
    const found = ranked(own, k, isLarger, rows);
    indices.push(...found);
    best.push(...found.map((row) => own[row]!));
  }
  return { indices: Uint32Array.from(indices), scores: Float64Array.from(best) };
}
