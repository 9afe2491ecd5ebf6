import type { DemoData } from './data.mjs';
import { largestError, signalToNoise } from './measures.mjs';
import { commonNeighbours, type Neighbours, nearestNeighbours } from './neighbours.mjs';
import { showProgress } from './progress.mjs';
import { quantizeTensor } from './quantized.mjs';
import { digits, number, percent, printHeading, printTable, text } from './tables.mjs';

const probes = ['file', 'socket', 'user'];

/** How many neighbours are compared, and how many are printed. */
const compared = 10;
const printed = 5;

/** Quantizes the word vectors and prints whether words still find the same neighbours. */
export function demonstrateWords({ vectors, words }: DemoData): void {
  const [count, dimensions] = [vectors.shape[0]!, vectors.shape[1]!];
  printHeading(`${count} word vectors of ${dimensions} dimensions, float32 to int8 per tensor, symmetric`);
  const { parameters, floats, codes, restored } = quantizeTensor(vectors, 'symmetric');
  console.log(
    `bytes: ${floats.byteLength} → ${codes.byteLength}, scale ${digits(parameters.scale)}, ` +
      `SQNR ${digits(signalToNoise(floats, restored))} dB, max error ${digits(largestError(floats, restored))}`,
  );

  const before = nearestNeighbours(floats, dimensions, compared, showProgress('searching, float32'));
  const after = nearestNeighbours(restored, dimensions, compared, showProgress('searching, int8'));
  console.log('Nearest neighbours by dot product (before, the vectors have unit length):\n');
  printNeighbours(words, before, after);
  const common = commonNeighbours(before, after);
  const all = count * compared;
  console.log(`top ${compared} overlap: ${percent(common, all)} (${common} of ${all} neighbours, all words)`);
}

function printNeighbours(words: readonly string[], before: Neighbours, after: Neighbours): void {
  const columns = [
    text('word'),
    number('rank'),
    text('float32 neighbour'),
    number('similarity'),
    text('int8 neighbour'),
    number('similarity'),
  ];
  const rows = probes.flatMap((probe) =>
    Array.from({ length: printed }, (_, rank) => [
      probe,
      `${rank + 1}`,
      ...place(words, before, probe, rank),
      ...place(words, after, probe, rank),
    ]),
  );
  printTable(columns, rows);
}

function place(words: readonly string[], found: Neighbours, word: string, rank: number): [string, string] {
  const at = words.indexOf(word) * found.count + rank;
  return [words[found.rows[at]!]!, digits(found.similarities[at]!)];
}
