// A worker of workers.mjs: makes every call once and ends, or goes on until it is stopped.
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { misuses, rightCalls } from '../calls.mjs';

const { kind, stop, progress } = workerData;
const require = createRequire(import.meta.url);

/** Work of the same kind as the package's: memory comes and goes, errors are thrown. */
function plainCalls() {
  const x = new Float32Array(256);
  const fail = () => {
    throw new RangeError('no');
  };
  return { copy: () => x.slice(), codes: () => Int8Array.from(x), fail };
}

function callsOf() {
  if (kind === 'without') return Object.values(plainCalls());
  const linquant = require('linquant');
  const { path } = linquant.backend;
  const calls = Object.values(rightCalls(linquant, 256));
  return path === undefined ? calls : [...calls, ...misuses(require(path))];
}

const calls = callsOf();
function callAll() {
  for (const call of calls) {
    try {
      call();
    } catch {}
  }
}

callAll();
if (stop) {
  parentPort.postMessage('working');
  for (;;) {
    Atomics.store(progress, 0, 1);
    callAll();
    Atomics.store(progress, 0, 0);
  }
}
