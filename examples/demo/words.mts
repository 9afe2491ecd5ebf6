import type { DemoData } from './data.mjs';
import { largestError, signalToNoise } from './measures.mjs';
import { commonNeighbours, type Neighbour, neighboursOf, rowsOf } from './neighbours.mjs';
import { quantizeTensor } from './quantized.mjs';
import { digits, number, percent, printHeading, printTable, text } from './tables.mjs';

const probes = ['file', 'socket', 'user'];

/** How many neighbours are compared, and how many are printed. */
const compared = 10;
const printed = 5;

/** Every so many words is searched for among all. */
const every = 8;

/** Quantizes the word vectors and prints whether words still find the same neighbours. */
export function demonstrateWords({ vectors, words }: DemoData): void {
  const [count, dimensions] = [vectors.shape[0]!, vectors.shape[1]!];
  printHeading(`${count} word vectors of ${dimensions} dimensions, float32 to int8 per tensor, symmetric`);
  const { parameters, floats, codes, restored } = quantizeTensor(vectors, 'symmetric');
  console.log(
    `bytes: ${floats.byteLength} → ${codes.byteLength}, scale ${digits(parameters.scale)}, ` +
      `SQNR ${digits(signalToNoise(floats, restored))} dB, max error ${digits(largestError(floats, restored))}`,
  );

  const before = (rows: readonly number[]) =>
    neighboursOf(floats, rowsOf(floats, rows, dimensions), rows, dimensions, compared);
  const after = (rows: readonly number[]) => {
    const asked = { data: rowsOf(codes, rows, dimensions), parameters };
    return neighboursOf({ data: codes, parameters }, asked, rows, dimensions, compared);
  };
  console.log('Nearest neighbours by dot product (before, the vectors have unit length):\n');
  const probed = probes.map((probe) => words.indexOf(probe));
  printNeighbours(words, before(probed), after(probed));
  const asked = Array.from({ length: Math.ceil(count / every) }, (_, i) => i * every);
  const common = commonNeighbours(before(asked), after(asked));
  const all = asked.length * compared;
  console.log(
    `top ${compared} overlap: ${percent(common, all)} (${common} of ${all} neighbours, of ${asked.length} words)`,
  );
}

function printNeighbours(
  words: readonly string[],
  before: readonly Neighbour[][],
  after: readonly Neighbour[][],
): void {
  const columns = [
    text('word'),
    number('rank'),
    text('float32 neighbour'),
    number('similarity'),
    text('int8 neighbour'),
    number('similarity'),
  ];
  const cells = ({ row, similarity }: Neighbour) => [words[row]!, digits(similarity)];
  const rows = probes.flatMap((probe, i) =>
    Array.from({ length: printed }, (_, rank) => [
      probe,
      `${rank + 1}`,
      ...cells(before[i]![rank]!),
      ...cells(after[i]![rank]!),
    ]),
  );
  printTable(columns, rows);
}
