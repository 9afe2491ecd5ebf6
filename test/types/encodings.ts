import {
  type BlobArrays,
  type BsonVector,
  decodeBsonVector,
  decodeLibsqlVector,
  decodePgHalfvec,
  decodePgVector,
  decodeSqliteVec,
  decodeVectorBlob,
  encodeBsonVector,
  encodeLibsqlVector,
  encodePgBitText,
  encodePgVector,
  encodeSqliteVec,
  encodeVectorBase64,
  encodeVectorBlob,
  type LibsqlVector,
} from 'linquant/embeddings';
import { exact } from './exact.js';

const x = new Float32Array(2);
const bits = new Uint8Array(2);
const codes = new Int8Array(2);

// What is made.
exact<Buffer>()(encodePgVector(x));
exact<Buffer>()(encodePgVector(new Uint16Array(2), { floatType: 'float16', out: Buffer.alloc(12) }));
exact<Buffer>()(encodeBsonVector(codes, { dtype: 'int8' }));
exact<Buffer>()(encodeBsonVector(bits, { dtype: 'packed-bits', dimensions: 9, bitOrder: 'little' }));
exact<Buffer>()(encodeSqliteVec(new Float64Array(2), { dtype: 'float32' }));
exact<Buffer>()(encodeSqliteVec(Buffer.alloc(2), { dtype: 'int8' }));
exact<Buffer>()(encodeVectorBlob(bits, { dtype: 'uint8' }));
exact<Buffer>()(encodeVectorBlob(x, { dtype: 'float16' }));
exact<Buffer>()(encodeLibsqlVector(bits, { type: 'float8', parameters: { scale: 1, offset: 0 } }));
exact<string>()(encodePgBitText(bits, { dimensions: 9 }));
exact<string>()(encodeVectorBase64(x, { byteOrder: 'big-endian' }));

// What is read.
exact<Float32Array>()(decodePgVector(bits, { out: x }));
exact<Uint16Array>()(decodePgHalfvec(bits));
exact<BsonVector>()(decodeBsonVector(bits));
exact<LibsqlVector>()(decodeLibsqlVector(bits));
exact<Int8Array>()(decodeSqliteVec(bits, { dtype: 'int8' }));
exact<Float32Array>()(decodeVectorBlob(bits));
exact<BlobArrays['bfloat16']>()(decodeVectorBlob(bits.buffer as ArrayBuffer, { dtype: 'bfloat16' }));
const vector = decodeBsonVector(bits);
if (vector.dtype === 'int8') exact<Int8Array>()(vector.data);
const blob = decodeLibsqlVector(bits);
if (blob.type === 'float8') exact<number>()(blob.scale);

// @ts-expect-error floats belong here
encodePgVector(codes);
// @ts-expect-error numbers in an array are no floats
encodePgVector([1, 2]);
// @ts-expect-error an output is a Buffer
encodePgVector(x, { out: new Uint8Array(12) });
// @ts-expect-error the type is told
encodeBsonVector(codes);
// @ts-expect-error floats are no codes
encodeBsonVector(x, { dtype: 'int8' });
// @ts-expect-error codes are no floats
encodeSqliteVec(codes, { dtype: 'float32' });
// @ts-expect-error an Int8Array holds no packed bits
encodeSqliteVec(codes, { dtype: 'bit' });
// @ts-expect-error only bits have dimensions of their own
encodeBsonVector(codes, { dtype: 'int8', dimensions: 2 });
// @ts-expect-error an unknown type
encodeLibsqlVector(x, { type: 'float4' });
// @ts-expect-error codes belong to float8
encodeLibsqlVector(bits, { type: 'float16', parameters: { scale: 1, offset: 0 } });
// @ts-expect-error the type of its elements is told
decodeSqliteVec(bits);
// @ts-expect-error halves come as bits
decodePgHalfvec(bits, { out: x });
