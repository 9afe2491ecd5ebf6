import { checkGivenWord, checkLeftOut, checkOptions } from '../../arguments/options.js';
import { type BitsOptions, checkBits, storedBits } from './common/bits.js';
import {
  type BytesInput,
  checkByteCodes,
  checkBytes,
  countElements,
  plainBytes,
  signedBytes,
  storedCodes,
} from './common/bytes.js';
import type { DecodedBits, DecodedVector } from './common/decoded.js';
import { arrayOf, checkVector, littleEndian, type VectorInput, type VectorOptions } from './common/floats.js';
import { formatError } from './common/format-error.js';

/**
 * A blob of sqlite-vec that was decoded: of `float[n]`, `int8[n]` or `bit[n]`.
 *
 * @category Encodings
 */
export type SqliteVecVector = DecodedVector<'float32'> | DecodedVector<'int8'> | DecodedBits;

const dtypes = ['float32', 'int8', 'bit'] as const satisfies readonly SqliteVecVector['dtype'][];
const names: readonly string[] = ['dtype', 'floatType', 'dimensions', 'bitOrder', 'out'];

/**
 * Encodes a vector as a blob of sqlite-vec: its elements alone, little-endian. In SQL a blob is taken for float32 unless it
 * is wrapped: `vec_int8(?)`, `vec_bit(?)`.
 *
 * Without `out` the blob is a view of x where x holds the same bytes: codes, packed bits in the store's order, float32.
 *
 * @param x - floats, which are stored as float32; codes; or packed bits, the least significant bit of a byte first
 * @param options - `dtype`: which of them. `floatType`: the type of floats that are raw bytes or bits. `bitOrder` and `dimensions`, which
 * must be a multiple of 8 here: see {@link BitsOptions}. `out`: where to write, a Buffer of exactly the size
 * @returns `out`, or a Buffer on the memory of x or on new memory
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: NaN, an infinity, a number too large for float32, with its `index`;
 * `ERR_LINQUANT_FORMAT`: bits whose number is no multiple of 8; `ERR_LINQUANT_EMPTY`,
 * `ERR_LINQUANT_BYTE_LENGTH`, `ERR_LINQUANT_INVALID_SHAPE`, `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_OUT_SIZE`,
 * `ERR_LINQUANT_OVERLAP`. `out` is untouched then.
 * @category Encodings
 * @example
 * ```ts
 * import { encodeSqliteVec } from 'linquant/embeddings';
 *
 * encodeSqliteVec(Float32Array.of(1), { dtype: 'float32' }).toString('hex'); // '0000803f'
 * // Packed as NumPy does it: every byte is turned around.
 * encodeSqliteVec(Uint8Array.of(0b10100000), { dtype: 'bit', bitOrder: 'big' }).toString('hex'); // '05'
 * ```
 */
export function encodeSqliteVec(
  x: VectorInput,
  options: VectorOptions & { readonly dtype: 'float32' },
): Buffer;
/** Codes. */
export function encodeSqliteVec(
  x: Int8Array | Exclude<BytesInput, Uint8Array> | Buffer,
  options: { readonly dtype: 'int8'; readonly out?: Buffer | undefined },
): Buffer;
/** Packed bits. */
export function encodeSqliteVec(x: BytesInput, options: BitsOptions & { readonly dtype: 'bit' }): Buffer;
export function encodeSqliteVec(x: unknown, options: unknown): Buffer {
  const given = checkOptions(options, names);
  const dtype = checkGivenWord('options.dtype', given.dtype, dtypes);
  if (dtype !== 'bit') checkLeftOut(given, ['dimensions', 'bitOrder'], dtype);
  if (dtype !== 'float32') checkLeftOut(given, ['floatType'], dtype);
  if (dtype === 'float32') return littleEndian(checkVector(x, given.floatType, 'float32'), given.out);
  if (dtype === 'int8') return storedCodes(checkByteCodes('x', x, 'int8'), given.out);
  const bits = checkBits(x, given, 'little');
  if (bits.dimensions % 8 !== 0) {
    const allowed = 'have a multiple of 8 dimensions, as sqlite-vec takes bits';
    throw formatError('x', allowed, String(bits.dimensions));
  }
  return storedBits(bits, given.out);
}

/**
 * Decodes a blob of sqlite-vec. Floats are not looked at.
 *
 * @typeParam D - the type of its elements
 * @param bytes - the blob
 * @param options - `dtype`: the type of its elements, which the blob does not tell
 * @returns a new object with a view of the bytes; of float32 that are not aligned, a copy
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_FORMAT`: no element, or no whole number of float32; `ERR_LINQUANT_INVALID_OPTION`
 * @category Encodings
 * @example
 * ```ts
 * import { decodeSqliteVec } from 'linquant/embeddings';
 *
 * decodeSqliteVec(Buffer.from('0000803f', 'hex'), { dtype: 'float32' }); // { data: Float32Array [ 1 ], dtype: 'float32', dimensions: 1 }
 * ```
 */
export function decodeSqliteVec<D extends SqliteVecVector['dtype']>(
  bytes: BytesInput,
  options: { readonly dtype: D },
): Extract<SqliteVecVector, DecodedVector<D>>;
export function decodeSqliteVec(bytes: unknown, options: unknown): SqliteVecVector {
  const dtype = checkGivenWord('options.dtype', checkOptions(options, ['dtype']).dtype, dtypes);
  const all = checkBytes('bytes', bytes);
  const elements = countElements(all, dtype === 'float32' ? 4 : 1, dtype);
  if (dtype === 'float32') return { data: arrayOf(all, dtype), dtype, dimensions: elements };
  if (dtype === 'int8') return { data: signedBytes(all), dtype, dimensions: elements };
  return { data: plainBytes(all), dtype, dimensions: elements * 8, bitOrder: 'little' };
}
