/**
 * The order of the bytes of a number: least significant byte first ('little': embedding APIs, Redis, SQLite's extensions) or most
 * significant byte first ('big': Elasticsearch, PostgreSQL).
 *
 * @useDeclaredType
 * @category Encodings
 */
export type ByteOrder = 'little' | 'big';

export const byteOrders = ['little', 'big'] as const satisfies readonly ByteOrder[];
