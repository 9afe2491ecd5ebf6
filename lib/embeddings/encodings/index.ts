export { type Base64Options, decodeVectorBase64 } from './base64/decode.js';
export { decodeVectorsBase64 } from './base64/decode-batch.js';
export { encodeVectorBase64 } from './base64/encode.js';
export { type BlobVector, decodeVectorBlob, encodeVectorBlob } from './blob.js';
export { type BsonVector, decodeBsonVector, encodeBsonVector } from './bson.js';
export type { BitsOptions } from './common/bits.js';
export type { BytesInput } from './common/bytes.js';
export type { DecodedBatch, DecodedBits, DecodedVector, VectorArrays } from './common/decoded.js';
export type { ElementType, NewElements } from './common/elements.js';
export type { VectorInput, VectorOptions } from './common/floats.js';
export { decodeLibsqlNumbers, decodeLibsqlVector, type LibsqlVector } from './libsql/decode.js';
export { encodeLibsqlVector } from './libsql/encode.js';
export type { Float8Parameters } from './libsql/float8.js';
export { decodePgBit, decodePgBitText, encodePgBit, encodePgBitText } from './pgvector/bit.js';
export { decodePgHalfvec, decodePgVector, encodePgHalfvec, encodePgVector } from './pgvector/vector.js';
export {
  decodePgHalfvecText,
  decodePgVectorText,
  encodePgHalfvecText,
  encodePgVectorText,
} from './pgvector/vector-text.js';
export { decodeSqliteVec, encodeSqliteVec, type SqliteVecVector } from './sqlite-vec.js';
