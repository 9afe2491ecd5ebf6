// DuckDB: arrays of floats, written as text or by the appender; codes of int8 are stored as tinyint[n] and cast to be compared.
import { arrayValue, DuckDBInstance } from '@duckdb/node-api';
import {
  bitsOf,
  check,
  checkNearest,
  codesOf,
  cosine,
  dot,
  embeddings,
  hamming,
  k,
  l2,
  messageOf,
  rows,
  same,
  unitVectors,
} from '../kit.mjs';

const { encodePgBitText, encodePgVectorText } = embeddings;
const dimensions = 48;

export async function read(tell) {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const all = async (sql, parameters) => (await connection.runAndReadAll(sql, parameters)).getRows();
  const [[version]] = await all('select version()');
  await connection.run(
    `create table items (id integer, f float[${dimensions}], i tinyint[${dimensions}], b bit)`,
  );
  const vectors = unitVectors(rows, dimensions, 24);
  const appender = await connection.createAppender('items');
  for (const [i, x] of vectors.entries()) {
    appender.appendInteger(i + 1);
    appender.appendArray(arrayValue([...x]));
    appender.appendArray(arrayValue([...codesOf(x)]));
    appender.appendNull();
    appender.endRow();
  }
  appender.closeSync();
  // A string of digits becomes a bit string by a cast.
  for (const [i, x] of vectors.entries()) {
    await connection.run('update items set b = $1::bit where id = $2', [encodePgBitText(bitsOf(x)), i + 1]);
  }
  for (const [id, f, i] of await all('select id, f, i from items order by id')) {
    same(Float32Array.from(f.items), vectors[id - 1], 'floats');
    same(Int8Array.from(i.items), codesOf(vectors[id - 1]), 'codes');
  }

  const asFloats = `float[${dimensions}]`;
  const cases = {
    'array_cosine_distance of float': [
      `array_cosine_distance(f, $1::${asFloats})`,
      encodePgVectorText,
      (x) => x,
      cosine,
    ],
    'array_distance of float': [`array_distance(f, $1::${asFloats})`, encodePgVectorText, (x) => x, l2],
    'array_negative_inner_product of float': [
      `array_negative_inner_product(f, $1::${asFloats})`,
      encodePgVectorText,
      (x) => x,
      (a, b) => -dot(a, b),
    ],
    'array_cosine_distance of tinyint, cast': [
      `array_cosine_distance(i::${asFloats}, $1::${asFloats})`,
      (x) => `[${codesOf(x)}]`,
      codesOf,
      cosine,
    ],
    'bit_count(xor()) of bit': [
      'bit_count(xor(b, $1::bit))',
      (x) => encodePgBitText(bitsOf(x)),
      bitsOf,
      hamming,
    ],
  };
  for (const [what, [sql, parameter, numbers, distance]] of Object.entries(cases)) {
    for (const query of unitVectors(5, dimensions, 25)) {
      const near = await all(`select id, ${sql} as d from items order by d, id limit ${k}`, [
        parameter(query),
      ]);
      const found = near.map(([id, d]) => ({ id, distance: Number(d) }));
      checkNearest(
        found,
        vectors.map((x) => distance(numbers(query), numbers(x))),
        what,
      );
    }
    tell(`${version}: ${what}: ${rows} rows, ${k} nearest found`);
  }

  const uncast = `select array_cosine_distance(i, i) from items`;
  check((await messageOf(() => all(uncast)))?.includes('FLOAT or DOUBLE'), 'DuckDB compares tinyint');
  const [[own]] = await all('select array_cosine_distance([0, 0]::float[2], [0, 0]::float[2])');
  check(own === 2, `the distance of zeros is ${own}`);
  tell(
    `${version}: compares no tinyint without a cast; the cosine distance of a row of zeros is 2, that of opposite vectors`,
  );
  connection.closeSync();
}
