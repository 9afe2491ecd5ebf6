import type {
  AbsmaxRuleOptions,
  ChooseOptions,
  OnnxRuleOptions,
  RuleOptions,
} from '../arguments/choice-types.js';
import type { FloatInput, FloatOptions, FloatOptionsOf } from '../arguments/floats-types.js';
import { checkNamed } from '../arguments/options.js';
import { argumentError, linquantError } from '../errors.js';
import { type ChosenFor, chooseParameters } from '../operations/choose-parameters.js';
import type { DataDtype } from '../tables/dtypes.js';
import { readBatch } from './batch.js';
import { checkState, commonJSON, commonOptions, readState, type State } from './state.js';
import type { BatchOptions, CalibrationOptions, ObserverJSON, RangeAlong } from './types.js';

/**
 * What a {@link MovingAverageMinMaxObserver} is made for.
 *
 * @category Calibration
 */
export interface MovingAverageOptions<A extends number | undefined = number | undefined>
  extends CalibrationOptions<A> {
  /** The weight of a new batch, 0 to 1; default: 0.01, as in PyTorch. Rounded to float32. */
  readonly averagingConstant?: number | undefined;
}

/**
 * A {@link MovingAverageMinMaxObserver} as JSON.
 *
 * @category Calibration
 */
export interface MovingAverageJSON extends ObserverJSON {
  /** The weight of a new batch. */
  readonly averagingConstant: number;
}

/**
 * Averages minimum and maximum over batches, so that outliers of single batches count little. The first batch sets both ends; then
 * `end = f32(end + f32(f32(x - end) * c))`, c the averaging constant, as MovingAverageMinMaxObserver of PyTorch 1.13, bit for bit
 * (`test/functions/moving-average-min-max-observer.test.ts`). The result depends on the order and size of batches, so two cannot be merged.
 *
 * @typeParam A - the type of the axis; undefined without one
 * @category Calibration
 * @example
 * ```ts
 * import { MovingAverageMinMaxObserver } from 'linquant/calibration';
 *
 * const observer = new MovingAverageMinMaxObserver({ averagingConstant: 0.5 });
 * observer.observe(Float32Array.of(-1, 1)).observe(Float32Array.of(0, 9));
 * console.log(observer.range()); // { min: -0.5, max: 5 }
 * ```
 */
export class MovingAverageMinMaxObserver<A extends number | undefined = undefined> {
  readonly #state: State;
  /** The weight of a new batch, a float32. */
  readonly averagingConstant: number;

  /**
   * @param options - `averagingConstant`; `axis`: one range for each of its indices; `skipNaN`: leaves out NaN and infinities
   * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, RangeError `ERR_LINQUANT_INVALID_OPTION`
   */
  constructor(options?: MovingAverageOptions<A>) {
    const { state, given } = checkState(options, [...commonOptions, 'averagingConstant']);
    this.#state = state;
    this.averagingConstant = checkConstant(given.averagingConstant);
  }

  /** Elements that were observed; without those that were skipped. */
  get count(): number {
    return this.#state.count;
  }

  /** NaN and infinities that were left out. */
  get skipped(): number {
    return this.#state.skipped;
  }

  /**
   * Moves the range towards that of a batch. Reads it once, without a copy. float64 is rounded to float32. A batch without elements
   * changes nothing.
   *
   * @param x - float data of any length, at any byte offset
   * @param options - `shape`: the sizes of the axes, needed with an axis; `floatType`: the type of x if that is raw bytes
   * @returns this
   * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: a NaN or an infinity, with its `index`, or a difference beyond float32;
   * `ERR_LINQUANT_INVALID_SHAPE`, `ERR_LINQUANT_BYTE_LENGTH`, `ERR_LINQUANT_INVALID_OPTION`. Nothing is changed then
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
    const batch = readBatch(x, options, state);
    if (batch === undefined) return this;
    const min = this.#moved(state.ranges.min, batch.min);
    const max = this.#moved(state.ranges.max, batch.max);
    state.add(batch.count, batch.skipped);
    state.ranges.min = min;
    state.ranges.max = max;
    return this;
  }

  #moved(ends: Float32Array, batch: Float32Array): ReturnType<Float32ArrayConstructor['from']> {
    const { averagingConstant } = this;
    const moved = new Float32Array(batch);
    if (ends.length === 0) return moved;
    for (let i = 0; i < ends.length; i++) {
      const [end, x] = [ends[i]!, batch[i]!];
      // Nothing was seen yet, or nothing in this batch.
      if (!Number.isFinite(end)) continue;
      moved[i] = Number.isFinite(x) ? end + Math.fround(Math.fround(x - end) * averagingConstant) : end;
      if (Number.isFinite(moved[i])) continue;
      const message = `x must be less than 2^128 from the average; got an end ${x} where that is ${end}`;
      throw linquantError('ERR_LINQUANT_INVALID_RANGE', message);
    }
    return moved;
  }

  /**
   * The range so far.
   *
   * @returns a new object `{ min, max }`; with an axis arrays of them, with `axis`
   * @throws RangeError `ERR_LINQUANT_EMPTY`: no element was observed, or none of an index
   */
  range(): RangeAlong<A> {
    this.#state.checkSeen();
    const { min, max } = this.#state.ranges;
    return this.#state.rangeOf<A>(min.slice(), max.slice());
  }

  /**
   * Parameters for the range so far: {@link chooseParameters} of {@link MovingAverageMinMaxObserver.range}.
   *
   * @param options - those of chooseParameters: `dtype`, `scheme`, ...
   * @returns as chooseParameters
   * @throws RangeError `ERR_LINQUANT_EMPTY`: no element was observed; and as chooseParameters
   * @throws TypeError as chooseParameters
   */
  parameters<D extends DataDtype>(options: ChooseOptions<D>): ChosenFor<RangeAlong<A>, D>;
  /** The same by rule 'onnx'. */
  parameters(options: OnnxRuleOptions): ChosenFor<RangeAlong<A>, 'uint8'>;
  /** The same by rule 'absmax'. */
  parameters(options: AbsmaxRuleOptions): ChosenFor<RangeAlong<A>, 'int8'>;
  /** The same by a rule that is known only at run time. */
  parameters(options: ChooseOptions | RuleOptions): ChosenFor<RangeAlong<A>, DataDtype>;
  parameters(options: ChooseOptions | RuleOptions): unknown {
    return chooseParameters(this.range(), options);
  }

  /**
   * Throws: an average depends on the order of batches, so that of two observers is not that of their batches. Observe all batches in one
   * place, or use {@link MinMaxObserver} or {@link HistogramCalibration}.
   *
   * @param other - not used
   * @throws RangeError `ERR_LINQUANT_INVALID_OPTION`, always
   */
  merge(other: never): never {
    const allowed =
      'observed here batch by batch, since a moving average depends on their order (MinMaxObserver and HistogramCalibration can be merged)';
    throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'other', allowed, other);
  }

  /**
   * The observer as plain numbers and arrays; JSON.stringify calls this. JSON keeps float32 values exactly.
   *
   * @returns a new object
   */
  toJSON(): MovingAverageJSON {
    return { averagingConstant: this.averagingConstant, ...this.#state.toJSON() };
  }

  /**
   * Makes an observer from the result of {@link MovingAverageMinMaxObserver.toJSON}, which goes on where that one stopped.
   *
   * @param json - the parsed object
   * @returns a new observer
   * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`
   * @throws RangeError `ERR_LINQUANT_INVALID_SHAPE`, `ERR_LINQUANT_INVALID_RANGE`, `ERR_LINQUANT_INVALID_OPTION`
   */
  static fromJSON(json: MovingAverageJSON): MovingAverageMinMaxObserver<number | undefined> {
    const names = [...commonJSON, 'averagingConstant'];
    const given = checkNamed('json', json, names);
    const { axis, skipNaN, averagingConstant } = given;
    const options = { axis, skipNaN, averagingConstant } as MovingAverageOptions;
    const observer = new MovingAverageMinMaxObserver<number | undefined>(options);
    readState(observer.#state, given);
    return observer;
  }
}

function checkConstant(value: unknown): number {
  if (value === undefined) return Math.fround(0.01);
  const constant = typeof value === 'number' ? Math.fround(value) : NaN;
  if (constant >= 0 && constant <= 1) return constant + 0;
  const code = typeof value === 'number' ? 'ERR_LINQUANT_INVALID_OPTION' : 'ERR_LINQUANT_INVALID_TYPE';
  throw argumentError(code, 'options.averagingConstant', 'a number from 0 to 1', value);
}
