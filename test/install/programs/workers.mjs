// Eight workers at once, each ended in the middle of its work; then the package still answers here and in a new worker.
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import * as linquant from 'linquant';
import * as formats from 'linquant/formats';
import check from './check.cjs';

const file = new URL(import.meta.url);

if (!isMainThread && workerData === 'work') {
  const floats = Float32Array.from({ length: 400_000 }, (_, i) => (i % 255) - 127);
  parentPort.postMessage('started');
  for (;;) {
    const { data, parameters } = linquant.quantizeDynamic(floats, { rule: 'absmax' });
    linquant.dequantize(data, parameters);
  }
} else if (!isMainThread) {
  await check(linquant, formats);
} else {
  for (let round = 0; round < 2; round++) {
    const workers = Array.from({ length: 8 }, () => new Worker(file, { workerData: 'work' }));
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  const last = new Worker(file, { workerData: 'check' });
  const [code] = await once(last, 'exit');
  if (code !== 0) throw new Error(`the worker exited with ${code}`);
  await check(linquant, formats);
}
