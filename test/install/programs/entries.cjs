// Every entry point that package.json names, by require and by import: one instance, and its functions work.
const check = require('./check.cjs');

const x = Float32Array.of(1, 0, 0.6, 0.8, 0, 1);
const same = (got, wanted) => {
  if (String(got) !== String(wanted)) throw new Error(`${got} instead of ${wanted}`);
};

/** What is known of each. A new entry point needs a line. */
const uses = {
  linquant: ({ minMax }) => same(minMax(x).max, 1),
  'linquant/calibration': ({ MinMaxObserver }) => same(new MinMaxObserver().observe(x).range().max, 1),
  'linquant/embeddings': ({ binarizeEmbeddings }) =>
    same(binarizeEmbeddings(x, { dimensions: 2 }).data, [128, 192, 64]),
  'linquant/formats': ({ parseNpy }) => same(typeof parseNpy, 'function'),
  'linquant/promises': ({ minMax }) => same(typeof minMax(x).then, 'function'),
  'linquant/search': ({ searchEmbeddings }) =>
    same(searchEmbeddings(x, x.subarray(4), { dimensions: 2, k: 2 }).indices, [2, 1]),
};

async function main() {
  const { exports: entries } = require('linquant/package.json');
  const names = Object.keys(entries)
    .filter((entry) => !entry.endsWith('.json'))
    .map((entry) => `linquant${entry.slice(1)}`);
  same(names.sort(), Object.keys(uses).sort());
  for (const name of names) {
    const required = require(name);
    const imported = await import(name);
    uses[name](required);
    uses[name](imported);
    for (const [key, value] of Object.entries(required)) {
      if (imported[key] !== value) throw new Error(`${name}: import has no ${key} or another one`);
    }
  }
  await check(require('linquant'), require('linquant/formats'));
}

main();
