import { checkOptions } from '../../../arguments/options.js';
import { convert, unpackBits } from '../../../index.js';
import { checkPadding } from '../common/bits.js';
import { type BytesInput, checkBytes, outNumbers, plainBytes } from '../common/bytes.js';
import type { DecodedBits, DecodedVector } from '../common/decoded.js';
import { arrayOf } from '../common/floats.js';
import type { Float8Parameters } from './float8.js';
import { paddedTo4, parseLibsql } from './layout.js';

/**
 * A decoded libSQL blob. `data` is a view of the blob; for floats that are not aligned, a copy.
 *
 * @category Encodings
 */
export type LibsqlVector =
  | DecodedVector<'float32'>
  | DecodedVector<'float64'>
  | DecodedVector<'float16'>
  | DecodedVector<'floatb16'>
  | (DecodedVector<'float8'> & {
      /** The parameters of the codes. It is an option of the encoder too. */
      readonly parameters: Float8Parameters;
    })
  | DecodedBits<'float1bit'>;

/**
 * Decodes a blob of libSQL's vector types. The blob tells its type. The values of floats are not checked.
 *
 * @param bytes - the blob
 * @returns a new object with the elements as they are stored
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_FORMAT`: the bytes are not such a blob
 * @category Encodings
 * @example
 * ```ts
 * import { decodeLibsqlVector } from 'linquant/embeddings';
 *
 * const { data, dtype } = decodeLibsqlVector(Buffer.from('003c0040004205', 'hex'));
 * console.log(data, dtype); // Uint16Array [ 15360, 16384, 16896 ] float16
 * ```
 */
export function decodeLibsqlVector(bytes: BytesInput): LibsqlVector {
  const all = checkBytes('bytes', bytes);
  const { dtype, dimensions, elements } = parseLibsql(all);
  switch (dtype) {
    case 'float32':
      return { data: arrayOf(elements, dtype), dtype, dimensions };
    case 'float64':
      return { data: arrayOf(elements, dtype), dtype, dimensions };
    case 'float16':
      return { data: arrayOf(elements, dtype), dtype, dimensions };
    case 'floatb16':
      return { data: arrayOf(elements, 'bfloat16'), dtype, dimensions };
    case 'float8': {
      const padded = paddedTo4(dimensions);
      const parameters = { scale: all.readFloatLE(padded), offset: all.readFloatLE(padded + 4) };
      return { data: plainBytes(elements), dtype, dimensions, parameters };
    }
    case 'float1bit':
      checkPadding('bytes', elements, dimensions, 'little');
      return { data: plainBytes(elements), dtype, dimensions, bitOrder: 'little' };
  }
}

/**
 * Decodes a blob of libSQL's vector types to float32, the numbers that libSQL's `vector_extract` prints: codes are dequantized, bits become 1
 * and -1, doubles are rounded.
 *
 * @typeParam O - the type of `out`
 * @param bytes - the blob
 * @param options - `out`: a Float32Array with one element for each dimension, not overlapping the blob
 * @returns a new object with `out`, or with an array; for float32 a view if it is aligned, as by {@link decodeLibsqlVector}
 * @throws TypeError and RangeError as {@link decodeLibsqlVector}; `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_OUT_SIZE`,
 * `ERR_LINQUANT_OVERLAP`. `out` is unchanged then.
 * @category Encodings
 * @example
 * ```ts
 * import { decodeLibsqlNumbers } from 'linquant/embeddings';
 *
 * decodeLibsqlNumbers(Buffer.from('070d03', 'hex')); // { data: Float32Array [ 1, 1, 1 ], dtype: 'float32', dimensions: 3 }
 * ```
 */
export function decodeLibsqlNumbers<O extends Float32Array | undefined = undefined>(
  bytes: BytesInput,
  options?: { readonly out?: O },
): DecodedVector<'float32', O extends Float32Array ? O : Float32Array>;
export function decodeLibsqlNumbers(bytes: BytesInput, options?: unknown): DecodedVector<'float32'> {
  const { out } = checkOptions(options, ['out']);
  const vector = decodeLibsqlVector(bytes);
  if (vector.dtype === 'float32' && out === undefined) return vector;
  const { dimensions } = vector;
  const data = outNumbers(out, Float32Array, dimensions, 'bytes', checkBytes('bytes', bytes));
  switch (vector.dtype) {
    case 'float32':
    case 'float64':
      data.set(vector.data);
      break;
    case 'float16':
      convert(vector.data, { from: 'float16', to: 'float32', out: data });
      break;
    case 'floatb16':
      convert(vector.data, { from: 'bfloat16', to: 'float32', out: data });
      break;
    case 'float8': {
      // Not dequantize, which refuses the scale 0.
      const { scale, offset } = vector.parameters;
      for (let i = 0; i < dimensions; i++) data[i] = Math.fround(vector.data[i]! * scale) + offset;
      break;
    }
    case 'float1bit':
      unpackBits(vector.data, { bitOrder: 'little', values: [-1, 1], out: data });
  }
  return { data, dtype: 'float32', dimensions };
}
