/**
 * Which byte of a number comes first, as Python's `byteorder` and Node's `os.endianness()` ask: the least significant one
 * ('little': embedding APIs, Redis, SQLite's extensions) or the most significant one ('big': Elasticsearch, PostgreSQL).
 *
 * @useDeclaredType
 * @category Encodings
 */
export type ByteOrder = 'little' | 'big';

export const byteOrders = ['little', 'big'] as const satisfies readonly ByteOrder[];
