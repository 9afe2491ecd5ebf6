import { checkOptions } from '../../../arguments/options.js';
import { argumentError } from '../../../errors.js';
import type { NewUint8Array } from '../../../tables/new-arrays.js';
import {
  type BitsOptions,
  bitNames,
  checkBits,
  checkPadding,
  storedBits,
  writeBits,
} from '../common/bits.js';
import { type BytesInput, checkBytes, outBytes, plainBytes } from '../common/bytes.js';
import type { DecodedBits } from '../common/decoded.js';
import { checkDimensions, formatError } from '../common/format-error.js';

const names: readonly string[] = [...bitNames, 'out'];

/** The most bits of a PostgreSQL bit string. */
const mostBits = 83886080;

/**
 * Encodes a vector of bits as the binary form of PostgreSQL's `bit`: the number of bits as big-endian int32, then the bits, most significant
 * bit first. pgvector has the distances `<~>` (Hamming) and `<%>` (Jaccard) for it.
 *
 * @param x - packed bits
 * @param options - see {@link BitsOptions}; `dialect`: that of x, an error unless it is 'ubinary'; `out` needs 4 bytes more than x
 * @returns `out`, or a new Buffer
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_FORMAT`: unused bits that are not 0; `ERR_LINQUANT_EMPTY`, `ERR_LINQUANT_INVALID_SHAPE`,
 * `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_OUT_SIZE`, `ERR_LINQUANT_OVERLAP`. `out` is untouched then.
 * @category Encodings
 * @example
 * ```ts
 * import { binarizeEmbeddings, encodePgBit } from 'linquant/embeddings';
 *
 * encodePgBit(Uint8Array.of(0b10100000), { dimensions: 3 }).toString('hex'); // '00000003a0'
 *
 * const { data, dialect } = binarizeEmbeddings(Float32Array.of(0.5, -1, 2), { dimensions: 3 });
 * encodePgBit(data, { dimensions: 3, dialect }).toString('hex'); // '00000003a0'
 * ```
 */
export function encodePgBit(x: BytesInput, options?: BitsOptions): Buffer {
  const given = checkOptions(options, names);
  const bits = checkBits(x, given, 'big');
  checkDimensions('x', 'bit', bits.dimensions, mostBits);
  const bytes = outBytes(given.out, 4 + bits.bytes.length, bits.bytes);
  bytes.writeInt32BE(bits.dimensions, 0);
  writeBits(bits, bytes.subarray(4));
  return bytes;
}

/**
 * Decodes the binary form of PostgreSQL's `bit` and `varbit`, without a copy.
 *
 * @param bytes - exactly the value
 * @returns a new object with the packed bits, a view of `bytes`
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_FORMAT`: bytes that are no such vector
 * @category Encodings
 * @example
 * ```ts
 * import { decodePgBit } from 'linquant/embeddings';
 *
 * const bytes = Buffer.from('00000003a0', 'hex');
 * decodePgBit(bytes); // { data: Uint8Array [ 160 ], dtype: 'bit', dimensions: 3, bitOrder: 'big' }
 * ```
 */
export function decodePgBit(bytes: BytesInput): DecodedBits {
  const all = checkBytes('bytes', bytes);
  if (all.length < 4)
    throw formatError('bytes', 'begin with the 4 bytes of a bit string', `${all.length} bytes`);
  const dimensions = all.readInt32BE(0);
  checkDimensions('bytes', 'bit', dimensions, mostBits);
  const length = 4 + Math.ceil(dimensions / 8);
  if (all.length !== length) {
    throw formatError('bytes', `be the ${length} bytes of ${dimensions} bits`, `${all.length} bytes`);
  }
  const data = all.subarray(4);
  checkPadding('bytes', data, dimensions, 'big');
  return { data: plainBytes(data), dtype: 'bit', dimensions, bitOrder: 'big' };
}

/** The character of digit 0. */
const zero = 48;

/**
 * Encodes a vector of bits as the text form of PostgreSQL's `bit`: one digit for each bit. Cast it by `::bit(n)` or bind it as a parameter.
 *
 * @param x - packed bits
 * @param options - `dimensions`, `bitOrder` and `dialect`: see {@link BitsOptions}
 * @returns the text
 * @throws as {@link encodePgBit}
 * @category Encodings
 * @example
 * ```ts
 * import { encodePgBitText } from 'linquant/embeddings';
 *
 * encodePgBitText(Uint8Array.of(0b10100000), { dimensions: 3 }); // '101'
 * ```
 */
export function encodePgBitText(x: BytesInput, options?: Omit<BitsOptions, 'out'>): string {
  const bits = checkBits(x, checkOptions(options, bitNames), 'big');
  checkDimensions('x', 'bit', bits.dimensions, mostBits);
  const bytes = storedBits(bits, undefined);
  // One piece of memory: a string that grows takes many times as much.
  const digits = Buffer.allocUnsafe(bits.dimensions);
  for (let i = 0; i < digits.length; i++) digits[i] = zero + ((bytes[i >> 3]! >> (7 - (i & 7))) & 1);
  return digits.toString('latin1');
}

/**
 * Decodes the text form of PostgreSQL's `bit`.
 *
 * @param text - the digits 0 and 1
 * @returns a new object with the packed bits, in a new array
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`
 * @throws RangeError `ERR_LINQUANT_FORMAT`: another character, with its `index`; or an empty text
 * @category Encodings
 * @example
 * ```ts
 * import { decodePgBitText } from 'linquant/embeddings';
 *
 * decodePgBitText('101'); // { data: Uint8Array [ 160 ], dtype: 'bit', dimensions: 3, bitOrder: 'big' }
 * ```
 */
export function decodePgBitText(text: string): DecodedBits<'bit', NewUint8Array> {
  if (typeof text !== 'string') throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'text', 'a string', text);
  checkDimensions('text', 'bit', text.length, mostBits);
  const wrong = text.search(/[^01]/);
  if (wrong !== -1) {
    const given = `${JSON.stringify(text[wrong])} at index ${wrong}`;
    throw formatError('text', 'be digits 0 and 1', given, { index: wrong });
  }
  const data = new Uint8Array(Math.ceil(text.length / 8));
  for (let i = 0; i < text.length; i++) data[i >> 3]! |= (text.charCodeAt(i) - zero) << (7 - (i & 7));
  return { data, dtype: 'bit', dimensions: text.length, bitOrder: 'big' };
}
