import {
  checkCount,
  checkGivenWord,
  checkLeftOut,
  checkOptions,
  type Unchecked,
} from '../../arguments/options.js';
import { argumentError, linquantError } from '../../errors.js';
import type { ByteOrder } from '../../tables/byte-orders.js';
import { isBigOrder } from '../encodings/base64/decode.js';
import { checkRowPadding, decodeRows } from '../encodings/base64/decode-batch.js';
import type { DecodedBatch } from '../encodings/common/decoded.js';
import {
  checkElementType,
  dimensionsOf,
  type ElementInfo,
  type ElementType,
  elementTypes,
  type NewElements,
} from '../encodings/common/elements.js';
import { type FoundVectors, findVectors } from './find.js';
import { areIntegers, readBytes, readFloats } from './lists.js';

/**
 * The vectors of an answer. Bits are those of dialect 'ubinary', also if the answer had them as signed bytes.
 *
 * @typeParam D - the type of the elements
 * @category Embeddings
 */
export type EmbeddingBatch<D extends ElementType = ElementType> = D extends 'bit'
  ? DecodedBatch<'bit', NewElements['bit']> & {
      /** The order of bits in each byte. */
      readonly bitOrder: 'big';
      /** The convention of the bits. */
      readonly dialect: 'ubinary';
    }
  : DecodedBatch<D, NewElements[D]>;

/**
 * Options of {@link embeddingsFromResponse}: what was asked for, where the answer does not tell.
 *
 * @typeParam D - the type of the elements
 * @category Embeddings
 */
export interface ResponseOptions<D extends ElementType = ElementType> {
  /**
   * The type of the elements that was asked for. Without it, numbers that are not all integers are float32, and Cohere's lists tell their
   * type; other integers and other base64 need it. For base64 any type, for lists float32, int8, uint8 or bit.
   */
  readonly dtype?: D | undefined;
  /** Which bytes the bits are, for `dtype: 'bit'`: 'ubinary' unless given (0..255), or 'binary' (each less 128, so -128..127). */
  readonly dialect?: 'ubinary' | 'binary' | undefined;
  /** The order of bytes in base64, 'little' unless given (vLLM's `endianness`). */
  readonly byteOrder?: ByteOrder | undefined;
  /** The number of dimensions; another is an error. For bits, where it is no multiple of 8, it says how many of the last byte count. */
  readonly dimensions?: number | undefined;
}

/** Options after checking. */
interface CheckedOptions {
  readonly type: ElementInfo | undefined;
  readonly isSigned: boolean | undefined;
  readonly byteOrder: unknown;
  readonly dimensions: number | undefined;
}

const names: readonly string[] = ['dtype', 'dialect', 'byteOrder', 'dimensions'];

/**
 * The vectors of an embedding API's answer as one batch, in the order of the texts that were asked for. Three forms are known:
 *
 * - `{ data: [{ embedding, index }, ...] }` of OpenAI, Voyage, Mistral, Jina, vLLM and others, with lists of numbers or base64. Rows are
 * sorted by `index` where it is there.
 * - `{ embeddings: [[...], ...] }` of Cohere (API version 1), as floats.
 * - `{ embeddings: { float, int8, uint8, binary, ubinary, base64 } }` of Cohere. Of several types `dtype` chooses one.
 *
 * @typeParam D - the type of the elements
 * @param response - the body of the answer, parsed from JSON
 * @param options - `dtype`, `dialect`, `byteOrder`, `dimensions`: {@link ResponseOptions}
 * @returns a new object with a new array of all rows, `dtype`, `dimensions` and `rows`; for bits also `bitOrder` and `dialect`
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`: what is no object, array, number or text, with its path in the message, its `row` and `column`
 * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: NaN, a number that the type does not have, with `row` and `column`;
 * `ERR_LINQUANT_INVALID_SHAPE`: rows of different length, with `row`; `ERR_LINQUANT_FORMAT`: not such an answer, an `index` that is there twice or
 * out of range, base64 that is broken or of another length, with `row`; `ERR_LINQUANT_EMPTY`; `ERR_LINQUANT_INVALID_OPTION`: a `dtype` that is
 * missing or contradicts the answer
 * @category Embeddings
 * @example
 * ```ts
 * import { embeddingsFromResponse } from 'linquant/embeddings';
 *
 * const response = JSON.parse('{"data":[{"index":1,"embedding":[0.5,0.25]},{"index":0,"embedding":[1,-2]}]}');
 * const { data, dtype, rows } = embeddingsFromResponse(response);
 * console.log(data, dtype, rows); // Float32Array [ 1, -2, 0.5, 0.25 ] float32 2
 * const cohere = { embeddings: { binary: [[-128, 127]] } };
 * embeddingsFromResponse(cohere).data; // Uint8Array [ 0, 255 ]
 * ```
 */
export function embeddingsFromResponse<D extends ElementType = 'float32' | 'int8' | 'uint8' | 'bit'>(
  response: unknown,
  options?: ResponseOptions<D>,
): EmbeddingBatch<D>;
export function embeddingsFromResponse(response: unknown, options?: unknown): DecodedBatch {
  const given = checkResponseOptions(checkOptions(options, names));
  const { isSigned } = given;
  const found = findVectors(response, {
    dtype: given.type?.name,
    dialect: isSigned === undefined ? undefined : isSigned ? 'binary' : 'ubinary',
  });
  const type = given.type ?? (found.told && elementTypes[found.told.dtype]);
  if (found.told !== undefined && type?.name !== found.told.dtype) {
    const allowed = `${found.told.dtype} for ${found.path}`;
    throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'options.dtype', allowed, type?.name);
  }
  const signed = type?.name === 'bit' && (isSigned ?? found.told?.dialect === 'binary');
  const isText = found.isText ?? typeof found.vectors[0] === 'string';
  return isText ? fromTexts(found, type, signed, given) : fromLists(found, type, signed, given);
}

function checkResponseOptions({ dtype, dialect, byteOrder, dimensions }: Unchecked): CheckedOptions {
  const type = dtype === undefined ? undefined : checkElementType('options.dtype', dtype);
  if (dialect !== undefined && type?.name !== 'bit') {
    checkLeftOut({ dialect }, ['dialect'], type?.name ?? "a dtype that is not 'bit'");
  }
  const isSigned =
    dialect === undefined
      ? undefined
      : checkGivenWord('options.dialect', dialect, ['ubinary', 'binary']) === 'binary';
  if (byteOrder !== undefined) isBigOrder(byteOrder, type ?? elementTypes.float32);
  if (dimensions !== undefined) checkCount('options.dimensions', dimensions, 1);
  return { type, isSigned, byteOrder, dimensions: dimensions as number | undefined };
}

function fromTexts(
  { vectors, nameOf }: FoundVectors,
  type: ElementInfo | undefined,
  signed: boolean,
  { byteOrder, dimensions }: CheckedOptions,
): DecodedBatch {
  if (type === undefined) {
    const allowed = "given for base64, which does not tell its type ('float32' for OpenAI)";
    throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'options.dtype', allowed, undefined);
  }
  for (let row = 0; row < vectors.length; row++) {
    if (typeof vectors[row] === 'string') continue;
    const error = argumentError('ERR_LINQUANT_INVALID_TYPE', nameOf(row), 'a string in base64', vectors[row]);
    throw Object.assign(error, { row });
  }
  const isBig = byteOrder !== undefined && isBigOrder(byteOrder, type);
  const isBits = type.name === 'bit';
  const batch = decodeRows(vectors as readonly string[], nameOf, {
    type: isBits ? elementTypes.uint8 : type,
    isBig,
    dimensions: isBits ? undefined : dimensions,
    out: undefined,
  });
  return isBits ? bitsOf(batch.data as Uint8Array, batch.rows, dimensions, signed, nameOf) : batch;
}

function fromLists(
  { vectors, nameOf }: FoundVectors,
  type: ElementInfo | undefined,
  signed: boolean,
  { byteOrder, dimensions }: CheckedOptions,
): DecodedBatch {
  checkLeftOut({ byteOrder }, ['byteOrder'], 'lists of numbers');
  if (type === undefined && areIntegers(vectors)) {
    const allowed = 'given where all numbers are integers, which may be int8, uint8, bits or float32';
    throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'options.dtype', allowed, undefined);
  }
  const dtype = type?.name ?? 'float32';
  const rows = vectors.length;
  if (dtype === 'float32') {
    const { data, length } = readFloats(vectors, nameOf);
    return { data, dtype, dimensions: checkLength(length, dimensions, nameOf(0)), rows };
  }
  if (dtype !== 'int8' && dtype !== 'uint8' && dtype !== 'bit') {
    const allowed = 'float32, int8, uint8 or bit for lists of numbers';
    throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'options.dtype', allowed, dtype);
  }
  const { data, length } = readBytes(vectors, nameOf, signed || dtype === 'int8');
  if (dtype === 'bit') return bitsOf(data, rows, dimensions, signed, nameOf);
  return { data, dtype, dimensions: checkLength(length, dimensions, nameOf(0)), rows };
}

function checkLength(length: number, dimensions: number | undefined, path: string): number {
  if (dimensions === undefined || dimensions === length) return length;
  const message = `${path} must be of ${dimensions} numbers, as options.dimensions says; got ${length}`;
  throw linquantError('ERR_LINQUANT_INVALID_SHAPE', message, { row: 0 });
}

/** A batch of bits of dialect 'ubinary' in the memory of the bytes that were read. */
function bitsOf(
  { buffer, byteLength }: Int8Array | Uint8Array,
  rows: number,
  given: number | undefined,
  signed: boolean,
  nameOf: (row: number) => string,
): DecodedBatch {
  const data = new Uint8Array(buffer as ArrayBuffer);
  if (signed) for (let i = 0; i < data.length; i++) data[i]! ^= 0x80;
  const dimensions = dimensionsOf(nameOf(0), byteLength / rows, elementTypes.bit, given, { row: 0 });
  checkRowPadding(Buffer.from(buffer), rows, dimensions, nameOf);
  const batch: EmbeddingBatch<'bit'> = {
    data,
    dtype: 'bit',
    dimensions,
    rows,
    bitOrder: 'big',
    dialect: 'ubinary',
  };
  return batch;
}
