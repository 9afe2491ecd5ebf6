import type { Range } from 'linquant';
import {
  binarizeEmbeddings,
  type EmbeddingCodes,
  type MeasureOptions,
  measureEmbeddings,
  quantileRange,
  quantizeEmbeddings,
  RangeCalibration,
} from 'linquant/embeddings';
import { searchEmbeddings } from 'linquant/search';
import type { DemoData } from './data.mjs';
import { bestMicroseconds } from './measures.mjs';
import { showProgress } from './progress.mjs';
import { digits, number, percent, printHeading, printTable, text } from './tables.mjs';

/** Every so many words is searched for among the others. */
const every = 64;

/** How long each rule is repeated for its best time, in milliseconds. */
const budget = 50;

/** How many neighbours are looked for; where bits are ranked again, of how many times as many. */
const k = 10;
const oversampling = 4;

/** One row of the table. */
interface Rule {
  readonly title: string;
  /** `out` is memory for the codes. */
  readonly quantize: (x: Float32Array, out?: ArrayBuffer) => EmbeddingCodes;
  readonly how?: Partial<Pick<MeasureOptions<Float32Array>, 'search' | 'oversampling'>>;
}

/** Prints what each rule for embeddings costs and what it leaves of the word vectors. */
export function demonstrateEmbeddings({ vectors }: DemoData): void {
  const dimensions = vectors.shape[1]!;
  const { queries, others } = split(vectors.floats, dimensions);
  const [asked, count] = [queries.length / dimensions, others.length / dimensions];
  printHeading(`Embeddings: ${asked} word vectors searched for among the ${count} others, by each rule`);
  const rules = rulesFor(others, dimensions);
  const progress = showProgress('searching, by each rule');
  const memory = new ArrayBuffer(others.length);
  const query = queries.slice(0, dimensions);
  const rows = rules.map((rule, i) => {
    const { title, quantize, how } = rule;
    const codes = quantize(others);
    const options = { dimensions, queries, k, ...how };
    const { recall, cosine, clipped, bytesPerVector } = measureEmbeddings(others, codes, options);
    const gigabytes = others.byteLength / bestMicroseconds(budget, () => quantize(others, memory)) / 1000;
    const milliseconds = bestMicroseconds(budget, searchOf(rule, codes, others, query)) / 1000;
    progress((i + 1) / rules.length);
    return [
      title,
      `${bytesPerVector}`,
      percent(recall, 1),
      cosine.toFixed(5),
      share(clipped),
      digits(gigabytes),
      digits(milliseconds),
    ];
  });
  const columns = [
    text('rule'),
    number('bytes'),
    number(`recall@${k}`),
    number('mean cosine'),
    number('clipped'),
    number('GB/s read'),
    number('ms a search'),
  ];
  const ofFloats = bestMicroseconds(budget, () => searchEmbeddings(others, query, { dimensions, k })) / 1000;
  printTable(columns, [
    ['float32', `${dimensions * 4}`, percent(1, 1), (1).toFixed(5), share(0), '', digits(ofFloats)],
    ...rows,
  ]);
  console.log(
    `Recall by cosine, beside exact float search. Codes are compared as a store does that knows no scales;`,
  );
  console.log(
    `"as values" compares what they stand for. Bits are compared by Hamming distance, "ranked again" are the`,
  );
  console.log(
    `best ${oversampling * k} of them by their floats. GB/s counts float32 bytes into memory that is there; a search is`,
  );
  console.log(`that of one query, which comes as floats, by searchEmbeddings.`);
}

/** The search that a rule is measured by, as a program has it: its codes are there, and the query comes as floats. */
function searchOf(
  { quantize, how }: Rule,
  codes: EmbeddingCodes,
  vectors: Float32Array,
  query: Float32Array,
): () => void {
  const dimensions = query.length;
  const options = { dimensions, k, search: how?.search ?? 'codes' } as const;
  if (codes.parameters === undefined) {
    const again = how?.oversampling === undefined ? {} : { oversampling: how.oversampling, vectors };
    return () => searchEmbeddings(codes, query, { ...options, ...again });
  }
  if (options.search === 'values') return () => searchEmbeddings(codes, query, options);
  return () => searchEmbeddings(codes, quantize(query), options);
}

function rulesFor(x: Float32Array, dimensions: number): readonly Rule[] {
  const codesIn = (out: ArrayBuffer | undefined, length: number) =>
    out === undefined ? undefined : new Int8Array(out, 0, length);
  // In use they come from other vectors.
  const ranges = new RangeCalibration(dimensions).observe(x).ranges();
  const range = quantileRange(x, { dimensions, quantile: 0.99 });
  const byRow: Rule['quantize'] = (vectors, out) =>
    quantizeEmbeddings(vectors, { dimensions, rule: 'row', out: codesIn(out, vectors.length) });
  const byWhole =
    (options: { rule: 'matrix' | 'range'; range?: Range }): Rule['quantize'] =>
    (vectors, out) =>
      quantizeEmbeddings(vectors, { dimensions, ...options, out: codesIn(out, vectors.length) });
  const byRanges: Rule['quantize'] = (vectors, out) =>
    quantizeEmbeddings(vectors, { dimensions, rule: 'ranges', ranges, out: codesIn(out, vectors.length) });
  const binary: Rule['quantize'] = (vectors, out) => {
    const bytes = (vectors.length / dimensions) * Math.ceil(dimensions / 8);
    return binarizeEmbeddings(vectors, { dimensions, out: out && new Uint8Array(out, 0, bytes) });
  };
  return [
    { title: 'int8, row', quantize: byRow },
    { title: 'int8, matrix', quantize: byWhole({ rule: 'matrix' }) },
    { title: 'int8, range -1..1', quantize: byWhole({ rule: 'range' }) },
    { title: 'int8, range by quantile 0.99', quantize: byWhole({ rule: 'range', range }) },
    { title: 'int8, ranges', quantize: byRanges },
    { title: 'int8, ranges, as values', quantize: byRanges, how: { search: 'values' } },
    ...(['int4', 'int2', 'uint1'] as const).map((dtype) => fewBits(dimensions, dtype)),
    { title: 'bits', quantize: binary },
    { title: `bits, ${oversampling} k ranked again`, quantize: binary, how: { oversampling } },
  ];
}

/** Rows of few bits, each by its best scale. What they stand for is compared: of their integers k it would be 2 k + 1. */
function fewBits(dimensions: number, dtype: 'int4' | 'int2' | 'uint1'): Rule {
  const bits = { int4: 4, int2: 2, uint1: 1 }[dtype];
  return {
    title: `${dtype}, row by least squares, as values`,
    quantize: (x, out) => {
      const memory = out && new Uint8Array(out, 0, (x.length * bits) / 8);
      return quantizeEmbeddings(x, { dimensions, rule: 'row', dtype, fit: 'least-squares', out: memory });
    },
    how: { search: 'values' },
  };
}

/** The words are in the order of their frequency, so those to be searched for are taken from all of it. */
function split(floats: Float32Array, dimensions: number): { queries: Float32Array; others: Float32Array } {
  const total = floats.length / dimensions;
  const asked = Math.ceil(total / every);
  const queries = new Float32Array(asked * dimensions);
  const others = new Float32Array(floats.length - queries.length);
  for (let row = 0; row < total; row++) {
    const vector = floats.subarray(row * dimensions, (row + 1) * dimensions);
    const before = Math.ceil(row / every); // queries before this row
    if (row % every === 0) queries.set(vector, before * dimensions);
    else others.set(vector, (row - before) * dimensions);
  }
  return { queries, others };
}

function share(part: number): string {
  return part === 0 ? '0 %' : percent(part, 1);
}
