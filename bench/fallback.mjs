// Whether the fallback is as fast as a loop written by hand, and stays so after it has seen every kind of view.
//
//   npm run bench:fallback
//
// An engine compiles a loop for the kinds of objects that it has met there, so each question has a process of its
// own: `fresh` has met typed arrays only, `mixed` has met all that the package takes. The plain loop has always met
// one kind. Contestants take turns; the best of many.
import { spawnSync } from 'node:child_process';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { markdownTable } from 'markdown-table';
import { load } from '../test/support/load.mjs';
import { plain } from './peers/plain.mjs';

const sizes = [8, 64, 768, 65_536, 1_048_576];
const parameters = { dtype: 'int8', scale: 0.02, zeroPoint: 3 };

/** Best of one call in microseconds, for each contestant, taking turns. */
function race(contestants, floats) {
  const calls = Math.max(1, Math.round(30_000 / (floats + 50)));
  const rounds = Math.min(2000, Math.max(60, Math.round(60_000_000 / ((floats + 50) * calls))));
  const best = contestants.map(() => Infinity);
  for (let round = 0; round < rounds; round++) {
    contestants.forEach((run, i) => {
      const start = process.hrtime.bigint();
      for (let call = 0; call < calls; call++) run();
      best[i] = Math.min(best[i], Number(process.hrtime.bigint() - start) / 1000 / calls);
    });
  }
  return best;
}

/** Calls everything with everything that counts as a view, often enough to be compiled for all of it. */
function meetEverything({ quantize, dequantize, minMax, linearQuantize, linearDequantize }) {
  const bytes = Buffer.from(Float32Array.from({ length: 400 }, (_, i) => Math.cos(i)).buffer);
  const stores = [
    () => new ArrayBuffer(2000),
    () => new SharedArrayBuffer(2000),
    () => new ArrayBuffer(2000, { maxByteLength: 4000 }),
    () => new SharedArrayBuffer(2000, { maxByteLength: 4000 }),
  ];
  class Floats extends Float32Array {}
  const floatViews = stores.flatMap((make) => [
    new Float32Array(make(), 16, 400),
    new Floats(make(), 16, 400),
    ...[0, 1, 2, 3].map((at) => Buffer.from(make(), at, 1600)),
    new DataView(make(), 3, 1600),
    new DataView(make(), 4, 1600),
    make(),
  ]);
  const codeViews = stores.flatMap((make) => [
    new Int8Array(make(), 3, 400),
    new Int8Array(make(), 4, 400),
    Buffer.from(make(), 5, 400),
    Buffer.from(make(), 8, 400),
    new DataView(make(), 1, 400),
  ]);
  for (const view of floatViews) if (ArrayBuffer.isView(view)) bytes.copy(new Uint8Array(view.buffer, 16));
  const sent = new Float32Array(4);
  structuredClone(sent, { transfer: [sent.buffer] }); // from the first transfer on, the engine checks for it
  const isOut = (view) => ArrayBuffer.isView(view) && !(view instanceof DataView);
  const unsigned = { ...parameters, dtype: 'uint8' };
  for (let round = 0; round < 300; round++) {
    for (const x of floatViews) {
      minMax(x);
      quantize(x, parameters);
      quantize(x, unsigned);
      linearQuantize(x, 0.02, 1e9, 'int8');
      if (!isOut(x) || x.byteLength !== 1600) continue;
      const q = codeViews[round % codeViews.length];
      dequantize(q, parameters, { out: x });
      if (isOut(q)) quantize(x, parameters, { out: q });
    }
    for (const q of codeViews) dequantize(q, parameters);
    linearDequantize(new Uint8Array(400), 0.02, -1e9);
  }
}

/** Times of each operation and size, with the plain loop, typed arrays and a Buffer at an odd offset. */
function measure(feedback) {
  const javascript = load({ LINQUANT_BACKEND: 'javascript' });
  if (feedback === 'mixed') meetEverything(javascript);
  return sizes.flatMap((floats) => {
    const x = Float32Array.from({ length: floats }, (_, i) => Math.sin(i * 1.7) * 2);
    const out = new Float32Array(floats);
    const codes = new Int8Array(floats);
    const odd = Buffer.from(new ArrayBuffer(floats * 4 + 8), 1, floats * 4);
    odd.set(Buffer.from(x.buffer));
    const { quantize, dequantize, minMax } = javascript;
    const operations = {
      quantize: [
        () => plain.quantize(x, codes, parameters),
        () => quantize(x, parameters, { out: codes }),
        () => quantize(odd, parameters, { out: codes }),
      ],
      dequantize: [
        () => plain.dequantize(codes, out, parameters),
        () => dequantize(codes, parameters, { out }),
        () => dequantize(codes, parameters, { out: odd }),
      ],
      minMax: [() => plain.minMax(x), () => minMax(x), () => minMax(odd)],
    };
    return Object.entries(operations).map(([name, runs]) => {
      // The first process to ask for odd offsets would no longer be fresh.
      const contestants = feedback === 'fresh' ? runs.slice(0, 2) : runs;
      return { name, floats, times: race(contestants, floats) };
    });
  });
}

function inProcessOfItsOwn(feedback) {
  const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] };
  return JSON.parse(spawnSync(process.execPath, [fileURLToPath(import.meta.url), feedback], options).stdout);
}

if (process.argv[2]) {
  console.log(JSON.stringify(measure(process.argv[2])));
} else {
  const [fresh, mixed] = ['fresh', 'mixed'].map(inProcessOfItsOwn);
  const rows = fresh.map(({ name, floats, times: [freshLoop, freshCall] }, i) => {
    const [loop, call, odd] = mixed[i].times;
    const time = (microseconds) => microseconds.toPrecision(3);
    const ratios = [freshLoop / freshCall, loop / call, loop / odd].map((ratio) => ratio.toFixed(2));
    return [
      name,
      floats.toLocaleString('en'),
      ...[freshLoop, freshCall, loop, call, odd].map(time),
      ...ratios,
    ];
  });
  rows.sort(([a], [b]) => a.localeCompare(b));
  console.log(`${os.cpus()[0]?.model ?? process.arch}, Node ${process.versions.node}`);
  console.log('Microseconds a call, best; ratios above 1 are faster than the plain loop beside it.\n');
  const header = [
    '',
    'floats',
    'loop',
    'fresh',
    'loop',
    'mixed',
    'odd',
    'loop/fresh',
    'loop/mixed',
    'loop/odd',
  ];
  console.log(markdownTable([header, ...rows], { align: ['l', ...Array(9).fill('r')] }));
}
