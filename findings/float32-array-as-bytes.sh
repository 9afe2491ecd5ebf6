#!/usr/bin/env bash
# libsql 0.5.29, sql.js 1.17.0, @tursodatabase/database 0.7.2 and protobufjs 8.8.1 (npm), given a Float32Array where
# bytes go, store other bytes without a word. libsql takes all of the ArrayBuffer under a view of two numbers: 24 bytes
# instead of 8. The other three take the numbers 3 and 4 for bytes: 2 bytes instead of 8, and fractions are gone.
#
# Expected: the 8 bytes that the view covers, as Node's own node:sqlite stores any TypedArray or DataView (the table of
# type conversions in its documentation), or an error. The same view as a Uint8Array is right in all four.
#
# Instead: new Uint8Array(x.buffer, x.byteOffset, x.byteLength), for every row and every query.
. "$(dirname "$0")/_lib.sh"
packages libsql@0.5.29 sql.js@1.17.0 @tursodatabase/database@0.7.2 protobufjs@8.8.1
run << 'JS'
import { connect } from '@tursodatabase/database';
import Database from 'libsql';
import protobuf from 'protobufjs';
import initSqlJs from 'sql.js';

const row = Float32Array.of(1, 2, 3, 4, 5, 6).subarray(2, 4);
const bytes = new Uint8Array(row.buffer, row.byteOffset, row.byteLength);

const libsql = new Database(':memory:').prepare('select hex(?) as h');
const turso = await (await connect(':memory:')).prepare('select hex(?) as h');
const sqljs = new (await initSqlJs()).Database();
const Message = protobuf.parse('syntax = "proto3"; message Message { bytes vector = 1; }').root.lookupType('Message');
const stores = {
  libsql: (x) => libsql.get([x]).h,
  'sql.js': (x) => sqljs.exec('select hex(?)', [x])[0].values[0][0],
  Turso: async (x) => (await turso.get(x)).h,
  protobufjs: (x) => Message.decode(Message.encode({ vector: x }).finish()).vector.toString('hex').toUpperCase(),
};
for (const [name, store] of Object.entries(stores)) {
  console.log(`${name}: ${await store(row)} (as Uint8Array: ${await store(bytes)})`);
}
JS
was << 'SEEN'
libsql: 0000803F0000004000004040000080400000A0400000C040 (as Uint8Array: 0000404000008040)
sql.js: 0304 (as Uint8Array: 0000404000008040)
Turso: 0304 (as Uint8Array: 0000404000008040)
protobufjs: 0304 (as Uint8Array: 0000404000008040)
SEEN
