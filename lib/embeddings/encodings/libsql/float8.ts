import { checkObject } from '../../../arguments/options.js';
import { argumentError, linquantError } from '../../../errors.js';
import { minMax, quantize } from '../../../index.js';
import { typedArrayKind } from '../../../platform/engine-views.js';
import { convertAny, type Floats } from '../common/floats.js';

/**
 * The parameters of libSQL's FLOAT8: x = f32(f32(code * scale) + offset). libSQL calls them alpha and shift.
 *
 * @category Encodings
 */
export interface Float8Parameters {
  /** The step between codes, a float32; 0 if all elements are equal to the offset. */
  readonly scale: number;
  /** The value of code 0, a float32. */
  readonly offset: number;
}

/** FLOAT8 codes with their parameters. */
export interface Float8 extends Float8Parameters {
  readonly codes: Uint8Array;
}

/** Quantizes floats as `vector8()` of libsql 0.5.29 does, bit for bit (`npm run test:stores`). */
export function float8Of(floats: Floats): Float8 {
  const x = float32sOf(floats);
  const { min, max } = minMax(x);
  // If the minimum is 0, its sign is that of the last zero in x, as with libSQL's comparisons.
  const offset = min === 0 ? x[x.lastIndexOf(0)]! : min;
  const scale = Math.fround(Math.fround(max - min) / 255);
  if (scale === Infinity) {
    throw linquantError(
      'ERR_LINQUANT_INVALID_RANGE',
      `x must have a range that is a float32, as FLOAT8 stores a step; got ${min}..${max}`,
    );
  }
  // The range is so small that the scale underflows to 0. As in libSQL the minimum gets code 0, all other values 255.
  if (scale === 0) return { codes: Uint8Array.from(x, (value) => (value > min ? 255 : 0)), scale, offset };
  const parameters = { dtype: 'uint8', scale, zeroPoint: 0, offset, rounding: 'half-away' } as const;
  return { codes: quantize(x, parameters), scale, offset };
}

/** Floats as float32: x itself if it is a Float32Array, else a copy. */
export function float32sOf({ view, type }: Floats): Float32Array {
  if (typedArrayKind(view) === 'Float32Array') return view as Float32Array;
  return convertAny(view, { from: type, to: 'float32' }) as Float32Array;
}

/** Checks `options.parameters`. */
export function checkFloat8Parameters(value: unknown): Float8Parameters {
  const { scale, offset } = checkObject('options.parameters', value, 'an object { scale, offset }');
  return {
    scale: checkFloat8Number('scale', scale, 'ERR_LINQUANT_INVALID_SCALE', 0),
    offset: checkFloat8Number('offset', offset, 'ERR_LINQUANT_INVALID_OFFSET', -Infinity),
  };
}

function checkFloat8Number(
  name: string,
  value: unknown,
  code: 'ERR_LINQUANT_INVALID_SCALE' | 'ERR_LINQUANT_INVALID_OFFSET',
  least: number,
): number {
  const allowed = `a finite number${least === 0 ? ' of 0 or more' : ''}, after rounding to float32 too`;
  const argument = `options.parameters.${name}`;
  if (typeof value !== 'number') throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, allowed, value);
  const rounded = Math.fround(value);
  if (Number.isFinite(rounded) && rounded >= least) return rounded;
  throw argumentError(code, argument, allowed, value);
}
