// What rows of few bits find, with and without a rotation: the table of docs/embeddings.md, made again.
//
//   npm run bench:recall
//
// Fails if the guide tells other numbers. Two sets: the word vectors of examples/data, and clustered vectors with some large dimensions
// (hard-vectors.mjs). Every 64th vector is a query against the others, by cosine of floats with restored vectors.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { markdownTable } from 'markdown-table';
import { dimensions as hardDimensions, hardVectors } from './hard-vectors.mjs';

// This folder is a package of its own: the one that is measured is the folder above.
const require = createRequire(new URL('../package.json', import.meta.url));
const { measureEmbeddings, quantizeEmbeddings, rotateEmbeddings } = require('linquant/embeddings');
const { readNpy } = require('linquant/formats');

const fileOf = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const words = await readNpy(fileOf('examples/data/word-vectors.npy'));
const sets = [
  { name: 'words', floats: words.toFloat32Array(), dimensions: words.shape[1] },
  { name: 'large dimensions', floats: hardVectors(), dimensions: hardDimensions },
];

const rowsOfTable = [
  ['int8', 'absmax'],
  ['int4', 'absmax'],
  ['int4', 'least-squares'],
  ['int2', 'least-squares'],
  ['uint1', 'least-squares'],
];

/** Nearest of the codes alone, and of 3 and 10 times as many ranked again by their floats. */
const oversamplings = [undefined, 3, 10];

function recallsOf(floats, dimensions, dtype, fit) {
  const isQuery = (_, i) => Math.floor(i / dimensions) % 64 === 0;
  const queries = floats.filter(isQuery);
  const x = floats.filter((value, i) => !isQuery(value, i));
  const codes = quantizeEmbeddings(x, { dimensions, rule: 'row', dtype, fit });
  const options = { dimensions, queries, metric: 'cosine', search: 'values' };
  return oversamplings
    .map((oversampling) => measureEmbeddings(x, codes, { ...options, oversampling }).recall)
    .map((recall) => (100 * recall).toFixed(1))
    .join(' / ');
}

const header = ['recall@10, %: raw / 3 k / 10 k ranked again'];
const table = rowsOfTable.map(([dtype, fit]) => [`${dtype}, '${fit}'`]);
for (const { name, floats, dimensions } of sets) {
  const rotated = rotateEmbeddings(floats, { dimensions, seed: 1 });
  header.push(name, `${name}, rotated`);
  rowsOfTable.forEach(([dtype, fit], i) => {
    process.stderr.write(`${name}: ${dtype}, ${fit}\n`);
    table[i].push(recallsOf(floats, dimensions, dtype, fit), recallsOf(rotated, dimensions, dtype, fit));
  });
}
console.log(markdownTable([header, ...table], { align: ['l', 'r', 'r', 'r', 'r'] }));

const plain = (text) => text.replaceAll(/ *\| */g, '|');
const guide = plain(readFileSync(fileOf('docs/embeddings.md'), 'utf8'));
const told = [header, ...table].every((cells) => guide.includes(`|${cells.join('|')}|`));
if (!told) throw new Error('docs/embeddings.md has another table: put this one there');
