import { checkAxis } from '../arguments/axis.js';
import { checkCount, checkFlag, checkOptions, type Unchecked } from '../arguments/options.js';
import { mostPlainElements, plainNumbers } from '../arguments/parameter-arrays.js';
import { RunningRanges } from '../arithmetic/running-ranges.js';
import { argumentError, linquantError } from '../errors.js';
import { isArray } from '../platform/engine-views.js';
import type { NewFloat32Array } from '../tables/new-arrays.js';
import type { ObserverJSON, RangeAlong } from './types.js';

export const commonOptions: readonly string[] = ['axis', 'skipNaN'];
export const commonJSON: readonly string[] = [...commonOptions, 'count', 'skipped', 'min', 'max'];

/** What every observer knows: what it is made for, how much it has seen, and its ranges. */
export class State {
  readonly ranges = new RunningRanges();
  count = 0;
  skipped = 0;

  constructor(
    readonly axis: number | undefined,
    readonly skipNaN: boolean,
  ) {}

  /** How many indices the axis has; 0 before the first batch. */
  get indices(): number {
    return this.ranges.min.length;
  }

  /** Counts elements. Called before anything else is changed, since it may throw. */
  add(count: number, skipped: number): void {
    checkSum('count', this.count + count);
    checkSum('skipped', this.skipped + skipped);
    this.count += count;
    this.skipped += skipped;
  }

  /** Checks that there is a range for each index. */
  checkSeen(): void {
    const { min } = this.ranges;
    const none = min.indexOf(Infinity);
    if (min.length !== 0 && none < 0) return;
    const where = none > 0 || min.length > 1 ? ` of index ${none}` : '';
    throw linquantError(
      'ERR_LINQUANT_EMPTY',
      `the range${where} must come from at least one element; got none`,
    );
  }

  /** A copy of ranges, as minMax gives them. */
  rangeOf<A extends number | undefined>(min: NewFloat32Array, max: NewFloat32Array): RangeAlong<A> {
    const { axis } = this;
    const range = axis === undefined ? { min: min[0]!, max: max[0]! } : { min, max, axis };
    return range as RangeAlong<A>;
  }

  /** Checks that another observer of the same kind can be merged. */
  checkSame(other: State): void {
    if (other.axis !== this.axis) {
      const axisName = this.axis === undefined ? 'no axis' : `axis ${this.axis}`;
      throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'other', `one of ${axisName}`, other.axis);
    }
    if (other.skipNaN !== this.skipNaN) {
      const allowed = `one with skipNaN ${this.skipNaN}`;
      throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'other', allowed, other.skipNaN);
    }
    if (other.indices === 0 || this.indices === 0 || other.indices === this.indices) return;
    const allowed = `one with ${this.indices} indices of the axis`;
    throw argumentError('ERR_LINQUANT_INVALID_SHAPE', 'other', allowed, other.indices);
  }

  toJSON(): ObserverJSON {
    const { axis, skipNaN, count, skipped, ranges } = this;
    return {
      ...(axis === undefined ? {} : { axis }),
      ...(skipNaN ? { skipNaN } : {}),
      count,
      skipped,
      min: plainEnds(ranges.min),
      max: plainEnds(ranges.max),
    };
  }
}

const plainEnds = (ends: Float32Array): (number | null)[] =>
  plainNumbers('the ranges', ends).map((end) => (Number.isFinite(end) ? end : null));

function checkSum(argument: string, sum: number): void {
  if (Number.isSafeInteger(sum)) return;
  throw argumentError('ERR_LINQUANT_INVALID_OPTION', argument, 'at most 2^53 - 1 in all', sum);
}

/** Checks the options that every observer has. */
export function checkState(options: unknown, names = commonOptions): { state: State; given: Unchecked } {
  const given = checkOptions(options, names);
  const { axis, skipNaN } = given;
  const state = new State(checkAxis('options.axis', axis), checkFlag('options.skipNaN', skipNaN));
  return { state, given };
}

/** Fills a state from JSON whose names were checked. Each of its properties is read once. */
export function readState(state: State, { count, skipped, min, max }: Unchecked): void {
  const counted = checkCount('json.count', count, 0);
  state.add(counted, checkCount('json.skipped', skipped, 0));
  const mins = readEnds('json.min', min, Infinity);
  const maxs = readEnds('json.max', max, -Infinity);
  if (mins.length !== maxs.length || (state.axis === undefined && mins.length > 1)) {
    const allowed = `as many numbers as json.min${state.axis === undefined ? ', at most one without an axis' : ''}`;
    throw linquantError('ERR_LINQUANT_INVALID_SHAPE', `json.max must hold ${allowed}; got ${maxs.length}`);
  }
  let seen = 0;
  for (let i = 0; i < mins.length; i++) {
    if (mins[i]! <= maxs[i]!) seen++;
    else if (mins[i] !== Infinity || maxs[i] !== -Infinity) {
      throw linquantError(
        'ERR_LINQUANT_INVALID_RANGE',
        `json.min[${i}] must be a number of at most json.max[${i}], or null beside null; got ${mins[i]} and ${maxs[i]}`,
      );
    }
  }
  if (seen > counted || (seen === 0 && counted !== 0)) {
    throw argumentError('ERR_LINQUANT_INVALID_SHAPE', 'json.count', `that of ${seen} ranges`, counted);
  }
  if (mins.length !== 0) state.ranges.widen(mins, maxs);
}

/** Finite float32 numbers, or null for `none`. */
function readEnds(argument: string, value: unknown, none: number): Float32Array {
  if (!isArray(value)) {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, 'an array of numbers', value);
  }
  const { length } = value;
  // The length of a proxy can be anything.
  if (!(Number.isInteger(length) && length >= 0 && length <= mostPlainElements)) {
    throw argumentError(
      'ERR_LINQUANT_INVALID_SHAPE',
      argument,
      `at most ${mostPlainElements} numbers`,
      length,
    );
  }
  const ends = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    const given = value[i];
    const end = given === null ? none : given;
    if (typeof end !== 'number') {
      throw argumentError('ERR_LINQUANT_INVALID_TYPE', `${argument}[${i}]`, 'a number or null', end);
    }
    if (!Number.isFinite(Math.fround(end)) && end !== none) {
      throw argumentError('ERR_LINQUANT_INVALID_RANGE', `${argument}[${i}]`, 'finite in float32', end);
    }
    ends[i] = end;
  }
  return ends;
}
