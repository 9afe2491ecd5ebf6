// linquant/embeddings: whether one call is worth it, beside the loop that people write and beside our own calls one by one.
//
//   npm run bench:embeddings
//
// Claims: the absolute maximum of each row is at least 20 times as fast as the loop and 1.3 times as our separate passes;
// bits are made at 0.8 of the speed at which the same memory is read (minMax); codes of data that must be finite, at 0.9 of that of quantize
// alone. Then a vector as a parameter of pgvector, binary
// and as text. Results are compared before they are timed.
// Contestants take turns in one process; ratios are of the best of many, with the spread of the rounds.
import { createRequire } from 'node:module';
import os from 'node:os';
import { markdownTable } from 'markdown-table';
import { memoryOf } from './data.mjs';
import { count, digits, times } from './numbers.mjs';
import { race, ratio } from './race.mjs';

// This folder is a package of its own: the one that is measured is the folder above.
const require = createRequire(new URL('../package.json', import.meta.url));
const { backend, chooseParameters, minMax, quantize } = require('linquant');
const {
  binarizeEmbeddings,
  encodePgHalfvec,
  encodePgVector,
  parametersForRanges,
  quantizeEmbeddings,
  rotateEmbeddings,
} = require('linquant/embeddings');

const sizes = [
  [64, 1024],
  [1024, 1024],
  [4096, 384],
  [100_000, 768],
];

/** Scale, Math.round, clamp into an Int8Array. */
function rowsByHand(x, dimensions, codes, scales) {
  for (let row = 0; row < scales.length; row++) {
    const begin = row * dimensions;
    let max = 0;
    for (let i = 0; i < dimensions; i++) max = Math.max(max, Math.abs(x[begin + i]));
    const scale = max === 0 ? 1 : max / 127;
    scales[row] = scale;
    for (let i = 0; i < dimensions; i++) {
      codes[begin + i] = Math.max(-127, Math.min(127, Math.round(x[begin + i] / scale)));
    }
  }
}

/** Most significant bit first. */
function bitsByHand(x, bits) {
  for (let i = 0; i < bits.length; i++) {
    let byte = 0;
    for (let bit = 0; bit < 8; bit++) if (x[i * 8 + bit] > 0) byte |= 128 >> bit;
    bits[i] = byte;
  }
}

/** Every operation: who takes part, the first being ours, and what of it is written. */
function operationsOf(x, rows, dimensions) {
  const shape = [rows, dimensions];
  const memory = () => ({
    data: new Int8Array(x.length),
    scale: new Float32Array(rows),
    zeroPoint: new Int32Array(rows),
  });
  const [ours, theirs, separate] = [memory(), memory(), memory()];
  const [bits, otherBits] = [new Uint8Array(x.length / 8), new Uint8Array(x.length / 8)];
  const [fixed, apart] = [new Int8Array(x.length), new Int8Array(x.length)];
  const parameters = chooseParameters({ min: -3, max: 3 }, { rule: 'absmax' });
  const range = { min: -3, max: 3 };
  const ranges = new Float32Array(2 * dimensions).fill(-3, 0, dimensions).fill(3, dimensions);
  const read = { name: 'read (minMax)', run: () => minMax(x) };
  return {
    'row, absolute maximum': [
      {
        name: 'quantizeEmbeddings',
        run: () => quantizeEmbeddings(x, { dimensions, rule: 'row', out: ours }),
        output: ours.data,
      },
      {
        name: 'plain loop',
        run: () => rowsByHand(x, dimensions, theirs.data, theirs.scale),
        output: theirs.data,
      },
      {
        name: 'minMax, chooseParameters, quantize',
        run: () => {
          const chosen = chooseParameters(minMax(x, { shape, axis: 0 }), { rule: 'absmax' });
          quantize(x, chosen, { shape, out: separate.data });
        },
        output: separate.data,
      },
      read,
    ],
    'quantize, finite': [
      {
        name: 'quantize, finite: true',
        run: () => quantize(x, parameters, { out: fixed, finite: true }),
        output: fixed,
      },
      { name: 'quantize alone', run: () => quantize(x, parameters, { out: apart }), output: apart },
      read,
    ],
    'range, finite': [
      {
        name: 'quantizeEmbeddings',
        run: () => quantizeEmbeddings(x, { dimensions, rule: 'range', range, out: fixed }),
        output: fixed,
      },
      { name: 'quantize alone', run: () => quantize(x, parameters, { out: apart }), output: apart },
      read,
    ],
    'ranges, finite': [
      {
        name: 'quantizeEmbeddings',
        run: () => quantizeEmbeddings(x, { dimensions, rule: 'ranges', ranges, out: fixed }),
        output: fixed,
      },
      {
        name: 'quantize alone',
        run: () => quantize(x, parametersForRanges(ranges), { shape, out: apart }),
        output: apart,
      },
      read,
    ],
    bits: [
      {
        name: 'binarizeEmbeddings',
        run: () => binarizeEmbeddings(x, { dimensions, out: bits }),
        output: bits,
      },
      { name: 'plain loop', run: () => bitsByHand(x, otherBits), output: otherBits },
      read,
    ],
  };
}

/** The share of codes that are the same: a loop rounds ties upwards, and divides in double precision. */
function agreement(a, b) {
  let same = 0;
  for (let i = 0; i < a.length; i++) if (a[i] === b[i]) same++;
  return same / a.length;
}

const table = [];
for (const [rows, dimensions] of sizes) {
  const { x } = memoryOf(rows * dimensions);
  for (const [operation, contestants] of Object.entries(operationsOf(x, rows, dimensions))) {
    process.stderr.write(`${operation}, ${rows} x ${dimensions}\n`);
    for (const { run } of contestants) run();
    const [first, ...others] = contestants;
    for (const { name, output } of others) {
      if (output && agreement(first.output, output) < 0.99)
        throw new Error(`${operation}: ${name} gives other codes`);
    }
    const taken = await race(contestants, { seconds: 3, minRounds: 7 });
    contestants.forEach(({ name }, i) => {
      const best = Math.min(...taken[i]);
      table.push([
        i === 0 ? operation : '',
        i === 0 ? `${count(rows)} x ${dimensions}` : '',
        name,
        digits(best),
        digits(x.byteLength / best / 1000),
        times(ratio(taken[i], taken[0])),
      ]);
    });
  }
}

/** Microseconds a row of fit 'least-squares', on normally distributed numbers, beside a rotation and the absolute maximum. */
async function fittedRows(dtype, dimensions) {
  const rows = 512;
  const x = Float32Array.from({ length: rows * dimensions }, normal);
  const fits = dtype === 'uint1' ? ['least-squares'] : ['least-squares', 'absmax'];
  const contestants = [
    { name: 'rotated', run: () => rotateEmbeddings(x, { dimensions, seed: 1 }) },
    ...fits.map((fit) => ({
      name: fit,
      run: () => quantizeEmbeddings(x, { dimensions, rule: 'row', dtype, fit }),
    })),
  ];
  const taken = await race(contestants, { seconds: 0.3, minRounds: 7 });
  return [dtype, count(dimensions), ...taken.map((times) => digits(Math.min(...times) / rows))];
}

/** By Box and Muller. */
function normal() {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}

/** One vector to what pgvector takes: the binary forms beside the text that most write. */
async function parametersOfPgvector(dimensions) {
  const vector = memoryOf(dimensions).x;
  const ways = {
    encodePgVector: () => encodePgVector(vector),
    encodePgHalfvec: () => encodePgHalfvec(vector),
    'JSON.stringify(Array.from(x))': () => JSON.stringify(Array.from(vector)),
  };
  const contestants = Object.entries(ways).map(([name, run]) => ({ name, run }));
  const taken = await race(contestants, { seconds: 1, minRounds: 30 });
  return contestants.map(({ name, run }, i) => [
    i === 0 ? count(dimensions) : '',
    name,
    count(run().length),
    digits(Math.min(...taken[i])),
    times(ratio(taken[i], taken[0])),
  ]);
}

console.log(
  `${os.cpus()[0]?.model ?? process.arch}, Node ${process.versions.node}, ${backend.name} ${backend.instructionSet}`,
);
console.log(
  'Microseconds a call, best; GB/s count float32 bytes; the ratio says how many times as long as ours it takes.\n',
);
const header = ['', 'vectors', 'contestant', 'µs', 'GB/s', 'times ours'];
console.log(markdownTable([header, ...table], { align: ['l', 'r', 'l', 'r', 'r', 'r'] }));

const fits = [];
for (const dtype of ['int8', 'int4', 'int2', 'uint1']) {
  for (const dimensions of [256, 1536]) fits.push(await fittedRows(dtype, dimensions));
}
console.log('\nA row of few bits, µs\n');
console.log(
  markdownTable([['dtype', 'dimensions', 'rotateEmbeddings', 'least-squares', 'absmax'], ...fits], {
    align: ['l', 'r', 'r', 'r', 'r'],
  }),
);

const texts = [
  await parametersOfPgvector(384),
  await parametersOfPgvector(768),
  await parametersOfPgvector(1536),
].flat();
console.log('\nA parameter of pgvector\n');
console.log(
  markdownTable([['dimensions', 'form', 'bytes', 'µs', 'times ours'], ...texts], {
    align: ['r', 'l', 'r', 'r', 'r'],
  }),
);
