import { checkFloats } from '../../../arguments/floats.js';
import { memoryOf } from '../../../arguments/views.js';
import { convert, type FloatArrays, type FloatInput, type FloatType, minMax } from '../../../index.js';
import { isBuffer, typedArrayKind } from '../../../platform/engine-views.js';
import { hostIsLittleEndian } from '../../../platform/node.js';
import { floatTypes } from '../../../tables/float-types.js';
import { outBytes } from './bytes.js';
import { formatError } from './format.js';

/**
 * A vector of floats: float data as the functions of `linquant` take it, or the bits of 16-bit floats in a
 * Uint16Array where `floatType` says of which type. A plain Uint8Array is not taken, since it may hold codes. A batch is
 * encoded row by row: `rows.subarray(i * dimensions, (i + 1) * dimensions)` is a view.
 *
 * @category Encodings
 */
export type VectorInput = FloatInput | Uint16Array;

/**
 * Options of a vector of floats, and where its bytes go.
 *
 * @category Encodings
 */
export interface VectorOptions {
  /** The type of x where it is raw bytes ('float32' unless given) or bits in a Uint16Array. */
  readonly floatType?: FloatType | undefined;
  /** Where to write: a Buffer of exactly the result's size, which shares no memory with x. */
  readonly out?: Buffer | undefined;
}

type AnyConvert = (x: unknown, options: object) => ArrayBufferView;
const convertAny = convert as AnyConvert;
const rangeAny = minMax as (x: unknown, options: object) => { min: number; max: number };

/** Float data that was judged: finite in its own type and in the type that it is encoded as. */
export interface Floats {
  readonly view: ArrayBufferView;
  readonly count: number;
  /** Its type. */
  readonly type: FloatType;
  /** The type that it is encoded as. */
  readonly target: FloatType;
}

/** Judges float data, by one pass over it. */
export function checkFinite(x: unknown, floatType: unknown, target: FloatType): Floats {
  const { view, count, type } = checkFloats('x', x, floatType);
  const floats = { view, count, type: type.name, target };
  // Throws for none at all.
  const { min, max } = rangeAny(view, { floatType: type.name });
  if (!fits(min, target) || !fits(max, target)) throwUnlessFinite(floats);
  return floats;
}

/** Whether a number is finite, and still is when it is rounded to `target`. */
function fits(value: number, target: FloatType): boolean {
  if (!Number.isFinite(value) || target === 'float64') return Number.isFinite(value);
  if (target === 'float32') return Number.isFinite(Math.fround(value));
  const bits = convertAny(Float64Array.of(value), { to: target });
  return Number.isFinite((convertAny(bits, { from: target, to: 'float64' }) as Float64Array)[0]);
}

/** Looks at every element: a range is rounded to float32, so its ends may have overflowed where no element does. */
function throwUnlessFinite({ view, type, target }: Floats): void {
  const values = convertAny(view, { from: type, to: 'float64' }) as Float64Array;
  values.forEach((value, i) => {
    if (!Number.isFinite(value))
      throw formatError('x', 'hold no NaN and no infinity', `${value} at index ${i}`);
    if (fits(value, target)) return;
    throw formatError('x', `hold no number too large for ${target}`, `${value} at index ${i}`);
  });
}

/** The number of bytes that the floats take once they are encoded. */
export function encodedLength({ count, target }: Floats): number {
  return count * floatTypes[target].bytes;
}

/** Writes the floats, little-endian, into exactly their bytes. */
export function writeFloats({ view, type, target }: Floats, into: Buffer): void {
  convertAny(view, { from: type, to: target, out: into });
}

/** The floats as little-endian bytes: a view of their memory where it holds them so and no `out` was given. */
export function littleEndian(floats: Floats, out: unknown): Buffer {
  const { view, type, target } = floats;
  const isOfHost = typedArrayKind(view) !== undefined && !isBuffer(view);
  const bytes = memoryOf('x', view);
  if (out === undefined && type === target && (!isOfHost || hostIsLittleEndian())) return bytes;
  const into = outBytes(out, encodedLength(floats), bytes);
  writeFloats(floats, into);
  return into;
}

const arrays = { float64: Float64Array, float32: Float32Array, float16: Uint16Array, bfloat16: Uint16Array };

/** Little-endian bytes as an array: a view of them where they are aligned and of the host's order, else a copy. */
export function arrayOf<F extends FloatType>(bytes: Buffer, type: F): FloatArrays[F] {
  const size = floatTypes[type].bytes;
  if (hostIsLittleEndian() && bytes.byteOffset % size === 0) {
    const view = new arrays[type](bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length / size);
    return view as ArrayBufferView as FloatArrays[F];
  }
  return convertAny(bytes, { from: type, to: type }) as FloatArrays[F];
}
