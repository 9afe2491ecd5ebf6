import { checkLeftOut, checkOptions, checkWord } from '../../arguments/options.js';
import type { CodeArrays, FloatArrays } from '../../index.js';
import { floatTypes } from '../../tables/float-types.js';
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

/**
 * The arrays of each type of plain blobs.
 *
 * @category Encodings
 */
export interface BlobArrays extends FloatArrays, Pick<CodeArrays, 'int8' | 'uint8'> {}

const dtypes = ['float32', 'float64', 'float16', 'bfloat16', 'int8', 'uint8'] as const;
const names: readonly string[] = ['dtype', 'floatType', 'out'];

/**
 * Encodes a vector as its elements alone, little-endian: what Redis and Valkey take as FLOAT32, FLOAT64, FLOAT16, BFLOAT16, INT8
 * and UINT8, and many others.
 *
 * Without `out` the blob is a view of x where x holds the same bytes.
 *
 * @param x - floats, which are rounded to `dtype`; or codes
 * @param options - `dtype`: the type of the elements in the blob, 'float32' unless given. `floatType`: the type of floats in x
 * that are raw bytes ('float32' unless given) or bits. `out`: where to write, a Buffer of exactly the size
 * @returns `out`, or a Buffer on the memory of x or on new memory
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_FORMAT`: NaN, an infinity, floats too large for `dtype`; `ERR_LINQUANT_EMPTY`,
 * `ERR_LINQUANT_BYTE_LENGTH`, `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_OUT_SIZE`, `ERR_LINQUANT_OVERLAP`. `out` is untouched then.
 * @category Encodings
 * @example
 * ```ts
 * import { encodeVectorBlob } from 'linquant/embeddings';
 *
 * const x = Float32Array.of(1, -2);
 * encodeVectorBlob(x).buffer === x.buffer; // true
 * encodeVectorBlob(x, { dtype: 'float16' }).toString('hex'); // '003c00c0'
 * ```
 */
export function encodeVectorBlob(
  x: VectorInput,
  options?: VectorOptions & { readonly dtype?: keyof FloatArrays | undefined },
): Buffer;
/** Codes. */
export function encodeVectorBlob<D extends 'int8' | 'uint8'>(
  x: BlobArrays[D] | Exclude<BytesInput, Uint8Array> | Buffer,
  options: { readonly dtype: D; readonly out?: Buffer | undefined },
): Buffer;
export function encodeVectorBlob(x: unknown, options?: unknown): Buffer {
  const given = checkOptions(options, names);
  const dtype = checkWord('options.dtype', given.dtype, dtypes);
  if (dtype !== 'int8' && dtype !== 'uint8') {
    return littleEndian(checkFinite(x, given.floatType, dtype), given.out);
  }
  checkLeftOut(given, ['floatType'], dtype);
  return storedCodes(checkByteCodes('x', x, dtype), given.out);
}

/**
 * Decodes a blob of little-endian elements. Floats are not looked at.
 *
 * @typeParam D - the type of the elements
 * @param bytes - the blob
 * @param options - `dtype`: the type of the elements, 'float32' unless given
 * @returns a view of the bytes; of elements that are not aligned, a copy. Floats of 16 bits come as bits in a Uint16Array
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_FORMAT`: no element, or no whole number of them; `ERR_LINQUANT_INVALID_OPTION`
 * @category Encodings
 * @example
 * ```ts
 * import { decodeVectorBlob } from 'linquant/embeddings';
 *
 * decodeVectorBlob(Buffer.from('0000803f', 'hex')); // Float32Array [ 1 ]
 * decodeVectorBlob(Buffer.from('01fe', 'hex'), { dtype: 'int8' }); // Int8Array [ 1, -2 ]
 * ```
 */
export function decodeVectorBlob<D extends keyof BlobArrays = 'float32'>(
  bytes: BytesInput,
  options?: { readonly dtype?: D | undefined },
): BlobArrays[D];
export function decodeVectorBlob(bytes: unknown, options?: unknown): BlobArrays[keyof BlobArrays] {
  const dtype = checkWord('options.dtype', checkOptions(options, ['dtype']).dtype, dtypes);
  const all = checkBytes('bytes', bytes);
  if (dtype === 'int8' || dtype === 'uint8') {
    checkElements(all, 1, dtype);
    return dtype === 'int8' ? signedBytes(all) : plainBytes(all);
  }
  checkElements(all, floatTypes[dtype].bytes, dtype);
  return arrayOf(all, dtype);
}
