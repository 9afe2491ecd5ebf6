// sqlite-vector, SQLite AI's extension: blobs without a header in columns of ordinary tables.
import { createRequire } from 'node:module';
import Database from 'libsql';
import {
  bitsOf,
  check,
  checkNearest,
  cosine,
  embeddings,
  hamming,
  k,
  l2,
  linquant,
  rows,
  unitVectors,
} from '../kit.mjs';

const { binarizeEmbeddings, encodeVectorBlob, quantizeEmbeddings } = embeddings;
const dimensions = 48;
const codesOf = (x) => quantizeEmbeddings(x, { dimensions, rule: 'range' }).data;
const rounded = (type) => (x) =>
  linquant.convert(linquant.convert(x, { to: type }), { from: type, to: 'float32' });
const ubinary = (x) => Buffer.from(binarizeEmbeddings(x, { dimensions }).data);

/** Each column: its type and distance there, its blob, its numbers and their distance. */
const columns = {
  f: ['FLOAT32', 'COSINE', (x) => encodeVectorBlob(x), (x) => x, cosine],
  h: ['FLOAT16', 'L2', (x) => encodeVectorBlob(x, { dtype: 'float16' }), rounded('float16'), l2],
  b: ['FLOATB16', 'L2', (x) => encodeVectorBlob(x, { dtype: 'bfloat16' }), rounded('bfloat16'), l2],
  i: ['INT8', 'L2', (x) => encodeVectorBlob(codesOf(x), { dtype: 'int8' }), codesOf, l2],
  c: ['INT8', 'COSINE', (x) => encodeVectorBlob(codesOf(x), { dtype: 'int8' }), codesOf, cosine],
  bits: ['1BIT', 'HAMMING', ubinary, bitsOf, hamming],
};

/** Its own `getExtensionPath` takes the library for musl wherever musl is installed beside glibc. */
function extension() {
  const own = createRequire(import.meta.url)('@sqliteai/sqlite-vector').getExtensionPath();
  const isGlibc = process.report.getReport().header.glibcVersionRuntime !== undefined;
  return isGlibc ? own.replace('-musl', '') : own;
}

export function read(tell) {
  const database = new Database(':memory:');
  database.loadExtension(extension());
  const all = (sql, ...parameters) => database.prepare(sql).raw().all(parameters);
  const [[version]] = all('select vector_version()');
  const vectors = unitVectors(rows, dimensions, 28);
  for (const [name, [type, metric, blob, numbers, distance]] of Object.entries(columns)) {
    database.exec(`create table of_${name} (id integer primary key, v blob)`);
    const insert = database.prepare(`insert into of_${name} values (?, ?)`);
    for (const [i, x] of vectors.entries()) insert.run([BigInt(i + 1), blob(x)]);
    all(`select vector_init('of_${name}', 'v', 'type=${type},dimension=${dimensions},distance=${metric}')`);
    for (const query of unitVectors(5, dimensions, 29)) {
      const sql = `select rowid, distance from vector_full_scan('of_${name}', 'v', ?, ${k})`;
      const found = all(sql, blob(query)).map(([id, d]) => ({ id, distance: d }));
      checkNearest(
        found,
        vectors.map((x) => distance(numbers(query), numbers(x))),
        type,
        2e-5,
      );
    }
    tell(`${version}: ${type}, ${metric}: ${rows} rows, ${k} nearest found`);
  }
  const zeros = Buffer.alloc(4 * dimensions);
  database.exec('delete from of_f where id > 1');
  database.prepare('insert into of_f values (2, ?)').run([zeros]);
  const far = all(
    `select rowid, distance from vector_full_scan('of_f', 'v', ?, 2)`,
    columns.f[2](vectors[0]),
  );
  check(Number(far[1][0]) === 2 && far[1][1] === 1, `zeros: ${far}`);
  tell(`${version}: the cosine distance of a row of zeros is 1`);
  database.close();
}
