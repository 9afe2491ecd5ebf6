// What one call costs on few floats, to see from which size on the addon is faster than JavaScript.
//
// Nanoseconds a call with `out` given, best, and how far the median lies above it; contestants take turns.
import { markdownTable } from 'markdown-table';
import { load } from '../../test/support/load.mjs';
import { memoryOf } from '../data.mjs';
import { count, percent } from '../numbers.mjs';
import { plain } from '../peers/plain.mjs';
import { race, summarize } from '../race.mjs';

const sizes = [8, 64, 384, 768, 3072];

const operations = {
  quantize: ({ x, codes, parameters }) => ({
    loop: () => plain.quantize(x, codes, parameters),
    call: (l) => () => l.quantize(x, parameters, { out: codes }),
  }),
  dequantize: ({ codes, out, parameters }) => ({
    loop: () => plain.dequantize(codes, out, parameters),
    call: (l) => () => l.dequantize(codes, parameters, { out }),
  }),
  minMax: ({ x }) => ({ loop: () => plain.minMax(x), call: (l) => () => l.minMax(x) }),
  quantizeDynamic: ({ x, unsignedCodes }) => ({
    loop: () => plain.dynamic(x, unsignedCodes),
    call: (l) => () => l.quantizeDynamic(x, { dtype: 'uint8', out: unsignedCodes }),
  }),
};

/** The table. */
export async function bySize() {
  /** The default is the package as a user gets it: nothing forced. */
  const packages = { fallback: load({ LINQUANT_BACKEND: 'javascript' }), default: load({}) };
  if (packages.default.backend.name === 'native') packages.native = load({ LINQUANT_BACKEND: 'native' });

  const names = ['native', 'fallback', 'default'].filter((name) => packages[name]);
  const rows = [];
  for (const [operation, make] of Object.entries(operations)) {
    for (const floats of sizes) {
      process.stderr.write(`${operation}, ${floats} floats\n`);
      const { loop, call } = make(memoryOf(floats));
      const runs = [...names.map((name) => call(packages[name])), loop];
      const contestants = runs.map((run) => ({ run }));
      const times = (await race(contestants, { seconds: 0.7, minRounds: 100 })).map(summarize);
      const cells = times.map(
        ({ best, median }) => `${Math.round(best * 1000)} +${percent(median / best - 1)}`,
      );
      // The default is one of the others.
      const rivals = [...names, 'plain loop'].map((name, i) => ({ name, best: times[i].best }));
      const [fastest] = rivals.filter(({ name }) => name !== 'default').sort((a, b) => a.best - b.best);
      rows.push([operation, count(floats), ...cells, fastest.name]);
    }
  }

  const header = ['ns a call', 'floats', ...names, 'plain loop', 'fastest'];
  return markdownTable([header, ...rows], { align: ['l', ...Array(names.length + 2).fill('r'), 'l'] });
}
