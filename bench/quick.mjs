// The quick comparison: a plain JavaScript loop, the fallback and the addon, beside a copy of the same memory.
//
//   npm run bench:quick
//
// Contestants take turns in one process, best of many; the spread is how far the median lies above the best.
import os from 'node:os';
import { markdownTable } from 'markdown-table';
import { load } from '../test/support/load.mjs';
import { plain } from './plain.mjs';

const sizes = [768, 1_048_576];
const parameters = { dtype: 'int8', scale: 0.02, zeroPoint: 3 };

const javascript = load({ LINQUANT_BACKEND: 'javascript' });
const chosen = load({});
const native = chosen.backend.name === 'native' ? chosen : undefined;

/** Best and median of one call in microseconds, for each contestant, taking turns. */
function race(contestants, floats) {
  const calls = Math.max(1, Math.round(20_000 / floats));
  const rounds = Math.min(2000, Math.max(60, Math.round(60_000_000 / (floats * calls))));
  const times = contestants.map(() => []);
  for (let round = 0; round < rounds; round++) {
    contestants.forEach((run, i) => {
      const start = process.hrtime.bigint();
      for (let call = 0; call < calls; call++) run();
      times[i].push(Number(process.hrtime.bigint() - start) / 1000 / calls);
    });
  }
  return times.map((list) => {
    const sorted = list.sort((a, b) => a - b);
    return { best: sorted[0], median: sorted[sorted.length >> 1] };
  });
}

function mixed(floats) {
  return Float32Array.from({ length: floats }, (_, i) => Math.sin(i * 1.7) * 2);
}

const rows = [];
for (const floats of sizes) {
  const x = mixed(floats);
  const codes = new Int8Array(floats);
  const out = new Float32Array(floats);
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
    const contestants = [copy, loop, () => call(javascript)];
    if (native) contestants.push(() => call(native));
    const [copied, looped, fallback, addon] = race(contestants, floats);
    const cell = ({ best, median }) => `${best.toPrecision(3)} +${Math.round((median / best - 1) * 100)} %`;
    rows.push([
      name,
      floats.toLocaleString('en'),
      cell(copied),
      cell(looped),
      cell(fallback),
      addon ? cell(addon) : 'not built',
      addon ? ((floats * 4) / addon.best / 1000).toPrecision(3) : '',
      addon ? (looped.best / addon.best).toPrecision(3) : '',
      (looped.best / fallback.best).toPrecision(3),
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
