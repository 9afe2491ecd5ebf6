/**
 * The order of bits in a byte, as in numpy.packbits: the first of eight elements is the most significant bit ('big':
 * sentence-transformers, PostgreSQL, MongoDB) or the least significant bit ('little': sqlite-vec, libSQL).
 *
 * @useDeclaredType
 * @category Bits
 */
export type BitOrder = 'big' | 'little';

export const bitOrders = ['big', 'little'] as const satisfies readonly BitOrder[];
