// A worker that makes long native calls on shared memory without end.
import { workerData } from 'node:worker_threads';
import { longCall } from '../long.mjs';

const { memory, counts } = workerData;
for (;;) {
  Atomics.add(counts, 0, 1);
  longCall(memory);
  Atomics.add(counts, 1, 1);
}
