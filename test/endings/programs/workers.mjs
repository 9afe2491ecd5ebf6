// workers.mjs with|without starts [keep]: starts so many workers in groups, half of which are stopped in the middle of
// work, and tells by how much memory grew over the second half, as JSON.
//
// The workers of `without` do the same and load no package: what Node itself keeps of each worker is seen there. With
// `keep` the main thread holds the package too, so the addon stays loaded; else it goes and comes with the workers.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { sampled } from '../memory.mjs';

const [kind, given, keep] = process.argv.slice(2);
const starts = Number(given);
const size = 10;
const samples = Math.ceil(starts / size);
const file = fileURLToPath(new URL('worker.mjs', import.meta.url));
if (keep === 'keep') createRequire(import.meta.url)('linquant');

const ends = { ended: 0, stopped: 0, working: 0 };

/** One worker from start to end; `progress` is 1 while it makes its calls. */
async function live(stop) {
  const progress = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(file, { workerData: { kind, stop, progress } });
  const exit = new Promise((resolve, reject) => worker.on('error', reject).on('exit', resolve));
  if (stop) {
    await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    worker.terminate();
  }
  const code = await exit;
  if (code !== (stop ? 1 : 0)) throw new Error(`a worker ended with exit code ${code}`);
  ends[stop ? 'stopped' : 'ended']++;
  if (stop && Atomics.load(progress, 0) === 1) ends.working++;
}

const grown = await sampled(samples, () =>
  Promise.all(Array.from({ length: size }, (_, i) => live(i % 2 === 0))),
);
console.log(JSON.stringify({ starts: samples * size, ...ends, grown }));
