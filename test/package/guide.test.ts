import { readFileSync } from 'node:fs';
import { type EmbeddingCodes, measureEmbeddings, quantizeEmbeddings } from 'linquant/embeddings';
import { readNpy } from 'linquant/formats';
import { expect, it } from 'vitest';

const dimensions = 256;
const metrics = ['cosine', 'l2', 'dot'] as const;

/** The lines of a table of the guide, without its head. */
const tableOf = (head: string) =>
  readFileSync('docs/embeddings.md', 'utf8')
    .split(`| ${head} |`)[1]!
    .split('\n\n')[0]!
    .split('\n')
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.trim()));

/** The word vectors as the guide uses them. */
async function readWords() {
  const words = (await readNpy('examples/data/word-vectors.npy')).toFloat32Array();
  const isQuery = (_: number, i: number) => Math.floor(i / dimensions) % 64 === 0;
  return { x: words.filter((value, i) => !isQuery(value, i)), queries: words.filter(isQuery) };
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

it('the guide tells the recall of every rule as it is measured', async () => {
  const { x, queries } = await readWords();
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
      return percent(recall);
    }),
  );
  expect(tableOf('recall@10 of raw codes').map((cells) => cells.slice(2, 5))).toEqual(measured);
});

it('the guide tells the recall of rows of few bits as it is measured', async () => {
  const { x, queries } = await readWords();
  const measured = (['int8', 'int4', 'int2', 'uint1'] as const).map((dtype) => {
    const recalls = (['absmax', 'least-squares'] as const).map((fit) => {
      if (dtype === 'uint1' && fit === 'absmax') return '';
      const codes = quantizeEmbeddings(x, { dimensions, rule: 'row', dtype, fit });
      return percent(
        measureEmbeddings(x, codes, { dimensions, queries, metric: 'cosine', search: 'values' }).recall,
      );
    });
    return [dtype, ...recalls];
  });
  const told = tableOf('recall@10, cosine of float queries with restored vectors');
  expect(told.map((cells) => [cells[1], cells[3], cells[4]])).toEqual(measured);
});
