// linquant/promises: what threads gain, and how the event loop fares meanwhile.
//
//   npm run bench:threads             1024 MB of floats, 2 threads
//   npm run bench:threads -- 256 2
//   npm run bench:threads -- --codes 3   one query over 3 GB of codes, not over those of the floats
//
// Claims: docs/promises.md. Ratios are of rounds that take turns in one process. "Two workers" are worker threads of Node that each run the
// synchronous function on half of the same memory.
import os from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { markdownTable } from 'markdown-table';
import { load } from '../test/support/load.mjs';

const linquant = load({});
const promises = load({}, 'linquant/promises');
const { quantizeEmbeddings } = load({}, 'linquant/embeddings');
const { searchEmbeddings } = load({}, 'linquant/search');

const parameters = { dtype: 'int8', scale: 0.01, zeroPoint: 0 };
const dimensions = 384;

/** What a worker does to its half of the memory, each time it is told to. */
function serve() {
  const { x, q, large, query, half } = workerData;
  const part = (array, unit) => {
    const units = array.length / unit;
    const [from, to] = [Math.floor((units * half) / 2), Math.floor((units * (half + 1)) / 2)];
    return array.subarray(from * unit, to * unit);
  };
  const work = {
    quantize: () => linquant.quantize(part(x, 1), parameters, { out: part(q, 1) }),
    search: () => searchEmbeddings({ data: part(large, dimensions), parameters }, query, { dimensions }),
  };
  parentPort.on('message', (name) => {
    work[name]();
    parentPort.postMessage('done');
  });
  parentPort.postMessage('ready');
}

const next = (worker) => new Promise((resolve) => worker.once('message', resolve));

async function timeOf(run) {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/** The best time of each of several ways, which take turns. */
async function bestOf(rounds, ...ways) {
  const best = ways.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round++) {
    for (const [i, way] of ways.entries()) best[i] = Math.min(best[i], await timeOf(way));
  }
  return best;
}

/** p99 of the event loop's delay in milliseconds, while work is done again and again for a second at least. */
async function delayOf(work) {
  const monitor = monitorEventLoopDelay({ resolution: 1 });
  monitor.enable();
  const end = performance.now() + 1000;
  do await work();
  while (performance.now() < end);
  monitor.disable();
  return monitor.percentile(99) / 1e6;
}

/** From abort to rejection, in the middle of the work; the longest of some. */
async function abortOf(work, milliseconds) {
  let longest = 0;
  for (let i = 1; i <= 8; i++) {
    const controller = new AbortController();
    const promise = work(controller.signal).then(
      () => undefined,
      () => performance.now(),
    );
    await delay((milliseconds * i) / 10);
    const start = performance.now();
    controller.abort();
    const rejected = await promise;
    if (rejected !== undefined) longest = Math.max(longest, rejected - start);
  }
  return longest;
}

/** What a promise on little data costs more than the call, in microseconds. */
async function inlineCost() {
  const x = Float32Array.from({ length: 768 }, (_, i) => Math.sin(i));
  const out = new Int8Array(768);
  const options = { out };
  const [calls, awaited] = await bestOf(
    20,
    () => {
      for (let i = 0; i < 5000; i++) linquant.quantize(x, parameters, options);
    },
    async () => {
      for (let i = 0; i < 5000; i++) await promises.quantize(x, parameters, options);
    },
  );
  return ((awaited - calls) * 1000) / 5000;
}

/** What the steps take that are not cut, in milliseconds for 1 GB of floats: what each adds to a call. */
async function uncutSteps(x) {
  const out = new Int8Array(x.length);
  const zeros = new Float32Array(x.length);
  const range = { dimensions, rule: 'range', out };
  const ranges = { dimensions, rule: 'ranges', out };
  const run = (data, options) => () => quantizeEmbeddings(data, options);
  const [plain, zero, clipped, vec, own, older] = await bestOf(
    3,
    run(x, range),
    run(zeros, range),
    run(x, { ...range, countClipped: true }),
    run(x, { ...range, dialect: 'sqlite-vec' }),
    run(x, ranges),
    run(x, { ...ranges, dialect: 'sentence-transformers-5.6' }),
  );
  const added = { 'rows of zeros': zero - plain, countClipped: clipped - plain, 'sqlite-vec': vec - plain };
  return Object.entries({ ...added, 'sentence-transformers-5.6': older - own }).map(([what, time]) => [
    what,
    (time * 2 ** 28) / x.length,
  ]);
}

/** Whole rows of codes again and again, about so many bytes of them. */
function repeated(q, bytes) {
  const all = new Int8Array(new SharedArrayBuffer(Math.floor(bytes / dimensions) * dimensions));
  for (let at = 0; at < all.length; at += q.length) all.set(q.subarray(0, all.length - at), at);
  return all;
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { codes: { type: 'string' } },
  });
  const [megabytes = 1024, threads = 2] = positionals.map(Number);
  const length = Math.floor((megabytes * 2 ** 18) / dimensions) * dimensions;
  const x = new Float32Array(new SharedArrayBuffer(4 * length));
  for (let i = 0; i < length; i++) x[i] = ((Math.imul(i, 2654435761) >>> 8) % 2001) / 1000 - 1;
  const q = new Int8Array(new SharedArrayBuffer(length));
  linquant.quantize(x, parameters, { out: q });
  const rows = [];
  const tell = (what, measured, least) => {
    rows.push([what, measured, least]);
    console.log(`${what}: ${measured}`);
  };

  const fewRows = Math.min(100_000, length / dimensions);
  const corpus = { data: q.subarray(0, fewRows * dimensions), parameters };
  const batch = Float32Array.from({ length: 64 * dimensions }, (_, i) => Math.cos(i * i));
  const query = batch.subarray(0, dimensions);
  const searched = (count) => () => promises.searchEmbeddings(corpus, batch, { dimensions, threads: count });
  const fit = { dimensions, rule: 'row', fit: 'least-squares', dtype: 'int4' };
  const vectors = x.subarray(0, Math.min(fewRows, 20_000) * dimensions);
  const fitted = (count) => () => promises.quantizeEmbeddings(vectors, { ...fit, threads: count });
  const quantized = (count, more) => () =>
    promises.quantize(x, parameters, { out: q, threads: count, ...more });
  const large = values.codes === undefined ? q : repeated(q, Number(values.codes) * 1e9);
  const codes = { data: large, parameters };
  const found = (count, more) => () =>
    promises.searchEmbeddings(codes, query, { dimensions, threads: count, ...more });

  for (const [what, way, now] of [
    [
      `64 queries, ${fewRows} x ${dimensions} codes`,
      searched,
      () => searchEmbeddings(corpus, batch, { dimensions }),
    ],
    ['least squares to int4', fitted, () => quantizeEmbeddings(vectors, fit)],
  ]) {
    const [one, many, sync] = await bestOf(7, way(1), way(threads), now);
    tell(`${what}: ${threads} threads / 1`, (one / many).toFixed(2), '1.8');
    tell(`${what}: 1 thread / synchronous`, (sync / one).toFixed(2), '');
  }

  const workers = [0, 1].map(
    (half) => new Worker(new URL(import.meta.url), { workerData: { x, q, large, query, half } }),
  );
  await Promise.all(workers.map(next));
  const byWorkers = (name) => async () => {
    const all = Promise.all(workers.map(next));
    for (const worker of workers) worker.postMessage(name);
    await all;
  };
  for (const [what, name, way] of [
    [`quantize ${megabytes} MB`, 'quantize', quantized],
    [`one query over ${Math.round(large.length / 2 ** 20)} MB of codes`, 'search', found],
  ]) {
    const [one, many, others] = await bestOf(5, way(1), way(threads), byWorkers(name));
    tell(`${what}: ${threads} threads / two workers`, (others / many).toFixed(2), '0.95');
    tell(`${what}: ${threads} threads / 1`, (one / many).toFixed(2), '1');
  }
  for (const worker of workers) await worker.terminate();

  const plain = new Float32Array(length);
  plain.set(x);
  const sliced = (more) => () => promises.quantize(plain, parameters, { out: q, ...more });
  const idle = await delayOf(() => delay(1000));
  tell('p99 of the idle event loop, ms', idle.toFixed(1), '');
  for (const [what, work] of [
    ['quantize by threads', quantized(undefined)],
    ['quantize in slices', sliced()],
    ['search by threads', found(undefined)],
  ]) {
    tell(`p99 beyond that, ${what}, ms`, ((await delayOf(work)) - idle).toFixed(1), '5');
  }

  const [byThreads, inSlices] = await bestOf(3, quantized(1), sliced());
  tell('slices / one thread', (byThreads / inSlices).toFixed(2), '');
  tell(
    'abort to rejection, threads, ms',
    (await abortOf((signal) => quantized(1, { signal })(), byThreads)).toFixed(1),
    '10',
  );
  tell(
    'abort to rejection, slices, ms',
    (await abortOf((signal) => sliced({ signal })(), inSlices)).toFixed(1),
    '10',
  );
  let own = plain;
  const takenOver = async () => {
    const options = { out: q, threads, transfer: true };
    own = (await promises.quantize(own, parameters, options)).transferred.x;
  };
  const [shared, taken] = await bestOf(3, quantized(threads), takenOver);
  tell(`quantize ${megabytes} MB: memory that is taken over / shared`, (shared / taken).toFixed(2), '0.95');
  tell(
    'p99 beyond that, quantize of memory that is taken over, ms',
    ((await delayOf(takenOver)) - idle).toFixed(1),
    '5',
  );
  for (const [what, time] of await uncutSteps(x.subarray(0, Math.min(length, dimensions * 100_000)))) {
    tell(`quantizeEmbeddings of 1 GB, not cut: ${what}, ms`, time.toFixed(0), '');
  }
  tell('a promise on 768 floats, more than the call, µs', (await inlineCost()).toFixed(2), '3');
  console.log(
    `\n${os.cpus()[0].model}, ${os.availableParallelism()} processors, Node ${process.version}, ${linquant.backend.instructionSet}\n`,
  );
  console.log(markdownTable([['what', 'measured', 'at least, or at most'], ...rows]));
}

if (isMainThread) await main();
else serve();
