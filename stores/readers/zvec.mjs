// zvec: a collection on disk with vectors of float32, float16 and int8. It takes typed arrays: codes as they lie, no encoding.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  ZVecCollectionSchema,
  ZVecCreateAndOpen,
  ZVecDataType,
  ZVecIndexType,
  ZVecInitialize,
  ZVecLogLevel,
  ZVecMetricType,
} from '@zvec/zvec';
import {
  check,
  checkNearest,
  cosine,
  embeddings,
  k,
  l2,
  linquant,
  rows,
  same,
  unitVectors,
  versionOf,
} from '../kit.mjs';

const dimensions = 48;
const codesOf = (x) => embeddings.quantizeEmbeddings(x, { dimensions, rule: 'range' }).data;
const halvesOf = (x) =>
  linquant.convert(linquant.convert(x, { to: 'float16' }), { from: 'float16', to: 'float32' });
const squared = (a, b) => l2(a, b) ** 2;

/** Each field: its type, what is given, what is stored, its metric, and how exact its distances are: float16 is summed as such by processors that can. */
const fields = {
  float32: [ZVecDataType.VECTOR_FP32, (x) => x, (x) => x, 'COSINE', cosine, 2e-5],
  float16: [ZVecDataType.VECTOR_FP16, (x) => x, halvesOf, 'L2', squared, 2e-3],
  int8: [ZVecDataType.VECTOR_INT8, codesOf, codesOf, 'L2', squared, 2e-5],
};

export function read(tell) {
  const version = versionOf('@zvec/zvec');
  const folder = mkdtempSync(path.join(tmpdir(), 'linquant-zvec-'));
  try {
    ZVecInitialize({ logLevel: ZVecLogLevel.ERROR });
    const vectors = unitVectors(rows, dimensions, 26);
    const schema = new ZVecCollectionSchema({
      name: 'items',
      vectors: Object.entries(fields).map(([name, [dataType, , , metric]]) => ({
        name,
        dataType,
        dimension: dimensions,
        indexParams: { indexType: ZVecIndexType.FLAT, metricType: ZVecMetricType[metric] },
      })),
    });
    const collection = ZVecCreateAndOpen(path.join(folder, 'items'), schema);
    for (const [i, x] of vectors.entries()) {
      const given = Object.entries(fields).map(([name, [, give]]) => [name, give(x)]);
      const { ok, message } = collection.insertSync({
        id: String(i + 1),
        vectors: Object.fromEntries(given),
      });
      check(ok, message);
    }
    for (const [name, [, give, stored, metric, distance, within]] of Object.entries(fields)) {
      for (const query of unitVectors(5, dimensions, 27)) {
        const found = collection.querySync({
          fieldName: name,
          vector: give(query),
          topk: k,
          includeVector: true,
        });
        for (const { id, vectors: own } of found) {
          const expected = stored(vectors[id - 1]);
          same(expected.constructor.from(own[name]), expected, `${name} read back`);
        }
        const near = found.map(({ id, score }) => ({ id, distance: score }));
        checkNearest(
          near,
          vectors.map((x) => distance(stored(query), stored(x))),
          name,
          within,
        );
      }
      tell(`${version}: ${name}, ${metric}: ${rows} rows, ${k} nearest found, read back`);
    }
    collection.closeSync();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
