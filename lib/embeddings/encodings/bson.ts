import { checkGivenWord, checkLeftOut, checkOptions } from '../../arguments/options.js';
import { type Bits, type BitsOptions, checkBits, checkPadding, writeBits } from './shared/bits.js';
import {
  type BytesInput,
  checkByteCodes,
  checkBytes,
  outBytes,
  plainBytes,
  signedBytes,
} from './shared/bytes.js';
import {
  arrayOf,
  checkFinite,
  encodedLength,
  type VectorInput,
  type VectorOptions,
  writeFloats,
} from './shared/floats.js';
import { formatError } from './shared/format.js';

/**
 * A BSON vector that was decoded.
 *
 * @category Encodings
 */
export type BsonVector =
  | {
      /** The type of its elements. */
      readonly dtype: 'int8';
      /** Its elements, a view of the bytes given. */
      readonly data: Int8Array;
      /** How many there are. */
      readonly dimensions: number;
    }
  | {
      /** The type of its elements. */
      readonly dtype: 'float32';
      /** Its elements: a view of the bytes given where their third lies at a multiple of 4, else a copy. */
      readonly data: Float32Array;
      /** How many there are. */
      readonly dimensions: number;
    }
  | ({
      /** The type of its elements. */
      readonly dtype: 'packed-bits';
    } & Bits);

/** The byte that names a type. */
const typeBytes = { int8: 0x03, float32: 0x27, 'packed-bits': 0x10 } as const;
const dtypes = Object.keys(typeBytes) as (keyof typeof typeBytes)[];
const names: readonly string[] = ['dtype', 'floatType', 'dimensions', 'bitOrder', 'out'];

/**
 * Encodes a vector as MongoDB's BSON holds it, the payload of a binary of subtype 9: a byte for the type, a byte for the
 * number of unused bits, the elements. With npm's `bson` or `mongodb`, `new Binary(bytes, 9)` is what is stored.
 *
 * @param x - codes; floats, which are stored as float32; or packed bits, the most significant bit of a byte first
 * @param options - `dtype`: which of them. `floatType`: the type of floats that are raw bytes or bits. `dimensions` and `bitOrder`:
 * see {@link BitsOptions}. `out`: where to write, a Buffer of exactly the 2 bytes and the elements
 * @returns `out`, or a new Buffer
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_FORMAT`: NaN, an infinity, unused bits that are not 0; `ERR_LINQUANT_EMPTY`,
 * `ERR_LINQUANT_BYTE_LENGTH`, `ERR_LINQUANT_INVALID_SHAPE`, `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_OUT_SIZE`,
 * `ERR_LINQUANT_OVERLAP`. `out` is untouched then.
 * @category Encodings
 * @example
 * ```ts
 * import { encodeBsonVector } from 'linquant/embeddings';
 *
 * encodeBsonVector(Int8Array.of(1, -2), { dtype: 'int8' }).toString('hex'); // '030001fe'
 * encodeBsonVector(Uint8Array.of(0b10100000), { dtype: 'packed-bits', dimensions: 3 }).toString('hex'); // '1005a0'
 * ```
 */
export function encodeBsonVector(
  x: Int8Array | Exclude<BytesInput, Uint8Array> | Buffer,
  options: { readonly dtype: 'int8'; readonly out?: Buffer | undefined },
): Buffer;
/** Floats. */
export function encodeBsonVector(
  x: VectorInput,
  options: VectorOptions & { readonly dtype: 'float32' },
): Buffer;
/** Packed bits. */
export function encodeBsonVector(
  x: BytesInput,
  options: BitsOptions & { readonly dtype: 'packed-bits' },
): Buffer;
export function encodeBsonVector(x: unknown, options: unknown): Buffer {
  const given = checkOptions(options, names);
  const dtype = checkGivenWord('options.dtype', given.dtype, dtypes);
  if (dtype !== 'packed-bits') checkLeftOut(given, ['dimensions', 'bitOrder'], dtype);
  if (dtype !== 'float32') checkLeftOut(given, ['floatType'], dtype);
  if (dtype === 'float32') {
    const floats = checkFinite(x, given.floatType, 'float32');
    const bytes = withHeader(given.out, encodedLength(floats), floats.view, dtype);
    writeFloats(floats, bytes.subarray(2));
    return bytes;
  }
  if (dtype === 'int8') {
    const codes = checkByteCodes('x', x, 'int8');
    const bytes = withHeader(given.out, codes.length, codes, dtype);
    bytes.set(codes, 2);
    return bytes;
  }
  const bits = checkBits(x, given, 'big');
  const bytes = withHeader(given.out, bits.bytes.length, bits.bytes, dtype);
  bytes[1] = bits.bytes.length * 8 - bits.dimensions;
  writeBits(bits, bytes.subarray(2));
  return bytes;
}

/** Memory for the elements and the two bytes before them. New memory is such that floats in it are aligned. */
function withHeader(
  out: unknown,
  length: number,
  source: ArrayBufferView,
  dtype: keyof typeof typeBytes,
): Buffer {
  const bytes =
    out === undefined ? Buffer.allocUnsafeSlow(length + 4).subarray(2) : outBytes(out, length + 2, source);
  bytes[0] = typeBytes[dtype];
  bytes[1] = 0;
  return bytes;
}

/**
 * Decodes the payload of a BSON binary of subtype 9; of npm's `Binary` that is `binary.buffer.subarray(0, binary.position)`.
 * Nothing is copied, but for floats that are not aligned. Floats are not looked at.
 *
 * @param bytes - the payload
 * @returns its type, and its elements
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_FORMAT`: bytes that are no such vector
 * @category Encodings
 * @example
 * ```ts
 * import { decodeBsonVector } from 'linquant/embeddings';
 *
 * decodeBsonVector(Buffer.from('030001fe', 'hex')); // { dtype: 'int8', data: Int8Array [ 1, -2 ], dimensions: 2 }
 * ```
 */
export function decodeBsonVector(bytes: BytesInput): BsonVector {
  const all = checkBytes('bytes', bytes);
  if (all.length < 2)
    throw formatError('bytes', 'begin with the two bytes of a BSON vector', `${all.length} bytes`);
  const [type, padding] = all as unknown as [number, number];
  const dtype = dtypes.find((name) => typeBytes[name] === type);
  if (dtype === undefined) {
    const known = dtypes
      .map((name) => `0x${typeBytes[name].toString(16).padStart(2, '0')} (${name})`)
      .join(', ');
    throw formatError('bytes', `begin with ${known}`, `0x${type.toString(16).padStart(2, '0')}`);
  }
  const elements = all.subarray(2);
  if (dtype === 'packed-bits') {
    const most = elements.length === 0 ? 0 : 7;
    if (padding > most)
      throw formatError('bytes', `have a padding of 0 to ${most} as second byte`, String(padding));
    const dimensions = elements.length * 8 - padding;
    checkPadding('bytes', elements, dimensions, 'big');
    return { dtype, data: plainBytes(elements), dimensions };
  }
  if (padding !== 0)
    throw formatError('bytes', `have a padding of 0 as second byte (${dtype})`, String(padding));
  if (dtype === 'int8') {
    return { dtype, data: signedBytes(elements), dimensions: elements.length };
  }
  if (elements.length % 4 !== 0) {
    throw formatError('bytes', 'hold whole float32 after the first two', `${elements.length} bytes there`);
  }
  const data = arrayOf(elements, 'float32');
  return { dtype, data, dimensions: data.length };
}
