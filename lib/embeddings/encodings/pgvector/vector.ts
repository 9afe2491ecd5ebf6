import { checkOptions } from '../../../arguments/options.js';
import { memoryOf } from '../../../arguments/views.js';
import { floatTypes } from '../../../tables/float-types.js';
import type { NewFloat32Array, NewUint16Array } from '../../../tables/new-arrays.js';
import { type BytesInput, checkBytes, type NumberArray, outNumbers, swapElements } from '../common/bytes.js';
import type { DecodedVector } from '../common/decoded.js';
import {
  checkVector,
  encodedLength,
  outForFloats,
  type VectorInput,
  type VectorOptions,
  writeFloats,
} from '../common/floats.js';
import { checkDimensions, formatError } from '../common/format-error.js';

const names: readonly string[] = ['floatType', 'out'];

/** The most dimensions of a pgvector column. Indexes support fewer. */
export const pgDimensions = 16000;

/** The float types of pgvector, with the type of their elements. */
export const pgElements = { vector: 'float32', halfvec: 'float16' } as const;

/** A key of {@link pgElements}. */
export type PgType = keyof typeof pgElements;

/**
 * Encodes a vector as the binary form of pgvector's `vector`, for binary parameters and COPY in binary format: the number of dimensions as
 * int16, an int16 of 0, then float32, all big-endian. A vector has 1 to 16000 dimensions, and no NaN or infinity.
 *
 * @param x - the floats; those of other types are rounded to float32
 * @param options - see {@link VectorOptions}; `out` needs 4 bytes more than the float32 elements
 * @returns `out`, or a new Buffer
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: NaN, an infinity, a number too large for float32, with its `index`;
 * `ERR_LINQUANT_FORMAT`: too many dimensions; `ERR_LINQUANT_EMPTY`,
 * `ERR_LINQUANT_BYTE_LENGTH`, `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_OUT_SIZE`, `ERR_LINQUANT_OVERLAP`. `out` is untouched then.
 * @category Encodings
 * @example
 * ```ts
 * import { encodePgVector } from 'linquant/embeddings';
 *
 * encodePgVector(Float32Array.of(1, -2)).toString('hex'); // '000200003f800000c0000000'
 * ```
 */
export function encodePgVector(x: VectorInput, options?: VectorOptions): Buffer {
  return encode(x, options, 'vector');
}

/**
 * Encodes a vector as the binary form of pgvector's `halfvec`: like {@link encodePgVector}, with float16 elements. Floats are rounded half to
 * even; those that would become infinite are refused, as by the server.
 *
 * @param x - the floats; bits of float16 in a Uint16Array need `floatType: 'float16'`, and are stored as they are
 * @param options - see {@link VectorOptions}; `out` needs 4 bytes more than the float16 elements
 * @returns `out`, or a new Buffer
 * @throws as {@link encodePgVector}; `ERR_LINQUANT_INVALID_RANGE` also for a number too large for float16
 * @category Encodings
 * @example
 * ```ts
 * import { encodePgHalfvec } from 'linquant/embeddings';
 *
 * encodePgHalfvec(Float32Array.of(1, -2)).toString('hex'); // '000200003c00c000'
 * ```
 */
export function encodePgHalfvec(x: VectorInput, options?: VectorOptions): Buffer {
  return encode(x, options, 'halfvec');
}

function encode(x: unknown, options: unknown, type: PgType): Buffer {
  const { floatType, out } = checkOptions(options, names);
  const floats = checkVector(x, floatType, pgElements[type]);
  checkDimensions('x', type, floats.count, pgDimensions);
  const bytes = outForFloats(floats, out, 4 + encodedLength(floats));
  bytes.writeUInt16BE(floats.count, 0);
  bytes.writeUInt16BE(0, 2);
  writeFloats(floats, bytes.subarray(4));
  swapElements(bytes.subarray(4), floatTypes[pgElements[type]].bytes);
  return bytes;
}

/**
 * Decodes the binary form of pgvector's `vector`, as from `vector_send` and COPY. The values of floats are not checked.
 *
 * @typeParam O - the type of `out`
 * @param bytes - exactly the value
 * @param options - `out`: a Float32Array with one element for each dimension, not overlapping `bytes`
 * @returns a new object with `out`, or with a new array (not a view, since the bytes are big-endian)
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_FORMAT`: bytes that are no such vector; `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_OUT_SIZE`,
 * `ERR_LINQUANT_OVERLAP`. `out` is untouched then.
 * @category Encodings
 * @example
 * ```ts
 * import { decodePgVector } from 'linquant/embeddings';
 *
 * decodePgVector(Buffer.from('000200003f800000c0000000', 'hex')).data; // Float32Array [ 1, -2 ]
 * ```
 */
export function decodePgVector<O extends Float32Array | undefined = undefined>(
  bytes: BytesInput,
  options?: { readonly out?: O },
): DecodedVector<'float32', O extends Float32Array ? O : NewFloat32Array>;
export function decodePgVector(bytes: unknown, options?: unknown): DecodedVector<'float32'> {
  const { data, dimensions } = decode(bytes, options, 'vector', Float32Array);
  return { data, dtype: 'float32', dimensions };
}

/**
 * Decodes the binary form of pgvector's `halfvec`. The values of floats are not checked.
 *
 * @typeParam O - the type of `out`
 * @param bytes - exactly the value
 * @param options - `out`: a Uint16Array with one element for each dimension, not overlapping `bytes`
 * @returns a new object with `out`, or with a new array, of float16 bits. `convert(data, { from: dtype, to: 'float32' })` returns numbers
 * @throws as {@link decodePgVector}
 * @category Encodings
 * @example
 * ```ts
 * import { decodePgHalfvec } from 'linquant/embeddings';
 *
 * decodePgHalfvec(Buffer.from('000200003c00c000', 'hex')); // { data: Uint16Array [ 15360, 49152 ], dtype: 'float16', dimensions: 2 }
 * ```
 */
export function decodePgHalfvec<O extends Uint16Array | undefined = undefined>(
  bytes: BytesInput,
  options?: { readonly out?: O },
): DecodedVector<'float16', O extends Uint16Array ? O : NewUint16Array>;
export function decodePgHalfvec(bytes: unknown, options?: unknown): DecodedVector<'float16'> {
  const { data, dimensions } = decode(bytes, options, 'halfvec', Uint16Array);
  return { data, dtype: 'float16', dimensions };
}

function decode<T extends Float32Array | Uint16Array>(
  bytes: unknown,
  options: unknown,
  type: PgType,
  make: NumberArray<T>,
): { data: T; dimensions: number } {
  const { out } = checkOptions(options, ['out']);
  const all = checkBytes('bytes', bytes);
  const size = floatTypes[pgElements[type]].bytes;
  if (all.length < 4)
    throw formatError('bytes', `begin with the 4 bytes of a ${type}`, `${all.length} bytes`);
  const dimensions = all.readUInt16BE(0);
  checkDimensions('bytes', type, dimensions, pgDimensions);
  const unused = all.readUInt16BE(2);
  if (unused !== 0) throw formatError('bytes', 'have 0 as third and fourth byte', String(unused));
  const length = 4 + dimensions * size;
  if (all.length !== length) {
    const allowed = `be the ${length} bytes of a ${type} of ${dimensions} dimensions`;
    throw formatError('bytes', allowed, `${all.length} bytes`);
  }
  const data = outNumbers(out, make, dimensions, 'bytes', all);
  const memory = memoryOf('options.out', data);
  memory.set(all.subarray(4));
  swapElements(memory, size);
  return { data, dimensions };
}
