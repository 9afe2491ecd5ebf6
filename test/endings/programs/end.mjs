// end.mjs name milliseconds: ends in one of the ways below, most of them while workers are inside native calls.
import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { quantize } from 'linquant';
import { quantizeEmbeddings } from 'linquant/promises';
import { support } from '../calls.mjs';
import { longCall, longMemory, parameters } from '../long.mjs';

const [name, given] = process.argv.slice(2);
const milliseconds = Number(given);
const fileOf = (program) => fileURLToPath(new URL(program, import.meta.url));
const x = Float32Array.of(1, 2, 3);

/** Workers that are inside long calls when this comes back. */
async function busyWorkers() {
  const memory = longMemory();
  const counts = Array.from({ length: 4 }, () => new Int32Array(new SharedArrayBuffer(8)));
  const start = (each) => new Worker(fileOf('long-worker.mjs'), { workerData: { memory, counts: each } });
  const workers = counts.map(start);
  while (!counts.every((each) => Atomics.load(each, 0) > 0)) await delay(1);
  return workers;
}

/** Promises on shared memory and on other memory, which take a while. */
function pendingPromises() {
  const floats = 768 * 4096;
  const memories = [new SharedArrayBuffer(4 * floats), new ArrayBuffer(4 * floats)];
  return memories.map((memory) => {
    const data = new Float32Array(memory).fill(0.3);
    data[1] = 1;
    return quantizeEmbeddings(data, { dimensions: 768, rule: 'row', fit: 'least-squares' });
  });
}

/** Workers that are given only this long to start, load the package and work. */
async function youngWorkers() {
  const start = () => {
    const progress = new Int32Array(new SharedArrayBuffer(4));
    return new Worker(fileOf('worker.mjs'), { workerData: { kind: 'with', stop: true, progress } });
  };
  const workers = Array.from({ length: 8 }, start);
  await delay(milliseconds);
  return workers;
}

/** A worker that runs one of worker-end.mjs. */
function endingWorker(how, options = {}) {
  return new Worker(fileOf('worker-end.mjs'), { workerData: how, ...options });
}

const ends = {
  async exit() {
    await busyWorkers();
    process.exit(7);
  },
  async exitYoung() {
    await youngWorkers();
    process.exit(7);
  },
  async stopYoung() {
    for (const worker of await youngWorkers()) worker.terminate();
  },
  /** Threads of the addon are at work. */
  async exitPending() {
    pendingPromises();
    await delay(5);
    process.exit(7);
  },
  async throwsPending() {
    pendingPromises();
    await delay(5);
    throw new Error('on purpose');
  },
  /** A promise that is pending keeps the process going. */
  pending() {
    Promise.all(pendingPromises()).then(() => process.exit(7));
  },
  /** The arguments of a call end the process. */
  exitInCall() {
    const { optionsThat } = support('dying');
    quantize(
      x,
      parameters,
      optionsThat(() => process.exit(7), {}),
    );
  },
  /** The last thing that runs makes a call. */
  callAtExit() {
    process.on('exit', () => {
      process.exitCode = quantize(x, parameters)[2] + 4;
    });
  },
  async throws() {
    await busyWorkers();
    throw new Error('on purpose');
  },
  async unref() {
    for (const worker of await busyWorkers()) worker.unref();
  },
  async signal() {
    await busyWorkers();
    process.kill(process.pid, 'SIGTERM');
    await delay(60_000);
  },
  /** The main thread is inside a native call when the signal comes. */
  async signalInCall() {
    const memory = longMemory();
    endingWorker('signal');
    await delay(1);
    for (;;) {
      longCall(memory);
      await delay(0);
    }
  },
  async signalHandled() {
    process.on('SIGTERM', () => process.exit(7));
    await busyWorkers();
    process.kill(process.pid, 'SIGTERM');
    await delay(60_000);
  },
  async workerThrows() {
    const others = await busyWorkers();
    const [error] = await once(endingWorker('throw'), 'error');
    assert.equal(error.message, 'on purpose');
    await Promise.all(others.map((worker) => worker.terminate()));
  },
  async workerExits() {
    const others = await busyWorkers();
    const [code] = await once(endingWorker('exit'), 'exit');
    assert.equal(code, 5);
    await Promise.all(others.map((worker) => worker.terminate()));
  },
  async workerOutOfMemory() {
    const [error] = await once(
      endingWorker('memory', { resourceLimits: { maxOldGenerationSizeMb: 16 } }),
      'error',
    );
    assert.equal(error.code, 'ERR_WORKER_OUT_OF_MEMORY');
    assert.deepEqual([...quantize(x, parameters)], [1, 2, 3]);
  },
};

await ends[name]();
