// chaos.mjs milliseconds seed: promises on memory that is transferred, resized, grown, given up and forgotten while they are pending, in this
// thread and in workers that are stopped in the middle. Each one is settled by its result, an error with a code or its own reason.
import { strict as assert } from 'node:assert';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isMainThread, MessageChannel, Worker, workerData } from 'node:worker_threads';
import * as linquant from 'linquant';
import * as embeddings from 'linquant/embeddings';
import * as promises from 'linquant/promises';
import * as search from 'linquant/search';

const [milliseconds, seed] = isMainThread ? process.argv.slice(2).map(Number) : workerData;
const now = { ...linquant, ...embeddings, ...search };
const later = { ...promises };
const dimensions = 64;
const end = performance.now() + milliseconds;

let state = seed >>> 0;
/** An integer below n. */
function random(n) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * n);
}
const pick = (list) => list[random(list.length)];

const counts = {};
const count = (what) => {
  counts[what] = (counts[what] ?? 0) + 1;
};

/** Float32 on memory of each kind, some larger than the view. */
function memory() {
  const length = dimensions * (1024 + random(4096));
  const bytes = length * 4;
  const kind = pick(['shared', 'shared', 'plain', 'resizable', 'growable', 'within']);
  const options = { maxByteLength: 2 * bytes };
  const buffer = {
    shared: () => new SharedArrayBuffer(bytes),
    plain: () => new ArrayBuffer(bytes),
    resizable: () => new ArrayBuffer(bytes, options),
    growable: () => new SharedArrayBuffer(bytes, options),
    within: () => new ArrayBuffer(bytes + 4096),
  }[kind]();
  const x = kind === 'within' ? new Float32Array(buffer, 1024, length) : new Float32Array(buffer, 0, length);
  for (let i = 0; i < length; i++) x[i] = ((Math.imul(i + seed, 2654435761) >>> 8) % 2001) / 1000 - 1;
  const isDisturbed = random(10) === 0;
  if (isDisturbed) x[random(length)] = Number.NaN;
  return { kind, x, length, isDisturbed };
}

const parameters = { dtype: 'int8', scale: 0.01, zeroPoint: 0 };
const rowsOf = (x) => [x.length / dimensions, dimensions];

/** Name, arguments between data and options, options, of data that is in `x`. */
const calls = [
  () => ['quantize', [parameters], {}],
  (x) => ['quantizeDynamic', [], { rule: 'absmax', axis: 0, shape: rowsOf(x) }],
  (x) => ['quantizeDynamic', [], { dtype: 'uint4', axis: 1, shape: rowsOf(x) }],
  () => ['minMax', [], {}],
  (x) => ['minMax', [], { axis: 1, shape: rowsOf(x) }],
  () => ['convert', [], { to: 'float16' }],
  () => ['quantizeEmbeddings', [], { rule: 'row', dimensions, fit: 'least-squares', dtype: 'int4' }],
  () => ['quantizeEmbeddings', [], { rule: 'ranges', dimensions, dtype: 'uint8' }],
  () => ['binarizeEmbeddings', [], { dimensions }],
  (x) => ['searchEmbeddings', [x.slice(0, 16 * dimensions)], { dimensions, k: 5 }],
  (x) => ['scoreEmbeddings', [x.slice(0, 16 * dimensions)], { dimensions }],
];

/** The bytes of all views in a result, in order. */
function bytesOf(value) {
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (typeof value !== 'object' || value === null) return Buffer.from(String(value));
  return Buffer.concat(Object.values(value).map(bytesOf));
}

const pending = new Set();

/** Memory that was taken over is the caller's again: of its old length, to be read, written and transferred. */
function handedBack(transferred, { kind, length }) {
  const x = transferred.x ?? transferred.corpus;
  assert.equal(x.length, length, `${kind} memory that was handed back`);
  x[random(length)] = 1;
  if (x.buffer instanceof SharedArrayBuffer) return;
  const { 0: first, byteOffset } = x;
  const moved = structuredClone(x.buffer, { transfer: [x.buffer] });
  assert.equal(new Float32Array(moved, byteOffset)[0], first);
  assert.equal(x.length, 0);
}

function begin() {
  const data = memory();
  const { x } = data;
  const [name, between, options] = pick(calls)(x);
  const isCompared = random(4) === 0 && !data.isDisturbed;
  const expected = isCompared ? bytesOf(now[name](x, ...between, options)) : undefined;
  const given = { ...options, threads: pick([1, 2, 3, 8, 'auto', undefined]) };
  const controller = new AbortController();
  if (random(3) === 0) given.signal = controller.signal;
  if (random(5) === 0) given.onProgress = () => count('progress');
  if (name === 'quantize' && random(3) === 0) {
    const Memory = pick([ArrayBuffer, SharedArrayBuffer]);
    data.out = new Int8Array(new Memory(x.length));
    given.out = data.out;
  }
  // Taken over: from then on nothing that is done to the old buffers reaches the memory.
  if (random(3) === 0) given.transfer = true;
  const isTaken = given.transfer === true && !(x.buffer instanceof SharedArrayBuffer);
  const job = {
    data,
    isTaken,
    isTransferred: given.transfer === true,
    controller,
    reason: Symbol('given up'),
  };
  pending.add(job);
  count('begun');
  job.promise = later[name](x, ...between, given).then(
    (settled) => {
      pending.delete(job);
      count(given.transfer ? 'results on memory that was taken over' : 'results');
      const result = given.transfer ? settled.result : settled;
      if (given.transfer) handedBack(settled.transferred, data);
      if (expected === undefined || data.isDisturbed) return;
      assert(bytesOf(result).equals(expected), `${name} on ${data.kind} memory, threads ${given.threads}`);
      count('results that were compared');
    },
    (error) => {
      pending.delete(job);
      if (error === job.reason) {
        count('given up');
        return;
      }
      if (error?.transferred) {
        count('errors that handed memory back');
        handedBack(error.transferred, data);
      }
      if (!data.isDisturbed || !error?.code?.startsWith('ERR_LINQUANT_')) throw error;
      count('errors');
    },
  );
  // An assertion that fails ends the process: nobody else waits for it.
  job.promise.catch((error) => {
    queueMicrotask(() => {
      throw error;
    });
  });
}

const { port1, port2 } = new MessageChannel();
port1.unref();
port2.unref();

const disturbances = {
  transferred: ({ data: { x, out } }) => {
    const { buffer } = random(2) === 0 ? x : (out ?? x);
    if (buffer instanceof SharedArrayBuffer) return false;
    structuredClone(buffer, { transfer: [buffer] });
    return true;
  },
  posted: ({ data: { x } }) => {
    if (x.buffer instanceof SharedArrayBuffer) return false;
    port1.postMessage(x, [x.buffer]);
    return true;
  },
  resized: ({ data: { kind, x } }) => {
    if (kind !== 'resizable') return false;
    x.buffer.resize(random(x.buffer.maxByteLength));
    return true;
  },
  grown: ({ data: { kind, x } }) => {
    if (kind !== 'growable') return false;
    x.buffer.grow(Math.min(x.buffer.maxByteLength, x.buffer.byteLength + 4096));
    return true;
  },
  written: ({ data: { x } }) => {
    x[random(x.length)] = pick([Number.NaN, Infinity, 0]);
    return true;
  },
  aborted: ({ controller, reason }) => {
    controller.abort(reason);
    return false;
  },
};

const workers = new Set();

function startWorker() {
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: [60_000, random(2 ** 31)] });
  workers.add(worker);
  worker.on('error', (error) => {
    throw error;
  });
  worker.on('exit', () => workers.delete(worker));
  setTimeout(() => worker.terminate(), 50 + random(500));
  count('workers stopped');
}

while (performance.now() < end) {
  if (pending.size < 12) begin();
  for (let times = random(3); times > 0; times--) {
    const job = pick([...pending]);
    const [name, disturb] = pick(Object.entries(disturbances));
    if (job === undefined) continue;
    const before = job.data.isDisturbed;
    // Transferring twice is an error of its own, and what was taken over was transferred.
    try {
      const hasDisturbed = disturb(job);
      job.data.isDisturbed = (hasDisturbed && !job.isTaken) || before;
      count(name);
    } catch (error) {
      assert(before || job.isTransferred, error);
    }
  }
  if (random(40) === 0) globalThis.gc?.();
  if (isMainThread && random(60) === 0 && workers.size < 2) startWorker();
  if (random(2) === 0) await turn();
}
await Promise.all([...pending].map(({ promise }) => promise));
await Promise.all([...workers].map((worker) => worker.terminate()));
if (isMainThread) {
  const named = ([what, times]) => ({ what: `chaos: ${what}`, count: times });
  console.log(JSON.stringify(Object.entries(counts).map(named)));
}
