import { checkFloats } from '../../../arguments/floats.js';
import { memoryOf } from '../../../arguments/views.js';
import { linquantError } from '../../../errors.js';
import { convert, type FloatInput, type FloatType, minMax } from '../../../index.js';
import { firstUnfit } from '../../../operations/first-unfit.js';
import { floatTypes, overflows } from '../../../tables/float-types.js';
import { outBytes } from './bytes.js';
import type { VectorArrays } from './decoded.js';

/**
 * One vector of floats: float data as for the functions of `linquant`, or the bits of 16-bit floats in a Uint16Array, if `floatType` says
 * which type. A plain Uint8Array is refused, since it may be codes. Of a batch pass one row at a time:
 * `batch.subarray(i * dimensions, (i + 1) * dimensions)` is a view.
 *
 * @category Encodings
 */
export type VectorInput = FloatInput | Uint16Array;

/**
 * Options of encoders for vectors of floats.
 *
 * @category Encodings
 */
export interface VectorOptions {
  /** The type of x if that is raw bytes ('float32' unless given) or a Uint16Array of bits. */
  readonly floatType?: FloatType | undefined;
  /** The output: a Buffer of exactly the size of the result, not overlapping x. */
  readonly out?: Buffer | undefined;
}

type AnyConvert = (x: unknown, options: object) => ArrayBufferView;
/** `convert`, for float types that are known only at run time. */
export const convertAny = convert as AnyConvert;
const rangeAny = minMax as (x: unknown, options: object) => { min: number; max: number };

/** At least one float to encode, after checking all but the values, which {@link checkValues} does. */
export interface Floats {
  readonly view: ArrayBufferView;
  readonly count: number;
  /** The type of the floats. */
  readonly type: FloatType;
  /** The type in the encoding. */
  readonly target: FloatType;
}

/** Checks float data except for its values, which takes a pass and is done last. */
export function checkVector(x: unknown, floatType: unknown, target: FloatType): Floats {
  const { view, count, type } = checkFloats('x', x, floatType);
  if (count === 0) throw linquantError('ERR_LINQUANT_EMPTY', 'x must hold at least one element; got none');
  return { view, count, type: type.name, target };
}

/** Checks in one pass that all values are finite, also in the type of the encoding. */
export function checkValues(floats: Floats): void {
  if (isBelow(overflows[floats.target], floats.view, floats.type)) return;
  throwAtFirst(floats);
}

/** Whether all magnitudes are below a limit, and none is NaN. For float64 it may be false although true is right, since minMax rounds to float32. */
function isBelow(limit: number, view: ArrayBufferView, floatType: FloatType): boolean {
  const { min, max } = rangeAny(view, { floatType });
  return min > -limit && max < limit;
}

/** Throws for the first wrong value, if there is one. */
function throwAtFirst({ view, type, target }: Floats): void {
  const found = firstUnfit(memoryOf('x', view), floatTypes[type], overflows[target]);
  if (found !== undefined) throw valueError(found.value, found.index, target);
}

function valueError(value: number, index: number, target: FloatType): Error {
  const allowed = Number.isFinite(value) ? `no number too large for ${target}` : 'no NaN and no infinity';
  return linquantError(
    'ERR_LINQUANT_INVALID_RANGE',
    `x must hold ${allowed}; got ${value} at index ${index}`,
    { index },
  );
}

/** The number of bytes of the encoded floats. */
export function encodedLength({ count, target }: Floats): number {
  return count * floatTypes[target].bytes;
}

/** Checks `options.out` or allocates memory for an encoding of `length` bytes; then checks the values. */
export function outForFloats(floats: Floats, out: unknown, length: number): Buffer {
  const bytes = outBytes(out, length, floats.view);
  checkValues(floats);
  return bytes;
}

/** Writes the floats, little-endian, to `into`, which has exactly their size. */
export function writeFloats({ view, type, target }: Floats, into: Buffer): void {
  convertAny(view, { from: type, to: target, out: into });
}

/** The floats as little-endian bytes, after checking their values: a view of x if they need no conversion and `out` is not given. */
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

/** Little-endian bytes as a typed array: a view if they are aligned, else a copy. */
export function arrayOf<F extends FloatType>(bytes: Buffer, type: F): VectorArrays[F] {
  const size = floatTypes[type].bytes;
  if (bytes.byteOffset % size !== 0) {
    return convertAny(bytes, { from: type, to: type }) as VectorArrays[F];
  }
  const view = new arrays[type](bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length / size);
  return view as ArrayBufferView as VectorArrays[F];
}
