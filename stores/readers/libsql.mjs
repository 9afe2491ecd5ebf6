// libSQL's own vector types, each by the function that makes it, as a column, by distance and in an index.
import Database from 'libsql';
import {
  bitsOf,
  bytesOf,
  check,
  checkNearest,
  cosine,
  dice,
  embeddings,
  hamming,
  k,
  linquant,
  messageOf,
  rows,
  same,
  unitVectors,
} from '../kit.mjs';

const { decodeLibsqlNumbers, decodeLibsqlVector, encodeLibsqlVector } = embeddings;
/** Neither a multiple of 4 nor of 8, so that all padding is there. */
const dimensions = 33;

/** Each type: the function that makes it, its column, and its blob by linquant. */
const types = {
  float32: { make: 'vector32', column: 'F32_BLOB', blob: (x) => encodeLibsqlVector(x, { dtype: 'float32' }) },
  float64: { make: 'vector64', column: 'F64_BLOB', blob: (x) => encodeLibsqlVector(x, { dtype: 'float64' }) },
  float16: { make: 'vector16', column: 'F16_BLOB', blob: (x) => encodeLibsqlVector(x, { dtype: 'float16' }) },
  floatb16: {
    make: 'vectorb16',
    column: 'FB16_BLOB',
    blob: (x) => encodeLibsqlVector(x, { dtype: 'floatb16' }),
  },
  float8: { make: 'vector8', column: 'F8_BLOB', blob: (x) => encodeLibsqlVector(x, { dtype: 'float8' }) },
  float1bit: {
    make: 'vector1bit',
    column: 'F1BIT_BLOB',
    blob: (x) => {
      const packed = bitsOf(x);
      return encodeLibsqlVector(packed, { dtype: 'float1bit', dimensions: x.length, bitOrder: 'big' });
    },
  },
};

/** libSQL leaves what lay in memory between the codes of float8 and the two floats behind them: 0 for comparing. */
function withoutNoise(blob, dtype) {
  if (dtype !== 'float8') return blob;
  const clean = Buffer.from(blob);
  const padding = clean[clean.length - 2];
  return clean.fill(0, clean.length - 11 - padding, clean.length - 11);
}

export async function read(tell) {
  const database = new Database(':memory:');
  const all = (sql, ...parameters) => database.prepare(sql).raw().all(parameters);
  const value = (sql, ...parameters) => all(`select ${sql}`, ...parameters)[0][0];
  const name = `libSQL (SQLite ${value('sqlite_version()')})`;
  const vectors = unitVectors(rows, dimensions, 7);
  const queries = unitVectors(5, dimensions, 8);

  for (const [dtype, { make, column, blob }] of Object.entries(types)) {
    compare(value, dtype, make, blob, vectors);
    const table = `of_${dtype}`;
    database.exec(`create table ${table} (id integer primary key, v ${column}(${dimensions}))`);
    const insert = database.prepare(`insert into ${table} values (?, ?)`);
    for (const [i, x] of vectors.entries()) insert.run([BigInt(i + 1), blob(x)]);
    database.exec(`create index ${table}_v on ${table} (libsql_vector_idx(v))`);
    for (const [i, [bytes]] of all(`select v from ${table} order by id`).entries()) {
      same(bytes, blob(vectors[i]), `${dtype} stored`);
    }

    const distance = dtype === 'float1bit' ? hamming : cosine;
    const numbers = (x) => (dtype === 'float1bit' ? bitsOf(x) : decodeLibsqlNumbers(blob(x)).data);
    for (const query of queries) {
      const sql = `select id, vector_distance_cos(v, ?) from ${table} order by 2, 1 limit ${k}`;
      const found = all(sql, blob(query)).map(([id, d]) => ({ id, distance: d }));
      const distances = vectors.map((x) => distance(numbers(query), numbers(x)));
      checkNearest(found, distances, dtype, dtype === 'float8' ? 1e-5 : 2e-6);
      const [first] = all(`select id from vector_top_k('${table}_v', ?, ${k})`, blob(vectors[9]));
      check(Number(first[0]) === 10, `${dtype}: the index finds row ${first[0]} for row 10`);
    }
    const what = dtype === 'float8' ? 'bytes (but for padding)' : 'bytes';
    tell(
      `${name}: ${column}(${dimensions}): ${rows} rows with the ${what} of ${make}(), stored, vector_distance_cos, vector_top_k`,
    );
  }

  sizes(value);
  tell(`${name}: all types x 1..65 dimensions: the bytes of its functions, and read as the same floats`);
  tell(
    `${name}: float8: ${float8(value)} vectors of hard numbers: codes, scale and offset as vector8() makes them`,
  );
  tell(`${name}: ${halves(value)}`);
  tell(`${name}: refuses ${await refused(value)}, as linquant does`);
  const zeros = types.float8.blob(new Float32Array(dimensions));
  const far = value('vector_distance_cos(?, ?)', types.float8.blob(vectors[0]), zeros);
  check(far === null, `the distance of zeros is ${far}`);
  tell(`${name}: the cosine distance of a row of zeros is NULL, first in order`);
  database.close();
}

/** The blob that libSQL makes of the same floats, what it reads from ours, and what we read from its. */
function compare(value, dtype, make, blob, vectors) {
  for (const x of vectors) {
    const theirs = value(`${make}(?)`, bytesOf(x));
    const ours = blob(x);
    same(withoutNoise(theirs, dtype), ours, `${dtype} beside ${make}()`);
    same(value('vector32(?)', ours), decodeLibsqlNumbers(theirs).data, `${dtype} as floats`);
    same(decodeLibsqlVector(theirs).data, decodeLibsqlVector(ours).data, `${dtype} decoded`);
    const { dtype: own, dimensions } = decodeLibsqlVector(theirs);
    check(own === dtype && dimensions === x.length, `${dtype}: ${own} of ${dimensions} dimensions`);
  }
}

function sizes(value) {
  for (let count = 1; count <= 65; count++) {
    const vectors = unitVectors(1, count, count);
    for (const [dtype, { make, blob }] of Object.entries(types)) compare(value, dtype, make, blob, vectors);
  }
}

/** Ties, zeros of both signs, equal numbers, tiny and large ranges, random bits. */
function float8(value) {
  const next = dice(9);
  const random = () => {
    const words = Uint32Array.from({ length: 2 + next() * 40 }, () => next() * 2 ** 32);
    return new Float32Array(words.buffer).filter((x) => Math.abs(x) < 1e38);
  };
  const vectors = [
    Float32Array.from({ length: 511 }, (_, i) => i / 2),
    Float32Array.from({ length: 511 }, (_, i) => -i / 2),
    Float32Array.of(0, -0, 1),
    Float32Array.of(-0, 0, 1),
    Float32Array.of(-0, -0),
    Float32Array.of(5, 5, 5),
    Float32Array.of(1e-44, 0, 2e-44),
    Float32Array.of(3e-43, 0, 4e-43, 1e-45),
    Float32Array.of(1e38, -1e38, 0),
    Float32Array.of(1 + 2 ** -23, 1),
    ...Array.from({ length: 3000 }, random).filter(({ length }) => length > 0),
    ...unitVectors(500, 384, 10),
  ];
  compare(value, 'float8', 'vector8', types.float8.blob, vectors);
  return vectors.length;
}

/** How libSQL rounds to half, beside round to nearest, ties to even, which is linquant's. */
function halves(value) {
  const bits = Uint16Array.from({ length: 2 ** 16 }, (_, i) => i).filter(
    (half) => (half & 0x7c00) !== 0x7c00,
  );
  const half = encodeLibsqlVector(bits, { dtype: 'float16', floatType: 'float16' });
  same(value('vector32(?)', half), decodeLibsqlNumbers(half).data, 'all halves');
  const next = dice(11);
  const floats = Float32Array.from({ length: 65_000 }, () => {
    const exponent = -27 + next() * 43;
    return (next() < 0.5 ? -1 : 1) * Math.min(2 ** exponent * (1 + next()), 65504);
  });
  floats[0] = 2 ** -25 + 2 ** -40; // nearer to 2^-24 than to 0
  const theirs = decodeLibsqlVector(value('vector16(?)', bytesOf(floats))).data;
  const ours = linquant.convert(floats, { to: 'float16' });
  const differ = floats.filter((_, i) => theirs[i] !== ours[i]);
  check(
    differ.every((x) => Math.abs(x) < 2 ** -14),
    'halves that are no subnormals are rounded otherwise',
  );
  return `float16: all halves are read as they are; of 65000 floats vector16() rounds ${differ.length} otherwise, all below 2^-14`;
}

async function refused(value) {
  const cases = {
    'a broken float64': '0000000002',
    'an unknown mark': '000007',
    'no trailing bits': '03',
  };
  for (const [what, text] of Object.entries(cases)) {
    const bytes = Buffer.from(text, 'hex');
    check((await messageOf(() => decodeLibsqlVector(bytes))) !== undefined, `linquant takes ${what}`);
    check((await messageOf(() => value('vector_extract(?)', bytes))) !== undefined, `libSQL takes ${what}`);
  }
  return Object.keys(cases).join(', ');
}
