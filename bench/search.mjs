// linquant/search beside usearch's exactSearch, sqlite-vec, plain loops and a read of the same memory, one thread, k = 10.
//
//   npm run bench:search                   100,000 rows of 384 dimensions
//   npm run bench:search -- 1000000 768
//
// Claims: the table's. Peers are those of stores/ (npm ci --prefix stores); without them their rows are left out. What peers find is compared
// before it is timed. All contestants take turns, so that none finds its data in the cache because it was the last to read it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import { markdownTable } from 'markdown-table';
import { load } from '../test/support/load.mjs';
import { count, digits } from './numbers.mjs';
import { race, summarize } from './race.mjs';

const { backend } = load({});
const native = load({}, 'linquant/search');
const fallback = load({ LINQUANT_BACKEND: 'javascript' }, 'linquant/search');
const peers = createRequire(new URL('../stores/package.json', import.meta.url));

const [rows = 100_000, dimensions = 384] = process.argv.slice(2).map(Number);
const k = 10;
const batch = 64;

function peer(name) {
  try {
    const { version } = JSON.parse(
      readFileSync(new URL(`../stores/node_modules/${name}/package.json`, import.meta.url)),
    );
    return { ...peers(name), version };
  } catch {
    return undefined;
  }
}

/** Random codes, -127..127. */
function randomCodes(length) {
  let state = 1;
  return Int8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 24) - 128 || 1;
  });
}

const bytes = (array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);
const data = randomCodes(rows * dimensions);
const floats = Float32Array.from(data, (code) => code / 127);
const asked = randomCodes(batch * dimensions);
const askedFloats = Float32Array.from(asked, (code) => code / 127);
const parameters = { dtype: 'int8', scale: 1 / 127, zeroPoint: 0 };
const codes = { data, parameters };
const nibbles = {
  data: bytes(data).subarray(0, (rows * dimensions) / 2),
  parameters: { ...parameters, dtype: 'int4' },
};
const bits = { data: bytes(data).subarray(0, (rows * dimensions) / 8), dialect: 'sqlite-vec' };
const first = (array, width) => array.subarray(0, width);
const query = { data: first(asked, dimensions), parameters };
const floatQuery = first(askedFloats, dimensions);
const bitQuery = { data: first(bytes(asked), dimensions / 8), dialect: 'sqlite-vec' };

/** The same bytes by memcmp with themselves, at eight places in turn. Two Buffers: Node does not read one that is equal to itself. */
function readOf(array, streams) {
  const [a, b] = [bytes(array), bytes(array)];
  if (streams === 1) return () => a.equals(b);
  const part = Math.floor(a.length / streams);
  const step = 2 ** 15;
  return () => {
    for (let at = 0; at < part; at += step) {
      for (let stream = 0; stream < streams; stream++) {
        const from = stream * part + at;
        a.compare(
          b,
          from,
          Math.min(from + step, (stream + 1) * part),
          from,
          Math.min(from + step, (stream + 1) * part),
        );
      }
    }
  };
}

/** What people write. */
function loopOfCodes() {
  const q = query.data;
  let best = -Infinity;
  let found = -1;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let i = 0; i < dimensions; i++) sum += data[row * dimensions + i] * q[i];
    if (sum > best) {
      best = sum;
      found = row;
    }
  }
  return found;
}

const ones = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length);

function loopOfBits() {
  const [corpus, q] = [bits.data, bitQuery.data];
  const width = dimensions / 8;
  let best = Infinity;
  let found = -1;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += ones[corpus[row * width + i] ^ q[i]];
    if (sum < best) {
      best = sum;
      found = row;
    }
  }
  return found;
}

const contestants = new Map();
const search = (library, corpus, queries, options = {}) => {
  const all = { dimensions, k, ...options };
  return () => library.searchEmbeddings(corpus, queries, all);
};
contestants.set('read int8', readOf(data, 1));
contestants.set('read int8, 8 places', readOf(data, 8));
contestants.set('read float32', readOf(floats, 1));
contestants.set('read float32, 8 places', readOf(floats, 8));
contestants.set('int8 dot', search(native, codes, query, { metric: 'dot' }));
contestants.set('int8 cosine', search(native, codes, query));
contestants.set('int8 dot, 64', search(native, codes, { data: asked, parameters }, { metric: 'dot' }));
contestants.set('int8 by floats', search(native, codes, floatQuery, { metric: 'dot' }));
contestants.set('int4 by floats', search(native, nibbles, floatQuery, { metric: 'dot' }));
contestants.set('float32 dot', search(native, floats, floatQuery, { metric: 'dot' }));
contestants.set('bits', search(native, bits, bitQuery));
contestants.set('bits by floats', search(native, bits, floatQuery));
const again = { search: 'codes', oversampling: 10, vectors: codes };
contestants.set('bits, 10 k again by int8', search(native, bits, floatQuery, again));
contestants.set('fallback, int8 dot', search(fallback, codes, query, { metric: 'dot' }));
contestants.set('fallback, bits', search(fallback, bits, bitQuery));
contestants.set('loop, int8', loopOfCodes);
contestants.set('loop, bits', loopOfBits);

function same(name, found, wanted) {
  if (found !== wanted) throw new Error(`${name} finds row ${found}, not ${wanted}`);
}
same('the loop', contestants.get('int8 dot')().indices[0], loopOfCodes());
same('the loop of bits', contestants.get('bits')().indices[0], loopOfBits());
same(
  'the fallback',
  contestants.get('fallback, int8 dot')().indices.join(),
  contestants.get('int8 dot')().indices.join(),
);

const usearch = peer('usearch');
if (usearch !== undefined) {
  const { exactSearch, MetricKind } = usearch;
  const by = (corpus, queries, metric) => () => exactSearch(corpus, queries, dimensions, k, metric, 1);
  contestants.set('usearch int8 dot', by(data, query.data, MetricKind.IP));
  contestants.set('usearch int8 cosine', by(data, query.data, MetricKind.Cos));
  contestants.set('usearch int8 dot, 64', by(data, asked, MetricKind.IP));
  contestants.set('usearch float32 dot', by(floats, floatQuery, MetricKind.IP));
  same(
    'usearch',
    Number(contestants.get('usearch float32 dot')().keys[0]),
    contestants.get('float32 dot')().indices[0],
  );
}

const sqliteVec = peer('sqlite-vec');
if (sqliteVec !== undefined) {
  const Database = peers('libsql');
  const database = new Database(':memory:');
  database.loadExtension(sqliteVec.getLoadablePath());
  database.exec(`CREATE VIRTUAL TABLE vectors USING vec0(bits bit[${dimensions}])`);
  const insert = database.prepare('INSERT INTO vectors(rowid, bits) VALUES (?, vec_bit(?))');
  const width = dimensions / 8;
  database.transaction(() => {
    for (let row = 0; row < rows; row++)
      insert.run([BigInt(row + 1), bits.data.subarray(row * width, (row + 1) * width)]);
  })();
  const select = database.prepare(
    `SELECT rowid, distance FROM vectors WHERE bits MATCH vec_bit(?) AND k = ${k} ORDER BY distance`,
  );
  contestants.set('sqlite-vec bits', () => select.all([bitQuery.data]));
  const [nearest] = contestants.get('sqlite-vec bits')();
  same('sqlite-vec', nearest.distance, contestants.get('bits')().scores[0]);
}

const names = [...contestants.keys()];
const raced = await race(
  names.map((name) => ({ run: contestants.get(name) })),
  { minRounds: 12, seconds: 20, warmUp: 100_000 },
);
const times = new Map(names.map((name, i) => [name, summarize(raced[i]).best / 1000]));
const of = (name) => times.get(name);
const read = Math.min(of('read int8'), of('read int8, 8 places'));
const readFloats = Math.min(of('read float32'), of('read float32, 8 places'));

/** Each target: what is measured, at least, aim, and what was measured. */
const targets = [
  ['int8 codes by codes, dot: share of a read', 0.8, 0.95, read / of('int8 dot')],
  ['/ usearch exactSearch, int8 IP', 1.7, 2.1, of('usearch int8 dot') / of('int8 dot')],
  ['/ usearch exactSearch, int8 cosine', 2.3, 2.9, of('usearch int8 cosine') / of('int8 cosine')],
  ['64 queries, int8 / usearch', 5, 6, of('usearch int8 dot, 64') / of('int8 dot, 64')],
  ['bits / bit scan of sqlite-vec', 8, 10, of('sqlite-vec bits') / of('bits')],
  ['float32 / usearch', 1.7, 2, of('usearch float32 dot') / of('float32 dot')],
  ['float32: share of a read', 0.88, 0.95, readFloats / of('float32 dot')],
  ['float query by int8 / codes by codes', 0.8, 0.95, of('int8 dot') / of('int8 by floats')],
  ['4 bits by a float query / int8 by one', 0.95, 1.1, of('int8 by floats') / of('int4 by floats')],
  ['int8 / plain loop', 22, 30, of('loop, int8') / of('int8 dot')],
  ['fallback / plain loop, int8', 1.5, 1.9, of('loop, int8') / of('fallback, int8 dot')],
  ['fallback / plain loop, bits', 2, 3, of('loop, bits') / of('fallback, bits')],
  ['bits, 10 k ranked again by int8 / float32', 8, 15, of('float32 dot') / of('bits, 10 k again by int8')],
];

const versions = [usearch && `usearch ${usearch.version}`, sqliteVec && `sqlite-vec ${sqliteVec.version}`];
const { name, instructionSet } = backend;
console.log(
  [
    os.cpus()[0]?.model ?? process.arch,
    `Node ${process.versions.node}`,
    `${name} ${instructionSet}`,
    ...versions,
  ]
    .filter(Boolean)
    .join(', '),
);
console.log(`${count(rows)} rows of ${dimensions} dimensions, milliseconds of a search, best.\n`);
console.log(
  markdownTable([['', 'ms'], ...names.map((each) => [each, digits(of(each))])], { align: ['l', 'r'] }),
);
console.log('\nHow many times as fast, or which share.\n');
const lines = targets
  .filter(([, , , measured]) => Number.isFinite(measured))
  .map(([what, least, aim, measured]) => [
    what,
    least,
    aim,
    digits(measured),
    measured >= least ? '' : 'short',
  ]);
console.log(
  markdownTable([['', 'at least', 'aim', 'measured', ''], ...lines], { align: ['l', 'r', 'r', 'r', 'l'] }),
);
