#!/usr/bin/env bash
# @sqliteai/sqlite-vector 0.9.95 (npm; in the SQLite of libsql 0.5.29) keeps the distance of the first vector_init of a column.
# A second one with another distance succeeds, and searches go on by the first: (3, 4) and (6, 8) are 0 apart by "L2" after
# COSINE. Another number of dimensions in a second vector_init is an error.
#
# Expected: the distance that was asked for last, or the same error: its API.md says that vector_init sets type, dimension and
# distance of a column, and names no difference between a first and a second call. L2 of (3, 4) and (6, 8) is 5.
#
# Instead: one vector_init for a column and connection; for another distance open another connection.
. "$(dirname "$0")/_lib.sh"
packages @sqliteai/sqlite-vector@0.9.95 libsql@0.5.29
run << 'JS'
import { createRequire } from 'node:module';
import Database from 'libsql';

const { getExtensionPath } = createRequire(import.meta.url)('@sqliteai/sqlite-vector');
const blob = (...x) => Buffer.from(Float32Array.from(x).buffer);

function open() {
  const database = new Database(':memory:');
  database.loadExtension(getExtensionPath().replace('-musl', ''));
  database.exec('create table t (id integer primary key, v blob)');
  database.prepare('insert into t values (1, ?)').run([blob(3, 4)]);
  const all = (sql, ...parameters) => database.prepare(sql).raw().all(parameters);
  return {
    init: (distance, dimension = 2) => all(`select vector_init('t', 'v', 'type=FLOAT32,dimension=${dimension},distance=${distance}')`),
    distance: () => all("select distance from vector_full_scan('t', 'v', ?, 1)", blob(6, 8))[0][0],
  };
}

const first = open();
first.init('L2');
console.log(`L2: ${first.distance()}`);
const again = open();
again.init('COSINE');
console.log(`COSINE: ${again.distance()}`);
again.init('L2');
console.log(`L2 after COSINE: ${again.distance()}`);
try {
  again.init('L2', 3);
} catch (error) {
  console.log(`3 dimensions after 2: ${error.message}`);
}
JS
was << 'SEEN'
L2: 5
COSINE: 0
L2 after COSINE: 0
3 dimensions after 2: Inconsistent vector dimension for 't.v': existing=2, provided=3
SEEN
