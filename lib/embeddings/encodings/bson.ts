import { checkGivenWord, checkLeftOut, checkOptions } from '../../arguments/options.js';
import { type BitsOptions, bitNames, checkBits, checkPadding, writeBits } from './common/bits.js';
import {
  type BytesInput,
  checkByteCodes,
  checkBytes,
  outBytes,
  plainBytes,
  signedBytes,
} from './common/bytes.js';
import type { DecodedBits, DecodedVector } from './common/decoded.js';
import {
  arrayOf,
  checkValues,
  checkVector,
  encodedLength,
  type VectorInput,
  type VectorOptions,
  writeFloats,
} from './common/floats.js';
import { formatError } from './common/format-error.js';

/**
 * A decoded BSON vector.
 *
 * @category Encodings
 */
export type BsonVector = DecodedVector<'int8'> | DecodedVector<'float32'> | DecodedBits;

/** The byte for each type. BSON's PACKED_BIT is named 'bit', as packed bits are in all encodings except libSQL's. */
const typeBytes = { int8: 0x03, float32: 0x27, bit: 0x10 } as const;
const dtypes = Object.keys(typeBytes) as (keyof typeof typeBytes)[];
const names: readonly string[] = ['dtype', 'floatType', ...bitNames, 'out'];

/**
 * Encodes int8 codes as a BSON vector for MongoDB: the payload of a binary of subtype 9, which is a byte for the type, a byte for the number
 * of unused bits, then the elements. Store it with npm's `bson` or `mongodb` as `new Binary(bytes, 9)`. Other overloads are for floats and
 * bits.
 *
 * @param x - an Int8Array, or raw bytes of codes; at least one code
 * @param options - `dtype: 'int8'`; `out`: the output, a Buffer with 2 bytes more than codes, not overlapping x
 * @returns `out`, or a new Buffer
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_EMPTY`, `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_OUT_SIZE`, `ERR_LINQUANT_OVERLAP`. `out` is unchanged
 * then.
 * @category Encodings
 * @example
 * ```ts
 * import { encodeBsonVector } from 'linquant/embeddings';
 *
 * encodeBsonVector(Int8Array.of(1, -2), { dtype: 'int8' }).toString('hex'); // '030001fe'
 * ```
 */
export function encodeBsonVector(
  x: Int8Array | Exclude<BytesInput, Uint8Array> | Buffer,
  options: { readonly dtype: 'int8'; readonly out?: Buffer | undefined },
): Buffer;
/**
 * Encodes floats as a BSON vector of float32 (FLOAT32).
 *
 * @param x - the floats; those of other types are rounded to float32
 * @param options - `dtype: 'float32'`; `floatType`: the type of x if that is raw bytes or a Uint16Array of bits; `out`: a Buffer with 2 bytes
 * more than the float32 elements, not overlapping x
 * @returns `out`, or a new Buffer
 * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: NaN, an infinity, a number too large for float32, with its `index`;
 * `ERR_LINQUANT_BYTE_LENGTH`; and as the first overload
 * @throws TypeError as the first overload
 * @category Encodings
 * @example
 * ```ts
 * import { encodeBsonVector } from 'linquant/embeddings';
 *
 * encodeBsonVector(Float32Array.of(1), { dtype: 'float32' }).toString('hex'); // '27000000803f'
 * ```
 */
export function encodeBsonVector(
  x: VectorInput,
  options: VectorOptions & { readonly dtype: 'float32' },
): Buffer;
/**
 * Encodes packed bits as a BSON vector (PACKED_BIT): most significant bit first, the order of dialect 'ubinary'.
 *
 * @param x - bytes of packed bits
 * @param options - `dtype: 'bit'`; `dimensions`: the number of bits, all unless given; `bitOrder`: the order of the bits in x, 'big' unless
 * given; `dialect`: that of x, an error unless it is 'ubinary'; `out`: see {@link BitsOptions}, with 2 bytes more than x
 * @returns `out`, or a new Buffer
 * @throws RangeError `ERR_LINQUANT_FORMAT`: unused bits that are not 0; `ERR_LINQUANT_INVALID_SHAPE`; and as the first overload
 * @throws TypeError as the first overload
 * @category Encodings
 * @example
 * ```ts
 * import { encodeBsonVector } from 'linquant/embeddings';
 *
 * encodeBsonVector(Uint8Array.of(0b10100000), { dtype: 'bit', dimensions: 3 }).toString('hex'); // '1005a0'
 * ```
 */
export function encodeBsonVector(x: BytesInput, options: BitsOptions & { readonly dtype: 'bit' }): Buffer;
export function encodeBsonVector(x: unknown, options: unknown): Buffer {
  const given = checkOptions(options, names);
  const dtype = checkGivenWord('options.dtype', given.dtype, dtypes);
  if (dtype !== 'bit') checkLeftOut(given, bitNames, dtype);
  if (dtype !== 'float32') checkLeftOut(given, ['floatType'], dtype);
  if (dtype === 'float32') {
    const floats = checkVector(x, given.floatType, 'float32');
    const bytes = outWithHeader(given.out, encodedLength(floats), floats.view);
    checkValues(floats);
    writeHeader(bytes, dtype, 0);
    writeFloats(floats, bytes.subarray(2));
    return bytes;
  }
  if (dtype === 'int8') {
    const codes = checkByteCodes('x', x, 'int8');
    const bytes = outWithHeader(given.out, codes.length, codes);
    writeHeader(bytes, dtype, 0);
    bytes.set(codes, 2);
    return bytes;
  }
  const bits = checkBits(x, given, 'big');
  const bytes = outWithHeader(given.out, bits.bytes.length, bits.bytes);
  writeHeader(bytes, dtype, bits.bytes.length * 8 - bits.dimensions);
  writeBits(bits, bytes.subarray(2));
  return bytes;
}

/** Checks `options.out` or allocates memory for a header of 2 bytes and the elements. In new memory float32 elements are aligned. */
function outWithHeader(out: unknown, length: number, source: ArrayBufferView): Buffer {
  if (out === undefined) return Buffer.allocUnsafeSlow(length + 4).subarray(2);
  return outBytes(out, length + 2, source);
}

function writeHeader(bytes: Buffer, dtype: keyof typeof typeBytes, unusedBits: number): void {
  bytes[0] = typeBytes[dtype];
  bytes[1] = unusedBits;
}

/**
 * Decodes the payload of a BSON binary of subtype 9: for npm's `Binary` `binary.buffer.subarray(0, binary.position)`. The values of floats are
 * not checked.
 *
 * @param bytes - the payload
 * @returns a new object with a view of the bytes, or a copy of floats that are not aligned. `dtype` is the type of the elements
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_FORMAT`: the bytes are not such a vector
 * @category Encodings
 * @example
 * ```ts
 * import { decodeBsonVector } from 'linquant/embeddings';
 *
 * decodeBsonVector(Buffer.from('030001fe', 'hex')); // { data: Int8Array [ 1, -2 ], dtype: 'int8', dimensions: 2 }
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
  if (dtype === 'bit') {
    const most = elements.length === 0 ? 0 : 7;
    if (padding > most)
      throw formatError('bytes', `have a padding of 0 to ${most} as second byte`, String(padding));
    const dimensions = elements.length * 8 - padding;
    checkPadding('bytes', elements, dimensions, 'big');
    return { data: plainBytes(elements), dtype, dimensions, bitOrder: 'big' };
  }
  if (padding !== 0)
    throw formatError('bytes', `have a padding of 0 as second byte (${dtype})`, String(padding));
  if (dtype === 'int8') {
    return { data: signedBytes(elements), dtype, dimensions: elements.length };
  }
  if (elements.length % 4 !== 0) {
    throw formatError('bytes', 'hold whole float32 after the first two', `${elements.length} bytes there`);
  }
  return { data: arrayOf(elements, 'float32'), dtype, dimensions: elements.length / 4 };
}
