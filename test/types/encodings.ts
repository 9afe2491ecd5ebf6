// What encoders and decoders take and give, by their types.
import {
  type BlobVector,
  type BsonVector,
  binarizeEmbeddings,
  type DecodedBatch,
  type DecodedBits,
  type DecodedVector,
  decodeBsonVector,
  decodeLibsqlNumbers,
  decodeLibsqlVector,
  decodePgBit,
  decodePgBitText,
  decodePgHalfvec,
  decodePgHalfvecText,
  decodePgVector,
  decodePgVectorText,
  decodeSqliteVec,
  decodeVectorBase64,
  decodeVectorBlob,
  decodeVectorsBase64,
  encodeBsonVector,
  encodeLibsqlVector,
  encodePgBit,
  encodePgBitText,
  encodePgVector,
  encodeSqliteVec,
  encodeVectorBase64,
  encodeVectorBlob,
  type LibsqlVector,
  type SqliteVecVector,
} from 'linquant/embeddings';
import { exact } from './exact.js';

const x = new Float32Array(2);
const bits = new Uint8Array(2);
const codes = new Int8Array(2);
declare const row: Float32Array;
declare const halves: Uint16Array;

// What is made.
exact<Buffer>()(encodePgVector(x));
exact<Buffer>()(encodePgVector(new Uint16Array(2), { floatType: 'float16', out: Buffer.alloc(12) }));
exact<Buffer>()(encodeBsonVector(codes, { dtype: 'int8' }));
exact<Buffer>()(encodeBsonVector(bits, { dtype: 'bit', dimensions: 9, bitOrder: 'little' }));
exact<Buffer>()(encodePgBit(bits, { dialect: binarizeEmbeddings(x, { dimensions: 8 }).dialect }));
exact<Buffer>()(encodeSqliteVec(new Float64Array(2), { dtype: 'float32' }));
exact<Buffer>()(encodeSqliteVec(Buffer.alloc(2), { dtype: 'int8' }));
exact<Buffer>()(encodeVectorBlob(bits, { dtype: 'uint8' }));
exact<Buffer>()(encodeVectorBlob(x, { dtype: 'float16' }));
exact<Buffer>()(encodeLibsqlVector(bits, { dtype: 'float8', parameters: { scale: 1, offset: 0 } }));
exact<string>()(encodePgBitText(bits, { dimensions: 9 }));
exact<string>()(encodeVectorBase64(x, { byteOrder: 'big' }));

// What is read: each dtype with its array, in one shape.
exact<BsonVector>()(decodeBsonVector(bits));
exact<LibsqlVector>()(decodeLibsqlVector(bits));
exact<DecodedVector<'int8'>>()(decodeSqliteVec(bits, { dtype: 'int8' }));
exact<DecodedBits>()(decodeSqliteVec(bits, { dtype: 'bit' }));
exact<DecodedVector<'float32'>>()(decodeVectorBlob(bits));
exact<DecodedVector<'bfloat16'>>()(decodeVectorBlob(bits.buffer as ArrayBuffer, { dtype: 'bfloat16' }));
exact<Uint16Array>()(decodeVectorBlob(bits, { dtype: 'bfloat16' }).data);
exact<DecodedBits>()(decodePgBit(bits));
exact<'big' | 'little'>()(decodePgBit(bits).bitOrder);
const vector = decodeBsonVector(bits);
if (vector.dtype === 'int8') exact<Int8Array>()(vector.data);
if (vector.dtype === 'bit') encodeSqliteVec(vector.data, { dtype: vector.dtype, bitOrder: vector.bitOrder });
const blob = decodeLibsqlVector(bits);
if (blob.dtype === 'float8')
  encodeLibsqlVector(blob.data, { dtype: blob.dtype, parameters: blob.parameters });
const stores: readonly DecodedVector[] = [vector, blob, decodePgVector(bits), decodeVectorBlob(bits)];

// A dtype that is known at run time only is told by the result.
declare const dtype: 'int8' | 'float32';
const one = decodeSqliteVec(bits, { dtype });
exact<DecodedVector<'float32'> | DecodedVector<'int8'>>()(one);
if (one.dtype === 'int8') exact<Int8Array>()(one.data);
const any: SqliteVecVector | BlobVector = one;

// New memory can be transferred; that of others is as they gave it.
exact<Float32Array<ArrayBuffer>>()(decodePgVector(bits).data);
exact<DecodedVector<'float32', Float32Array<ArrayBuffer>>>()(decodePgVectorText('[1]'));
exact<DecodedVector<'float16', Uint16Array<ArrayBuffer>>>()(decodePgHalfvec(bits));
exact<Uint16Array<ArrayBuffer>>()(decodePgHalfvecText('[1]', { out: undefined }).data);
exact<Uint8Array<ArrayBuffer>>()(decodePgBitText('1').data);
exact<Float32Array<ArrayBuffer>>()(decodeVectorBase64('AACAPw==', {}).data);
exact<Float32Array>()(decodeVectorBase64('AACAPw==', { out: row }).data);
exact<Uint16Array<ArrayBuffer>>()(decodeVectorBase64('AACAPw==', { dtype: 'float16' }).data);
exact<Buffer>()(decodeVectorBase64('AACAPw==', { out: Buffer.alloc(4) as Buffer }).data);
exact<'big' | 'little'>()(decodeVectorBase64('AACAPw==', { dtype: 'bit' }).bitOrder);
exact<Uint8Array<ArrayBuffer>>()(decodeVectorBase64('AACAPw==', { dtype: 'bit' }).data);
exact<Uint8Array<ArrayBuffer>>()(decodeVectorsBase64(['AA=='], { dtype: 'bit' }).data);
exact<DecodedBatch<'int8', Int8Array<ArrayBuffer>>>()(decodeVectorsBase64(['AA=='], { dtype: 'int8' }));
exact<Float32Array>()(decodeVectorsBase64(['AACAPw=='], { out: row }).data);
exact<number>()(decodeVectorsBase64(['AA=='], { dtype: 'bit', dimensions: 3 }).rows);
exact<string>()(encodeVectorBase64(codes, { dtype: 'int8' }));
exact<string>()(encodeVectorBase64(bits, { dtype: 'bit', dimensions: 9, bitOrder: 'little' }));
declare const perhaps: Float32Array<SharedArrayBuffer> | undefined;
exact<Float32Array<SharedArrayBuffer> | Float32Array<ArrayBuffer>>()(
  decodePgVector(bits, { out: perhaps }).data,
);
exact<Float32Array<SharedArrayBuffer>>()(
  decodePgVector(bits, { out: new Float32Array(new SharedArrayBuffer(8)) }).data,
);
exact<Uint16Array>()(decodePgHalfvec(bits, { out: halves }).data);
exact<Float32Array>()(decodeLibsqlNumbers(bits).data);
exact<Float32Array<ArrayBuffer>>()(decodeLibsqlNumbers(bits, { out: x }).data);
new MessageChannel().port1.postMessage(0, [decodePgVector(bits).data.buffer]);

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
encodeLibsqlVector(x, { dtype: 'float4' });
// @ts-expect-error codes belong to float8
encodeLibsqlVector(bits, { dtype: 'float16', parameters: { scale: 1, offset: 0 } });
// @ts-expect-error the type of its elements is told
decodeSqliteVec(bits);
// @ts-expect-error halves come as bits
decodePgHalfvec(bits, { out: x });
// @ts-expect-error bytes are in the order of NumPy's words
encodeVectorBase64(x, { byteOrder: 'big-endian' });
// @ts-expect-error int8 codes are no float32
decodeVectorBase64('AA==', { dtype: 'int8', out: x });
// @ts-expect-error one text is no batch
decodeVectorsBase64('AACAPw==');
// @ts-expect-error libSQL's type is another store's too
decodeSqliteVec(bits, { dtype: 'float8' });
// @ts-expect-error results are for reading
vector.dimensions = 2;

export { any, stores };
