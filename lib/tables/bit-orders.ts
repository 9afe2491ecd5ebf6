/**
 * Which bit of a byte the first of eight has, as numpy.packbits names it: the most significant one ('big': sentence-transformers,
 * PostgreSQL, MongoDB) or the least significant one ('little': sqlite-vec, libSQL).
 *
 * @useDeclaredType
 * @category Bits
 */
export type BitOrder = 'big' | 'little';

export const bitOrders = ['big', 'little'] as const satisfies readonly BitOrder[];
