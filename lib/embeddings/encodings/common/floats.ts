import { checkFloats } from '../../../arguments/floats.js';
import { memoryOf } from '../../../arguments/views.js';
import { linquantError } from '../../../errors.js';
import { convert, type FloatInput, type FloatType, minMax } from '../../../index.js';
import { floatTypes } from '../../../tables/float-types.js';
import { outBytes } from './bytes.js';
import type { VectorArrays } from './decoded.js';

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
/** Converts floats of a type that is known at run time only. */
export const convertAny = convert as AnyConvert;
const rangeAny = minMax as (x: unknown, options: object) => { min: number; max: number };

/** Floats to be encoded: at least one. Their values are judged by {@link checkValues}. */
export interface Floats {
  readonly view: ArrayBufferView;
  readonly count: number;
  /** Their type. */
  readonly type: FloatType;
  /** The type that they are encoded as. */
  readonly target: FloatType;
}

/** Checks float data, but for its values: those are looked at last, when everything else is known to be right. */
export function checkVector(x: unknown, floatType: unknown, target: FloatType): Floats {
  const { view, count, type } = checkFloats('x', x, floatType);
  if (count === 0) throw linquantError('ERR_LINQUANT_EMPTY', 'x must hold at least one element; got none');
  return { view, count, type: type.name, target };
}

/** The smallest magnitude that each type rounds to infinity: the middle between its largest number and the next power of two. */
export const overflows: { readonly [F in FloatType]: number } = {
  float64: Infinity,
  float32: 2 ** 128 - 2 ** 103,
  float16: 65520,
  bfloat16: 2 ** 128 - 2 ** 119,
};

/** Checks that all values are finite, in the type that they are encoded as too: by one pass. */
export function checkValues(floats: Floats): void {
  if (isBelow(overflows[floats.target], floats.view, floats.type)) return;
  throwAtFirst(floats);
}

/** Whether all magnitudes are below a limit, and none is NaN. Of float64 it may say no where yes is right: ranges are float32. */
function isBelow(limit: number, view: ArrayBufferView, floatType: FloatType): boolean {
  const { min, max } = rangeAny(view, { floatType });
  return min > -limit && max < limit;
}

/** Floats that are looked at one by one where one of them is wrong. */
const blockFloats = 2 ** 13;

/** Throws for the first value that is wrong, if there is one. */
function throwAtFirst({ view, count, type, target }: Floats): void {
  const limit = overflows[target];
  const bytes = memoryOf('x', view);
  const size = floatTypes[type].bytes;
  for (let start = 0; start < count; start += blockFloats) {
    const block = bytes.subarray(start * size, (start + blockFloats) * size);
    if (isBelow(limit, block, type)) continue;
    const values = convertAny(block, { from: type, to: type === 'float64' ? 'float64' : 'float32' });
    const at = firstFrom(limit, values as Float32Array | Float64Array);
    if (at >= 0) throw valueError((values as Float32Array)[at]!, start + at, target);
  }
}

/** The index of the first value of this magnitude or above, or NaN; -1 where there is none. */
function firstFrom(limit: number, values: Float32Array | Float64Array): number {
  for (let i = 0; i < values.length; i++) if (!(Math.abs(values[i]!) < limit)) return i;
  return -1;
}

function valueError(value: number, index: number, target: FloatType): Error {
  const allowed = Number.isFinite(value) ? `no number too large for ${target}` : 'no NaN and no infinity';
  return linquantError(
    'ERR_LINQUANT_INVALID_RANGE',
    `x must hold ${allowed}; got ${value} at index ${index}`,
    { index },
  );
}

/** The number of bytes that the floats take once they are encoded. */
export function encodedLength({ count, target }: Floats): number {
  return count * floatTypes[target].bytes;
}

/** `options.out` after checking, or new memory, for floats with what else is written beside them; then checks the values. */
export function outForFloats(floats: Floats, out: unknown, length: number): Buffer {
  const bytes = outBytes(out, length, floats.view);
  checkValues(floats);
  return bytes;
}

/** Writes the floats, little-endian, into exactly their bytes. */
export function writeFloats({ view, type, target }: Floats, into: Buffer): void {
  convertAny(view, { from: type, to: target, out: into });
}

/** The floats as little-endian bytes, after checking their values: a view of their memory where they need no conversion and no `out` was given. */
export function littleEndian(floats: Floats, out: unknown): Buffer {
  const { view, type, target } = floats;
  if (out === undefined && type === target) {
    checkValues(floats);
    return memoryOf('x', view);
  }
  const bytes = outForFloats(floats, out, encodedLength(floats));
  writeFloats(floats, bytes);
  return bytes;
}

const arrays = { float64: Float64Array, float32: Float32Array, float16: Uint16Array, bfloat16: Uint16Array };

/** Little-endian bytes as an array: a view of them where they are aligned, else a copy. */
export function arrayOf<F extends FloatType>(bytes: Buffer, type: F): VectorArrays[F] {
  const size = floatTypes[type].bytes;
  if (bytes.byteOffset % size !== 0) {
    return convertAny(bytes, { from: type, to: type }) as VectorArrays[F];
  }
  const view = new arrays[type](bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length / size);
  return view as ArrayBufferView as VectorArrays[F];
}
