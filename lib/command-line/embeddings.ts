import type { Metric } from '../embeddings/index.js';
import { backend } from '../index.js';
import type { Command } from './command.js';
import { FileError } from './terminal/errors.js';
import type { Values } from './terminal/options.js';
import { hint, print, printJson, table } from './terminal/output.js';
import { Progress } from './terminal/progress.js';
import { countText, millisecondsText, percentText } from './terminal/units.js';
import { type Advice, adviceOf, wayText } from './vectors/advice.js';
import { type Measured, measureWays, mostFewRows, type Study } from './vectors/measure.js';
import { drawPicture, findECharts } from './vectors/picture.js';
import { openVectors, readSample, type Sample } from './vectors/sample.js';

/** Rows that are read unless told otherwise; and numbers, of which float32 takes 320 MB. */
const usualRows = 100_000;
const usualNumbers = 80_000_000;

/** Queries, whether of the file's own rows or of another file. */
const mostQueries = 100;

/** So few queries leave the recall uncertain: 50 times 10 neighbours have a standard error of a point or two. */
const fewQueries = 50;

/** How many times k rows are ranked again by floats. */
const oversampling = 4;

export const command: Command = {
  usage: 'linquant embeddings FILE [--queries FILE] [--sample N] [--metric M] [--k K] [--svg OUT] [--json]',
  help: `Measures on your own vectors what each way to keep them costs and leaves, and recommends one. FILE
is a .npy or a .safetensors with a tensor [rows, dimensions] of floats; of large files evenly
spaced rows are read.

  --queries FILE   vectors to search for, ${mostQueries} of them, evenly spaced; unless given, some rows of
                   FILE are queries against the others
  --sample N       read N rows (${countText(usualRows)} unless given, or as many as take 320 MB)
  --metric M       cosine (unless given), dot or l2
  --k K            compare the K nearest (10 unless given)
  --tensor NAME    the tensor of a .safetensors file that has several
  --svg OUT        draws recall against bytes (npm install echarts)
  --json           the same as JSON

recall@K   the share of the K nearest by float32 that a search finds. int8 and bits are compared as
           bare codes, as stores without scales do; fewer bits by their values, as linquant/search
           does. float16 and few bits are measured on at most ${countText(mostFewRows)} rows
N again    the best ${oversampling} K by codes are ranked again by floats
clipped    the share of values beyond the range of codes
zero rows  vectors of which all codes are 0, which have no cosine
ms         one search of all rows of FILE, in one thread of this machine

Example:
  linquant embeddings examples/data/word-vectors.npy`,
  options: {
    queries: { type: 'string' },
    sample: { type: 'string' },
    metric: { type: 'string' },
    k: { type: 'string' },
    tensor: { type: 'string' },
    svg: { type: 'string' },
  },
  count: [1, 1],
  async run([path], values) {
    const metric = values.word<Metric>('metric', ['cosine', 'dot', 'l2']) ?? 'cosine';
    const k = values.count('k', 1, 1000) ?? 10;
    const svg = values.text('svg');
    const echarts = svg === undefined ? undefined : findECharts();
    const progress = new Progress();
    try {
      const sample = await readAll(path!, values, k, progress);
      const study: Study = { ...sample, metric, k, again: oversampling * k };
      const { measured, copies } = measureWays(study, (name, i, count) =>
        progress.note(`${name}  (${i + 1} of ${count})`),
      );
      progress.end();
      const count = study.queries.length / study.dimensions;
      if (backend.name !== 'native') {
        const used = backend.name === 'wasm' ? 'WebAssembly' : 'the JavaScript fallback';
        hint(`times are those of ${used}, since the addon is not loaded: ${backend.reason}`);
      }
      if (count < fewQueries) hint(`${count} queries: recall is within some points; more vectors tell more`);
      if (copies > 0) {
        hint(
          `${copies} of ${count} queries are rows themselves, number for number: any codes find such copies`,
        );
      }
      report(path!, study, measured, values);
      if (echarts !== undefined) {
        await drawPicture(echarts, svg!, measured, k, study.again, aboutText(path!, study));
      }
    } finally {
      progress.end();
    }
  },
};

async function readAll(path: string, values: Values, k: number, progress: Progress): Promise<Sample> {
  const vectors = await openVectors(path, values.text('tensor'));
  try {
    const { rows, dimensions } = vectors;
    const most = Math.max(1, Math.min(usualRows, Math.floor(usualNumbers / dimensions)));
    const count = Math.min(rows, values.count('sample', 2) ?? most);
    const asking = values.text('queries');
    const every = asking === undefined ? everyQueryOf(count) : 0;
    const left = count - (every === 0 ? 0 : Math.ceil(count / every));
    if (left < k) {
      throw new FileError(path, `leaves ${left} vectors to search; the ${k} nearest need as many (--k)`);
    }
    const sample = await readSample(vectors, count, every, progress);
    if (asking === undefined) return sample;
    const queries = await readQueries(asking, dimensions, path, progress);
    return { ...sample, queries };
  } finally {
    await vectors.file.close();
  }
}

async function readQueries(
  path: string,
  dimensions: number,
  corpusPath: string,
  progress: Progress,
): Promise<Float32Array> {
  const vectors = await openVectors(path, undefined);
  try {
    if (vectors.dimensions !== dimensions) {
      throw new FileError(
        path,
        `has vectors of ${vectors.dimensions} dimensions, ${corpusPath} of ${dimensions}`,
      );
    }
    if (vectors.rows === 0) throw new FileError(path, 'holds no vector to search for');
    const { corpus } = await readSample(vectors, Math.min(vectors.rows, mostQueries), 0, progress);
    return corpus;
  } finally {
    await vectors.file.close();
  }
}

/** One query for 64 rows, but at most {@link mostQueries}, and some of a small file. */
function everyQueryOf(count: number): number {
  return Math.max(Math.ceil(count / mostQueries), Math.min(64, Math.floor(count / 10)), 2);
}

function report(path: string, study: Study, measured: readonly Measured[], values: Values): void {
  const { corpus, queries, dimensions, totalRows, metric, k, again } = study;
  const [rows, queryCount] = [corpus.length / dimensions, queries.length / dimensions];
  const advice = adviceOf(measured, k, again);
  if (values.flag('json')) {
    const about = {
      file: path,
      rows: totalRows,
      dimensions,
      searchedRows: rows,
      queries: queryCount,
      metric,
      k,
      again,
    };
    const ways = measured.map(({ kept, rule, bytes, recall, recallAgain, ...rest }) => ({
      ...{ kept, rule, bytes, recall, recallAgain, clipped: rest.clipped, zeroRows: rest.zeroRows },
      ...{ milliseconds: rest.milliseconds, rows: rest.rows, stores: rest.stores },
    }));
    const recommendation = {
      alone: wayText(advice.alone),
      again: advice.again && wayText(advice.again),
      text: advice.text,
    };
    printJson({ ...about, ways, recommendation });
    return;
  }
  print(textOf(path, study, measured, advice));
  if (advice.alone.options !== undefined) {
    hint(`next: linquant quantize ${path} OUT.safetensors ${advice.alone.options}`);
  }
}

function aboutText(path: string, { totalRows, dimensions, metric }: Study): string {
  const name = path.split(/[\\/]/).at(-1);
  return `${name}: ${countText(totalRows)} vectors of ${dimensions} dimensions, ${metric}`;
}

function textOf(path: string, study: Study, measured: readonly Measured[], advice: Advice): string {
  const { corpus, queries, dimensions, totalRows, metric, k, again } = study;
  const [rows, queryCount] = [corpus.length / dimensions, queries.length / dimensions];
  const searched = `${countText(queryCount)} queries against ${countText(rows)} rows`;
  const few = rows > mostFewRows ? ` (float16 and few bits: against ${countText(mostFewRows)})` : '';
  const columns = [
    { title: 'kept as' },
    { title: 'by rule' },
    { title: 'bytes', isNumber: true },
    { title: `recall@${k}`, isNumber: true },
    { title: `${again} again`, isNumber: true },
    { title: 'clipped', isNumber: true },
    { title: 'zero rows', isNumber: true },
    { title: 'ms', isNumber: true },
  ];
  const lines = measured.map((way) => [
    way.kept,
    way.rule,
    countText(way.bytes),
    percentText(way.recall),
    percentText(way.recallAgain),
    way.clipped === 0 ? '' : percentText(way.clipped),
    way.zeroRows === 0 ? '' : countText(way.zeroRows),
    millisecondsText(way.milliseconds),
  ]);
  return [
    `${path}: ${countText(totalRows)} vectors of ${dimensions} dimensions; ${searched}${few}, ${metric}`,
    table(columns, lines),
    '',
    'Stores that take them (docs/embeddings.md says how):',
    ...storeLines(measured),
    '',
    ...wrapped(advice.text, 98, / /),
  ].join('\n');
}

/** Which stores take what: a line or more for each kind of codes that was measured. */
function storeLines(measured: readonly Measured[]): string[] {
  const places = new Map<string, string>();
  for (const { storedAs, stores } of measured) {
    if (storedAs === undefined) continue;
    places.set(storedAs, stores.map(({ store, column }) => `${store} ${column}`).join(', '));
  }
  return [...places].flatMap(([kept, text]) => {
    const lines = wrapped(text, 86, /(?<=,) /);
    return lines.map((line, i) => `${(i === 0 ? kept : '').padEnd(10)}  ${line}`);
  });
}

/** Text in lines of so many characters, cut where `between` matches. */
function wrapped(text: string, width: number, between: RegExp): string[] {
  const lines: string[] = [];
  for (const part of text.split(between)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + part.length <= width)
      lines[lines.length - 1] = `${last} ${part}`;
    else lines.push(part);
  }
  return lines;
}
