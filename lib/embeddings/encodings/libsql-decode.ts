import { checkOptions } from '../../arguments/options.js';
import { convert, unpackBits } from '../../index.js';
import type { Float8Parameters } from './libsql-float8.js';
import { paddedTo4, parseLibsql } from './libsql-layout.js';
import { type Bits, checkPadding } from './shared/bits.js';
import { type BytesInput, checkBytes, outNumbers, plainBytes } from './shared/bytes.js';
import { arrayOf } from './shared/floats.js';

/**
 * A blob of libSQL that was decoded. Its `data` is a view of the blob; of floats that are not aligned, a copy.
 *
 * @category Encodings
 */
export type LibsqlVector =
  | {
      /** The type of its elements. */
      readonly type: 'float32';
      /** Its elements. */
      readonly data: Float32Array;
      /** How many there are. */
      readonly dimensions: number;
    }
  | {
      /** The type of its elements. */
      readonly type: 'float64';
      /** Its elements. */
      readonly data: Float64Array;
      /** How many there are. */
      readonly dimensions: number;
    }
  | {
      /** The type of its elements; floatb16 is called bfloat16 elsewhere. */
      readonly type: 'float16' | 'floatb16';
      /** The bits of its elements. */
      readonly data: Uint16Array;
      /** How many there are. */
      readonly dimensions: number;
    }
  | ({
      /** The type of its elements. */
      readonly type: 'float8';
      /** The codes of its elements. */
      readonly data: Uint8Array;
      /** How many there are. */
      readonly dimensions: number;
    } & Float8Parameters)
  | ({
      /** The type of its elements. */
      readonly type: 'float1bit';
    } & Bits);

/**
 * Decodes a blob of libSQL's own types, which it names itself. Floats are not looked at.
 *
 * @param bytes - the blob
 * @returns its type, and its elements as they are stored
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_FORMAT`: bytes that are no such blob
 * @category Encodings
 * @example
 * ```ts
 * import { decodeLibsqlVector } from 'linquant/embeddings';
 *
 * decodeLibsqlVector(Buffer.from('003c0040004205', 'hex')).data; // Uint16Array [ 15360, 16384, 16896 ]
 * ```
 */
export function decodeLibsqlVector(bytes: BytesInput): LibsqlVector {
  const all = checkBytes('bytes', bytes);
  const { type, dimensions, elements } = parseLibsql(all);
  switch (type) {
    case 'float32':
    case 'float64':
      return { type, data: arrayOf(elements, type), dimensions } as LibsqlVector;
    case 'float16':
    case 'floatb16':
      return { type, data: arrayOf(elements, type === 'float16' ? type : 'bfloat16'), dimensions };
    case 'float8': {
      const padded = paddedTo4(dimensions);
      const [scale, offset] = [all.readFloatLE(padded), all.readFloatLE(padded + 4)];
      return { type, data: plainBytes(elements), dimensions, scale, offset };
    }
    case 'float1bit':
      checkPadding('bytes', elements, dimensions, 'little');
      return { type, data: plainBytes(elements), dimensions };
  }
}

/**
 * Decodes a blob of libSQL's own types to numbers, those that its `vector_extract` prints: codes by their scale and offset,
 * bits as 1 and -1, doubles rounded to float32.
 *
 * @param bytes - the blob
 * @param options - `out`: a Float32Array of exactly the dimensions, which shares no memory with the blob
 * @returns `out`, or an array: of float32 perhaps a view, as by {@link decodeLibsqlVector}
 * @throws TypeError and RangeError as {@link decodeLibsqlVector}; `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_OUT_SIZE`,
 * `ERR_LINQUANT_OVERLAP`. `out` is untouched then.
 * @category Encodings
 * @example
 * ```ts
 * import { decodeLibsqlNumbers } from 'linquant/embeddings';
 *
 * decodeLibsqlNumbers(Buffer.from('070d03', 'hex')); // Float32Array [ 1, 1, 1 ]
 * ```
 */
export function decodeLibsqlNumbers(
  bytes: BytesInput,
  options?: { readonly out?: Float32Array | undefined },
): Float32Array {
  const { out } = checkOptions(options, ['out']);
  const vector = decodeLibsqlVector(bytes);
  if (vector.type === 'float32' && out === undefined) return vector.data;
  const numbers = outNumbers(out, Float32Array, vector.dimensions, checkBytes('bytes', bytes));
  switch (vector.type) {
    case 'float32':
    case 'float64':
      numbers.set(vector.data);
      break;
    case 'float16':
    case 'floatb16':
      convert(vector.data, {
        from: vector.type === 'float16' ? 'float16' : 'bfloat16',
        to: 'float32',
        out: numbers,
      });
      break;
    case 'float8':
      // Not dequantize: the scale may be 0.
      for (let i = 0; i < numbers.length; i++) {
        numbers[i] = Math.fround(vector.data[i]! * vector.scale) + vector.offset;
      }
      break;
    case 'float1bit':
      unpackBits(vector.data, { bitOrder: 'little', values: [-1, 1], out: numbers });
  }
  return numbers;
}
