// linquant/search beside the searches of others, as readers of the same codes: the same scores to the last bit, or to the rounding that
// the other one documents by its type, and the same rows wherever scores tell them apart.
import Database from 'libsql';
import { getLoadablePath } from 'sqlite-vec';
import { exactSearch, MetricKind } from 'usearch';
import { bytesOf, check, dice, linquantSearch, versionOf } from '../kit.mjs';

const { scoreEmbeddings, searchEmbeddings } = linquantSearch;
const count = 1000;
const asked = 20;
const k = 50;

/** Codes of all values; every eighth row is there twice, so that scores are equal. */
function codesOf(dimensions, seed) {
  const next = dice(seed);
  const codes = Int8Array.from({ length: count * dimensions }, () => Math.floor(next() * 256) - 128);
  for (let row = 8; row < count; row += 8)
    codes.copyWithin(row * dimensions, (row - 1) * dimensions, row * dimensions);
  return codes;
}

/**
 * Judges what another search found for each query: its scores are ours, in order, after its rounding; and so is the score of each row that
 * it found, so that only rows of one score may stand for each other.
 */
function compare(what, corpus, queries, options, found, scoreOf, within = 0) {
  const own = searchEmbeddings(corpus, queries, { ...options, k });
  const all = scoreEmbeddings(corpus, queries, options);
  const isSame = (a, b) => Math.abs(a - b) <= within;
  for (let query = 0; query < asked; query++) {
    const rows = new Set();
    for (let place = 0; place < k; place++) {
      const at = query * k + place;
      const { row, distance } = found(query, place);
      rows.add(row);
      const where = `${what}, query ${query}, place ${place}`;
      const wanted = scoreOf(own.scores[at]);
      check(isSame(distance, wanted), `${where}: ${distance}, not ${wanted}`);
      const ofRow = scoreOf(all[query * count + row]);
      check(isSame(distance, ofRow), `${where}: row ${row} has ${ofRow}, not ${distance}`);
    }
    check(rows.size === k, `${what}, query ${query}: rows found twice`);
  }
}

export async function read(tell) {
  for (const dimensions of [48, 384, 1000]) {
    const data = codesOf(dimensions, dimensions);
    // Every hundredth row is a query. A copy: exactSearch reads a view from the beginning of its buffer.
    const queries = data.filter((_, i) => Math.floor(i / dimensions) % (count / asked) === 0);
    byUsearch(dimensions, data, queries);
    bySqliteVec(dimensions, data, queries);
  }
  const rows = `${count} rows of 48, 384 and 1000 dimensions, ${asked} queries, ${k} nearest, every eighth row twice`;
  tell(
    `usearch ${versionOf('usearch')}: exactSearch of int8 by ip and l2sq the same, by cos to float32: ${rows}`,
  );
  tell(
    `sqlite-vec ${versionOf('sqlite-vec')}: bits by hamming the same, int8 by l2 the same, by cosine to float32: ${rows}`,
  );
}

// Sums of these codes are integers below 2^24, which float32 holds. Cosines of both are made of float32.
const rootOf = (score) => Math.fround(Math.sqrt(score));
const distanceOf = (score) => 1 - score;
const rounding = 2e-6;
const parameters = { dtype: 'int8', scale: 1, zeroPoint: 0 };

function byUsearch(dimensions, data, queries) {
  const metrics = [
    ['dot', MetricKind.IP, (score) => Math.fround(1 - score), 0],
    ['l2', MetricKind.L2sq, Math.fround, 0],
    ['cosine', MetricKind.Cos, distanceOf, rounding],
  ];
  for (const [metric, kind, scoreOf, within] of metrics) {
    const { keys, distances } = exactSearch(data, queries, dimensions, k, kind, 1);
    const found = (query, place) => {
      const at = query * k + place;
      return { row: Number(keys[at]), distance: distances[at] };
    };
    const options = { dimensions, metric, search: 'codes' };
    compare(
      `usearch, ${kind}`,
      { data, parameters },
      { data: queries, parameters },
      options,
      found,
      scoreOf,
      within,
    );
  }
}

function bySqliteVec(dimensions, data, queries) {
  const database = new Database(':memory:');
  database.loadExtension(getLoadablePath());
  const codes = `codes int8[${dimensions}], directions int8[${dimensions}] distance_metric=cosine`;
  // The bytes of the codes, read as bits.
  const columns = `${codes}, bits bit[${dimensions * 8}]`;
  database.exec(`CREATE VIRTUAL TABLE items USING vec0(id INTEGER PRIMARY KEY, ${columns})`);
  const insert = database.prepare('INSERT INTO items VALUES (?, vec_int8(?), vec_int8(?), vec_bit(?))');
  const rowOf = (bytes, row) => bytesOf(bytes.subarray(row * dimensions, (row + 1) * dimensions));
  database.transaction(() => {
    for (let row = 0; row < count; row++) {
      const bytes = rowOf(data, row);
      insert.run([BigInt(row), bytes, bytes, bytes]);
    }
  })();
  const bitsOf = (bytes) => ({ data: bytesOf(bytes), dialect: 'sqlite-vec' });
  const numbersOf = (bytes) => ({ data: bytes, parameters });
  const byCodes = { dimensions, search: 'codes' };
  const kinds = [
    ['bits', 'vec_bit(?)', bitsOf, { dimensions: dimensions * 8 }, (score) => score, 0],
    ['codes', 'vec_int8(?)', numbersOf, { ...byCodes, metric: 'l2' }, rootOf, 0],
    ['directions', 'vec_int8(?)', numbersOf, { ...byCodes, metric: 'cosine' }, distanceOf, rounding],
  ];
  for (const [column, sql, corpusOf, options, scoreOf, within] of kinds) {
    const select = database
      .prepare(`SELECT id, distance FROM items WHERE ${column} MATCH ${sql} AND k = ${k} ORDER BY distance`)
      .raw();
    const rows = Array.from({ length: asked }, (_, query) => select.all([rowOf(queries, query)]));
    const found = (query, place) => {
      const [row, distance] = rows[query][place];
      return { row: Number(row), distance };
    };
    compare(`sqlite-vec, ${column}`, corpusOf(data), corpusOf(queries), options, found, scoreOf, within);
  }
  database.close();
}
