/** The options of packBits for each dialect. */
export const dialects = {
  ubinary: { compare: 'greater', bitOrder: 'big', signed: false },
  binary: { compare: 'greater', bitOrder: 'big', signed: true },
  'sqlite-vec': { compare: 'greater', bitOrder: 'little', signed: false },
  faiss: { compare: 'greater-equal', bitOrder: 'little', signed: false },
} as const satisfies Record<BinaryDialect, object>;

/**
 * A convention for binary vectors, named for software that uses it: which floats become 1, and which bit of a byte is the first dimension.
 *
 * - `ubinary`: x > 0, most significant bit first: sentence-transformers' `ubinary`, NumPy's `packbits`, pgvector's `bit`, usearch.
 * - `binary`: as `ubinary`, but each byte is reduced by 128 and stored as int8 (XOR 0x80): sentence-transformers' `binary`.
 * - `sqlite-vec`: x > 0, least significant bit first: sqlite-vec's `vec_quantize_binary`, libSQL's FLOAT1BIT.
 * - `faiss`: x >= 0, least significant bit first: FAISS's `fvec2bitvec`. Zeros are 1 here and 0 in the others.
 *
 * @category Embeddings
 */
export type BinaryDialect = 'ubinary' | 'binary' | 'sqlite-vec' | 'faiss';

export const dialectNames = Object.keys(dialects) as ['ubinary', ...BinaryDialect[]];
