// MongoDB's BSON vectors, by the driver's own package.
import { Binary, BSON } from 'bson';
import { bitsOf, check, codesOf, embeddings, messageOf, same, unitVectors, versionOf } from '../kit.mjs';

const { decodeBsonVector, encodeBsonVector } = embeddings;
const version = versionOf('bson');

/** Through a document, and back. */
function stored(bytes) {
  const document = BSON.serialize({ vector: new Binary(bytes, Binary.SUBTYPE_VECTOR) });
  const { vector } = BSON.deserialize(document);
  check(vector.sub_type === 9, `subtype ${vector.sub_type}`);
  return vector;
}

const payload = (binary) => binary.buffer.subarray(0, binary.position);

export async function read(tell) {
  const vectors = unitVectors(50, 384, 1);
  for (const x of vectors) {
    const codes = codesOf(x);
    const bytes = encodeBsonVector(codes, { dtype: 'int8' });
    same(bytes, payload(Binary.fromInt8Array(codes)), 'int8 beside Binary.fromInt8Array');
    same(stored(bytes).toInt8Array(), codes, 'int8 read by toInt8Array');
    same(decodeBsonVector(payload(Binary.fromInt8Array(codes))).data, codes, 'int8 decoded');
  }
  tell(`${version}: int8 x 384: 50 vectors as Binary.fromInt8Array makes them, stored, read by toInt8Array`);

  for (const x of vectors) {
    const bytes = encodeBsonVector(x, { dtype: 'float32' });
    same(bytes, payload(Binary.fromFloat32Array(x)), 'float32 beside Binary.fromFloat32Array');
    same(stored(bytes).toFloat32Array(), x, 'float32 read by toFloat32Array');
    same(decodeBsonVector(payload(stored(bytes))).data, x, 'float32 decoded');
  }
  tell(
    `${version}: float32 x 384: 50 vectors as Binary.fromFloat32Array makes them, stored, read by toFloat32Array`,
  );

  for (let dimensions = 1; dimensions <= 64; dimensions++) {
    const [x] = unitVectors(1, dimensions, dimensions);
    const packed = bitsOf(x);
    const bytes = encodeBsonVector(packed, { dtype: 'bit', dimensions });
    const bits = Int8Array.from(x, (value) => (value > 0 ? 1 : 0));
    same(bytes, payload(Binary.fromBits(bits)), 'packed bits beside Binary.fromBits');
    same(bytes, payload(Binary.fromPackedBits(packed, packed.length * 8 - dimensions)), 'packed bits');
    same(stored(bytes).toBits(), bits, 'packed bits read by toBits');
    const decoded = decodeBsonVector(payload(stored(bytes)));
    same(decoded.data, packed, 'packed bits decoded');
    check(decoded.dimensions === dimensions, `${decoded.dimensions} dimensions, not ${dimensions}`);
    const { data, ...own } = decoded;
    same(encodeBsonVector(data, own), bytes, 'packed bits encoded by what the decoder says of them');
    const other = { dtype: 'bit', dimensions, bitOrder: 'little' };
    same(encodeBsonVector(bitsOf(x, 'little'), other), bytes, 'packed bits from the other order');
  }
  tell(
    `${version}: packed bits x 1..64, so every padding: as Binary.fromBits makes them, stored, read by toBits`,
  );

  // What both refuse.
  const broken = ['0301ff', '2700000000', '100800', '1001'];
  for (const text of broken) {
    const bytes = Buffer.from(text, 'hex');
    const said = await messageOf(() => BSON.serialize({ vector: new Binary(bytes, 9) }));
    check(said !== undefined, `bson takes ${text}`);
    check((await messageOf(() => decodeBsonVector(bytes))) !== undefined, `linquant takes ${text}`);
  }
  tell(`${version}: refuses ${broken.join(', ')}, as linquant does`);
}
