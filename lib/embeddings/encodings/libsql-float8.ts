import { checkObject, type Unchecked } from '../../arguments/options.js';
import { argumentError } from '../../errors.js';
import { minMax, quantize } from '../../index.js';
import { typedArrayKind } from '../../platform/engine-views.js';
import { checkByteCodes } from './shared/bytes.js';
import { arrayOf, checkFinite, encodedLength, type Floats, writeFloats } from './shared/floats.js';
import { formatError } from './shared/format.js';

/**
 * How the codes of libSQL's FLOAT8 are read: x = f32(f32(code * scale) + offset). libSQL calls them alpha and shift.
 *
 * @category Encodings
 */
export interface Float8Parameters {
  /** The step from a code to the next, a float32; 0 where all elements are the offset. */
  readonly scale: number;
  /** The number that code 0 stands for, a float32. */
  readonly offset: number;
}

/** Codes of a byte, and how they are read. */
export interface Float8 extends Float8Parameters {
  readonly codes: Uint8Array;
}

/** The codes that libSQL's own `vector8()` makes of floats, bit for bit. */
function float8Of(floats: Floats): Float8 {
  const x = float32sOf(floats);
  const { min, max } = minMax(x);
  // The sign of a minimum of zero is that of the last zero, as libSQL's comparison leaves it.
  const offset = min === 0 ? x[x.lastIndexOf(0)]! : min;
  const scale = Math.fround(Math.fround(max - min) / 255);
  if (scale === Infinity) {
    throw formatError('x', 'have a range that is a float32, as FLOAT8 stores a step', `${min}..${max}`);
  }
  // A range too small for a step of its own: only the minimum is told from the others.
  if (scale === 0) return { codes: Uint8Array.from(x, (value) => (value > min ? 255 : 0)), scale, offset };
  const parameters = { dtype: 'uint8', scale, zeroPoint: 0, offset, rounding: 'half-away' } as const;
  return { codes: quantize(x, parameters), scale, offset };
}

/** Floats as float32 in the host's order: the array itself, where it is one. */
export function float32sOf(floats: Floats): Float32Array {
  if (typedArrayKind(floats.view) === 'Float32Array') return floats.view as Float32Array;
  const bytes = Buffer.allocUnsafeSlow(encodedLength({ ...floats, target: 'float32' }));
  writeFloats({ ...floats, target: 'float32' }, bytes);
  return arrayOf(bytes, 'float32');
}

/** Codes that the caller made, with the parameters that go with them; of floats, those of libSQL. */
export function checkFloat8(
  x: unknown,
  { parameters, floatType }: Unchecked,
): Float8 & { source: ArrayBufferView } {
  if (parameters === undefined) {
    const floats = checkFinite(x, floatType, 'float32');
    return { ...float8Of(floats), source: floats.view };
  }
  const { scale, offset } = checkObject('options.parameters', parameters, 'an object { scale, offset }');
  const codes = checkByteCodes('x', x, 'uint8');
  return {
    codes,
    source: codes,
    scale: checkNumber('scale', scale, 'ERR_LINQUANT_INVALID_SCALE', 0),
    offset: checkNumber('offset', offset, 'ERR_LINQUANT_INVALID_OFFSET', -Infinity),
  };
}

function checkNumber(
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
