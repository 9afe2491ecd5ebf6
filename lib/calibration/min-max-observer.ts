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
import type { DataDtype } from '../tables/dtypes.js';
import { readBatch } from './batch.js';
import { checkState, commonJSON, readState, type State } from './state.js';
import type { BatchOptions, CalibrationOptions, ObserverJSON, RangeAlong } from './types.js';

/**
 * Finds minimum and maximum batch by batch, of the whole tensor or for each index of an axis. The result does not depend on the order or
 * size of batches. So data may be larger than memory, or spread over processes that each send their observer as JSON to be merged.
 *
 * With the default rule {@link MinMaxObserver.parameters} gives what MinMaxObserver of PyTorch 1.13 gives, and along an axis its
 * PerChannelMinMaxObserver, bit for bit (`test/functions/min-max-observer.test.ts`).
 *
 * @typeParam A - the type of the axis; undefined without one
 * @category Calibration
 * @example
 * ```ts
 * import { MinMaxObserver } from 'linquant/calibration';
 *
 * const here = new MinMaxObserver().observe(Float32Array.of(1, -2)).observe(Float32Array.of(0.5, 3));
 * const there = new MinMaxObserver().observe(Float32Array.of(5));
 * here.merge(MinMaxObserver.fromJSON(JSON.parse(JSON.stringify(there))));
 * console.log(here.range()); // { min: -2, max: 5 }
 * here.parameters({ dtype: 'uint8' }); // { dtype: 'uint8', scale: 0.02745..., zeroPoint: 73 }
 * ```
 */
export class MinMaxObserver<A extends number | undefined = undefined> {
  static #isOne(value: unknown): value is MinMaxObserver<number | undefined> {
    return typeof value === 'object' && value !== null && #state in value;
  }

  readonly #state: State;

  /**
   * @param options - `axis`: one range for each of its indices; `skipNaN`: leaves out NaN and infinities
   * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, RangeError `ERR_LINQUANT_INVALID_OPTION`
   */
  constructor(options?: CalibrationOptions<A>) {
    this.#state = checkState(options).state;
  }

  /** Elements that were observed, also by merged observers; without those that were skipped. */
  get count(): number {
    return this.#state.count;
  }

  /** NaN and infinities that were left out. */
  get skipped(): number {
    return this.#state.skipped;
  }

  /**
   * Widens the range by a batch. Reads it once, without a copy. float64 is rounded to float32.
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
    const batch = readBatch(x, options, state);
    if (batch === undefined) return this;
    state.add(batch.count, batch.skipped);
    state.ranges.widen(batch.min, batch.max);
    return this;
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
   * Parameters for the range so far: {@link chooseParameters} of {@link MinMaxObserver.range}.
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
   * Merges another observer into this one, as if its batches had been observed here.
   *
   * @param other - one of the same axis and `skipNaN`; it is not changed
   * @returns this
   * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`
   * @throws RangeError `ERR_LINQUANT_INVALID_OPTION`: another axis or `skipNaN`; `ERR_LINQUANT_INVALID_SHAPE`: another number of indices
   */
  merge(other: MinMaxObserver<A> | MinMaxObserver<number | undefined>): this {
    if (!MinMaxObserver.#isOne(other)) {
      throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'other', 'a MinMaxObserver', other);
    }
    const state = other.#state;
    this.#state.checkSame(state);
    this.#state.add(state.count, state.skipped);
    if (state.indices !== 0) this.#state.ranges.widen(state.ranges.min, state.ranges.max);
    return this;
  }

  /**
   * The observer as plain numbers and arrays; JSON.stringify calls this. JSON keeps float32 values exactly.
   *
   * @returns a new object
   */
  toJSON(): ObserverJSON {
    return this.#state.toJSON();
  }

  /**
   * Makes an observer from the result of {@link MinMaxObserver.toJSON}.
   *
   * @param json - the parsed object
   * @returns a new observer
   * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`
   * @throws RangeError `ERR_LINQUANT_INVALID_SHAPE`, `ERR_LINQUANT_INVALID_RANGE`, `ERR_LINQUANT_INVALID_OPTION`
   */
  static fromJSON(json: ObserverJSON): MinMaxObserver<number | undefined> {
    const given = checkNamed('json', json, commonJSON);
    const { axis, skipNaN } = given;
    const observer = new MinMaxObserver<number | undefined>({ axis, skipNaN } as CalibrationOptions);
    readState(observer.#state, given);
    return observer;
  }
}
