// From which size on a second thread gains, and what handing work over costs: the thresholds of lib/promises/thresholds.ts.
//
//   npm run bench:thread-counts
//
// For each function and size the time of the synchronous call, of one thread and of two, and of what 'auto' chooses, on shared memory. Ratios are
// of the best of rounds that take turns. 'auto' should never be slower than one thread, nor by much than the better of all.
import { markdownTable } from 'markdown-table';
import { load } from '../test/support/load.mjs';
import { count, digits } from './numbers.mjs';
import { race, summarize } from './race.mjs';

const linquant = load({});
const promises = load({}, 'linquant/promises');
const embeddings = load({}, 'linquant/embeddings');
const { searchEmbeddings } = load({}, 'linquant/search');

const dimensions = 384;
const k = 10;
const shared = (Type, length) => new Type(new SharedArrayBuffer(length * Type.BYTES_PER_ELEMENT));
const parameters = { dtype: 'int8', scale: 0.01, zeroPoint: 0 };

function floatsOf(rows) {
  const x = shared(Float32Array, rows * dimensions);
  for (let i = 0; i < x.length; i++) x[i] = Math.sin(i * i);
  return x;
}

/** For a number of rows: the synchronous call, and the promise of it by options. */
const functions = {
  quantize(rows) {
    const x = floatsOf(rows);
    const out = shared(Int8Array, x.length);
    return {
      now: () => linquant.quantize(x, parameters, { out }),
      later: (options) => promises.quantize(x, parameters, { out, ...options }),
    };
  },
  minMax(rows) {
    const x = floatsOf(rows);
    return { now: () => linquant.minMax(x), later: (options) => promises.minMax(x, options) };
  },
  'rows, absmax'(rows) {
    const x = floatsOf(rows);
    const rule = { dimensions, rule: 'row' };
    return {
      now: () => embeddings.quantizeEmbeddings(x, rule),
      later: (options) => promises.quantizeEmbeddings(x, { ...rule, ...options }),
    };
  },
  'rows, least squares'(rows) {
    const x = floatsOf(rows);
    const rule = { dimensions, rule: 'row', dtype: 'int4', fit: 'least-squares' };
    return {
      now: () => embeddings.quantizeEmbeddings(x, rule),
      later: (options) => promises.quantizeEmbeddings(x, { ...rule, ...options }),
    };
  },
  'search, 1 query': (rows) => searchOf(rows, 1),
  'search, 64 queries': (rows) => searchOf(rows, 64),
};

function searchOf(rows, queries) {
  const x = floatsOf(rows);
  const data = shared(Int8Array, x.length);
  linquant.quantize(x, parameters, { out: data });
  const asked = floatsOf(queries);
  const corpus = { data, parameters };
  return {
    now: () => searchEmbeddings(corpus, asked, { dimensions, k }),
    later: (options) => promises.searchEmbeddings(corpus, asked, { dimensions, k, ...options }),
  };
}

const ways = ['now', 1, 2, 'auto'];

/** The best microseconds of each way. */
async function measure({ now, later }) {
  const runs = ways.map((way) => {
    if (way === 'now') return { run: now };
    const options = way === 'auto' ? {} : { threads: way };
    return { run: () => later(options), async: true };
  });
  const raced = await race(runs, { seconds: 0.4, minRounds: 8, sample: 1 });
  return raced.map((times) => summarize(times).best);
}

const lines = [];
for (const [name, of] of Object.entries(functions)) {
  for (const rows of [16, 64, 256, 1024, 4096, 16_384]) {
    const [now, one, two, auto] = await measure(of(rows));
    const best = Math.min(now, one, two);
    const ratios = [one / now, one / two, one / auto, best / auto].map((ratio) => ratio.toFixed(2));
    lines.push([name, count(rows * dimensions), digits(now), ...ratios]);
  }
}
const header = ['', 'floats', 'at once, us', '1 thread / at once', '1 / 2', "1 / 'auto'", "best / 'auto'"];
console.log(markdownTable([header, ...lines], { align: ['l', 'r', 'r', 'r', 'r', 'r', 'r'] }));
