import type { FloatOptionsOf } from '../../arguments/floats-types.js';
import { checkCount, checkNamed, checkOptions } from '../../arguments/options.js';
import { checkVectors, type FirstRowOption } from '../../arguments/vectors.js';
import { RunningRanges } from '../../arithmetic/running-ranges.js';
import { argumentError, linquantError } from '../../errors.js';
import type { FloatInput, FloatOptions } from '../../index.js';
import type { NewFloat32Array } from '../../tables/new-arrays.js';
import { finiteRanges } from '../batch.js';
import { checkNoRanges, checkRanges, flatRanges, type RangesInput } from './ranges.js';

/**
 * A {@link RangeCalibration} as JSON.
 *
 * @category Embeddings
 */
export interface RangeCalibrationJSON {
  /** The numbers in one vector. */
  readonly dimensions: number;
  /** The number of vectors that were observed. */
  readonly count: number;
  /** Minima and maxima, as in sentence-transformers; two empty arrays if `count` is 0. */
  readonly ranges: readonly [readonly number[], readonly number[]];
}

const observeNames = ['floatType', 'firstRow'];

/** Whether a value is a calibration: not a proxy of one, whose private fields cannot be read. */
export let isCalibration: (value: unknown) => value is RangeCalibration;

/**
 * Finds the range of each dimension batch by batch, for rule 'ranges' of {@link quantizeEmbeddings}. The result does not depend on the
 * order of vectors or the size of batches. So a corpus may be larger than memory, or spread over processes that each send their
 * calibration as JSON to be merged.
 *
 * @category Embeddings
 * @example
 * ```ts
 * import { RangeCalibration } from 'linquant/embeddings';
 *
 * const here = new RangeCalibration(2).observe(Float32Array.of(1, 5, 2, 4));
 * const there = new RangeCalibration(2).observe(Float32Array.of(0, 9));
 * const sent = JSON.stringify(there);
 * here.merge(RangeCalibration.fromJSON(JSON.parse(sent)));
 * here.ranges(); // Float32Array [ 0, 4, 2, 9 ]
 * console.log(here.count); // 3
 * ```
 */
export class RangeCalibration {
  static {
    isCalibration = (value): value is RangeCalibration =>
      typeof value === 'object' && value !== null && #ranges in value;
  }

  /** The numbers in one vector. */
  readonly dimensions: number;
  /** Empty until the first batch: `dimensions` is unchecked input, and allocating by it could exhaust memory. */
  readonly #ranges = new RunningRanges();
  #count = 0;

  /**
   * @param dimensions - the numbers in one vector, 1 or more
   * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, RangeError `ERR_LINQUANT_INVALID_OPTION`
   */
  constructor(dimensions: number) {
    this.dimensions = checkCount('dimensions', dimensions, 1);
  }

  /** The number of vectors that were observed, also by merged calibrations. */
  get count(): number {
    return this.#count;
  }

  /**
   * Widens the ranges by a batch of vectors. Reads it once, without a copy; allocates two arrays of `dimensions`.
   *
   * @param x - float data of whole vectors; zero rows are allowed
   * @param options - `floatType`: the type of x if that is raw bytes; `firstRow`: the number of the first vector of x in errors
   * @returns this
   * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
   * @throws RangeError `ERR_LINQUANT_INVALID_SHAPE`: x is not whole vectors; `ERR_LINQUANT_INVALID_RANGE`: a NaN or an infinity, with its
   * `row` and `column`; `ERR_LINQUANT_INVALID_OPTION`. The ranges are unchanged then
   */
  observe(x: FloatInput, options?: FloatOptions & FirstRowOption): this;
  /**
   * Widens the ranges by a batch of 16-bit floats that are given as bits in a Uint16Array. `floatType` says whether they are float16 or
   * bfloat16.
   *
   * @param x - whole vectors; zero rows are allowed
   * @param options - `floatType`: 'float16' or 'bfloat16'; `firstRow`
   * @returns this
   * @throws RangeError and TypeError as the first overload. The ranges are unchanged then
   */
  observe<X extends FloatInput | Uint16Array>(x: X, options: FloatOptionsOf<X> & FirstRowOption): this;
  observe(x: unknown, options?: unknown): this {
    const { floatType, firstRow } = checkOptions(options, observeNames);
    const vectors = checkVectors('x', x, this.dimensions, floatType, firstRow, 'dimensions');
    if (vectors.rows === 0) return this;
    const { min, max } = finiteRanges(vectors);
    this.#widen(min, max, vectors.rows);
    return this;
  }

  /**
   * Merges another calibration into this one, as if its batches had been observed here.
   *
   * @param other - a calibration of the same dimensions; it is not changed
   * @returns this
   * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, RangeError `ERR_LINQUANT_INVALID_SHAPE`
   */
  merge(other: RangeCalibration): this {
    if (!isCalibration(other)) {
      throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'other', 'a RangeCalibration', other);
    }
    if (other.dimensions !== this.dimensions) {
      const allowed = `of ${this.dimensions} dimensions`;
      throw argumentError('ERR_LINQUANT_INVALID_SHAPE', 'other', allowed, other.dimensions);
    }
    this.#widen(other.#ranges.min, other.#ranges.max, other.#count);
    return this;
  }

  #widen(min: Float32Array, max: Float32Array, count: number): void {
    if (count === 0) return;
    if (!Number.isSafeInteger(this.#count + count)) {
      const allowed = 'at most 2^53 - 1 in all';
      throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'count', allowed, this.#count + count);
    }
    this.#ranges.widen(min, max);
    this.#count += count;
  }

  /**
   * The ranges so far, `[2, dimensions]`: the minima, then the maxima.
   *
   * @returns a new array
   * @throws RangeError `ERR_LINQUANT_EMPTY`: no vector was observed
   */
  ranges(): NewFloat32Array {
    if (this.#count === 0) {
      throw linquantError('ERR_LINQUANT_EMPTY', 'ranges must come from at least one vector; got none');
    }
    return flatRanges(this.#ranges);
  }

  /**
   * The calibration as plain numbers and arrays; JSON.stringify calls this. JSON keeps float32 values exactly.
   *
   * @returns a new object
   */
  toJSON(): RangeCalibrationJSON {
    const { dimensions, count } = this;
    return { dimensions, count, ranges: [Array.from(this.#ranges.min), Array.from(this.#ranges.max)] };
  }

  /**
   * Makes a calibration from the result of {@link RangeCalibration.toJSON}, or from ranges of another source with their number of
   * vectors.
   *
   * @param json - the parsed object
   * @returns a new calibration
   * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`
   * @throws RangeError `ERR_LINQUANT_INVALID_SHAPE`, `ERR_LINQUANT_INVALID_RANGE`, `ERR_LINQUANT_INVALID_OPTION`
   */
  static fromJSON(json: {
    readonly dimensions: number;
    readonly count: number;
    readonly ranges: RangesInput;
  }): RangeCalibration {
    const given = checkNamed('json', json, ['dimensions', 'count', 'ranges']);
    const dimensions = checkCount('json.dimensions', given.dimensions, 1);
    const count = checkCount('json.count', given.count, 0);
    const calibration = new RangeCalibration(dimensions);
    if (count === 0) {
      checkNoRanges('json.ranges', given.ranges);
      return calibration;
    }
    const { values } = checkRanges('json.ranges', given.ranges, dimensions);
    calibration.#widen(values.subarray(0, dimensions), values.subarray(dimensions), count);
    return calibration;
  }
}
