import { checkGivenWord, checkLeftOut, checkOptions } from '../../arguments/options.js';
import { type BitsOptions, checkBits, storedBits } from './shared/bits.js';
import {
  type BytesInput,
  checkByteCodes,
  checkBytes,
  checkElements,
  plainBytes,
  signedBytes,
  storedCodes,
} from './shared/bytes.js';
import { arrayOf, checkFinite, littleEndian, type VectorInput, type VectorOptions } from './shared/floats.js';
import { formatError } from './shared/format.js';

/**
 * The arrays of sqlite-vec's types of vectors.
 *
 * @category Encodings
 */
export interface SqliteVecArrays {
  /** `float[n]`. */
  float32: Float32Array;
  /** `int8[n]`; SQL wraps its blobs in `vec_int8(?)`. */
  int8: Int8Array;
  /** `bit[n]`, packed, the least significant bit of a byte first; SQL wraps its blobs in `vec_bit(?)`. */
  bit: Uint8Array;
}

const dtypes: readonly (keyof SqliteVecArrays)[] = ['float32', 'int8', 'bit'];
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
 * @throws RangeError `ERR_LINQUANT_FORMAT`: NaN, an infinity, bits whose number is no multiple of 8; `ERR_LINQUANT_EMPTY`,
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
  if (dtype === 'float32') return littleEndian(checkFinite(x, given.floatType, 'float32'), given.out);
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
 * @returns a view of the bytes; of float32 that are not aligned, a copy
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_FORMAT`: no element, or no whole number of float32; `ERR_LINQUANT_INVALID_OPTION`
 * @category Encodings
 * @example
 * ```ts
 * import { decodeSqliteVec } from 'linquant/embeddings';
 *
 * decodeSqliteVec(Buffer.from('0000803f', 'hex'), { dtype: 'float32' }); // Float32Array [ 1 ]
 * ```
 */
export function decodeSqliteVec<D extends keyof SqliteVecArrays>(
  bytes: BytesInput,
  options: { readonly dtype: D },
): SqliteVecArrays[D];
export function decodeSqliteVec(bytes: unknown, options: unknown): Float32Array | Int8Array | Uint8Array {
  const dtype = checkGivenWord('options.dtype', checkOptions(options, ['dtype']).dtype, dtypes);
  const all = checkBytes('bytes', bytes);
  checkElements(all, dtype === 'float32' ? 4 : 1, dtype);
  if (dtype === 'float32') return arrayOf(all, 'float32');
  return dtype === 'bit' ? plainBytes(all) : signedBytes(all);
}
