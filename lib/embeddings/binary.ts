import { checkBitFlags } from '../arguments/bits.js';
import type { FloatOptionsOf } from '../arguments/floats-types.js';
import { checkNamed, checkWord } from '../arguments/options.js';
import type { FloatInput } from '../index.js';
import { packRows } from '../operations/pack-bits.js';
import type { NewInt8Array, NewUint8Array, OutOr } from '../tables/new-arrays.js';
import { checkVectors, type DimensionsOption } from './batch.js';

/** Which values give a 1, where the first dimension lies in its byte, and whether bytes are int8, XOR 0x80. */
export const dialects = {
  ubinary: { compare: 'greater', bitOrder: 'big', signed: false },
  binary: { compare: 'greater', bitOrder: 'big', signed: true },
  'sqlite-vec': { compare: 'greater', bitOrder: 'little', signed: false },
  faiss: { compare: 'greater-equal', bitOrder: 'little', signed: false },
} as const satisfies Record<BinaryDialect, object>;

/**
 * How vectors become bits, by who reads them so. Which floats are 1, and which bit of a byte is the first dimension:
 *
 * - `ubinary`: x > 0, most significant bit first: sentence-transformers' `ubinary`, NumPy's `packbits`, pgvector's `bit`, usearch.
 * - `binary`: the same as int8, each byte less 128 (XOR 0x80): sentence-transformers' `binary`.
 * - `sqlite-vec`: x > 0, least significant bit first: sqlite-vec's `vec_quantize_binary`, libSQL's FLOAT1BIT.
 * - `faiss`: x >= 0, least significant bit first: FAISS's `fvec2bitvec`. Zeros are 1 here and 0 in the others.
 *
 * @category Embeddings
 */
export type BinaryDialect = 'ubinary' | 'binary' | 'sqlite-vec' | 'faiss';

export const dialectNames = Object.keys(dialects) as ['ubinary', ...BinaryDialect[]];

/**
 * The output that was given, or the array that is made for a dialect without one.
 *
 * @category Embeddings
 */
export type BitsOr<O, B extends BinaryDialect> = OutOr<O, B extends 'binary' ? NewInt8Array : NewUint8Array>;

/**
 * What {@link binarizeEmbeddings} gives.
 *
 * @category Embeddings
 */
export interface BinaryEmbeddings<
  B extends BinaryDialect = BinaryDialect,
  O = Uint8Array | Int8Array | Buffer,
> {
  /** The bits, `ceil(dimensions / 8)` bytes a row; what is left of the last one is 0 (of 'binary' too, before the XOR). */
  readonly data: O;
  /** How they are to be read. */
  readonly dialect: B;
  /** Rows and dimensions: of the vectors, not of the bytes. */
  readonly shape: readonly [number, number];
}

/**
 * Options of {@link binarizeEmbeddings}.
 *
 * @category Embeddings
 */
export interface BinaryOptions<B extends BinaryDialect = BinaryDialect> extends DimensionsOption {
  /** 'ubinary' unless given. */
  readonly dialect?: B | undefined;
}

/** The flags of each dialect, for packRows. */
const bitFlags = Object.fromEntries(
  dialectNames.map((name) => {
    const { compare, bitOrder, signed } = dialects[name];
    return [name, checkBitFlags(compare, bitOrder, signed)];
  }),
) as Readonly<Record<BinaryDialect, number>>;

const optionNames = ['dimensions', 'dialect', 'floatType', 'out'];

/**
 * Quantizes a batch of embeddings to one bit for each number, its sign, in the {@link BinaryDialect} of whoever reads it.
 * Each row begins a byte. Vectors are compared by counting the bits that differ (Hamming); take several times as many as are wanted,
 * and rank them again by their floats.
 *
 * @typeParam B - the dialect
 * @typeParam O - the type of `out`
 * @param x - float data of whole vectors, `[rows, dimensions]`, at any byte offset; no rows are legal
 * @param options - `dimensions`, `dialect`; `floatType`: the type of x where it is raw bytes or bits; `out`: where to write, a
 * Uint8Array (of 'binary' an Int8Array) or a Buffer of exactly the bytes. It may not share memory with x
 * @returns a new object with `out` or a new array; vectors are not copied
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: a NaN or an infinity, with its `row` and `column`, after which what `out` holds
 * is unspecified; `ERR_LINQUANT_INVALID_SHAPE`, `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_OUT_SIZE`, `ERR_LINQUANT_OVERLAP`
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
  const { dimensions, dialect: name, floatType, out } = checkNamed('options', options, optionNames);
  const dialect = checkWord('options.dialect', name, dialectNames);
  const { view, type, rows, dimensions: columns } = checkVectors('x', x, dimensions, floatType);
  const data = packRows(view, type, rows, columns, bitFlags[dialect], out);
  return { data, dialect, shape: [rows, columns] };
}
