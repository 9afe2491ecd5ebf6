// LanceDB: tables of Arrow's columns over linquant's memory. It searches floats and, by Hamming distance, bytes of bits; no int8. Not
// among the stores of npm run test:stores, since it takes 570 MB:
//
//   npm ci --prefix stores/lancedb
//   npm run test:stores -- lancedb
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  check,
  checkNearest,
  cosine,
  embeddings,
  hamming,
  k,
  l2,
  linquant,
  messageOf,
  rows,
  same,
  unitVectors,
  versionOf,
} from '../kit.mjs';

const own = createRequire(new URL('../lancedb/package.json', import.meta.url));
const { binarizeEmbeddings, quantizeEmbeddings } = embeddings;
const dimensions = 48;

export async function read(tell) {
  const lancedb = own('@lancedb/lancedb');
  // Of the release that LanceDB is built on.
  const { Field, FixedSizeList, Float16, Float32, Int8, makeData, makeVector, Table, Uint8 } =
    own('apache-arrow');
  const version = versionOf('@lancedb/lancedb', 'lancedb');
  const folder = mkdtempSync(path.join(tmpdir(), 'linquant-lancedb-'));
  const tableOf = (type, data) => {
    const width = data.length / rows;
    const child = makeData({ type, length: data.length, nullCount: 0, data });
    const list = new FixedSizeList(width, new Field('item', type, true));
    const vector = makeVector(makeData({ type: list, length: rows, nullCount: 0, child }));
    return new Table({ id: makeVector(Int32Array.from({ length: rows }, (_, i) => i + 1)), vector });
  };
  const vectors = unitVectors(rows, dimensions, 30);
  const x = Float32Array.from(vectors.flatMap((row) => [...row]));
  const halves = linquant.convert(x, { to: 'float16' });
  const floats = linquant.convert(halves, { from: 'float16', to: 'float32' });
  const { data: codes } = quantizeEmbeddings(x, { dimensions, rule: 'range' });
  const { data: bits } = binarizeEmbeddings(x, { dimensions });
  const squared = (a, b) => l2(a, b) ** 2;
  const bitsOf = (query) => binarizeEmbeddings(query, { dimensions }).data;
  const cases = [
    ['float32', new Float32(), x, x, 'cosine', cosine, (query) => query],
    ['float16', new Float16(), halves, floats, 'l2', squared, (query) => query],
    ['bits in uint8', new Uint8(), bits, bits, 'hamming', hamming, bitsOf],
  ];
  try {
    const database = await lancedb.connect(folder);
    for (const [i, [name, type, data, numbers, metric, distance, queryOf]] of cases.entries()) {
      const table = await database.createTable(`t${i}`, tableOf(type, data));
      const width = data.length / rows;
      const row = (j) => numbers.subarray(j * width, (j + 1) * width);
      for (const stored of await table.query().toArray()) {
        same(numbers.constructor.from(stored.vector), row(stored.id - 1), `${name} read back`);
      }
      for (const query of unitVectors(5, dimensions, 31)) {
        const asked = queryOf(query);
        const found = await table
          .vectorSearch([...asked])
          .distanceType(metric)
          .limit(k)
          .toArray();
        const near = found.map(({ id, _distance }) => ({ id, distance: _distance }));
        // The query is rounded to float16 too.
        const exact =
          name === 'float16'
            ? linquant.convert(linquant.convert(asked, { to: 'float16' }), { from: 'float16', to: 'float32' })
            : asked;
        checkNearest(
          near,
          vectors.map((_, j) => distance(exact, row(j))),
          name,
          2e-5,
        );
      }
      tell(
        `${version}: ${name}, ${metric}: ${rows} rows over linquant's memory, ${k} nearest found, read back`,
      );
    }
    const table = await database.createTable('int8', tableOf(new Int8(), codes));
    const refused = await messageOf(() =>
      table
        .vectorSearch([...codes.subarray(0, dimensions)])
        .limit(1)
        .toArray(),
    );
    check(refused?.includes('Int8'), `LanceDB says of int8: ${refused}`);
    tell(`${version}: stores int8, and searches none: "Column vector has element type Int8"`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
