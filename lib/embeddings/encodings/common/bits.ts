import { checkGivenWord, checkWord, type Unchecked } from '../../../arguments/options.js';
import { argumentError, linquantError } from '../../../errors.js';
import { typedArrayKind } from '../../../platform/engine-views.js';
import { type BinaryDialect, dialectNames, dialects } from '../../../tables/binary-dialects.js';
import { type BitOrder, bitOrders } from '../../../tables/bit-orders.js';
import { reversedBits } from '../../../tables/reversed-bits.js';
import { checkBytes, outBytes } from './bytes.js';
import { formatError } from './format-error.js';

/**
 * Options of encoders for vectors of bits.
 *
 * @category Encodings
 */
export interface BitsOptions {
  /** The number of dimensions, all bits of x unless given. Unused bits of the last byte must be 0. */
  readonly dimensions?: number | undefined;
  /** The order of the bits in x, that of the store unless given. If it differs, the bits of each byte are reversed, in a copy. */
  readonly bitOrder?: BitOrder | undefined;
  /**
   * The dialect of x, as a result of {@link binarizeEmbeddings} has it: an error unless the store compares bits of this dialect, those of
   * x > 0 in its own order, or `bitOrder` turns them into such. Not checked unless given.
   */
  readonly dialect?: BinaryDialect | undefined;
  /** The output: a Buffer of exactly the size of the result, not overlapping x. */
  readonly out?: Buffer | undefined;
}

/** Packed bits after checking. */
export interface CheckedBits {
  readonly bytes: Buffer;
  readonly dimensions: number;
  /** Whether their order differs from that of the store. */
  readonly isReversed: boolean;
}

/** Checks packed bits and their options. `own` is the bit order of the store. */
export function checkBits(x: unknown, options: Unchecked, own: BitOrder): CheckedBits {
  if (typedArrayKind(x) === 'Int8Array') {
    const allowed = 'bytes of packed bits (those of a rule that stores them signed are XORed with 0x80)';
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'x', allowed, x);
  }
  const bytes = checkBytes('x', x);
  if (bytes.length === 0)
    throw linquantError('ERR_LINQUANT_EMPTY', 'x must hold at least one byte; got none');
  const order =
    options.bitOrder === undefined ? own : checkWord('options.bitOrder', options.bitOrder, bitOrders);
  if (options.dialect !== undefined) checkDialect(options.dialect, order, own);
  const dimensions = checkBitDimensions(options.dimensions, bytes.length);
  checkPadding('x', bytes, dimensions, order);
  return { bytes, dimensions, isReversed: order !== own };
}

/** The names of the options that {@link checkBits} reads. */
export const bitNames: readonly string[] = ['dimensions', 'bitOrder', 'dialect'];

/** The dialect of bits in the order of a store. All stores here compare those of x > 0. */
const dialectOf = { big: 'ubinary', little: 'sqlite-vec' } as const satisfies Record<BitOrder, BinaryDialect>;

/** Checks that bits of a dialect are those that the store compares, where their order is said to be `order`. */
function checkDialect(value: unknown, order: BitOrder, own: BitOrder): void {
  const dialect = checkGivenWord('options.dialect', value, dialectNames);
  if (dialect === dialectOf[order]) return;
  throw argumentError(
    'ERR_LINQUANT_INVALID_OPTION',
    'options.dialect',
    allowedDialect(dialect, order, own),
    dialect,
  );
}

/** What another dialect must be, with the cure: its order can be reversed, its threshold and its sign cannot. */
function allowedDialect(dialect: BinaryDialect, order: BitOrder, own: BitOrder): string {
  const { bitOrder } = dialects[dialect];
  if (order !== own) return `'${dialectOf[order]}' with bitOrder '${order}'`;
  return dialect === dialectOf[bitOrder]
    ? `'${dialectOf[own]}', or its bits reversed by bitOrder: '${bitOrder}'`
    : `'${dialectOf[own]}', which the store compares: binarizeEmbeddings(x, { dimensions, dialect: '${dialectOf[own]}' })`;
}

function checkBitDimensions(value: unknown, bytes: number): number {
  if (value === undefined) return bytes * 8;
  const allowed = `an integer in ${bytes * 8 - 7}..${bytes * 8}, for x of ${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
  if (typeof value !== 'number') {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.dimensions', allowed, value);
  }
  if (Number.isInteger(value) && value > bytes * 8 - 8 && value <= bytes * 8) return value;
  throw argumentError('ERR_LINQUANT_INVALID_SHAPE', 'options.dimensions', allowed, value);
}

/** Checks that unused bits of the last byte are 0, since stores count them in distances. */
export function checkPadding(
  argument: string,
  bytes: Buffer,
  dimensions: number,
  order: BitOrder,
  fields?: { readonly row: number },
): void {
  const unused = bytes.length * 8 - dimensions;
  if (unused === 0) return;
  const last = bytes[bytes.length - 1]!;
  const isZero = order === 'big' ? last % 2 ** unused === 0 : last < 2 ** (8 - unused);
  if (isZero) return;
  const which = order === 'big' ? 'low' : 'high';
  const allowed = `have 0 in the ${unused} unused ${which} bits of its last byte`;
  throw formatError(argument, allowed, `0x${last.toString(16).padStart(2, '0')}`, fields);
}

/** Writes the bits in the order of the store to the start of `into`. */
export function writeBits({ bytes, isReversed }: CheckedBits, into: Buffer): void {
  if (!isReversed) into.set(bytes);
  else for (let i = 0; i < bytes.length; i++) into[i] = reversedBits[bytes[i]!]!;
}

/** The bits in the order of the store: a view of x if `out` is not given and the order is the same. */
export function storedBits(bits: CheckedBits, out: unknown): Buffer {
  if (out === undefined && !bits.isReversed) return bits.bytes;
  const into = outBytes(out, bits.bytes.length, bits.bytes);
  writeBits(bits, into);
  return into;
}
