// The quick comparison: a plain JavaScript loop, the fallback and the addon, beside a copy of the same memory.
//
//   npm run bench:quick [-- floats ...]
//
// Contestants take turns in one process, best of many; the spread is how far the median lies above the best.
import os from 'node:os';
import { markdownTable } from 'markdown-table';
import { load } from '../test/support/load.mjs';
import { memoryOf } from './data.mjs';
import { bestAndSpread, count, digits } from './numbers.mjs';
import { plain } from './peers/plain.mjs';
import { race, summarize } from './race.mjs';

const given = process.argv.slice(2).map(Number);
const sizes = given.length > 0 ? given : [768, 1_048_576];

const javascript = load({ LINQUANT_BACKEND: 'javascript' });
const chosen = load({});
const native = chosen.backend.name === 'native' ? chosen : undefined;

const rows = [];
for (const floats of sizes) {
  const { x, codes, out, parameters } = memoryOf(floats);
  const source = Buffer.from(x.buffer);
  const target = Buffer.alloc(floats * 4);
  const copy = () => source.copy(target);
  const operations = {
    quantize: [() => plain.quantize(x, codes, parameters), (l) => l.quantize(x, parameters, { out: codes })],
    dequantize: [
      () => plain.dequantize(codes, out, parameters),
      (l) => l.dequantize(codes, parameters, { out }),
    ],
    minMax: [() => plain.minMax(x), (l) => l.minMax(x)],
  };
  for (const [name, [loop, call]] of Object.entries(operations)) {
    const runs = [copy, loop, () => call(javascript)];
    if (native) runs.push(() => call(native));
    const contestants = runs.map((run) => ({ run }));
    const [copied, looped, fallback, addon] = (await race(contestants, { minRounds: 30 })).map(summarize);
    rows.push([
      name,
      count(floats),
      bestAndSpread(copied),
      bestAndSpread(looped),
      bestAndSpread(fallback),
      addon ? bestAndSpread(addon) : 'not built',
      addon ? digits((floats * 4) / addon.best / 1000) : '',
      addon ? digits(looped.best / addon.best) : '',
      digits(looped.best / fallback.best),
    ]);
  }
}

console.log(
  `${os.cpus()[0]?.model ?? process.arch}, Node ${process.versions.node}, ${describe(chosen.backend)}`,
);
console.log('Microseconds a call, best, and how far the median lies above it; GB/s count the float side.\n');
const header = [
  '',
  'floats',
  'copy',
  'plain loop',
  'fallback',
  'addon',
  'GB/s',
  'loop/addon',
  'loop/fallback',
];
console.log(markdownTable([header, ...rows], { align: ['l', ...Array(8).fill('r')] }));

function describe({ name, instructionSet, reason }) {
  return name === 'native' ? `addon with ${instructionSet}` : `no addon: ${reason}`;
}
