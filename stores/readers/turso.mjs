// Turso Database, the SQLite in Rust: it has libSQL's vector types but for float16 and floatb16, which it does not read.
import { connect } from '@tursodatabase/database';
import {
  check,
  checkNearest,
  cosine,
  embeddings,
  hamming,
  k,
  messageOf,
  rows,
  same,
  unitVectors,
  versionOf,
} from '../kit.mjs';

const { binarizeEmbeddings, decodeLibsqlNumbers, encodeLibsqlVector } = embeddings;
const dimensions = 33;
const encode = (dtype) => (x) => encodeLibsqlVector(x, { dtype });

function bitBlob(x) {
  const { data, dialect } = binarizeEmbeddings(x, { dimensions: x.length, dialect: 'sqlite-vec' });
  return encodeLibsqlVector(data, { dtype: 'float1bit', dimensions: x.length, dialect });
}

const types = {
  float32: { make: 'vector32', blob: encode('float32') },
  float64: { make: 'vector64', blob: encode('float64') },
  float8: { make: 'vector8', blob: encode('float8') },
  float1bit: { make: 'vector1bit', blob: bitBlob },
};

export async function read(tell) {
  const name = versionOf('@tursodatabase/database');
  const database = await connect(':memory:');
  const all = async (sql, ...parameters) => (await database.prepare(sql)).raw().all(...parameters);
  const value = async (sql, ...parameters) => (await all(`select ${sql}`, ...parameters))[0][0];
  const vectors = unitVectors(rows, dimensions, 22);
  const queries = unitVectors(5, dimensions, 23);

  for (const [dtype, { make, blob }] of Object.entries(types)) {
    await database.exec(`create table of_${dtype} (id integer primary key, v blob)`);
    const insert = await database.prepare(`insert into of_${dtype} values (?, ?)`);
    for (const [i, x] of vectors.entries()) {
      same(await value(`${make}(?)`, JSON.stringify([...x])), blob(x), `${dtype} beside ${make}()`);
      await insert.run(i + 1, blob(x));
    }
    const isBits = dtype === 'float1bit';
    const numbers = (x) =>
      isBits ? binarizeEmbeddings(x, { dimensions }).data : decodeLibsqlNumbers(blob(x)).data;
    const distance = isBits ? hamming : cosine;
    for (const query of queries) {
      const sql = `select id, vector_distance_cos(v, ?) from of_${dtype} order by 2, 1 limit ${k}`;
      const found = (await all(sql, blob(query))).map(([id, d]) => ({ id, distance: d }));
      const distances = vectors.map((x) => distance(numbers(query), numbers(x)));
      checkNearest(found, distances, dtype, dtype === 'float8' ? 1e-5 : 2e-6);
    }
    tell(`${name}: ${dtype}: ${rows} rows with the bytes of ${make}(), stored, vector_distance_cos`);
  }

  for (const dtype of ['float16', 'floatb16']) {
    const refused = await messageOf(() => value('vector_extract(?)', encode(dtype)(vectors[0])));
    check(refused?.includes('unsupported vector type'), `Turso says of ${dtype}: ${refused}`);
  }
  tell(`${name}: reads no float16 and no floatb16: "unsupported vector type from LibSQL"`);

  const zeros = new Float32Array(dimensions);
  const far = {};
  for (const dtype of ['float32', 'float8']) {
    far[dtype] = await value(
      'vector_distance_cos(?, ?)',
      types[dtype].blob(vectors[0]),
      types[dtype].blob(zeros),
    );
  }
  check(far.float32 === 1 && far.float8 === null, `of zeros: ${JSON.stringify(far)}`);
  tell(`${name}: the cosine distance of a row of zeros is 1 as float32, and NULL, first in order, as float8`);
  await database.close();
}
