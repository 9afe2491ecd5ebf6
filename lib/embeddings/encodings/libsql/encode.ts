import { checkGivenWord, checkLeftOut, checkOptions, type Unchecked } from '../../../arguments/options.js';
import { bufferOf, byteLengthOf, byteOffsetOf } from '../../../platform/engine-views.js';
import { type BitsOptions, bitNames, checkBits, writeBits } from '../common/bits.js';
import { type BytesInput, checkByteCodes, outBytes } from '../common/bytes.js';
import {
  checkVector,
  encodedLength,
  littleEndian,
  outForFloats,
  type VectorInput,
  type VectorOptions,
  writeFloats,
} from '../common/floats.js';
import { checkDimensions } from '../common/format-error.js';
import { checkFloat8Parameters, type Float8, type Float8Parameters, float8Of, float32sOf } from './float8.js';
import { libsqlDimensions, libsqlDtypes, libsqlNames, paddedTo4 } from './layout.js';

const names: readonly string[] = ['dtype', 'floatType', ...bitNames, 'parameters', 'out'];

/**
 * Encodes floats as a blob of libSQL's vector types, like its functions `vector32`, `vector64`, `vector16`, `vectorb16` and `vector8`. Columns,
 * distance functions and vector indexes take such blobs. Other overloads are for codes and bits. An empty vector is refused, also where
 * libSQL allows it.
 *
 * - float32: the elements.
 * - float64 and float16: the elements, rounded half to even, and a byte for the type. (libSQL's `vector16` rounds some subnormal float16,
 *   magnitudes below 2^-14, to the other neighbour.)
 * - floatb16: bfloat16, truncated from float32 like `vectorb16`. For rounding pass the bits from `convert(x, { to: 'bfloat16' })` with
 *   `floatType: 'bfloat16'`, which are stored unchanged.
 * - float8: uint8 codes with scale = f32(f32(max - min) / 255) and offset = min, rounded half up, bit for bit like `vector8` of libsql 0.5.29. libSQL leaves
 *   up to 3 bytes of padding uninitialized; here they are 0.
 *
 * @param x - the floats
 * @param options - `dtype`: the type of the blob, by libSQL's name; `floatType`: the type of x if that is raw bytes or a Uint16Array of bits;
 * `out`: the output, a Buffer of exactly the size of the blob, not overlapping x
 * @returns `out`; without it a view of x if both are float32, else a new Buffer
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: NaN, an infinity, a number too large for the type, with its `index`; for float8 also a range
 * max - min that overflows float32. `ERR_LINQUANT_FORMAT`: more than 65536 dimensions; `ERR_LINQUANT_EMPTY`, `ERR_LINQUANT_BYTE_LENGTH`,
 * `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_OUT_SIZE`, `ERR_LINQUANT_OVERLAP`. `out` is unchanged then.
 * @category Encodings
 * @example
 * ```ts
 * import { encodeLibsqlVector } from 'linquant/embeddings';
 *
 * const x = Float32Array.of(1, 2, 3);
 * encodeLibsqlVector(x, { dtype: 'float16' }).toString('hex'); // '003c0040004205'
 * encodeLibsqlVector(x, { dtype: 'float8' }).toString('hex'); // '007fff008180003c0000803f000104'
 * ```
 */
export function encodeLibsqlVector(
  x: VectorInput,
  options: VectorOptions & { readonly dtype: 'float32' | 'float64' | 'float16' | 'floatb16' | 'float8' },
): Buffer;
/**
 * Encodes uint8 codes with their scale and offset as a libSQL FLOAT8 blob, for codes that you or another blob made.
 *
 * @param x - a Uint8Array or raw bytes of codes, at least one
 * @param options - `dtype: 'float8'`; `parameters`: `{ scale, offset }`, where a code stands for `f32(f32(code * scale) + offset)`; `out`: a Buffer
 * of exactly the size of the blob, not overlapping x
 * @returns `out`, or a new Buffer
 * @throws RangeError `ERR_LINQUANT_INVALID_SCALE`, `ERR_LINQUANT_INVALID_OFFSET`; and as the first overload
 * @throws TypeError as the first overload
 * @category Encodings
 * @example
 * ```ts
 * import { encodeLibsqlVector } from 'linquant/embeddings';
 *
 * const parameters = { scale: 0.5, offset: -1 };
 * encodeLibsqlVector(Uint8Array.of(0, 4), { dtype: 'float8', parameters }).length; // 15
 * ```
 */
export function encodeLibsqlVector(
  x: BytesInput,
  options: {
    readonly dtype: 'float8';
    readonly parameters: Float8Parameters;
    readonly out?: Buffer | undefined;
  },
): Buffer;
/**
 * Encodes packed bits as a libSQL FLOAT1BIT blob: least significant bit first, the order of dialect 'sqlite-vec'.
 *
 * @param x - bytes of packed bits
 * @param options - `dtype: 'float1bit'`; `bitOrder`: the order of the bits in x, 'little' unless given; `dialect`: that of x, an
 * error unless it is 'sqlite-vec'; `dimensions` and `out`: see {@link BitsOptions}
 * @returns `out`, or a new Buffer
 * @throws RangeError `ERR_LINQUANT_FORMAT`: unused bits that are not 0, or more than 65536 dimensions; `ERR_LINQUANT_INVALID_SHAPE`; and as the
 * first overload
 * @throws TypeError as the first overload
 * @category Encodings
 * @example
 * ```ts
 * import { encodeLibsqlVector } from 'linquant/embeddings';
 *
 * encodeLibsqlVector(Uint8Array.of(0b101), { dtype: 'float1bit', dimensions: 3 }).toString('hex'); // '050d03'
 * ```
 */
export function encodeLibsqlVector(
  x: BytesInput,
  options: BitsOptions & { readonly dtype: 'float1bit' },
): Buffer;
export function encodeLibsqlVector(x: unknown, options: unknown): Buffer {
  const given = checkOptions(options, names);
  const dtype = checkGivenWord('options.dtype', given.dtype, libsqlNames);
  if (dtype !== 'float1bit') checkLeftOut(given, bitNames, dtype);
  if (dtype !== 'float8') checkLeftOut(given, ['parameters'], dtype);
  if (dtype === 'float1bit') return encodeBits(x, given);
  if (dtype === 'float8') return encodeFloat8(x, given);
  const target = dtype === 'floatb16' ? (given.floatType === 'bfloat16' ? 'bfloat16' : 'float32') : dtype;
  const floats = checkVector(x, given.floatType, target);
  checkDimensions('x', `libSQL's ${dtype}`, floats.count, libsqlDimensions);
  if (dtype === 'float32') return littleEndian(floats, given.out);
  const length = floats.count * libsqlDtypes[dtype].bytes;
  const bytes = outForFloats(floats, given.out, length + 1);
  if (target === 'float32') writeUpperHalves(float32sOf(floats), bytes);
  else writeFloats(floats, bytes.subarray(0, encodedLength(floats)));
  bytes[length] = libsqlDtypes[dtype].mark;
  return bytes;
}

function writeUpperHalves(floats: Float32Array, into: Buffer): void {
  const bits = new Uint32Array(bufferOf(floats), byteOffsetOf(floats), byteLengthOf(floats)! / 4);
  const halves = new Uint16Array(bits.length);
  for (let i = 0; i < bits.length; i++) halves[i] = bits[i]! >>> 16;
  into.set(Buffer.from(halves.buffer));
}

function encodeBits(x: unknown, options: Unchecked): Buffer {
  checkLeftOut(options, ['floatType'], 'float1bit');
  const bits = checkBits(x, options, 'little');
  checkDimensions('x', "libSQL's float1bit", bits.dimensions, libsqlDimensions);
  // The length must be odd: an even number of bytes of bits gets one byte of padding.
  const length = bits.bytes.length + (bits.bytes.length % 2 === 0 ? 3 : 2);
  const bytes = outBytes(options.out, length, bits.bytes);
  bytes.fill(0, bits.bytes.length);
  writeBits(bits, bytes);
  bytes[length - 2] = (length - 1) * 8 - bits.dimensions;
  bytes[length - 1] = libsqlDtypes.float1bit.mark;
  return bytes;
}

function encodeFloat8(x: unknown, options: Unchecked): Buffer {
  if (options.parameters === undefined) {
    const floats = checkVector(x, options.floatType, 'float32');
    const bytes = outForFloats(floats, options.out, float8Length(floats.count));
    return writeFloat8(float8Of(floats), bytes);
  }
  checkLeftOut(options, ['floatType'], 'parameters');
  const parameters = checkFloat8Parameters(options.parameters);
  const codes = checkByteCodes('x', x, 'uint8');
  const bytes = outBytes(options.out, float8Length(codes.length), codes);
  return writeFloat8({ codes, ...parameters }, bytes);
}

/** The length of a FLOAT8 blob, after checking the dimensions. */
function float8Length(dimensions: number): number {
  checkDimensions('x', "libSQL's float8", dimensions, libsqlDimensions);
  return paddedTo4(dimensions) + 11;
}

function writeFloat8({ codes, scale, offset }: Float8, into: Buffer): Buffer {
  const padded = paddedTo4(codes.length);
  into.fill(0, codes.length);
  into.set(codes);
  into.writeFloatLE(scale, padded);
  into.writeFloatLE(offset, padded + 4);
  into[padded + 9] = padded - codes.length;
  into[padded + 10] = libsqlDtypes.float8.mark;
  return into;
}
