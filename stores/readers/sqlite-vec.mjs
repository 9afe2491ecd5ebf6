// sqlite-vec: a vec0 table with columns of its three types, in the SQLite that npm's libsql brings.
import Database from 'libsql';
import { getLoadablePath } from 'sqlite-vec';
import {
  bitsOf,
  check,
  checkNearest,
  codesOf,
  dice,
  embeddings,
  hamming,
  k,
  l2,
  messageOf,
  rows,
  same,
  unitVectors,
} from '../kit.mjs';

const { binarizeEmbeddings, decodeSqliteVec, encodeSqliteVec, quantizeEmbeddings } = embeddings;
const dimensions = 48;

/** Each type: its blob, how SQL names a blob of it, and the distance of vec0. */
const types = {
  float32: {
    column: 'float',
    sql: '?',
    blob: (x) => encodeSqliteVec(x, { dtype: 'float32' }),
    data: (x) => x,
    distance: l2,
  },
  int8: {
    column: 'int8',
    sql: 'vec_int8(?)',
    blob: (x) => encodeSqliteVec(codesOf(x), { dtype: 'int8' }),
    data: codesOf,
    distance: l2,
  },
  bit: {
    column: 'bit',
    sql: 'vec_bit(?)',
    blob: (x) => encodeSqliteVec(bitsOf(x), { dtype: 'bit', bitOrder: 'big' }),
    data: (x) => bitsOf(x, 'little'),
    distance: hamming,
  },
};

export async function read(tell) {
  const database = new Database(':memory:');
  database.loadExtension(getLoadablePath());
  // Parameters in an array: libsql takes a single Buffer for an object of named ones, and ends the process.
  const all = (sql, ...parameters) => database.prepare(sql).raw().all(parameters);
  const value = (sql, ...parameters) => all(`select ${sql}`, ...parameters)[0][0];
  const name = `sqlite-vec ${value('vec_version()')}`;

  const columns = Object.entries(types).map(([dtype, { column }]) => `${dtype}_v ${column}[${dimensions}]`);
  database.exec(`create virtual table items using vec0(id integer primary key, ${columns.join(', ')})`);
  const vectors = unitVectors(rows, dimensions, 5);
  const insert = database.prepare(
    `insert into items values (?, ${Object.values(types).map(({ sql }) => sql)})`,
  );
  const blobs = (x) => Object.values(types).map(({ blob }) => blob(x));
  for (const [i, x] of vectors.entries()) insert.run([BigInt(i + 1), ...blobs(x)]);

  for (const [dtype, type] of Object.entries(types)) {
    all(`select ${dtype}_v from items order by id`).forEach(([blob], i) => {
      same(blob, type.blob(vectors[i]), `${dtype} as it is stored`);
      same(decodeSqliteVec(blob, { dtype }).data, type.data(vectors[i]), `${dtype} decoded`);
    });
    const match = `select id, distance from items where ${dtype}_v match ${type.sql} and k = ${k} order by distance`;
    for (const query of unitVectors(5, dimensions, 6)) {
      const found = all(match, type.blob(query)).map(([id, distance]) => ({ id, distance }));
      const distances = vectors.map((x) => type.distance(type.data(query), type.data(x)));
      checkNearest(found, distances, dtype);
    }
    tell(
      `${name}: ${type.column}[${dimensions}]: ${rows} rows stored by ${type.sql}, ${k} nearest found, read back`,
    );
  }

  // Which bit is which dimension, by its own packing and by its own listing.
  for (const x of vectors) {
    const bits = types.bit.blob(x);
    const { data, dialect } = binarizeEmbeddings(x, { dimensions, dialect: 'sqlite-vec' });
    same(encodeSqliteVec(data, { dtype: 'bit', dialect }), bits, 'bits by dialect');
    same(
      value('vec_quantize_binary(?)', types.float32.blob(x)),
      bits,
      'bits as vec_quantize_binary packs them',
    );
    const listed = JSON.parse(value('vec_to_json(vec_bit(?))', bits));
    check(
      listed.every((bit, i) => (bit === 1) === x[i] > 0),
      'bits as vec_to_json lists them',
    );
    same(
      Int8Array.from(JSON.parse(value('vec_to_json(vec_int8(?))', types.int8.blob(x)))),
      codesOf(x),
      'int8 listed',
    );
    same(value('vec_f32(?)', JSON.stringify(Array.from(x))), types.float32.blob(x), 'float32 from text');
  }
  tell(
    `${name}: bits as vec_quantize_binary packs and vec_to_json lists them; int8 and float32 as they are listed`,
  );

  tell(
    `${name}: vec_quantize_int8(?, 'unit'): ${ownInt8(value)} codes are those of rule 'range', dialect 'sqlite-vec'`,
  );
  tell(`${name}: ${zeros(database, all)}`);

  const broken = [Buffer.alloc(0), Buffer.alloc(3)];
  for (const bytes of broken) {
    check(
      (await messageOf(() => value('vec_f32(?)', bytes))) !== undefined,
      `sqlite-vec takes ${bytes.length} bytes`,
    );
    const ours = await messageOf(() => decodeSqliteVec(bytes, { dtype: 'float32' }));
    check(ours !== undefined, `linquant takes ${bytes.length} bytes`);
  }
  const short = await messageOf(() => insert.run([1000n, ...blobs(vectors[0].subarray(8))]));
  check(short !== undefined, 'sqlite-vec takes a vector of other dimensions');
  tell(`${name}: refuses no bytes, 3 bytes of float32, and ${dimensions - 8} dimensions for ${dimensions}`);
  database.close();
}

/** Its own int8 codes, beside linquant's: random numbers, the edges between codes and their neighbours, numbers beyond -1..1. */
function ownInt8(value) {
  const next = dice(32);
  const step = Math.fround(2 / 255);
  const spread = (count, make) => Float32Array.from({ length: count }, make);
  const edges = spread(256 * 32, (_, i) => (i >> 5) * step - 1);
  const bits = new Int32Array(edges.buffer);
  for (let i = 0; i < bits.length; i++) bits[i] += (i & 31) - 16;
  const vectors = [
    edges,
    ...Array.from({ length: 100 }, () => spread(4096, () => next() * 2 - 1)),
    ...Array.from({ length: 20 }, () => spread(4096, () => (next() - 0.5) * 2 ** (next() * 60 - 40))),
  ];
  for (const x of vectors) {
    const { data } = quantizeEmbeddings(x, { dimensions: x.length, rule: 'range', dialect: 'sqlite-vec' });
    same(
      value("vec_quantize_int8(?, 'unit')", encodeSqliteVec(x, { dtype: 'float32' })),
      data,
      'its own int8',
    );
  }
  return vectors.reduce((sum, { length }) => sum + length, 0);
}

/** A row of zeros has no cosine: k = 1 finds it in place of the nearest where it was stored first. */
function zeros(database, all) {
  database.exec(
    'create virtual table short using vec0(id integer primary key, v int8[8] distance_metric=cosine)',
  );
  const x = Float32Array.from({ length: 16 }, (_, i) => (i < 8 ? 0.001 : i === 8 ? 1 : 0));
  const { data, zeroRows } = quantizeEmbeddings(x, { dimensions: 8, rule: 'range' });
  check(zeroRows === 1, `${zeroRows} rows of zeros`);
  const row = (i) => encodeSqliteVec(data.subarray(8 * i, 8 * i + 8), { dtype: 'int8' });
  for (const i of [0, 1])
    database.prepare('insert into short values (?, vec_int8(?))').run([BigInt(i), row(i)]);
  const [[id, distance]] = all('select id, distance from short where v match vec_int8(?) and k = 1', row(1));
  check(Number(id) === 0 && distance === null, `row ${id} at ${distance} is the nearest`);
  return 'a row of zeros has the cosine distance NULL, and is found in place of the nearest';
}
