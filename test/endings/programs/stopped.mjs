// stopped.mjs rounds: eight workers in long native calls on shared memory, all stopped at once, again and again.
//
// A stopped worker finishes its call: the memory must hold the whole result, and the next round must find the addon as
// good as new. Instances of the addon come and go on eight threads meanwhile.

import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { dequantize, quantize } from 'linquant';
import { bytesOf, expectedOf, longMemory, parameters } from '../long.mjs';

const rounds = Number(process.argv[2]);
const threads = 8;
const file = fileURLToPath(new URL('long-worker.mjs', import.meta.url));
const memory = longMemory();
const expected = expectedOf(memory);
let inside = 0;

for (let round = 0; round < rounds; round++) {
  bytesOf(memory.codes).fill(0);
  const calls = Array.from({ length: threads }, () => new Int32Array(new SharedArrayBuffer(8)));
  const workers = calls.map((counts) => new Worker(file, { workerData: { memory, counts } }));
  // The first element counts the calls begun, the second those that came back.
  while (!calls.every((counts) => Atomics.load(counts, 0) > 0)) await delay(1);
  await Promise.all(workers.map((worker) => worker.terminate()));
  inside += calls.filter(([begun, done]) => begun > done).length;
  if (!bytesOf(memory.codes).equals(expected)) throw new Error(`round ${round}: the codes are not whole`);
}

const x = Float32Array.of(1, -2, 3);
const back = dequantize(quantize(x, parameters), parameters);
if (String(back) !== '1,-2,3') throw new Error(`after all rounds: ${back}`);
const what = `eight workers stopped at once; ${inside} of ${rounds * threads} inside a call`;
if (inside < (rounds * threads) / 2) throw new Error(what);
console.log(JSON.stringify([{ what, count: rounds }]));
