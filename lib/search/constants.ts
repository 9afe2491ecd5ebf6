import { roundHalfEven } from '../arithmetic/rounding.js';
import { QueryConstant, queryConstants } from '../kernels.js';
import { Kept } from './kept.js';

/** The largest magnitude of a query's integers: three signed digits of 8 bits, 127 (65536 + 256 + 1). */
const largestInteger = 8355711;

/** Eight sums. */
const sumsMemory = new Float64Array(8);

const scaledMemory = new Kept(Float64Array);

/** Integers of queries, and their constants for `scoreRows`. */
export interface IntegerQueries {
  readonly integers: Int32Array;
  readonly constants: Float64Array;
}

/**
 * |y|^2 in the order of `scoreRows`: eight sums, element i in sum i % 8, joined by a tree. Both sides of a cosine are then made alike: a
 * vector's cosine with itself is 1 up to the rounding of a product and a root.
 */
function normOf(values: Float32Array, at: number, dimensions: number): number {
  const sums = sumsMemory.fill(0);
  for (let i = 0; i < dimensions; i++) {
    const y = values[at + i]!;
    sums[i & 7]! += y * y;
  }
  return sums[0]! + sums[4]! + (sums[2]! + sums[6]!) + (sums[1]! + sums[5]! + (sums[3]! + sums[7]!));
}

/** The norms of float queries. */
export function floatConstants(values: Float32Array, queries: number, dimensions: number): Float64Array {
  const constants = new Float64Array(queries * queryConstants);
  for (let query = 0; query < queries; query++) {
    constants[query * queryConstants + QueryConstant.norm] = normOf(values, query * dimensions, dimensions);
  }
  return constants;
}

/**
 * Rounds each query once to integers of 24 bits: y / d with d = max|y| / 8355711. Each number is off by d / 2 at most; everything after
 * is exact.
 *
 * @param factors - scales of dimensions, which go into the query first
 * @param added - what each query's dot products get besides: offsets and zero points of dimensions
 */
export function roundedQueries(
  values: Float32Array,
  queries: number,
  dimensions: number,
  factors?: Float32Array,
  added?: Float64Array,
): IntegerQueries {
  const integers = new Int32Array(queries * dimensions);
  const constants = floatConstants(values, queries, dimensions);
  const scaled = scaledMemory.take(dimensions);
  for (let query = 0; query < queries; query++) {
    const at = query * dimensions;
    let largest = 0;
    for (let i = 0; i < dimensions; i++) {
      const value = values[at + i]! * (factors?.[i] ?? 1);
      scaled[i] = value;
      largest = Math.max(largest, Math.abs(value));
    }
    // A quotient that underflows would lose the query: float32 numbers and products of two are far above.
    const step = largest === 0 ? 1 : largest / largestInteger;
    for (let i = 0; i < dimensions; i++) integers[at + i] = roundHalfEven(scaled[i]! / step);
    const base = query * queryConstants;
    constants[base + QueryConstant.scale] = step;
    constants[base + QueryConstant.added] = added?.[query] ?? 0;
    putSums(constants, base, integers, at, dimensions);
  }
  return { integers, constants };
}

/** The constants of queries that are codes: integers with a scale, a zero point and an offset each. */
export function codeConstants(
  integers: Int32Array,
  queries: number,
  dimensions: number,
  scaleOf: (query: number) => number,
  zeroPointOf: (query: number) => number,
  offsetOf: (query: number) => number,
): Float64Array {
  const constants = new Float64Array(queries * queryConstants);
  for (let query = 0; query < queries; query++) {
    const base = query * queryConstants;
    const scale = scaleOf(query);
    const zeroPoint = zeroPointOf(query);
    const offset = offsetOf(query);
    constants[base + QueryConstant.scale] = scale;
    constants[base + QueryConstant.zeroPoint] = zeroPoint;
    constants[base + QueryConstant.offset] = offset;
    putSums(constants, base, integers, query * dimensions, dimensions);
    const sum = constants[base + QueryConstant.sum]!;
    const squares = constants[base + QueryConstant.squares]!;
    const centered = sum - dimensions * zeroPoint;
    const norm = squares - 2 * zeroPoint * sum + dimensions * zeroPoint * zeroPoint;
    // As scoreRows makes that of a row.
    constants[base + QueryConstant.norm] =
      norm * (scale * scale) + centered * (2 * (scale * offset)) + dimensions * (offset * offset);
  }
  return constants;
}

function putSums(
  constants: Float64Array,
  base: number,
  integers: Int32Array,
  at: number,
  dimensions: number,
): void {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < dimensions; i++) {
    const q = integers[at + i]!;
    sum += q;
    squares += q * q;
  }
  constants[base + QueryConstant.sum] = sum;
  constants[base + QueryConstant.squares] = squares;
}
