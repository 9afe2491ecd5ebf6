import { checkGivenWord, checkLeftOut, checkOptions, type Unchecked } from '../../../arguments/options.js';
import { bufferOf, byteLengthOf, byteOffsetOf } from '../../../platform/engine-views.js';
import { type BitsOptions, checkBits, writeBits } from '../common/bits.js';
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

const names: readonly string[] = ['dtype', 'floatType', 'dimensions', 'bitOrder', 'parameters', 'out'];

/**
 * Encodes a vector as a blob of libSQL's own types, as its functions `vector32` to `vector1bit` make them; a column of the
 * type, the distance functions and vector indexes take it. An empty vector is refused, also where libSQL takes it.
 *
 * - float32: elements alone. Without `out` a view of x where x holds the same bytes.
 * - float64 and float16: elements rounded to the nearest, ties to even, and a byte that names the type. (libSQL's own
 *   `vector16` sometimes rounds subnormal halves, magnitudes below 2^-14, to the other neighbour.)
 * - floatb16: the upper halves of float32, cut off as `vectorb16` does it. To round instead, give the bits that
 *   `convert(x, { to: 'bfloat16' })` makes, with `floatType: 'bfloat16'`: those are stored as they are.
 * - float8: codes of a byte with scale = f32(f32(max - min) / 255) and offset = min, rounded half up, as `vector8` does it bit for bit;
 *   or with `parameters` codes that are there. libSQL leaves whatever lay in memory in the up to 3 bytes between
 *   codes and scale; here they are 0.
 * - float1bit: packed bits, the least significant bit of a byte first.
 *
 * @param x - floats; codes with `parameters`; or packed bits
 * @param options - `dtype`: the type of the blob, as libSQL names it. `floatType`: the type of floats that are raw bytes or bits. `parameters`: of codes for
 * float8. `dimensions` and `bitOrder`, for float1bit: see {@link BitsOptions}. `out`: where to write, a Buffer of exactly the size
 * @returns `out`, or a Buffer on new memory, for float32 perhaps on that of x
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: NaN, an infinity, a number too large for the type, with its `index`; for float8 a range
 * that is none of float32. `ERR_LINQUANT_FORMAT`: unused bits that are not 0, more than 65536 dimensions; `ERR_LINQUANT_EMPTY`, `ERR_LINQUANT_BYTE_LENGTH`, `ERR_LINQUANT_INVALID_SHAPE`, `ERR_LINQUANT_INVALID_OPTION`,
 * `ERR_LINQUANT_INVALID_SCALE`, `ERR_LINQUANT_INVALID_OFFSET`, `ERR_LINQUANT_OUT_SIZE`, `ERR_LINQUANT_OVERLAP`. `out` is untouched then.
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
/** Codes, and how they are read. */
export function encodeLibsqlVector(
  x: BytesInput,
  options: {
    readonly dtype: 'float8';
    readonly parameters: Float8Parameters;
    readonly out?: Buffer | undefined;
  },
): Buffer;
/** Packed bits. */
export function encodeLibsqlVector(
  x: BytesInput,
  options: BitsOptions & { readonly dtype: 'float1bit' },
): Buffer;
export function encodeLibsqlVector(x: unknown, options: unknown): Buffer {
  const given = checkOptions(options, names);
  const dtype = checkGivenWord('options.dtype', given.dtype, libsqlNames);
  if (dtype !== 'float1bit') checkLeftOut(given, ['dimensions', 'bitOrder'], dtype);
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
  // The length is odd, with a byte of padding where the bits are an even number of bytes.
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

/** The bytes of a vector of codes, after checking its dimensions. */
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
