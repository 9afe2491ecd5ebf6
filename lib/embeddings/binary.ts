import { checkBitFlags } from '../arguments/bits.js';
import type { FloatOptionsOf } from '../arguments/floats-types.js';
import { checkNamed, checkWord } from '../arguments/options.js';
import { checkVectors, type DimensionsOption, type FirstRowOption } from '../arguments/vectors.js';
import type { FloatInput } from '../index.js';
import { packRows } from '../operations/pack-bits.js';
import { type BinaryDialect, dialectNames, dialects } from '../tables/binary-dialects.js';
import type { NewInt8Array, NewUint8Array, OutOr } from '../tables/new-arrays.js';

/**
 * The type of resulting bits: that of `out`, or that of a new array for the dialect.
 *
 * @category Embeddings
 */
export type BitsOr<O, B extends BinaryDialect> = OutOr<O, B extends 'binary' ? NewInt8Array : NewUint8Array>;

/**
 * The result of {@link binarizeEmbeddings}.
 *
 * @category Embeddings
 */
export interface BinaryEmbeddings<
  B extends BinaryDialect = BinaryDialect,
  O = Uint8Array | Int8Array | Buffer,
> {
  /** The bits, `ceil(dimensions / 8)` bytes a row. Unused bits of the last byte are 0 (with 'binary' before the XOR). */
  readonly data: O;
  /** The dialect of the bits. */
  readonly dialect: B;
  /** Rows and dimensions of the vectors (not bytes). */
  readonly shape: readonly [number, number];
}

/**
 * Options of {@link binarizeEmbeddings}.
 *
 * @category Embeddings
 */
export interface BinaryOptions<B extends BinaryDialect = BinaryDialect>
  extends DimensionsOption,
    FirstRowOption {
  /** 'ubinary' unless given. */
  readonly dialect?: B | undefined;
}

/** The slot `bitFlags` of each dialect. */
const bitFlags = Object.fromEntries(
  dialectNames.map((name) => {
    const { compare, bitOrder, signed } = dialects[name];
    return [name, checkBitFlags(compare, bitOrder, signed)];
  }),
) as Readonly<Record<BinaryDialect, number>>;

const optionNames = ['dimensions', 'dialect', 'floatType', 'firstRow', 'out'];

/**
 * Quantizes a batch of embeddings to one bit for each number, its sign, in a {@link BinaryDialect}. Each row starts a new byte. Binary
 * vectors are compared by Hamming distance, the number of bits that differ. For good recall, fetch several times as many results as
 * wanted and re-rank them by float vectors.
 *
 * @typeParam B - the dialect
 * @typeParam O - the type of `out`
 * @param x - float data of whole vectors, `[rows, dimensions]`, at any byte offset; zero rows are allowed
 * @param options - `dimensions`, `dialect`; `floatType`: the type of x if that is raw bytes or a Uint16Array of bits; `out`: the output, a
 * Uint8Array (for 'binary' an Int8Array) or a Buffer, of exactly the size of the bits, not overlapping x
 * @returns a new object `{ data, dialect, shape }`; vectors are not copied
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: a NaN or an infinity, with its `row` and `column`; `out` is unspecified then.
 * `ERR_LINQUANT_INVALID_SHAPE`, `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_OUT_SIZE`, `ERR_LINQUANT_OVERLAP`
 * @category Embeddings
 * @example
 * ```ts
 * import { binarizeEmbeddings } from 'linquant/embeddings';
 *
 * const x = Float32Array.of(0.5, -1, 0, 2, 1, -3, 1, 1, 0.1);
 * binarizeEmbeddings(x, { dimensions: 9 }).data; // Uint8Array [ 155, 128 ]
 * binarizeEmbeddings(x, { dimensions: 9, dialect: 'binary' }).data; // Int8Array [ 27, 0 ]
 * binarizeEmbeddings(x, { dimensions: 9, dialect: 'faiss' }).data; // Uint8Array [ 221, 1 ]
 * ```
 */
export function binarizeEmbeddings<
  B extends BinaryDialect = 'ubinary',
  O extends (B extends 'binary' ? Int8Array : Uint8Array) | Buffer | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
>(
  x: X,
  options: FloatOptionsOf<X> & BinaryOptions<B> & { readonly out?: O },
): BinaryEmbeddings<B, BitsOr<O, B>>;
export function binarizeEmbeddings(
  x: unknown,
  options: unknown,
): BinaryEmbeddings<BinaryDialect, ArrayBufferView> {
  const given = checkNamed('options', options, optionNames);
  const { dimensions, dialect: name, floatType, out } = given;
  const dialect = checkWord('options.dialect', name, dialectNames);
  const vectors = checkVectors('x', x, dimensions, floatType, given.firstRow);
  const { view, type, rows, dimensions: columns, firstRow } = vectors;
  const data = packRows(view, type, rows, columns, bitFlags[dialect], out, firstRow);
  return { data, dialect, shape: [rows, columns] };
}
