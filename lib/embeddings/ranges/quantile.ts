import type { FloatOptionsOf } from '../../arguments/floats-types.js';
import { checkCount, checkNamed } from '../../arguments/options.js';
import {
  checkVectors,
  type DimensionsOption,
  type FirstRowOption,
  type Vectors,
} from '../../arguments/vectors.js';
import { argumentError, linquantError } from '../../errors.js';
import type { FloatInput, Range } from '../../index.js';
import { finiteRange, float32RowsOf } from '../batch.js';
import { select } from './select.js';

/**
 * Options of {@link quantileRange}.
 *
 * @category Embeddings
 */
export interface QuantileOptions extends DimensionsOption, FirstRowOption {
  /** From 0.5 to 1, 0.99 unless given; 1 is the whole range. Rounded to float32. */
  readonly quantile?: number | undefined;
  /** The largest number of vectors to use, 5000 unless given (as in Qdrant). If x has more, evenly spaced ones are used. */
  readonly sample?: number | undefined;
}

const optionNames = ['dimensions', 'quantile', 'sample', 'floatType', 'firstRow'];

/** With fewer vectors Qdrant uses the whole range. */
const fewVectors = 127;

/**
 * One range for all dimensions, between two quantiles of a sample, as in Qdrant's scalar quantization (`find_quantile_interval` in
 * lib/quantization/src/quantile.rs, 2026). The n x dimensions values of n sampled vectors are sorted. Of the largest values
 * `cut = max(1, floor(f32(n * (1 - quantile) / 2)))` are dropped, of the smallest `cut + 1`. Since n counts vectors and not values, far
 * fewer than 1 - quantile of the values are dropped. With fewer than 127 vectors, and for quantile 1, it is the whole range.
 *
 * Qdrant samples at random. Here the sample is evenly spaced, so results are reproducible; with at most `sample` vectors the range is
 * the same. Qdrant's codes are made in its server; the example computes them. For your own codes pass the range to
 * {@link quantizeEmbeddings} with rule 'range'.
 *
 * @param x - float data of whole vectors, at least one
 * @param options - see {@link QuantileOptions}; `floatType`: the type of x if that is raw bytes or a Uint16Array of bits
 * @returns a new object `{ min, max }`. Allocates a copy of the sample as float32
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_INVALID_SHAPE`: x is not whole vectors; `ERR_LINQUANT_INVALID_RANGE`: a NaN or an infinity, with its `row` and `column`; `ERR_LINQUANT_EMPTY`, `ERR_LINQUANT_INVALID_OPTION`
 * @category Embeddings
 * @example
 * ```ts
 * import { quantize } from 'linquant';
 * import { quantileRange } from 'linquant/embeddings';
 *
 * const x = Float32Array.from({ length: 1000 }, (_, i) => (i === 500 ? 50 : (i % 100) / 100));
 * const { min, max } = quantileRange(x, { dimensions: 5, quantile: 0.99 });
 * console.log(min, max); // 0 0.9900...
 * // Qdrant's codes: round(clamp((x - min) / alpha, 0, 127)), alpha = (max - min) / 127
 * const scale = Math.fround(Math.fround(max - min) / 127);
 * const codes = { dtype: 'uint8', scale, zeroPoint: 0, offset: min, qmax: 127, rounding: 'half-away' } as const;
 * quantize(Float32Array.of(0, 0.5, 50), codes); // Uint8Array [ 0, 64, 127 ]
 * ```
 */
export function quantileRange<X extends FloatInput | Uint16Array = FloatInput>(
  x: X,
  options: QuantileOptions & FloatOptionsOf<X>,
): Range;
export function quantileRange(x: unknown, options: unknown): Range {
  const given = checkNamed('options', options, optionNames);
  const quantile = checkQuantile(given.quantile);
  const most = given.sample === undefined ? 5000 : checkCount('options.sample', given.sample, 1);
  const vectors = checkVectors('x', x, given.dimensions, given.floatType, given.firstRow);
  const { rows } = vectors;
  if (rows === 0) {
    throw linquantError('ERR_LINQUANT_EMPTY', 'x must hold at least one vector; got none');
  }
  const whole = finiteRange(vectors);
  if (rows < fewVectors || quantile === 1) return whole;
  return innerRange(vectors, Math.min(rows, most), quantile) ?? whole;
}

function checkQuantile(value: unknown): number {
  if (value === undefined) return Math.fround(0.99);
  const rounded = typeof value === 'number' ? Math.fround(value) : NaN;
  if (rounded >= 0.5 && rounded <= 1) return rounded;
  const code = typeof value === 'number' ? 'ERR_LINQUANT_INVALID_OPTION' : 'ERR_LINQUANT_INVALID_TYPE';
  throw argumentError(code, 'options.quantile', 'a number from 0.5 to 1', value);
}

/** Qdrant's interval over a sample of `count` rows; undefined if fewer than two values would remain. */
function innerRange(vectors: Vectors, count: number, quantile: number): Range | undefined {
  const values = sampleOf(vectors, count);
  const { length } = values;
  if (length < 4) return undefined;
  // Each operation is in float32, as in Qdrant's `count as f32 * (1.0 - quantile) / 2.0`.
  const share = Math.fround(Math.fround(count) * Math.fround(1 - quantile)) / 2;
  const cut = Math.max(1, Math.min(Math.floor((length - 1) / 2), Math.floor(share)));
  const first = cut + 1;
  const last = length - cut - 1;
  if (first >= last) return undefined;
  return { min: select(values, first) + 0, max: select(values, last) + 0 };
}

/** A copy of `count` evenly spaced rows, as float32. */
function sampleOf(vectors: Vectors, count: number): Float32Array {
  const { rows, dimensions } = vectors;
  const values = new Float32Array(count * dimensions);
  for (let i = 0; i < count; i++) {
    const row = Math.floor((i * rows) / count);
    values.set(float32RowsOf(vectors, row, row + 1), i * dimensions);
  }
  return values;
}
