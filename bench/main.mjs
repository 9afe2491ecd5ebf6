// The benchmark: linquant on each instruction set and on the fallback, a plain loop, onnxruntime-node, numpy-ts, ggml.
//
//   npm run bench                                          everything: a few minutes; writes RESULTS.md and results.svg
//   npm run bench -- --size 768 --only quantize,minMax     a part, printed and not written (with --write, written too)
//   npm run bench -- --only family                         a group: rows, axis, blocks, ggml, types, finite, convert; all but
//                                                          rows make up the family, measured at two sizes; written it
//                                                          is a section by itself, which may be of another machine
//   npm run bench -- --seconds 10                          10 seconds for each contest (3 unless given; thrice as
//                                                          many for the largest size)
//
// The peers come from a package of their own: npm install --prefix bench
import os from 'node:os';
import { parseArgs } from 'node:util';
import { contestOf, isMeasuredAt, operationNames, operationsNamed } from './contests.mjs';
import { memoryOf } from './data.mjs';
import { machine } from './machine.mjs';
import { count } from './numbers.mjs';
import { chosen, copies, linquantPeer, perTensorPeer, rowByRowPeer } from './peers/linquant.mjs';
import { plainPeer } from './peers/plain.mjs';
import { race, ratio, summarize } from './race.mjs';
import { tables, writeReport } from './report.mjs';
import { verify } from './verify.mjs';

const allSizes = [768, 65_536, 1_048_576, 67_108_864];
const { sizes, only, group, seconds, write } = readOptions();
const load = Number(os.loadavg()[0].toFixed(1));
if (load > 0.5)
  process.stderr.write(`other work runs on this machine (load ${load}): expect large spreads\n`);

const peers = [
  ...copies().map(linquantPeer),
  rowByRowPeer,
  perTensorPeer,
  plainPeer,
  ...(await installedPeers()),
];
const contests = [];
for (const size of sizes) {
  const memory = memoryOf(size);
  for (const operation of only ?? operationNames.filter((name) => isMeasuredAt(name, size))) {
    const contest = await contestOf(operation, memory, peers, chosen);
    if (contest) contests.push({ size, operation, ...(await measure(size, contest)) });
  }
}
const results = {
  program: group === undefined ? 'Node' : `Node, ${group}`,
  command: ['npm run bench', ...process.argv.slice(2).map((each, i) => (i === 0 ? `-- ${each}` : each))].join(
    ' ',
  ),
  date: new Date().toISOString().slice(0, 10),
  machine: { ...machine(chosen.backend, peers), load },
  contests,
};
console.log(tables(results));
if (write) writeReport(results);

async function measure(size, { limit, contestants, clear, ...about }) {
  const { title, floats } = about;
  process.stderr.write(`${title}, ${count(floats)} floats: ${contestants.length} contestants\n`);
  const rules =
    size >= 2 ** 25 ? { seconds: seconds * 3, minRounds: 5, warmUp: 0 } : { seconds, minRounds: 30 };
  const [limitTimes, ...times] = await race([limit, ...contestants], rules);
  const checks = await verify({ title, contestants, clear });
  for (const { end } of contestants) await end?.();
  return {
    ...about,
    limit: { name: limit.name, ...summarize(limitTimes) },
    contestants: contestants.map(({ name }, i) => ({
      name,
      ...summarize(times[i]),
      ratio: ratio(times[i], times[0]),
      share: ratio(limitTimes, times[i]),
      ...checks[i],
    })),
  };
}

async function installedPeers() {
  const makers = {
    'onnxruntime-node': async () => (await import('./peers/onnxruntime.mjs')).onnxruntimePeer(),
    ggml: async () => (await import('./peers/ggml.mjs')).ggmlPeers(),
    'numpy-ts': async () => (await import('./peers/numpy.mjs')).numpyPeer(),
  };
  const installed = [];
  const missing = [];
  for (const [name, make] of Object.entries(makers)) {
    try {
      installed.push(...[await make()].flat());
    } catch (error) {
      if (!['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes(error.code)) throw error;
      missing.push(name);
    }
  }
  if (missing.length > 0) {
    process.stderr.write(`left out: ${missing.join(', ')}; to have them: npm install --prefix bench\n`);
  }
  return installed;
}

function readOptions() {
  const list = { type: 'string', multiple: true };
  const seconds = { type: 'string', default: '3' };
  const { values } = parseArgs({ options: { size: list, only: list, seconds, write: { type: 'boolean' } } });
  const split = (given) => given?.flatMap((each) => each.split(','));
  const sizes = (split(values.size) ?? allSizes).map(Number);
  const only = split(values.only)?.flatMap((name) => {
    const operations = operationsNamed(name);
    if (operations.length > 0) return operations;
    throw new Error(`--only takes ${operationNames.join(', ')} and their groups; got ${name}`);
  });
  if (!sizes.every((size) => Number.isInteger(size) && size > 0))
    throw new Error('--size takes numbers of floats');
  return {
    sizes,
    only,
    group: values.only?.join(','),
    seconds: Number(values.seconds),
    write: values.write ?? !(values.size || values.only),
  };
}
