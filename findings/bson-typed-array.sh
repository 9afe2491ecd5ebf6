#!/usr/bin/env bash
# bson 7.3.4 (npm, MongoDB's) writes a Float32Array or Int8Array in a document as a document whose keys are '0', '1' and
# so on. It comes back as a plain object without length, and 768 int8 codes take 6815 bytes where a vector of BSON takes 783.
#
# Expected: the type 'array' of BSON, binary data, or an error: of typed arrays only Uint8Array is mapped (to binary
# data), and MongoDB's vector search takes arrays of numbers or the binary subtype 9, not documents.
#
# Instead: Binary.fromInt8Array(codes), Binary.fromFloat32Array(x), Binary.fromPackedBits(bits).
. "$(dirname "$0")/_lib.sh"
packages bson@7.3.4
run << 'JS'
import { Binary, deserialize, serialize } from 'bson';

const seen = deserialize(serialize({ floats: Float32Array.of(0.5, 2), codes: Int8Array.of(-1, 7) }));
console.log('read back:', JSON.stringify(seen), 'length', seen.floats.length);
const codes = new Int8Array(768);
for (const [name, v] of Object.entries({
  'Int8Array': codes,
  'Binary.fromInt8Array': Binary.fromInt8Array(codes),
})) {
  console.log(`768 codes as ${name}: ${serialize({ v }).length} bytes`);
}
JS
was << 'SEEN'
read back: {"floats":{"0":0.5,"1":2},"codes":{"0":-1,"1":7}} length undefined
768 codes as Int8Array: 6815 bytes
768 codes as Binary.fromInt8Array: 783 bytes
SEEN
