// linquant/calibration: what one batch costs, beside the loops that people write.
//
//   npm run bench:calibration
//
// Claims: minimum, maximum and histogram of 1,048,576 floats take at most a tenth of the time of a plain loop. (np.histogram is
// measured by hand: docs/calibration.md.) Counts are compared before they are timed.
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
const { backend } = load({});

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

const given = process.argv.slice(2).map(Number);
const rows = [];
for (const floats of given.length > 0 ? given : [65_536, 1_048_576]) {
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
