#!/usr/bin/env bash
# A row of zeros has no cosine, and every store says something else: where it lands differs by store and by the query's
# words. Codes of short vectors beside long ones are such rows when one scale serves all. Seen with the query (127, 3):
# - sqlite-vec 0.1.9 (npm): NULL. A vec0 table with k = 1 answers the row of zeros instead of the nearest row when it was stored
#   first, and the nearest when it was not; ORDER BY of the distance always begins with it.
# - pgvector 0.8.7 in PGlite (npm @electric-sql/pglite 0.5.14, pglite-pgvector 0.0.15): NaN. Last by distance, and first by similarity, 1 - distance DESC.
# - DuckDB (npm @duckdb/node-api 1.5.6-r.1): similarity -1, as of opposite vectors, even with itself; last either way.
# - @tursodatabase/database 0.7.2 (npm): distance 1 as vector32, as if orthogonal, and NULL, so first, as vector8. Both of
#   libsql 0.5.29 (npm) give NULL.
#
# Expected: last, or an error. 0 / 0 is NaN in IEEE 754; what each makes of that is in its rules for sorting, which are not
# about vectors: NULL is less than all in SQLite, NaN is greater than all in PostgreSQL.
#
# Instead: leave such rows out when they are stored, or search with WHERE of a stored length; a scale for each row makes none.
. "$(dirname "$0")/_lib.sh"
packages sqlite-vec@0.1.9 libsql@0.5.29 @electric-sql/pglite@0.5.14 @electric-sql/pglite-pgvector@0.0.15 @duckdb/node-api@1.5.6-r.1 @tursodatabase/database@0.7.2
run << 'JS'
import { DuckDBInstance } from '@duckdb/node-api';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { connect } from '@tursodatabase/database';
import Database from 'libsql';
import { getLoadablePath } from 'sqlite-vec';

const rows = { near: [127, 0], far: [0, 127], zeros: [0, 0] };
const query = [127, 3];
const blob = (x) => Buffer.from(Int8Array.from(x).buffer);

for (const names of [['zeros', 'near', 'far'], ['near', 'far', 'zeros']]) {
  const database = new Database(':memory:');
  database.loadExtension(getLoadablePath());
  database.exec('create virtual table t using vec0(id integer primary key, v int8[2] distance_metric=cosine)');
  for (const [i, name] of names.entries()) database.prepare('insert into t values (?, vec_int8(?))').run([BigInt(i), blob(rows[name])]);
  const list = (sql) => database.prepare(sql).raw().all([blob(query)]).map(([id]) => names[id]).join(' ');
  console.log(`sqlite-vec, stored ${names.join(' ')}: k = 1 gives ${list('select id from t where v match vec_int8(?) and k = 1')},`,
    `order by ${list('select id from t order by vec_distance_cosine(v, vec_int8(?))')}`);
}

const postgres = new PGlite({ extensions: { vector } });
await postgres.exec('create extension vector; create table t (name text, v vector(2))');
for (const [name, v] of Object.entries(rows)) await postgres.query('insert into t values ($1, $2)', [name, JSON.stringify(v)]);
const ordered = async (by) => (await postgres.query(`select name from t order by ${by}`, [JSON.stringify(query)])).rows.map((row) => row.name).join(' ');
console.log(`pgvector: by distance ${await ordered('v <=> $1')}, by similarity ${await ordered('1 - (v <=> $1) desc')}`);

await postgres.close();

const duckdb = await (await DuckDBInstance.create(':memory:')).connect();
const cosine = async (a, b) => (await duckdb.runAndReadAll(`select array_cosine_similarity([${a}]::float[2], [${b}]::float[2])`)).getRows()[0][0];
console.log(`DuckDB: similarity ${await cosine(rows.zeros, query)}, with itself ${await cosine(rows.zeros, rows.zeros)}`);

const turso = await connect(':memory:');
const libsql = new Database(':memory:');
for (const make of ['vector32', 'vector8']) {
  const sql = `select vector_distance_cos(${make}('[127, 3]'), ${make}('[0, 0]')) as d`;
  console.log(`${make}: Turso ${(await (await turso.prepare(sql)).get()).d}, libSQL ${libsql.prepare(sql).get([]).d}`);
}
JS
was << 'SEEN'
sqlite-vec, stored zeros near far: k = 1 gives zeros, order by zeros near far
sqlite-vec, stored near far zeros: k = 1 gives near, order by zeros near far
pgvector: by distance near far zeros, by similarity zeros near far
DuckDB: similarity -1, with itself -1
vector32: Turso 1, libSQL null
vector8: Turso null, libSQL null
SEEN
