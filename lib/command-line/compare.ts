import type { Command } from './command.js';
import { type Content, contentsOf, rowPieces } from './files/contents.js';
import { DifferenceSums, type Differences } from './files/differences.js';
import { openTensors } from './files/open.js';
import { FileError } from './terminal/errors.js';
import { print, printJson, table } from './terminal/output.js';
import { Progress } from './terminal/progress.js';
import { bytesText, countText, numberText } from './terminal/units.js';

export const command: Command = {
  usage: 'linquant compare A B [--json]',
  help: `Compares the tensors of two files of any size by their names, the worst first: A has the true
numbers. Codes that linquant wrote are turned into floats; two files of one tensor each are
compared whatever its name.

  SQNR       10 log10(sum of a^2 / sum of (a - b)^2), in dB: 6 dB are a bit
  cosine     of the angle between both, as vectors
  unfit      how many pairs have a NaN or an infinity on one side, or another one on each; they
             count in nothing else
  --json     the same as JSON

Example:
  linquant quantize examples/data/glyph-classifier.safetensors build/int8.safetensors
  linquant compare examples/data/glyph-classifier.safetensors build/int8.safetensors`,
  options: {},
  count: [2, 2],
  async run([a, b], values) {
    const one = await openTensors(a!);
    try {
      const two = await openTensors(b!);
      const progress = new Progress();
      try {
        const pairs = pairsOf(contentsOf(one), contentsOf(two));
        if (pairs.every(({ own, other }) => own === undefined || other === undefined)) {
          throw new FileError(b!, `has no tensor by the name of one of ${a}`);
        }
        const results = await compareAll(pairs, progress);
        progress.end();
        if (values.flag('json')) printJson({ a, b, tensors: results.map(plain) });
        else print(textOf(a!, b!, results));
      } finally {
        progress.end();
        await two.close();
      }
    } finally {
      await one.close();
    }
  },
};

/** A tensor of both files, or of one. */
interface Pair {
  readonly name: string;
  readonly own: Content | undefined;
  readonly other: Content | undefined;
}

interface Result extends Pair {
  readonly differences: Differences | undefined;
  /** Why they are not compared. */
  readonly problem: string | undefined;
}

function pairsOf(one: ReadonlyMap<string, Content>, two: ReadonlyMap<string, Content>): Pair[] {
  if (one.size === 1 && two.size === 1) {
    const [own] = one.values();
    const [other] = two.values();
    return [{ name: own!.name, own, other }];
  }
  const names = new Set([...one.keys(), ...two.keys()]);
  return [...names].map((name) => ({ name, own: one.get(name), other: two.get(name) }));
}

async function compareAll(pairs: readonly Pair[], progress: Progress): Promise<Result[]> {
  const total = pairs.reduce((sum, { own, other }) => sum + (other === undefined ? 0 : (own?.bytes ?? 0)), 0);
  let before = 0;
  const results: Result[] = [];
  for (const pair of pairs) {
    const size = pair.own?.bytes ?? 0;
    results.push(await compare(pair, (share) => progress.show('comparing', before + share * size, total)));
    if (pair.other !== undefined) before += size;
  }
  const rank = ({ differences }: Result) =>
    differences === undefined ? Infinity : differences.unfit > 0 ? -Infinity : differences.sqnr;
  // Equal ones, and then those that are not compared, in the order of the file.
  return results
    .map((result, i) => ({ result, i }))
    .sort(
      (p, q) =>
        compareNumbers(rank(p.result), rank(q.result)) || known(q.result) - known(p.result) || p.i - q.i,
    )
    .map(({ result }) => result);
}

const compareNumbers = (a: number, b: number) => (a < b ? -1 : a > b ? 1 : 0);
const known = ({ differences }: Result) => (differences === undefined ? 0 : 1);

async function compare(pair: Pair, step: (share: number) => void): Promise<Result> {
  const { own, other } = pair;
  const without = (problem: string) => ({ ...pair, differences: undefined, problem });
  if (own === undefined) return without('only in B');
  if (other === undefined) return without('only in A');
  if (own.shape.join() !== other.shape.join()) {
    return without(`shapes [${own.shape.join(', ')}] and [${other.shape.join(', ')}]`);
  }
  const sums = new DifferenceSums();
  const together = commonMultiple(own.rowsTogether, other.rowsTogether);
  for (const { start, end } of rowPieces(own.shape, together)) {
    const [x, y] = await Promise.all([own.numbers(start, end), other.numbers(start, end)]);
    if (x === undefined || y === undefined)
      return without(`numbers of ${x === undefined ? own.dtype : other.dtype} are not read`);
    sums.add(x, y);
    step(end / (own.shape[0] ?? 1));
  }
  return { ...pair, differences: sums.result(), problem: undefined };
}

function commonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
}

/** A result for JSON, which has no infinity. */
function plain({ name, own, other, differences, problem }: Result): object {
  const about = { name, a: own && typeOf(own), b: other && typeOf(other) };
  if (differences === undefined) return { ...about, problem };
  const { sqnr, cosine, largest, mean, unfit } = differences;
  const isEqual = sqnr === Infinity && unfit === 0;
  return {
    ...{ ...about, isEqual, sqnr: finite(sqnr), cosine: finite(cosine) },
    ...{ maxError: largest, meanError: mean, unfit },
  };
}

const finite = (number: number) => (Number.isFinite(number) ? number : null);

function typeOf({ dtype, shape, bytes }: Content): object {
  return { dtype, shape, bytes };
}

const columns = [
  { title: 'tensor' },
  { title: 'A' },
  { title: 'B' },
  { title: 'bytes A', isNumber: true },
  { title: 'bytes B', isNumber: true },
  { title: 'SQNR dB', isNumber: true },
  { title: 'cosine', isNumber: true },
  { title: 'max error', isNumber: true },
  { title: 'mean error', isNumber: true },
  { title: 'unfit', isNumber: true },
  { title: '' },
];

function textOf(a: string, b: string, results: readonly Result[]): string {
  const rows = results.map(({ name, own, other, differences, problem }) => [
    ...[name, own?.dtype ?? '', other?.dtype ?? ''],
    ...[own, other].map((content) => (content === undefined ? '' : bytesText(content.bytes))),
    ...differencesText(differences),
    problem ?? (isEqual(differences!) ? 'equal' : ''),
  ]);
  return `A: ${a}, B: ${b}\n${table(columns, rows)}`;
}

const isEqual = ({ sqnr, unfit }: Differences) => sqnr === Infinity && unfit === 0;

function differencesText(differences: Differences | undefined): string[] {
  if (differences === undefined || isEqual(differences)) return ['', '', '', '', ''];
  const { sqnr, cosine, largest, mean, unfit } = differences;
  return [
    ...[sqnr === Infinity ? '' : sqnr.toFixed(1), Number.isNaN(cosine) ? '' : cosine.toFixed(6)],
    ...[numberText(largest), numberText(mean), unfit === 0 ? '' : countText(unfit)],
  ];
}
