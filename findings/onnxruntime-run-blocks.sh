#!/usr/bin/env bash
# onnxruntime-node 1.30.0 (npm): session.run() returns a promise at once, and then computes on the thread of JavaScript.
# No timer, request or other promise gets a turn until the model is through. InferenceSession.create() is made alike.
#
# Expected: work in a thread of its own. The API reference says of run() that it executes the model asynchronously, and
# Node's guide asks of asynchronous APIs that they leave the event loop free (as fs, zlib and crypto with callbacks do).
#
# Instead: sessions in worker_threads, with small batches where requests share the thread; Promise.all of several runs
# on one thread gains nothing.
. "$(dirname "$0")/_lib.sh"
packages onnx-proto@8.0.1 onnxruntime-node@1.30.0
run << 'JS'
import { session, Tensor } from './model.mjs';

const n = 1024;
const model = await session({
  nodes: [['MatMul', ['a', 'a'], ['b']], ['MatMul', ['a', 'b'], ['y']]],
  inputs: { a: ['float32', n, n] },
  outputs: { y: ['float32', n, n] },
});
const a = new Tensor('float32', new Float32Array(n * n).fill(1 / n), [n, n]);
await model.run({ a });

let [last, gap] = [performance.now(), 0];
const turn = () => {
  const now = performance.now();
  gap = Math.max(gap, now - last);
  last = now;
};
const timer = setInterval(turn, 1);
await new Promise((resolve) => setTimeout(resolve, 20));
[last, gap] = [performance.now(), 0];
const start = last;
const promise = model.run({ a });
const returned = performance.now() - start;
await promise;
turn();
const whole = last - start;
clearInterval(timer);
console.error(`run() returned after ${returned.toFixed(1)} ms and resolved after ${whole.toFixed(1)}; longest time without a timer ${gap.toFixed(1)}`);
console.log('run() returns in under a quarter of the time:', returned < whole / 4);
console.log('a timer of 1 ms stands still for over three quarters of it:', gap > (whole * 3) / 4);
JS
was << 'SEEN'
run() returns in under a quarter of the time: true
a timer of 1 ms stands still for over three quarters of it: true
SEEN
