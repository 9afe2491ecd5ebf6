import type { FloatOptionsOf } from '../../arguments/floats-types.js';
import { checkCount, checkNamed, checkOptions } from '../../arguments/options.js';
import { argumentError, linquantError } from '../../errors.js';
import type { FloatInput, FloatOptions } from '../../index.js';
import type { NewFloat32Array } from '../../tables/new-arrays.js';
import { checkVectors, finiteRanges } from '../batch.js';
import { checkNoRanges, checkRanges, flatRanges, type RangesInput } from './ranges.js';

/**
 * A {@link RangeCalibration} as JSON.
 *
 * @category Embeddings
 */
export interface RangeCalibrationJSON {
  /** The numbers in one vector. */
  readonly dimensions: number;
  /** The vectors that were observed. */
  readonly count: number;
  /** The minima and the maxima, as sentence-transformers' ranges; two empty arrays while `count` is 0. */
  readonly ranges: readonly [readonly number[], readonly number[]];
}

/**
 * Finds the ranges of each dimension batch by batch, for rule 'ranges' of {@link quantizeEmbeddings}. Minima and maxima do
 * not depend on order or batches, so a corpus larger than memory, or spread over processes, gives the same ranges as in
 * one piece: send each process's calibration as JSON and merge them.
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
  /** The numbers in one vector. */
  readonly dimensions: number;
  /** Of no numbers while nothing was observed: what is observed has been allocated, what is asked for may be too much. */
  #min = new Float32Array(0);
  #max = new Float32Array(0);
  #count = 0;

  /**
   * @param dimensions - the numbers in one vector, 1 or more
   * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, RangeError `ERR_LINQUANT_INVALID_OPTION`
   */
  constructor(dimensions: number) {
    this.dimensions = checkCount('dimensions', dimensions, 1);
  }

  /** The vectors that were observed, here and in what was merged. */
  get count(): number {
    return this.#count;
  }

  /**
   * Takes a batch of vectors into the ranges: one pass over its memory, no copy; allocates two arrays of `dimensions`.
   *
   * @param x - float data of whole vectors, any number of them
   * @param options - `floatType`: the type of x where it is raw bytes or bits
   * @returns this
   * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
   * @throws RangeError `ERR_LINQUANT_INVALID_SHAPE`: no whole vectors; `ERR_LINQUANT_INVALID_RANGE`: a NaN or an infinity,
   * with its `row` and `column`; `ERR_LINQUANT_INVALID_OPTION`. Nothing of the batch counts then
   */
  observe(x: FloatInput, options?: FloatOptions): this;
  /** The bits of 16-bit floats: `floatType` says which. */
  observe<X extends FloatInput | Uint16Array>(x: X, options: FloatOptionsOf<X>): this;
  observe(x: unknown, options?: unknown): this {
    const { floatType } = checkOptions(options, ['floatType']);
    const vectors = checkVectors('x', x, this.dimensions, floatType, 'dimensions');
    if (vectors.rows === 0) return this;
    const { min, max } = finiteRanges(vectors);
    this.#widen(min, max, vectors.rows);
    return this;
  }

  /**
   * Takes another calibration into this one, as if its batches had been observed here.
   *
   * @param other - of as many dimensions; it stays as it is
   * @returns this
   * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, RangeError `ERR_LINQUANT_INVALID_SHAPE`
   */
  merge(other: RangeCalibration): this {
    if (typeof other !== 'object' || other === null || !(#min in other)) {
      throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'other', 'a RangeCalibration', other);
    }
    if (other.dimensions !== this.dimensions) {
      const allowed = `of ${this.dimensions} dimensions`;
      throw argumentError('ERR_LINQUANT_INVALID_SHAPE', 'other', allowed, other.dimensions);
    }
    this.#widen(other.#min, other.#max, other.#count);
    return this;
  }

  #widen(min: Float32Array, max: Float32Array, count: number): void {
    if (count === 0) return;
    if (!Number.isSafeInteger(this.#count + count)) {
      const allowed = 'at most 2^53 - 1 in all';
      throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'count', allowed, this.#count + count);
    }
    if (this.#count === 0) {
      // Adding 0 makes -0 a 0, which is as small and as large: else the order of batches would tell.
      this.#min = min.map((end) => end + 0);
      this.#max = max.map((end) => end + 0);
    }
    for (let i = 0; i < this.dimensions; i++) {
      if (min[i]! < this.#min[i]!) this.#min[i] = min[i]!;
      if (max[i]! > this.#max[i]!) this.#max[i] = max[i]!;
    }
    this.#count += count;
  }

  /**
   * The ranges so far, `[2, dimensions]`: the minima, then the maxima.
   *
   * @returns a new array
   * @throws RangeError `ERR_LINQUANT_EMPTY`: nothing was observed
   */
  ranges(): NewFloat32Array {
    if (this.#count === 0) {
      throw linquantError('ERR_LINQUANT_EMPTY', 'ranges must come from at least one vector; got none');
    }
    return flatRanges({ min: this.#min, max: this.#max });
  }

  /**
   * Plain numbers for JSON, which `JSON.stringify` asks for; float32 survives it to the bit.
   *
   * @returns a new object
   */
  toJSON(): RangeCalibrationJSON {
    const { dimensions, count } = this;
    return { dimensions, count, ranges: [Array.from(this.#min), Array.from(this.#max)] };
  }

  /**
   * A calibration again of what {@link RangeCalibration.toJSON} gave, or of ranges from elsewhere whose number of vectors is known.
   *
   * @param json - the parsed object
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
