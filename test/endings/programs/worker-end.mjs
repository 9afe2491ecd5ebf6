// A worker that ends by itself in the middle of a call, in the way that workerData names.
import { workerData } from 'node:worker_threads';
import { quantize, quantizeDynamic } from 'linquant';
import { support } from '../calls.mjs';
import { parameters } from '../long.mjs';

const { optionsThat } = support('dying');
const x = Float32Array.of(1, 2, 3);
const inCall = (run) => quantize(x, parameters, optionsThat(run, { out: Buffer.alloc(3) }));

const ends = {
  throw: () =>
    inCall(() => {
      throw new Error('on purpose');
    }),
  exit: () => inCall(() => process.exit(5)),
  signal: () => setTimeout(() => process.kill(process.pid, 'SIGTERM'), 100),
  /** Results are kept until the heap is full: the worker is stopped wherever it is then. */
  memory() {
    const kept = [];
    for (;;) kept.push(quantizeDynamic(x, { rule: 'absmax', shape: [3, 1], axis: 0 }));
  },
};
ends[workerData]();
