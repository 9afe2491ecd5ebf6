import { readFileSync } from 'node:fs';
import { type EmbeddingCodes, measureEmbeddings, quantizeEmbeddings } from 'linquant/embeddings';
import { readNpy } from 'linquant/formats';
import { expect, it } from 'vitest';

const dimensions = 256;
const metrics = ['cosine', 'l2', 'dot'] as const;

/** The lines of the guide's table of recalls, without its head: a rule, and its shares by each metric. */
const table = readFileSync('docs/embeddings.md', 'utf8')
  .split('| recall@10 of raw codes |')[1]!
  .split('\n\n')[0]!
  .split('\n')
  .slice(2)
  .map((line) => line.split('|').map((cell) => cell.trim()));

it('the guide tells the recall of every rule as it is measured', async () => {
  const words = (await readNpy('examples/data/word-vectors.npy')).toFloat32Array();
  const isQuery = (_: number, i: number) => Math.floor(i / dimensions) % 64 === 0;
  const x = words.filter((value, i) => !isQuery(value, i));
  const queries = words.filter(isQuery);
  const ranges = quantizeEmbeddings(x, { dimensions, rule: 'ranges' });
  const codes: readonly [EmbeddingCodes, 'codes' | 'values'][] = [
    [quantizeEmbeddings(x, { dimensions, rule: 'row' }), 'codes'],
    [quantizeEmbeddings(x, { dimensions, rule: 'matrix' }), 'codes'],
    [quantizeEmbeddings(x, { dimensions, rule: 'range' }), 'codes'],
    [ranges, 'codes'],
    [quantizeEmbeddings(x, { dimensions, rule: 'ranges', dtype: 'uint8' }), 'codes'],
    [ranges, 'values'],
  ];
  const measured = codes.map(([each, search]) =>
    metrics.map((metric) => {
      const { recall } = measureEmbeddings(x, each, { dimensions, queries, metric, search });
      return `${(100 * recall).toFixed(1)} %`;
    }),
  );
  expect(table.map((cells) => cells.slice(2, 5))).toEqual(measured);
});
