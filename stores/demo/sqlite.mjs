// SQLite with sqlite-vec: a file for each way. Ids are counted from 1.
import { statSync } from 'node:fs';
import path from 'node:path';
import Database from 'libsql';
import { getLoadablePath } from 'sqlite-vec';
import { embeddings, k } from '../kit.mjs';
import { bitsFor, int8ByRange, int8ByRow, oversampling } from './codes.mjs';
import { rowOf } from './corpus.mjs';
import { percent } from './report.mjs';

const { encodeSqliteVec } = embeddings;

export const title = 'SQLite with sqlite-vec';
export const sizeHeader = 'file, kB';

/** What the table shows. */
export function sentence([float, int8, , bits, again]) {
  const part = (way) => `${percent(way.size / float.size)} of the file of float32`;
  return `int8 finds ${percent(int8.recall)} of the neighbours in ${part(int8)}; bits find ${percent(bits.recall)} in ${part(bits)},
and ${percent(again.recall)} where the nearest ${oversampling * k} of them are ranked again by vectors that are stored too.`;
}

/** `{ name, ways, close() }`; each way is written to a file in `folder`. */
export async function open(corpus, folder, tell) {
  const databases = [];
  const ways = waysFor(corpus).map(({ table, insert, select, rowsOf, queryOf, ...way }, i) => {
    const file = path.join(folder, `${i}.sqlite`);
    const database = new Database(file);
    databases.push(database);
    database.loadExtension(getLoadablePath());
    for (const sql of table) database.exec(sql);
    fill(database, insert, corpus.count, rowsOf);
    database.exec('vacuum');
    const size = statSync(file).size;
    tell(`${title}: ${way.name}: ${corpus.count} rows written, ${Math.round(size / 1000)} kB`);
    const statement = database.prepare(select).raw();
    const queries = Array.from({ length: corpus.asked }, (_, row) => queryOf(row));
    // Parameters in an array: libsql takes a single Buffer for an object of named ones.
    return { ...way, size, search: (row) => statement.all(queries[row]).map(([id]) => id) };
  });
  const [[version]] = databases[0].prepare('select vec_version()').raw().all([]);
  return {
    name: `${title} ${version}`,
    ways,
    close: () => {
      for (const database of databases) database.close();
    },
  };
}

/** All rows in one transaction. `rowsOf(i)` gives the parameters of each statement but for the id. */
function fill(database, insert, count, rowsOf) {
  const statements = insert.map((sql) => database.prepare(sql));
  database.exec('begin');
  for (let i = 0; i < count; i++) {
    const blobs = rowsOf(i);
    statements.forEach((statement, j) => {
      statement.run([BigInt(i + 1), blobs[j]]);
    });
  }
  database.exec('commit');
}

/** Each way: what it stores in which tables, and by which query it finds the nearest rows. */
function waysFor(corpus) {
  const { dimensions, floats, queries } = corpus;
  const float = (batch, i) => encodeSqliteVec(rowOf(batch, dimensions, i), { dtype: 'float32' });
  const int8 = (batch, i) => encodeSqliteVec(rowOf(batch, dimensions, i), { dtype: 'int8' });
  const bit = (batch, i) => encodeSqliteVec(rowOf(batch, dimensions / 8, i), { dtype: 'bit' });
  const [byRow, byRange, bits] = [int8ByRow(corpus), int8ByRange(corpus), bitsFor(corpus, 'sqlite-vec')];

  const vec0 = (column) => `create virtual table words using vec0(id integer primary key, v ${column})`;
  const near = (value, count) => `select id from words where v match ${value} and k = ${count}`;
  // The bits lie in words, what ranks them again in an ordinary table beside it.
  const again = (vector) =>
    `with near as (${near('vec_bit(?)', oversampling * k)}) select id from near join originals using (id)
    order by vec_distance_cosine(${vector('original')}, ${vector('?')}) limit ${k}`;
  const originals = 'create table originals (id integer primary key, original blob)';
  const inserts = ['insert into words values (?, vec_bit(?))', 'insert into originals values (?, ?)'];
  const both = { table: [vec0(`bit[${dimensions}]`), originals], insert: inserts };
  const ofInt8 = {
    bytes: dimensions,
    insert: ['insert into words values (?, vec_int8(?))'],
    select: near('vec_int8(?)', k),
  };

  return [
    {
      name: 'float32, cosine',
      bytes: 4 * dimensions,
      measured: 1,
      table: [vec0(`float[${dimensions}] distance_metric=cosine`)],
      insert: ['insert into words values (?, ?)'],
      select: near('?', k),
      rowsOf: (i) => [float(floats, i)],
      queryOf: (i) => [float(queries, i)],
    },
    {
      ...ofInt8,
      name: "int8 by rule 'row', cosine",
      measured: byRow.measure({ metric: 'cosine' }),
      table: [vec0(`int8[${dimensions}] distance_metric=cosine`)],
      rowsOf: (i) => [int8(byRow.stored, i)],
      queryOf: (i) => [int8(byRow.asked, i)],
    },
    {
      ...ofInt8,
      name: "int8 by rule 'range', L2",
      measured: byRange.measure({ metric: 'l2' }),
      table: [vec0(`int8[${dimensions}]`)],
      rowsOf: (i) => [int8(byRange.stored, i)],
      queryOf: (i) => [int8(byRange.asked, i)],
    },
    {
      name: 'bit, Hamming',
      bytes: dimensions / 8,
      measured: bits.measure({}),
      table: [vec0(`bit[${dimensions}]`)],
      insert: inserts.slice(0, 1),
      select: near('vec_bit(?)', k),
      rowsOf: (i) => [bit(bits.stored, i)],
      queryOf: (i) => [bit(bits.asked, i)],
    },
    {
      ...both,
      name: 'bit, ranked again by float32',
      bytes: dimensions / 8 + 4 * dimensions,
      measured: bits.measure({ oversampling }),
      select: again((value) => value),
      rowsOf: (i) => [bit(bits.stored, i), float(floats, i)],
      queryOf: (i) => [bit(bits.asked, i), float(queries, i)],
    },
    {
      ...both,
      name: 'bit, ranked again by int8',
      bytes: dimensions / 8 + dimensions,
      select: again((value) => `vec_int8(${value})`),
      rowsOf: (i) => [bit(bits.stored, i), int8(byRow.stored, i)],
      queryOf: (i) => [bit(bits.asked, i), int8(byRow.asked, i)],
    },
  ];
}
