// linquant/calibration and measureQuantization: what one batch costs, beside the loops that people write.
//
//   npm run bench:calibration
//
// Claims: minimum, maximum and histogram of 1,048,576 floats take at most a tenth of the time of a plain loop. (np.histogram is
// measured by hand: docs/calibration.md.) Counts are compared before they are timed.
// measureQuantization is measured beside a read of the same bytes (minMax of as many floats). It takes six times as long in the second cache,
// two to three times where the read waits for memory: arithmetic bounds it. With AVX2 eight elements are 22 float64 instructions (4 conversions, which are two operations each, 2 differences,
// 2 magnitudes, 12 for the five sums and 2 for the largest) beside those that decode them, and four operations are done in a cycle.
// Contestants take turns in one process, best of many; the spread is how far the median lies above the best.
import { createRequire } from 'node:module';
import os from 'node:os';
import { markdownTable } from 'markdown-table';
import { load } from '../test/support/load.mjs';
import { memoryOf } from './data.mjs';
import { bestAndSpread, count, digits } from './numbers.mjs';
import { race, summarize } from './race.mjs';

const require = createRequire(new URL('../package.json', import.meta.url));
const { HistogramCalibration, MinMaxObserver } = require('linquant/calibration');
const { backend, dequantize, measureQuantization, minMax, quantize } = load({});

/** The range by a loop. */
function rangeByHand(x) {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < x.length; i++) {
    if (x[i] < min) min = x[i];
    if (x[i] > max) max = x[i];
  }
  return { min, max };
}

/** Range and counts by two loops. */
function histogramByHand(x, counts) {
  const { min, max } = rangeByHand(x);
  const width = 2 ** (Math.floor(Math.log2(Math.max(-min, max))) - 9);
  for (let i = 0; i < x.length; i++) counts[Math.floor(x[i] / width) + 1024]++;
  return counts;
}

function compare(x) {
  const wanted = histogramByHand(x, new Float64Array(2048));
  const { bins } = new HistogramCalibration().observe(x).toJSON();
  const [{ first, counts }] = bins;
  const sum = counts.reduce((all, each) => all + each, 0);
  if (sum !== x.length || counts.some((each, i) => each !== wanted[first + 1024 + i])) {
    throw new Error('the loop counts otherwise');
  }
}

const codes = { dtype: 'int8', scale: 5 / 127, zeroPoint: 0 };

/** The measures by a loop, from restored floats. */
function measuresByHand(x, restored) {
  let [signal, noise, square, product, absolute, largest, index] = [0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const d = Math.abs(x[i] - restored[i]);
    signal += x[i] * x[i];
    noise += d * d;
    square += restored[i] * restored[i];
    product += x[i] * restored[i];
    absolute += d;
    if (d > largest) [largest, index] = [d, i];
  }
  return { signal, noise, absolute, largest, index, cosine: product / Math.sqrt(signal * square) };
}

/** Microseconds of the measures, of a loop behind dequantize, and of a read of as many bytes as x and its codes have. */
async function measureRow(floats) {
  const { x } = memoryOf(floats);
  const q = quantize(x, codes);
  const restored = dequantize(q, codes);
  const wanted = measuresByHand(x, restored);
  const found = measureQuantization(x, q, codes);
  const isNear = (a, b) => Math.abs(a - b) <= 1e-10 * Math.abs(b);
  if (!isNear(found.noise, wanted.noise) || found.maxErrorIndex !== wanted.index) {
    throw new Error('the loop measures otherwise');
  }
  const read = memoryOf((floats * 5) / 4).x;
  const runs = [
    () => measuresByHand(x, dequantize(q, codes, { out: restored })),
    () => minMax(read),
    () => measureQuantization(x, q, codes),
  ];
  const times = (
    await race(
      runs.map((run) => ({ run })),
      { minRounds: 30 },
    )
  ).map(summarize);
  const [loop, limit, ours] = times;
  return [
    count(floats),
    ...times.map(bestAndSpread),
    digits((floats * 5) / ours.best / 1000),
    digits(loop.best / ours.best),
    digits(limit.best / ours.best),
  ];
}

const sizes = process.argv.slice(2).map(Number);
const rows = [];
for (const floats of sizes.length > 0 ? sizes : [65_536, 1_048_576]) {
  const { x } = memoryOf(floats);
  compare(x);
  const [histogram, observer, columns, clean] = [
    new HistogramCalibration(),
    new MinMaxObserver(),
    new HistogramCalibration({ axis: 1 }),
    new HistogramCalibration({ skipNaN: true }),
  ];
  const counts = new Float64Array(2048);
  const shape = [floats / 64, 64];
  const contests = {
    'minimum and maximum': [() => rangeByHand(x), () => observer.observe(x)],
    histogram: [() => histogramByHand(x, counts), () => histogram.observe(x)],
    'histogram, skipNaN': [() => histogramByHand(x, counts), () => clean.observe(x)],
    'histograms of 64 columns': [undefined, () => columns.observe(x, { shape })],
  };
  for (const [name, runs] of Object.entries(contests)) {
    const contestants = runs.filter((run) => run !== undefined).map((run) => ({ run }));
    const times = (await race(contestants, { minRounds: 30 })).map(summarize);
    const ours = times.at(-1);
    const loop = times.length > 1 ? times[0] : undefined;
    rows.push([
      name,
      count(floats),
      loop ? bestAndSpread(loop) : '',
      bestAndSpread(ours),
      digits((floats * 4) / ours.best / 1000),
      loop ? digits(loop.best / ours.best) : '',
    ]);
  }
}

/** Milliseconds in which each method finds the range of one histogram. */
async function methodRows() {
  const calibration = new HistogramCalibration().observe(memoryOf(65_536).x);
  const methods = [
    { method: 'percentile', scheme: 'symmetric' },
    { method: 'mse', dtype: 'int8', scheme: 'symmetric' },
    { method: 'mse', dtype: 'int8', scheme: 'asymmetric' },
    { method: 'entropy' },
  ];
  const contestants = methods.map((options) => ({ run: () => calibration.range(options) }));
  const times = (await race(contestants, { minRounds: 10 })).map(summarize);
  return methods.map(({ method, scheme = '' }, i) => [`${method} ${scheme}`, digits(times[i].best / 1000)]);
}

const { name, instructionSet } = backend;
console.log(
  `${os.cpus()[0]?.model ?? process.arch}, Node ${process.versions.node}, ${name} ${instructionSet ?? ''}`,
);
console.log('Microseconds a batch, best, and how far the median lies above it.\n');
const header = ['', 'floats', 'plain loop', 'linquant', 'GB/s', 'loop/linquant'];
console.log(markdownTable([header, ...rows], { align: ['l', 'r', 'r', 'r', 'r', 'r'] }));
console.log('\nMilliseconds in which a method finds the range of one histogram.\n');
console.log(markdownTable([['', 'ms'], ...(await methodRows())], { align: ['l', 'r'] }));
console.log(
  '\nmeasureQuantization of int8 codes, beside a loop and a read of the same bytes (minMax); GB/s of floats and codes.\n',
);
const measured = [];
for (const floats of sizes.length > 0 ? sizes : [65_536, 1_048_576]) measured.push(await measureRow(floats));
const columns = ['floats', 'plain loop', 'read', 'linquant', 'GB/s', 'loop/linquant', 'read/linquant'];
console.log(markdownTable([columns, ...measured], { align: ['r', 'r', 'r', 'r', 'r', 'r', 'r'] }));
