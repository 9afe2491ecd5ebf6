// WebAssembly over all 2^32 floats, beside the addon, which native/test/exhaustive holds to the definition:
//
//   npm run test:exhaustive -- wasm [--quick] [--only words]
//
// The results of each call are compared byte for byte. --quick takes every 4099th float, and ties with their neighbours, in seconds.
// Without the addon, the fallback stands beside. The first difference ends the program.
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { load } from '../support/load.mjs';
import { codeSteps, steps } from './steps.mjs';

const chunk = 2 ** 16;
const chunks = 2 ** 32 / chunk;
const everyFew = 4099;

const bytesOf = (view) => Buffer.from(view.buffer, view.byteOffset, view.byteLength);

/** Whether a call gave the same: its outputs, or its error. */
function compare(name, [subject, beside], call, describe) {
  const [given, expected] = [subject, beside].map((backend) => {
    try {
      return call(backend);
    } catch (error) {
      return `${error.code} ${error.message}`;
    }
  });
  if (typeof given === 'string' || typeof expected === 'string') {
    if (given !== expected) throw new Error(`${name}: ${describe(0)}: ${given} instead of ${expected}`);
    return;
  }
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [bytesOf(given[i]), bytesOf(expected[i])];
    if (a.equals(b)) continue;
    let at = 0;
    while (a[at] === b[at]) at++;
    throw new Error(
      `${name}: output ${i}, byte ${at} of ${b.length}: ${a[at]} instead of ${b[at]}, ${describe(at / b.length)}`,
    );
  }
}

/** Compares a step on floats, in two calls: the second is so short that each place in a vector, a tail and a piece has its turn. */
function compareFloats(step, backends, x, index, outputs) {
  const { unit = 1 } = step;
  const input = step.input?.(x, index) ?? x;
  const short = unit * Math.ceil((256 + (index % 97)) / unit);
  let first = 0;
  for (const count of [input.length - short, short]) {
    const part = input.subarray(first, first + count);
    const outs = outputs.map((all) =>
      all.map((out) => {
        const each = out.length / input.length;
        return out.subarray(first * each, (first + count) * each);
      }),
    );
    const call = (backend) => {
      const given = outs[backends.indexOf(backend)];
      return step.run(backend, part, given) ?? given;
    };
    const describe = (share) => {
      const at = Math.floor(share * count);
      return `from x = ${part[at]} on`;
    };
    compare(step.name, backends, call, describe);
    first += count;
  }
}

/** All floats of a chunk. By int32: V8 would go by doubles for larger integers. */
function fill(bits, index) {
  const base = (index * chunk) | 0;
  for (let i = 0; i < chunk; i++) bits[i] = base + i;
}

/** Every 4099th float, and the neighbours of ties; as many as fill chunks. */
function sampleOf(scale) {
  const x = new Float32Array(2 ** 32 / 2 ** 12 + chunk - ((2 ** 32 / 2 ** 12) % chunk));
  const bits = new Uint32Array(x.buffer);
  let n = 0;
  for (let pattern = 0; pattern < 2 ** 32; pattern += everyFew) bits[n++] = pattern;
  for (let tie = -2100; tie < 2100; tie++) {
    x[n++] = (tie + 0.5) * scale;
    bits[n] = bits[n - 1] - 1;
    bits[n + 1] = bits[n - 1] + 1;
    n += 2;
  }
  return x;
}

function runWorker() {
  const { only, quick, first, stride } = workerData;
  const subject = load({ LINQUANT_BACKEND: 'wasm' });
  const addon = load({});
  const beside = addon.backend.name === 'native' ? addon : load({ LINQUANT_BACKEND: 'javascript' });
  const backends = [subject, beside];
  const chosen = steps.filter(({ name }) => name.includes(only));
  // Steps of one scale share the floats, which take as long to make as to quantize.
  for (const scale of new Set(chosen.map((step) => step.scale))) {
    const group = chosen
      .filter((step) => step.scale === scale)
      .map((step) => ({ step, outputs: backends.map(() => step.make(chunk)) }));
    const sample = quick ? sampleOf(scale ?? 1) : undefined;
    const end = sample ? sample.length / chunk : chunks;
    const bits = new Int32Array(chunk);
    let floats = 0;
    for (let index = first; index < end; index += stride) {
      if (sample) bits.set(new Int32Array(sample.buffer, index * chunk * 4, chunk));
      else fill(bits, index);
      const x = new Float32Array(bits.buffer);
      for (const { step, outputs } of group) compareFloats(step, backends, x, index, outputs);
      floats += chunk;
    }
    for (const { step } of group) parentPort.postMessage({ step: step.name, floats });
  }
  if (first === 0) {
    let elements = 0;
    for (const [name, run] of codeSteps()) {
      if (!name.includes(only)) continue;
      compare(
        name,
        backends,
        (backend) => [run(backend)],
        (share) => `at ${share} of all codes`,
      );
      elements += run(beside).length;
    }
    if (elements > 0) parentPort.postMessage({ step: 'all codes: convert, dequantize', floats: elements });
  }
  // The module must have done it.
  if (subject.backend.name !== 'wasm') throw new Error(subject.backend.reason);
  parentPort.postMessage({ beside: `${beside.backend.name} ${beside.backend.instructionSet}` });
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false }, only: { type: 'string', default: '' } },
  });
  if (positionals.length > 0) throw new Error(`unknown: ${positionals.join(' ')}`);
  const started = Date.now();
  const seconds = () => ((Date.now() - started) / 1000).toFixed(0);
  const stride = availableParallelism();
  const sums = new Map();
  let total = 0;
  let other = '';
  const run = (first) =>
    new Promise((resolve, reject) => {
      const data = { ...values, first, stride };
      const worker = new Worker(fileURLToPath(import.meta.url), { workerData: data });
      worker.on('error', reject);
      worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`exit ${code}`))));
      worker.on('message', ({ step, floats, beside }) => {
        if (beside !== undefined) {
          other = beside;
          return;
        }
        const { count, workers } = sums.get(step) ?? { count: 0, workers: 0 };
        sums.set(step, { count: count + floats, workers: workers + 1 });
        total += floats;
        if (workers + 1 === stride || step.startsWith('all codes'))
          console.log(`${step}: ${count + floats} values [${seconds()} s]`);
      });
    });
  await Promise.all(Array.from({ length: stride }, (_, first) => run(first)));
  if (total === 0) throw new Error(`nothing is named ${values.only}`);
  console.log(`wasm beside ${other}: ${total} values compared in ${seconds()} s - passed`);
}

if (isMainThread) {
  await main().catch((error) => {
    console.error(`wasm: ${error.message}`);
    process.exit(1);
  });
} else {
  runWorker();
}
