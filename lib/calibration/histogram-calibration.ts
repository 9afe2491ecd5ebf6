import type {
  AbsmaxRuleOptions,
  ChooseOptions,
  OnnxRuleOptions,
  RuleOptions,
} from '../arguments/choice-types.js';
import type { FloatInput, FloatOptions, FloatOptionsOf } from '../arguments/floats-types.js';
import { checkNamed } from '../arguments/options.js';
import { argumentError } from '../errors.js';
import { type ChosenFor, chooseParameters } from '../operations/choose-parameters.js';
import { isArray } from '../platform/engine-views.js';
import type { DataDtype } from '../tables/dtypes.js';
import { readBatch } from './batch.js';
import { Counts, exponentOf, mostIndices } from './bins.js';
import { type BinsJSON, plainBins, readBins } from './bins-json.js';
import { checkMethod, type HistogramRangeOptions, type Method, type MethodOptions } from './methods.js';
import { checkState, commonJSON, readState, type State } from './state.js';
import type { BatchOptions, CalibrationOptions, ObserverJSON, RangeAlong } from './types.js';

/**
 * A {@link HistogramCalibration} as JSON. The width of bins is not in it, since it follows from the ranges.
 *
 * @category Calibration
 */
export interface HistogramJSON extends ObserverJSON {
  /** The histogram of each index. */
  readonly bins: readonly BinsJSON[];
}

/**
 * A histogram of everything observed, of the whole tensor or for each index of an axis, from which one of four methods finds a range
 * ({@link MethodOptions}). 2048 bins, symmetric about 0: element x is in bin `floor(x / width)`. The width is the smallest power of two with
 * |x| < 1024 * width for all elements (at least 2^-126), and neighbours are merged when it doubles. So counts do not depend on the order or
 * size of batches, nor on who observed what: merged histograms are exactly those of all data. It is not PyTorch's HistogramObserver, which
 * interpolates.
 *
 * Counts are exact up to 2^53 - 1 elements; beyond them there is an error. Each index takes 16 KiB; there are at most 65,536.
 *
 * @typeParam A - the type of the axis; undefined without one
 * @category Calibration
 * @example
 * ```ts
 * import { HistogramCalibration } from 'linquant/calibration';
 *
 * const calibration = new HistogramCalibration();
 * for (let batch = 0; batch < 10; batch++) {
 *   calibration.observe(Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i)));
 * }
 * calibration.observe(Float32Array.of(50)); // an outlier
 * console.log(calibration.range().max); // 50
 * calibration.range({ method: 'percentile', percentile: 99.9 }).max; // 0.9375
 * calibration.parameters({ method: 'percentile', percentile: 99.9, dtype: 'int8', scheme: 'symmetric' }).scale; // 0.0073...
 * ```
 */
export class HistogramCalibration<A extends number | undefined = undefined> {
  static #isOne(value: unknown): value is HistogramCalibration<number | undefined> {
    return typeof value === 'object' && value !== null && #counts in value;
  }

  readonly #state: State;
  readonly #counts = new Counts();

  /**
   * @param options - `axis`: a histogram for each of its indices; `skipNaN`: leaves out NaN and infinities
   * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, RangeError `ERR_LINQUANT_INVALID_OPTION`
   */
  constructor(options?: CalibrationOptions<A>) {
    this.#state = checkState(options).state;
  }

  /** Elements that were observed, also by merged calibrations; without those that were skipped. */
  get count(): number {
    return this.#state.count;
  }

  /** NaN and infinities that were left out. */
  get skipped(): number {
    return this.#state.skipped;
  }

  /**
   * Counts a batch. Reads it twice, without a copy. float64 is rounded to float32.
   *
   * @param x - float data of any length, at any byte offset
   * @param options - `shape`: the sizes of the axes, needed with an axis; `floatType`: the type of x if that is raw bytes
   * @returns this
   * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: a NaN or an infinity, with its `index`; `ERR_LINQUANT_INVALID_SHAPE`: also another number
   * of indices than before; `ERR_LINQUANT_BYTE_LENGTH`, `ERR_LINQUANT_INVALID_OPTION`. Nothing is changed then
   * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
   */
  observe(x: FloatInput, options?: BatchOptions & FloatOptions): this;
  /**
   * The same for 16-bit floats that are given as bits in a Uint16Array. `floatType` says whether they are float16 or bfloat16.
   *
   * @param x - the bits
   * @param options - `floatType`: 'float16' or 'bfloat16'; `shape`
   * @returns this
   * @throws RangeError and TypeError as the first overload
   */
  observe<X extends FloatInput | Uint16Array>(x: X, options: BatchOptions & FloatOptionsOf<X>): this;
  observe(x: unknown, options?: unknown): this {
    const state = this.#state;
    const batch = readBatch(x, options, state, mostIndices);
    if (batch === undefined) return this;
    this.#widen(batch.min, batch.max, batch.count, batch.skipped);
    this.#counts.count(batch.view, state.ranges);
    return this;
  }

  /** Counts elements in number, and fits bins to a wider range. */
  #widen(min: Float32Array, max: Float32Array, count: number, skipped: number): void {
    const { ranges } = this.#state;
    // Both may throw: nothing is changed yet.
    this.#counts.reserve(min.length);
    this.#state.add(count, skipped);
    const before = { min: ranges.min.slice(), max: ranges.max.slice() };
    ranges.widen(min, max);
    this.#counts.fit(before, ranges);
  }

  /**
   * The range so far, by a method.
   *
   * - 'minmax' gives minimum and maximum.
   * - 'percentile' leaves out (100 - percentile) % of the elements: half at each side if there are both signs, all at the side away from 0
   *   otherwise; for symmetric schemes of |x|. The end is an edge of the bin that the percentile is in: the edge towards 0, but within
   *   minimum and maximum. 100 leaves out nothing.
   * - 'mse' gives the range whose codes have the least squared error, where each element counts as the centre of its bin: of all ranges
   *   between edges of bins, for symmetric schemes those from -end to end. The widest wins among equals, then the lowest. It takes tens of
   *   milliseconds for each index.
   * - 'entropy' gives the range whose elements lose the least information when they are merged to 128 levels: `get_entropy_threshold` of ONNX
   *   Runtime 1.30 on the same counts, in double precision (`test/fixtures/make_calibration_golden.py`). The narrowest wins among equals. It
   *   takes about as long.
   *
   * @param options - `method`, `percentile`; by `scheme`, `dtype` and the other options for parameters 'percentile' and 'mse' know what the
   * range is for
   * @returns a new object `{ min, max }`; with an axis arrays of them, with `axis`
   * @throws RangeError `ERR_LINQUANT_EMPTY`: no element was observed, or none of an index; `ERR_LINQUANT_INVALID_OPTION`,
   * `ERR_LINQUANT_INVALID_DTYPE` and others as chooseParameters
   * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`
   */
  range(options?: HistogramRangeOptions): RangeAlong<A> {
    return this.#range(checkMethod(options).find);
  }

  #range(find: Method): RangeAlong<A> {
    const state = this.#state;
    state.checkSeen();
    const min = state.ranges.min.slice();
    const max = state.ranges.max.slice();
    for (let i = 0; i < min.length; i++) {
      const exponent = exponentOf(min[i]!, max[i]!);
      // Only zeros: every method finds 0..0.
      if (exponent === -Infinity) continue;
      const counts = this.#counts.of(i);
      const total = counts.reduce((sum, count) => sum + count, 0);
      const found = find({ counts, width: 2 ** exponent, min: min[i]!, max: max[i]!, total });
      min[i] = found.min;
      max[i] = found.max;
    }
    return state.rangeOf<A>(min, max);
  }

  /**
   * Parameters for the range by a method: {@link chooseParameters} of {@link HistogramCalibration.range}.
   *
   * @param options - `method`, `percentile`, and those of chooseParameters: `dtype`, `scheme`, ...
   * @returns as chooseParameters
   * @throws RangeError and TypeError as range and as chooseParameters
   */
  parameters<D extends DataDtype>(options: MethodOptions & ChooseOptions<D>): ChosenFor<RangeAlong<A>, D>;
  /** The same by rule 'onnx'. */
  parameters(options: MethodOptions & OnnxRuleOptions): ChosenFor<RangeAlong<A>, 'uint8'>;
  /** The same by rule 'absmax'. */
  parameters(options: MethodOptions & AbsmaxRuleOptions): ChosenFor<RangeAlong<A>, 'int8'>;
  /** The same by a rule that is known only at run time. */
  parameters(options: MethodOptions & (ChooseOptions | RuleOptions)): ChosenFor<RangeAlong<A>, DataDtype>;
  parameters(options: unknown): unknown {
    const { find, choice } = checkMethod(options);
    return chooseParameters(this.#range(find), choice);
  }

  /**
   * Merges another calibration into this one, as if its batches had been observed here: counts and ranges are the same, exactly.
   *
   * @param other - one of the same axis and `skipNaN`; it is not changed
   * @returns this
   * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`
   * @throws RangeError `ERR_LINQUANT_INVALID_OPTION`: another axis or `skipNaN`; `ERR_LINQUANT_INVALID_SHAPE`: another number of indices
   */
  merge(other: HistogramCalibration<A> | HistogramCalibration<number | undefined>): this {
    if (!HistogramCalibration.#isOne(other)) {
      throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'other', 'a HistogramCalibration', other);
    }
    const { count, skipped, ranges, indices } = other.#state;
    this.#state.checkSame(other.#state);
    if (indices === 0) {
      this.#state.add(count, skipped);
      return this;
    }
    const [min, max] = [ranges.min.slice(), ranges.max.slice()];
    this.#widen(min, max, count, skipped);
    this.#counts.add(other.#counts, { min, max }, this.#state.ranges);
    return this;
  }

  /**
   * The calibration as plain numbers and arrays; JSON.stringify calls this. JSON keeps all of it exactly.
   *
   * @returns a new object
   */
  toJSON(): HistogramJSON {
    const { indices } = this.#state;
    const bins = Array.from({ length: indices }, (_, i) => plainBins(this.#counts.of(i)));
    return { ...this.#state.toJSON(), bins };
  }

  /**
   * Makes a calibration from the result of {@link HistogramCalibration.toJSON}.
   *
   * @param json - the parsed object
   * @returns a new calibration
   * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`
   * @throws RangeError `ERR_LINQUANT_INVALID_SHAPE`, `ERR_LINQUANT_INVALID_RANGE`, `ERR_LINQUANT_INVALID_OPTION`
   */
  static fromJSON(json: HistogramJSON): HistogramCalibration<number | undefined> {
    const given = checkNamed('json', json, [...commonJSON, 'bins']);
    const { axis, skipNaN, bins } = given;
    const calibration = new HistogramCalibration<number | undefined>({ axis, skipNaN } as CalibrationOptions);
    const state = calibration.#state;
    readState(state, given);
    const { min, max } = state.ranges;
    if (!isArray(bins) || bins.length !== min.length) {
      const code = isArray(bins) ? 'ERR_LINQUANT_INVALID_SHAPE' : 'ERR_LINQUANT_INVALID_TYPE';
      throw argumentError(code, 'json.bins', `an array of ${min.length} histograms`, bins);
    }
    calibration.#counts.reserve(min.length);
    let total = 0;
    for (let i = 0; i < min.length; i++) {
      total += readBins(`json.bins[${i}]`, bins[i], min[i]!, max[i]!, calibration.#counts.of(i));
    }
    if (total !== state.count) {
      throw argumentError(
        'ERR_LINQUANT_INVALID_SHAPE',
        'json.count',
        `the sum of its counts, ${total}`,
        state.count,
      );
    }
    return calibration;
  }
}
