/** A store and its column or type, as docs/embeddings.md has them. */
export interface Place {
  readonly store: string;
  readonly column: string;
}

/** How vectors are kept, as far as stores know it. */
export type Kept = 'float16' | 'int8 row' | 'int8 range' | 'bits';

const row = (store: string, column: string): Place => ({ store, column });

/** Which stores take it: the table of docs/embeddings.md, which says by which encoder, and what to watch. */
export const stores: Readonly<Record<Kept, readonly Place[]>> = {
  float16: [
    row('PostgreSQL', 'halfvec'),
    row('sqlite-vector', 'FLOAT16'),
    row('Redis', 'FLOAT16'),
    row('zvec', 'VECTOR_FP16'),
    row('Milvus', 'FLOAT16_VECTOR'),
  ],
  'int8 row': [
    row('MongoDB', 'BSON binary'),
    row('sqlite-vec', 'int8[n]'),
    row('sqlite-vector', 'INT8'),
    row('DuckDB', 'tinyint[n]'),
    row('Redis', 'INT8'),
  ],
  'int8 range': [
    row('sqlite-vec', 'int8[n]'),
    row('sqlite-vector', 'INT8'),
    row('DuckDB', 'tinyint[n]'),
    row('zvec', 'VECTOR_INT8'),
    row('Redis', 'INT8'),
    row('Milvus', 'INT8_VECTOR'),
    row('usearch', 'exactSearch'),
  ],
  bits: [
    row('MongoDB', 'BSON binary'),
    row('PostgreSQL', 'bit'),
    row('sqlite-vec', 'bit[n]'),
    row('sqlite-vector', '1BIT'),
    row('libSQL', 'F1BIT_BLOB'),
    row('DuckDB', 'bit'),
    row('LanceDB', 'Uint8'),
    row('Milvus', 'BINARY_VECTOR'),
  ],
};
