import { lengthOfArray, mostNumbers } from '../../../arguments/arrays.js';
import { argumentError, linquantError } from '../../../errors.js';
import { isArray } from '../../../platform/engine-views.js';
import { base64Bytes, base64Error, decodeBase64 } from '../common/base64.js';
import { checkPadding } from '../common/bits.js';
import type { DecodedBatch, VectorArrays } from '../common/decoded.js';
import { dimensionsOf, type ElementType, outElements } from '../common/elements.js';
import { formatError } from '../common/format-error.js';
import {
  type Base64Options,
  type CheckedBase64Options,
  checkBase64Options,
  type DecodedInto,
  inOrder,
} from './decode.js';

/**
 * Decodes vectors in base64 into one batch, one row behind the other. The values of floats are not checked.
 *
 * @typeParam D - the type of the elements
 * @typeParam O - the type of `out`
 * @param texts - one text a row, each as for {@link decodeVectorBase64}, all of the same length; at least one, at most 2^28 numbers in all
 * @param options - `dtype`, `byteOrder`, `dimensions`, `out`: {@link Base64Options}. `dimensions` is that of a row
 * @returns a new object with `out`, or with a new array, the `dimensions` and the number of `rows`; for bits also `bitOrder: 'big'`
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`: no array, or what is no text, with its `row`; `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_FORMAT`: a text is not such a vector or not as long as the first, with its `row`, for a wrong character
 * also with its `index`. `ERR_LINQUANT_EMPTY`, `ERR_LINQUANT_INVALID_SHAPE`: too many; `ERR_LINQUANT_INVALID_OPTION`,
 * `ERR_LINQUANT_OUT_SIZE`. After wrong characters and unused bits that are not 0 `out` is unspecified; after other errors it is unchanged.
 * @category Encodings
 * @example
 * ```ts
 * import { decodeVectorsBase64 } from 'linquant/embeddings';
 *
 * const { data, rows, dimensions } = decodeVectorsBase64(['AACAPwAAAMA=', 'AAAAPwAAgD4=']);
 * console.log(data, rows, dimensions); // Float32Array [ 1, -2, 0.5, 0.25 ] 2 2
 * ```
 */
export function decodeVectorsBase64<
  D extends ElementType = 'float32',
  O extends VectorArrays[D] | Buffer | undefined = undefined,
>(texts: readonly string[], options?: Base64Options<D, O>): DecodedBatch<D, DecodedInto<D, O>>;
export function decodeVectorsBase64(texts: unknown, options?: unknown): DecodedBatch {
  const checked = checkBase64Options(options);
  if (!isArray(texts))
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'texts', 'an array of strings', texts);
  const length = lengthOfArray('texts', texts);
  if (length === 0) throw linquantError('ERR_LINQUANT_EMPTY', 'texts must hold at least one text; got none');
  // Read before `out` is looked at: a getter may change it.
  const rows: unknown[] = [];
  for (let row = 0; row < length; row++) {
    const text = texts[row];
    if (typeof text !== 'string') base64Bytes(`texts[${row}]`, text, { row });
    rows.push(text);
  }
  return decodeRows(rows as string[], (row) => `texts[${row}]`, checked);
}

/**
 * Decodes at least one text into a batch.
 *
 * @param nameOf - the name of a row's text in messages
 */
export function decodeRows(
  texts: readonly string[],
  nameOf: (row: number) => string,
  options: CheckedBase64Options,
): DecodedBatch {
  const { type } = options;
  const rows = texts.length;
  const first = texts[0]!.length;
  const bytes = base64Bytes(nameOf(0), texts[0], { row: 0 });
  const dimensions = dimensionsOf(nameOf(0), bytes, type, options.dimensions, { row: 0 });
  if (rows * dimensions > mostNumbers) {
    const given = `${rows} rows of ${dimensions}`;
    throw linquantError(
      'ERR_LINQUANT_INVALID_SHAPE',
      `texts must hold at most ${mostNumbers} numbers; got ${given}`,
    );
  }
  for (let row = 1; row < rows; row++) {
    if (texts[row]!.length !== first) throw rowError(texts[row]!, bytes, nameOf(row), row);
  }
  const data = outElements(options.out, type, bytes * rows, dimensions, `each of ${rows} texts`);
  for (let row = 0; row < rows; row++) {
    const text = texts[row]!;
    if (!decodeBase64(text, data, row * bytes, bytes)) throw rowError(text, bytes, nameOf(row), row);
  }
  const memory = inOrder(data, options);
  if (type.name !== 'bit') return { data, dtype: type.name, dimensions, rows };
  checkRowPadding(memory, rows, dimensions, nameOf);
  return { data: data as Uint8Array, dtype: type.name, dimensions, rows, bitOrder: 'big' };
}

/** The error for a row that is not `bytes` bytes in base64. */
function rowError(text: string, bytes: number, name: string, row: number): Error {
  const found = base64Bytes(name, text, { row });
  if (found === bytes) return base64Error(name, text, { row });
  return formatError(name, `hold ${bytes} bytes, as the first row does`, String(found), { row });
}

/** Checks that unused bits of the last byte of each row are 0. */
export function checkRowPadding(
  memory: Buffer,
  rows: number,
  dimensions: number,
  nameOf: (row: number) => string,
): void {
  if (dimensions % 8 === 0) return;
  const bytes = memory.length / rows;
  for (let row = 0; row < rows; row++) {
    checkPadding(nameOf(row), memory.subarray(row * bytes, (row + 1) * bytes), dimensions, 'big', { row });
  }
}
