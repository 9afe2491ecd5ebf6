// From which size on an index is the better tool: exact searches by linquant/search beside HNSW of usearch, by memory, time to build, time of a
// query and recall.
//
//   npm run bench:index                     10,000 and 100,000 rows of 384 dimensions: some minutes
//   npm run bench:index -- 1000000          other sizes
//   npm run bench:index -- --float32        also an index of floats, which takes several times as long to build
//
// Claims: the table of docs/search.md. usearch is that of stores/ (npm ci --prefix stores). Vectors are random points of 32 dimensions, mapped to
// 384, with some noise: vectors of models have few dimensions of their own, too, and an index finds nothing in vectors without any. One
// thread; times are those of the processor, so that what else runs counts little.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { markdownTable } from 'markdown-table';
import { load } from '../test/support/load.mjs';
import { normals } from './hard-vectors.mjs';
import { count, digits } from './numbers.mjs';

const { backend } = load({});
const { searchEmbeddings } = load({}, 'linquant/search');
const { binarizeEmbeddings, quantizeEmbeddings } = load({}, 'linquant/embeddings');
const { Index, MetricKind } = createRequire(new URL('../stores/package.json', import.meta.url))('usearch');
const file = new URL('../stores/node_modules/usearch/package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(file, 'utf8'));

const { values: options, positionals } = parseArgs({
  options: { float32: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const sizes = positionals.length > 0 ? positionals.map(Number) : [10_000, 100_000];
const dimensions = 384;
const own = 32;
const asked = 100;
const k = 10;
/** Rounds over all queries, of which the best counts: as many as fill some seconds. */
const rounds = { least: 3, most: 30, seconds: 5 };
/** usearch's defaults, and how many rows a query of an index keeps in view: its default, and more for a better recall. */
const connectivity = 16;
const expansionAdd = 128;
const expansions = [64, 256];

/** Rows, and behind them the queries. */
function vectorsOf(rows) {
  const normal = normals();
  const map = Float64Array.from({ length: own * dimensions }, normal);
  const vectors = new Float32Array(rows * dimensions);
  const vector = new Float64Array(dimensions);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < dimensions; i++) vector[i] = normal();
    for (let from = 0; from < map.length; from += dimensions) {
      const factor = normal();
      for (let i = 0; i < dimensions; i++) vector[i] += factor * map[from + i];
    }
    vectors.set(vector, row * dimensions);
  }
  return vectors;
}

/** What `make` gives, and the seconds of the processor that it took. */
function built(make) {
  const before = process.cpuUsage();
  const made = make();
  const { user, system } = process.cpuUsage(before);
  return { made, seconds: (user + system) / 1e6 };
}

/** The time of the processor for a query in milliseconds, in the best of several rounds over all queries, and what they found. */
function timed(search, queries) {
  let best = Infinity;
  let found = [];
  const begin = performance.now();
  for (let round = 0; round < rounds.most; round++) {
    if (round >= rounds.least && performance.now() - begin > rounds.seconds * 1000) break;
    const { made, seconds } = built(() => queries.map(search));
    best = Math.min(best, seconds);
    found = made;
  }
  return { milliseconds: (best * 1000) / queries.length, found };
}

function recallOf(found, wanted) {
  let common = 0;
  for (const [i, rows] of found.entries()) {
    const names = new Set(wanted[i]);
    for (const row of rows) if (names.has(Number(row))) common++;
  }
  return common / (k * wanted.length);
}

function measure(rows, folder) {
  const all = vectorsOf(rows + asked);
  const corpus = all.subarray(0, rows * dimensions);
  const queries = Array.from({ length: asked }, (_, i) =>
    all.slice((rows + i) * dimensions, (rows + i + 1) * dimensions),
  );
  const lines = [];
  let wanted;
  const tell = (name, seconds, bytes, search) => {
    const { milliseconds, found } = timed(search, queries);
    wanted ??= found;
    const recall = `${digits(100 * recallOf(found, wanted))} %`;
    lines.push([
      count(rows),
      name,
      seconds === 0 ? '' : digits(seconds),
      count(Math.round(bytes / 1e6)),
      digits(milliseconds),
      recall,
    ]);
    console.error(lines.at(-1).join('  '));
  };
  const exact = (rowsOf, more = {}) => {
    const given = { dimensions, k, ...more };
    return (query) => searchEmbeddings(rowsOf, query, given).indices;
  };
  tell('exact, float32', 0, corpus.byteLength, exact(corpus));
  const codes = built(() => quantizeEmbeddings(corpus, { dimensions, rule: 'row' }));
  const bytes = codes.made.data.byteLength + 4 * rows;
  tell('exact, int8', codes.seconds, bytes, exact(codes.made));
  const bits = built(() => binarizeEmbeddings(corpus, { dimensions }));
  const again = { search: 'codes', oversampling: 10, vectors: codes.made };
  const both = bytes + bits.made.data.byteLength;
  tell('bits, 10 k again by int8', codes.seconds + bits.seconds, both, exact(bits.made, again));

  const keys = BigUint64Array.from({ length: rows }, (_, i) => BigInt(i));
  for (const quantization of options.float32 ? ['i8', 'f32'] : ['i8']) {
    const newIndex = (expansion) =>
      new Index(dimensions, MetricKind.Cos, quantization, connectivity, expansionAdd, expansion);
    const index = built(() => {
      const made = newIndex(expansions[0]);
      made.add(keys, corpus, 1);
      return made;
    });
    const saved = path.join(folder, 'index');
    index.made.save(saved);
    for (const expansion of expansions) {
      // The same graph, searched otherwise.
      const same = newIndex(expansion);
      same.load(saved);
      const name = `HNSW, ${quantization}, ${expansion}`;
      tell(name, index.seconds, statSync(saved).size, (query) => same.search(query, k, 1).keys);
    }
  }
  return lines;
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'linquant-index-'));
try {
  const lines = sizes.flatMap((rows) => measure(rows, folder));
  const { name, instructionSet } = backend;
  const machine = os.cpus()[0]?.model ?? process.arch;
  console.log(
    `${machine}, Node ${process.versions.node}, ${name} ${instructionSet}, usearch ${version}: ${dimensions} dimensions, cosine, k = ${k}\n`,
  );
  const header = ['rows', 'search', 'built in, s', 'MB', 'ms a query', `recall@${k}`];
  console.log(markdownTable([header, ...lines], { align: ['r', 'l', 'r', 'r', 'r', 'r'] }));
} finally {
  rmSync(folder, { recursive: true });
}
