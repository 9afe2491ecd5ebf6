// The backend in WebAssembly beside the fallback and the addon, in one process, in turns.
//
//   npm run bench:wasm
//
// Claims: docs/PLATFORMS.md. Best of many; 'native' is AVX2 where there is it. A search of int8 codes stands beside the loop that people write.
import os from 'node:os';
import { markdownTable } from 'markdown-table';
import { load } from '../test/support/load.mjs';
import { count, digits } from './numbers.mjs';
import { race, summarize } from './race.mjs';

const environments = {
  javascript: { LINQUANT_BACKEND: 'javascript' },
  wasm: { LINQUANT_BACKEND: 'wasm' },
  native: { LINQUANT_ISA: process.arch === 'x64' ? 'avx2' : '' },
};
const backends = Object.entries(environments).flatMap(([name, env]) => {
  const linquant = load(env);
  const search = load(env, 'linquant/search');
  return linquant.backend.name === name ? [{ name, ...linquant, ...search }] : [];
});
const parameters = { dtype: 'int8', scale: 0.02, zeroPoint: 3 };

/** Calls of a function on so many floats, by a backend. */
const operations = {
  quantize: ({ quantize }, { x, codes }) => quantize(x, parameters, { out: codes }),
  dequantize: ({ dequantize }, { codes, out }) => dequantize(codes, parameters, { out }),
  minMax: ({ minMax }, { x }) => minMax(x),
  rows: ({ quantizeDynamic }, { x, codes, shape, scale, zeroPoint }) =>
    quantizeDynamic(x, {
      dtype: 'int8',
      rule: 'absmax',
      scheme: 'symmetric',
      shape,
      axis: 0,
      out: { data: codes, scale, zeroPoint },
    }),
  packBits: ({ packBits }, { x, bits }) => packBits(x, { out: bits }),
};

function memoryOf(floats) {
  const rows = floats % 256 === 0 ? floats / 256 : 1;
  return {
    x: Float32Array.from({ length: floats }, (_, i) => Math.sin(i * 1.7) * 2),
    codes: new Int8Array(floats),
    out: new Float32Array(floats),
    bits: new Uint8Array(Math.ceil(floats / 8)),
    shape: [rows, floats / rows],
    scale: new Float32Array(rows),
    zeroPoint: new Int32Array(rows),
  };
}

/** The best microseconds of a call by each backend. */
async function timesOf(run) {
  const calls = backends.map((backend) => () => run(backend));
  const raced = await race(
    calls.map((call) => ({ run: call })),
    // V8 compiles a module quickly at first, and better in the background.
    { minRounds: 30, seconds: 0.6, warmUp: 200_000 },
  );
  return Object.fromEntries(backends.map(({ name }, i) => [name, summarize(raced[i]).best]));
}

const ratio = (a, b) => (Number.isFinite(a / b) ? (a / b).toFixed(2) : '');
const lines = [];
for (const floats of [8, 768, 65_536, 1_048_576]) {
  const memory = memoryOf(floats);
  for (const [name, run] of Object.entries(operations)) {
    const { javascript, wasm, native } = await timesOf((backend) => run(backend, memory));
    const times = [javascript, wasm, native].map((time) => (time === undefined ? '' : digits(time)));
    lines.push([name, count(floats), ...times, ratio(javascript, wasm), ratio(native, wasm)]);
  }
}

const [rows, dimensions] = [100_000, 384];
const data = new Int8Array(rows * dimensions);
for (let i = 0; i < data.length; i++) data[i] = (Math.imul(i, 2654435761) >>> 24) - 128;
const query = { data: data.slice(0, dimensions), parameters };

/** What people write. On constants of the module: V8 takes twice as long where they are arguments. */
function loop() {
  let [best, found] = [-Infinity, -1];
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let i = 0; i < dimensions; i++) sum += data[row * dimensions + i] * query.data[i];
    if (sum > best) [best, found] = [sum, row];
  }
  return found;
}
const options = { dimensions, metric: 'dot', k: 10 };
const runs = [
  loop,
  ...backends.map(
    ({ searchEmbeddings }) =>
      () =>
        searchEmbeddings({ data, parameters }, query, options),
  ),
];
const raced = await race(
  runs.map((run) => ({ run })),
  { minRounds: 8, seconds: 4, warmUp: 100_000 },
);
const [ofLoop, ...others] = raced.map((each) => summarize(each).best);

console.log(
  `${os.cpus()[0]?.model ?? process.arch}, Node ${process.versions.node}: microseconds of a call, best.\n`,
);
const header = ['', 'floats', 'javascript', 'wasm', 'native', 'javascript / wasm', 'native / wasm'];
console.log(markdownTable([header, ...lines], { align: ['l', ...Array(6).fill('r')] }));
console.log(
  `\nint8 codes, ${count(rows)} x ${dimensions}, one query: milliseconds, and how many times as fast as a loop.\n`,
);
const searches = others.map((time, i) => [backends[i].name, digits(time / 1000), ratio(ofLoop, time)]);
console.log(
  markdownTable([['', 'ms', '/ loop'], ['loop', digits(ofLoop / 1000), ''], ...searches], {
    align: ['l', 'r', 'r'],
  }),
);
