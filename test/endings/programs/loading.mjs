// loading.mjs rounds: workers that load the addon again and again, stopped while they do. Whatever of its
// initialization Node refuses from then on, the process must live.
import { Worker } from 'node:worker_threads';
import { backend, quantize } from 'linquant';
import { parameters } from '../long.mjs';

const rounds = Number(process.argv[2]);
const threads = 2;
const source = `
  const { workerData: { path, count } } = require('node:worker_threads');
  for (;;) {
    delete require.cache[path];
    if (require(path).available.length === 0) throw new Error('no instruction sets');
    Atomics.add(count, 0, 1);
    Atomics.notify(count, 0);
  }`;
let loads = 0;

for (let round = 0; round < rounds; round++) {
  const counts = Array.from({ length: threads }, () => new Int32Array(new SharedArrayBuffer(4)));
  const workers = counts.map(
    (count) => new Worker(source, { eval: true, workerData: { path: backend.path, count } }),
  );
  // Errors other than those of a stopped worker end this program.
  await Promise.all(counts.map((count) => Atomics.waitAsync(count, 0, 0).value));
  await Promise.all(workers.map((worker) => worker.terminate()));
  for (const count of counts) loads += count[0];
  if (String(quantize(Float32Array.of(1, 2), parameters)) !== '1,2') throw new Error(`round ${round}`);
}
const what = `workers stopped while they load the addon, ${loads} loads`;
console.log(JSON.stringify([{ what, count: rounds * threads }]));
