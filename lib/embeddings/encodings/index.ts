export { type ByteOrder, decodeVectorBase64, encodeVectorBase64 } from './base64.js';
export { type BlobArrays, decodeVectorBlob, encodeVectorBlob } from './blob.js';
export { type BsonVector, decodeBsonVector, encodeBsonVector } from './bson.js';
export { encodeLibsqlVector } from './libsql.js';
export { decodeLibsqlNumbers, decodeLibsqlVector, type LibsqlVector } from './libsql-decode.js';
export type { Float8Parameters } from './libsql-float8.js';
export type { LibsqlType } from './libsql-layout.js';
export { decodePgHalfvec, decodePgVector, encodePgHalfvec, encodePgVector } from './pgvector.js';
export { decodePgBit, decodePgBitText, encodePgBit, encodePgBitText } from './pgvector-bit.js';
export {
  decodePgHalfvecText,
  decodePgVectorText,
  encodePgHalfvecText,
  encodePgVectorText,
} from './pgvector-text.js';
export type { Bits, BitsOptions } from './shared/bits.js';
export type { BytesInput } from './shared/bytes.js';
export type { VectorInput, VectorOptions } from './shared/floats.js';
export { decodeSqliteVec, encodeSqliteVec, type SqliteVecArrays } from './sqlite-vec.js';
