import { checkCount, checkGivenWord, checkLeftOut, checkOptions } from '../../../arguments/options.js';
import { memoryOf } from '../../../arguments/views.js';
import { type ByteOrder, byteOrders } from '../../../tables/byte-orders.js';
import { base64Bytes, base64Error, decodeBase64 } from '../common/base64.js';
import { checkPadding } from '../common/bits.js';
import { swapElements } from '../common/bytes.js';
import type { DecodedBits, DecodedVector, VectorArrays } from '../common/decoded.js';
import {
  checkElementType,
  dimensionsOf,
  type ElementInfo,
  type ElementType,
  type NewElements,
  outElements,
} from '../common/elements.js';

/** What text is decoded into: `out`, or a new array. */
export type DecodedInto<D extends ElementType, O> = O extends ArrayBufferView ? O : NewElements[D];

/**
 * Options of the decoders of base64.
 *
 * @typeParam D - the type of the elements
 * @typeParam O - the type of `out`
 * @category Encodings
 */
export interface Base64Options<
  D extends ElementType = ElementType,
  O extends VectorArrays[D] | Buffer | undefined = VectorArrays[D] | Buffer | undefined,
> {
  /** The type of the elements, 'float32' unless given. Bits are most significant first, as in dialect 'ubinary'. */
  readonly dtype?: D | undefined;
  /** The order of the bytes of each element in the text, 'little' unless given. Not for elements of one byte. */
  readonly byteOrder?: ByteOrder | undefined;
  /**
   * The number of dimensions of a vector. For bits it says how many of the last byte count; the others must be 0. Otherwise the length of
   * the text tells it, and another number is an error.
   */
  readonly dimensions?: number | undefined;
  /** The output: the typed array of `dtype`, or a Buffer at any byte offset, of exactly the size of the result. */
  readonly out?: O;
}

/** Options after checking. */
export interface CheckedBase64Options {
  readonly type: ElementInfo;
  readonly isBig: boolean;
  readonly dimensions: number | undefined;
  readonly out: unknown;
}

const names: readonly string[] = ['out', 'dtype', 'byteOrder', 'dimensions'];

/** Checks {@link Base64Options}. */
export function checkBase64Options(options: unknown): CheckedBase64Options {
  const { dtype, byteOrder, dimensions, out } = checkOptions(options, names);
  const type = checkElementType('options.dtype', dtype);
  const isBig = byteOrder !== undefined && isBigOrder(byteOrder, type);
  if (dimensions !== undefined) checkCount('options.dimensions', dimensions, 1);
  return { type, isBig, dimensions: dimensions as number | undefined, out };
}

/** Whether `options.byteOrder`, which was given, is 'big'. */
export function isBigOrder(byteOrder: unknown, type: ElementInfo): boolean {
  if (type.bytes === 1) checkLeftOut({ byteOrder }, ['byteOrder'], type.name);
  return checkGivenWord('options.byteOrder', byteOrder, byteOrders) === 'big';
}

/** The memory of decoded elements after their bytes were brought into this machine's order. */
export function inOrder(data: ArrayBufferView, { type, isBig }: CheckedBase64Options): Buffer {
  const memory = memoryOf('options.out', data);
  return isBig ? swapElements(memory, type.bytes) : memory;
}

/**
 * Decodes a vector in base64, directly into the memory of the resulting array. The values of floats are not checked.
 *
 * @typeParam D - the type of the elements
 * @typeParam O - the type of `out`
 * @param text - base64 with the standard alphabet and padding; other characters, also white space, are an error
 * @param options - `dtype`, `byteOrder`, `dimensions`, `out`: {@link Base64Options}
 * @returns a new object with `out`, or with a new array; for bits also `bitOrder: 'big'`
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_FORMAT`: the text is not such a vector; for a wrong character with its `index`.
 * `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_OUT_SIZE`. After wrong characters and unused bits that are not 0 `out` is unspecified; after
 * other errors it is unchanged.
 * @category Encodings
 * @example
 * ```ts
 * import { decodeVectorBase64 } from 'linquant/embeddings';
 *
 * decodeVectorBase64('AACAPw=='); // { data: Float32Array [ 1 ], dtype: 'float32', dimensions: 1 }
 * decodeVectorBase64('Af4=', { dtype: 'int8' }).data; // Int8Array [ 1, -2 ]
 * ```
 */
export function decodeVectorBase64<
  D extends ElementType = 'float32',
  O extends VectorArrays[D] | Buffer | undefined = undefined,
>(
  text: string,
  options?: Base64Options<D, O>,
): D extends 'bit'
  ? DecodedBits<'bit', Extract<DecodedInto<'bit', O>, Uint8Array>>
  : DecodedVector<D, DecodedInto<D, O>>;
export function decodeVectorBase64(text: string, options?: unknown): DecodedVector | DecodedBits {
  const checked = checkBase64Options(options);
  const { type } = checked;
  const bytes = base64Bytes('text', text);
  const dimensions = dimensionsOf('text', bytes, type, checked.dimensions);
  const data = outElements(checked.out, type, bytes, dimensions, 'text');
  if (!decodeBase64(text, data, 0, bytes)) throw base64Error('text', text);
  if (checked.isBig) inOrder(data, checked);
  return type.name === 'bit' ? decodedBits(data, dimensions) : { data, dtype: type.name, dimensions };
}

function decodedBits(data: ArrayBufferView, dimensions: number): DecodedBits {
  checkPadding('text', memoryOf('options.out', data), dimensions, 'big');
  return { data: data as Uint8Array, dtype: 'bit', dimensions, bitOrder: 'big' };
}
