import { checkGivenWord, checkLeftOut, checkOptions } from '../../arguments/options.js';
import { type BitsOptions, bitNames, checkBits, storedBits } from './common/bits.js';
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
 * A decoded sqlite-vec blob, of a column `float[n]`, `int8[n]` or `bit[n]`.
 *
 * @category Encodings
 */
export type SqliteVecVector = DecodedVector<'float32'> | DecodedVector<'int8'> | DecodedBits;

const dtypes = ['float32', 'int8', 'bit'] as const satisfies readonly SqliteVecVector['dtype'][];
const names: readonly string[] = ['dtype', 'floatType', ...bitNames, 'out'];

/**
 * Encodes a vector of floats as a sqlite-vec blob: float32 elements, little-endian, without a header. Other overloads are for int8 codes and
 * bits. In SQL sqlite-vec takes a blob for float32 unless it is wrapped: `vec_int8(?)`, `vec_bit(?)`.
 *
 * @param x - the floats; those of other types are rounded to float32
 * @param options - `dtype: 'float32'`; `floatType`: the type of x if that is raw bytes or a Uint16Array of bits; `out`: the output, a Buffer of
 * exactly the size of the blob, not overlapping x
 * @returns `out`; without it a view of x if that is float32, else a new Buffer
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: NaN, an infinity, a number too large for float32, with its `index`;
 * `ERR_LINQUANT_EMPTY`, `ERR_LINQUANT_BYTE_LENGTH`, `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_OUT_SIZE`, `ERR_LINQUANT_OVERLAP`. `out` is
 * unchanged then.
 * @category Encodings
 * @example
 * ```ts
 * import { encodeSqliteVec } from 'linquant/embeddings';
 *
 * encodeSqliteVec(Float32Array.of(1), { dtype: 'float32' }).toString('hex'); // '0000803f'
 * ```
 */
export function encodeSqliteVec(
  x: VectorInput,
  options: VectorOptions & { readonly dtype: 'float32' },
): Buffer;
/**
 * Encodes int8 codes as a sqlite-vec blob, for `vec_int8(?)`.
 *
 * @param x - an Int8Array, or raw bytes of codes; at least one code
 * @param options - `dtype: 'int8'`; `out`: a Buffer of exactly the codes, not overlapping x
 * @returns `out`; without it a view of x
 * @throws RangeError `ERR_LINQUANT_EMPTY`, `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_OUT_SIZE`, `ERR_LINQUANT_OVERLAP`
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @category Encodings
 * @example
 * ```ts
 * import { encodeSqliteVec } from 'linquant/embeddings';
 *
 * encodeSqliteVec(Int8Array.of(1, -2), { dtype: 'int8' }).toString('hex'); // '01fe'
 * ```
 */
export function encodeSqliteVec(
  x: Int8Array | Exclude<BytesInput, Uint8Array> | Buffer,
  options: { readonly dtype: 'int8'; readonly out?: Buffer | undefined },
): Buffer;
/**
 * Encodes packed bits as a sqlite-vec blob, for `vec_bit(?)`: least significant bit first, the order of dialect 'sqlite-vec'.
 *
 * @param x - bytes of packed bits
 * @param options - `dtype: 'bit'`; `bitOrder`: the order of the bits in x, 'little' unless given; `dimensions`: a multiple of 8, all bits
 * unless given; `dialect`: that of x, an error unless it is 'sqlite-vec'; `out`: see {@link BitsOptions}
 * @returns `out`; without it a view of x if its bits are in the store's order, else a new Buffer
 * @throws RangeError `ERR_LINQUANT_FORMAT`: the number of bits is no multiple of 8; `ERR_LINQUANT_EMPTY`, `ERR_LINQUANT_INVALID_SHAPE`,
 * `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_OUT_SIZE`, `ERR_LINQUANT_OVERLAP`
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @category Encodings
 * @example
 * ```ts
 * import { encodeSqliteVec } from 'linquant/embeddings';
 *
 * // Bits in the order of NumPy and 'ubinary': each byte is reversed.
 * encodeSqliteVec(Uint8Array.of(0b10100000), { dtype: 'bit', bitOrder: 'big' }).toString('hex'); // '05'
 * ```
 */
export function encodeSqliteVec(x: BytesInput, options: BitsOptions & { readonly dtype: 'bit' }): Buffer;
export function encodeSqliteVec(x: unknown, options: unknown): Buffer {
  const given = checkOptions(options, names);
  const dtype = checkGivenWord('options.dtype', given.dtype, dtypes);
  if (dtype !== 'bit') checkLeftOut(given, bitNames, dtype);
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
 * Decodes a sqlite-vec blob. The values of floats are not checked.
 *
 * @typeParam D - the type of its elements
 * @param bytes - the blob
 * @param options - `dtype`: the type of its elements, which is not part of the blob
 * @returns a new object with a view of the bytes; for float32 that is not aligned, with a copy
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_FORMAT`: no elements, or not whole float32; `ERR_LINQUANT_INVALID_OPTION`
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
