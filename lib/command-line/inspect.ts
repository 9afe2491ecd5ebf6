import type { Command } from './command.js';
import { codesIn } from './files/codes.js';
import { openTensors, type TensorFile } from './files/open.js';
import { numbersOf, piecesOf } from './files/pieces.js';
import { barsText, Statistics, type Summary } from './files/statistics.js';
import { messageOf } from './terminal/errors.js';
import { bold, hint, print, printJson, table } from './terminal/output.js';
import { Progress } from './terminal/progress.js';
import { bytesText, countText, numberText } from './terminal/units.js';

export const command: Command = {
  usage: 'linquant inspect FILE... [--values] [--json]',
  help: `Lists the tensors of .npy and .safetensors files: names, types, shapes, bytes. Reads the headers
alone, so files of any size take no time.

  --values   reads the data too: the least and largest number, mean, NaN and infinities, a small
             histogram from the least to the largest number
  --json     the same as JSON, with the metadata

Example:
  linquant inspect --values examples/data/glyph-classifier.safetensors`,
  options: { values: { type: 'boolean' } },
  count: [1, Infinity],
  async run(paths, values) {
    const found: FileReport[] = [];
    let failed: unknown;
    for (const path of paths) {
      try {
        const report = await inspect(path, values.flag('values'));
        found.push(report);
        if (!values.flag('json')) print((found.length > 1 ? '\n' : '') + textOf(report));
      } catch (error) {
        // The others are shown all the same.
        if (failed !== undefined) hint(`linquant inspect: ${messageOf(failed)}`);
        failed = error;
      }
    }
    if (values.flag('json')) printJson(found);
    if (failed !== undefined) throw failed;
  },
};

interface TensorReport {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: number;
  /** What the codes of this package that lie in it are. */
  readonly codes?: { readonly dtype: string; readonly shape: readonly number[] };
  /** With --values, for types whose numbers can be read. */
  readonly values?: Summary;
}

interface FileReport {
  readonly file: string;
  readonly format: TensorFile['format'];
  readonly bytes: number;
  readonly tensors: readonly TensorReport[];
  readonly metadata: Readonly<Record<string, string>>;
}

async function inspect(path: string, withValues: boolean): Promise<FileReport> {
  const file = await openTensors(path);
  try {
    const { format, size: bytes, metadata } = file;
    const coded = codesByTensor(file);
    const all = [...file.tensors].map(([name, { dtype, fileDtype, shape, byteLength }]) => ({
      name,
      dtype: dtype === 'unknown' ? fileDtype! : dtype,
      shape,
      bytes: byteLength,
      ...(coded.has(name) && { codes: coded.get(name)! }),
    }));
    const tensors = withValues ? await addValues(file, all) : all;
    return { file: path, format, bytes, tensors, metadata: Object.fromEntries(metadata) };
  } finally {
    await file.close();
  }
}

/** The codes that this package wrote, by the tensors that hold them. */
function codesByTensor(file: TensorFile): Map<string, NonNullable<TensorReport['codes']>> {
  try {
    const codes = [...codesIn(file).values()];
    return new Map(codes.map(({ dtype, shape, tensors }) => [tensors[0]!, { dtype, shape }]));
  } catch {
    // Metadata that says nothing of use is listed as it is.
    return new Map();
  }
}

async function addValues(file: TensorFile, tensors: readonly TensorReport[]): Promise<TensorReport[]> {
  const progress = new Progress();
  const total = tensors.reduce((sum, { bytes }) => sum + bytes, 0);
  let before = 0;
  const results: TensorReport[] = [];
  try {
    for (const tensor of tensors) {
      const values = await summaryOf(file, tensor.name, (bytes) =>
        progress.show(file.path, before + bytes, total),
      );
      results.push(values === undefined ? tensor : { ...tensor, values });
      before += tensor.bytes;
    }
  } finally {
    progress.end();
  }
  return results;
}

async function summaryOf(
  file: TensorFile,
  name: string,
  step: (bytes: number) => void,
): Promise<Summary | undefined> {
  const statistics = new Statistics();
  for await (const { tensor, bytes } of piecesOf(file, name)) {
    const numbers = numbersOf(tensor);
    if (numbers === undefined) return undefined;
    statistics.add(numbers);
    step(bytes);
  }
  return statistics.summary();
}

const columns = [
  { title: 'tensor' },
  { title: 'type' },
  { title: 'shape' },
  { title: 'bytes', isNumber: true },
  { title: 'codes' },
  { title: 'min', isNumber: true },
  { title: 'mean', isNumber: true },
  { title: 'max', isNumber: true },
  { title: 'NaN', isNumber: true },
  { title: 'infinite', isNumber: true },
  { title: 'min to max' },
];

function textOf({ file, format, bytes, tensors, metadata }: FileReport): string {
  const rows = tensors.map(({ name, dtype, shape, bytes: size, codes, values }) => [
    format === 'npy' ? '' : name,
    dtype,
    `[${shape.join(', ')}]`,
    bytesText(size),
    codes === undefined ? '' : `${codes.dtype} [${codes.shape.join(', ')}]`,
    ...valuesText(values),
  ]);
  const count =
    format === 'npy' ? '' : `, ${countText(tensors.length)} ${tensors.length === 1 ? 'tensor' : 'tensors'}`;
  const keys = Object.keys(metadata);
  return [
    bold(`${file}: ${format}, ${bytesText(bytes)}${count}`),
    ...(rows.length === 0 ? [] : [table(columns, rows)]),
    ...(keys.length === 0
      ? []
      : [`metadata: ${keys.map((key) => entryText(key, metadata[key]!)).join(', ')}`]),
  ].join('\n');
}

function valuesText(values: Summary | undefined): string[] {
  if (values === undefined) return ['', '', '', '', '', ''];
  const { min, mean, max, nan, infinite, histogram } = values;
  const numbers = [min, mean, max].map((number) => (number === undefined ? '' : numberText(number)));
  const counts = [nan, infinite].map((count) => (count === 0 ? '' : countText(count)));
  return [...numbers, ...counts, barsText(histogram)];
}

function entryText(key: string, value: string): string {
  return value.length > 60 ? `${key} (${countText(value.length)} characters)` : `${key}=${value}`;
}
