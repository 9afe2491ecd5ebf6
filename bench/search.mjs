// linquant/search beside usearch's exactSearch, sqlite-vec, plain loops and a read of the same memory, one thread, k = 10.
//
//   npm run bench:search                   100,000 rows of 384 dimensions
//   npm run bench:search -- 1000000 768
//
// Claims: the table's. Peers are those of stores/ (npm ci --prefix stores), and koffi of bench/, for native loops; without them their rows are
// left out. What peers find is compared before it is timed. All contestants take turns, so that none finds its data in the cache because it
// was the last to read it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import { markdownTable } from 'markdown-table';
import { load } from '../test/support/load.mjs';
import { openLoops } from './native-loops.mjs';
import { count, digits } from './numbers.mjs';
import { race, summarize } from './race.mjs';
import { enoughOversampling } from './search-words.mjs';

const { backend } = load({});
const native = load({}, 'linquant/search');
const fallback = load({ LINQUANT_BACKEND: 'javascript' }, 'linquant/search');
const peers = createRequire(new URL('../stores/package.json', import.meta.url));

const [rows = 100_000, dimensions = 384] = process.argv.slice(2).map(Number);
const k = 10;
const batch = 64;
/** Beyond all caches: other targets, and no second corpus. */
const isLarge = rows * dimensions >= 2 ** 28;

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
  const codes = new Int8Array(length);
  let state = 1;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    codes[i] = (state >>> 24) - 128 || 1;
  }
  return codes;
}

/** A loop: Float32Array.from would make a list of all numbers first. */
function floatsOf(codes) {
  const floats = new Float32Array(codes.length);
  for (let i = 0; i < codes.length; i++) floats[i] = codes[i] / 127;
  return floats;
}

const bytes = (array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);
const data = randomCodes(rows * dimensions);
const floats = floatsOf(data);
const asked = randomCodes(batch * dimensions);
const askedFloats = floatsOf(asked);
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

/** The same codes, the worst row for a query first: each is better than all before it. */
function ascending() {
  const scores = native.scoreEmbeddings(codes, query, { dimensions, metric: 'dot' });
  const order = Uint32Array.from(scores.keys()).sort((a, b) => scores[a] - scores[b]);
  const sorted = new Int8Array(data.length);
  order.forEach((row, place) => {
    sorted.set(data.subarray(row * dimensions, (row + 1) * dimensions), place * dimensions);
  });
  return { data: sorted, parameters };
}

/** What people write. On constants of the module: V8 takes twice as long where they are arguments. */
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
const loops = openLoops();
if (loops !== undefined) {
  const { readOf, popcntOf, multiplyAndAddOf } = loops;
  contestants.set('read int8', readOf(data, 1));
  contestants.set('read int8, 8 streams', readOf(data, 8));
  contestants.set('read float32', readOf(floats, 1));
  contestants.set('read float32, 8 streams', readOf(floats, 8));
  contestants.set('popcnt loop in C++', popcntOf(bits.data, bitQuery.data));
  if (backend.instructionSet === 'avx2')
    contestants.set('register loop, 64', multiplyAndAddOf(batch * rows * dimensions));
}
contestants.set('int8 dot', search(native, codes, query, { metric: 'dot' }));
contestants.set('int8 cosine', search(native, codes, query));
contestants.set('int8 dot, 64', search(native, codes, { data: asked, parameters }, { metric: 'dot' }));
contestants.set('int8 by floats', search(native, codes, floatQuery, { metric: 'dot' }));
contestants.set('int4 by floats', search(native, nibbles, floatQuery, { metric: 'dot' }));
contestants.set('float32 dot', search(native, floats, floatQuery, { metric: 'dot' }));
contestants.set('bits', search(native, bits, bitQuery));
contestants.set('bits by floats', search(native, bits, floatQuery));
// As many as are enough on the word vectors: how many that is depends on the data, what they cost does not.
const [byBits] = ['codes', 'values'].map((how) => {
  const { oversampling, recall } = enoughOversampling(how);
  const name = `${how === 'codes' ? 'bits' : 'bits by floats'}, ${oversampling} k again by int8`;
  contestants.set(name, search(native, bits, floatQuery, { search: how, oversampling, vectors: codes }));
  return { name, recall: `${(100 * recall).toFixed(1)} % on word vectors` };
});
if (!isLarge) {
  const many = { metric: 'dot', k: Math.min(rows, 10_000) };
  // Each reads a corpus that nobody else reads: all others have read `codes` a moment ago, and find some of it in the cache.
  for (const [order, corpus] of [
    ['as they come', { data: data.slice(), parameters }],
    ['ascending', ascending()],
  ]) {
    contestants.set(`int8 dot, ${order}`, search(native, corpus, query, { metric: 'dot' }));
    contestants.set(`int8 dot, ${order}, k of 10,000`, search(native, corpus, query, many));
  }
}
contestants.set('fallback, int8 dot', search(fallback, codes, query, { metric: 'dot' }));
contestants.set('fallback, bits', search(fallback, bits, bitQuery));
contestants.set('loop, int8', loopOfCodes);
contestants.set('loop, bits', loopOfBits);

function same(name, found, wanted) {
  if (found !== wanted) throw new Error(`${name} finds row ${found}, not ${wanted}`);
}
same('the loop', contestants.get('int8 dot')().indices[0], loopOfCodes());
same('the loop of bits', contestants.get('bits')().indices[0], loopOfBits());
if (loops !== undefined)
  same('popcnt', contestants.get('popcnt loop in C++')(), contestants.get('bits')().indices[0]);
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
const read = Math.min(of('read int8'), of('read int8, 8 streams'));
const readFloats = Math.min(of('read float32'), of('read float32, 8 streams'));
/** What is asked of each size. */
const asks = (small, large) => (isLarge ? large : small);

/** Each target: what is measured, at least, aim, and what was measured. */
const targets = [
  ['int8 codes by codes, dot: share of a read', 0.8, 0.95, read / of('int8 dot')],
  [
    '/ usearch exactSearch, int8 IP',
    ...asks([1.7, 2.1], [1.5, 1.7]),
    of('usearch int8 dot') / of('int8 dot'),
  ],
  [
    '/ usearch exactSearch, int8 cosine',
    ...asks([2.3, 2.9], [1.8, 2.1]),
    of('usearch int8 cosine') / of('int8 cosine'),
  ],
  ['64 queries, int8 / usearch', ...asks([5, 6], [4, 5]), of('usearch int8 dot, 64') / of('int8 dot, 64')],
  ['64 queries: share of a register loop', 0.8, 0.92, of('register loop, 64') / of('int8 dot, 64')],
  ['bits / popcnt loop in C++', 1.5, 2, of('popcnt loop in C++') / of('bits')],
  ['bits / bit scan of sqlite-vec', 8, 10, of('sqlite-vec bits') / of('bits')],
  ['float32 / usearch', 1.7, 2, of('usearch float32 dot') / of('float32 dot')],
  ['float32: share of a read', 0.88, 0.95, readFloats / of('float32 dot')],
  ['float query by int8 / codes by codes', 0.8, 0.95, of('int8 dot') / of('int8 by floats')],
  [
    '4 bits by a float query / int8 by one',
    ...asks([0.95, 1.1], [1.3, 1.45]),
    of('int8 by floats') / of('int4 by floats'),
  ],
  ['int8 / plain loop', 22, 30, of('loop, int8') / of('int8 dot')],
  ['fallback / plain loop, int8', 1.5, 1.9, of('loop, int8') / of('fallback, int8 dot')],
  ['fallback / plain loop, bits', 2, 3, of('loop, bits') / of('fallback, bits')],
  [`${byBits.name}, ${byBits.recall} / float32`, 8, 15, of('float32 dot') / of(byBits.name)],
  ...['', ', k of 10,000'].map((k) => [
    `random input / ascending${k}`,
    1 / 1.3,
    1,
    of(`int8 dot, as they come${k}`) / of(`int8 dot, ascending${k}`),
  ]),
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
    digits(least),
    digits(aim),
    digits(measured),
    measured >= least ? '' : 'short',
  ]);
console.log(
  markdownTable([['', 'at least', 'aim', 'measured', ''], ...lines], { align: ['l', 'r', 'r', 'r', 'l'] }),
);
