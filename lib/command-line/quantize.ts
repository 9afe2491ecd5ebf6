import { type QuantizeFileOptions, quantizeFile } from '../embeddings/index.js';
import { isErrorCode } from '../errors.js';
import type { TensorChoice } from '../formats/index.js';
import { checkJob, quantizeSource } from '../formats/quantize/quantize-tensors.js';
import { dataDtypeNames } from '../tables/dtypes.js';
import type { Command } from './command.js';
import { withRange } from './files/calibrate.js';
import { choose } from './files/choices.js';
import { openTensors, type TensorFile } from './files/open.js';
import { asTyped, FileError, UsageError } from './terminal/errors.js';
import type { Values } from './terminal/options.js';
import { hint, print, printJson, table } from './terminal/output.js';
import { Progress } from './terminal/progress.js';
import { bytesText, countText } from './terminal/units.js';

const ofTensors = ['scheme', 'axis', 'block', 'method', 'percentile', 'include', 'exclude', 'overrides'];
const ofVectors = ['fit', 'range', 'dialect', 'tensor'];

export const command: Command = {
  usage: 'linquant quantize IN OUT [options]',
  help: `Quantizes the tensors of a .safetensors or .npy file into a .safetensors: codes under the tensor's
name, its scales and zero points beside them. Files may be of any size; other tensors are copied.
OUT appears when it is whole. linquant dequantize reads it.

  --dtype D           ${dataDtypeNames.join(', ')};
                      int8 unless given
  --scheme S          asymmetric (min..max, unless given) or symmetric (-max|x|..max|x|)
  --axis N            a scale for each index of an axis; negative ones count from the last
  --block N           with --axis: a scale for each N neighbouring indices
  --method M          minmax (unless given), percentile, mse or entropy: how a range follows from a
                      histogram; the tensor is read once more, and mse and entropy take tens of
                      milliseconds for each scale
  --percentile P      with --method percentile: how many percent are kept (99.999)
  --include PATTERN   only tensors whose name matches, * being any text; may be given several
                      times. Without it: floats of two axes or more
  --exclude PATTERN   none of these; may be given several times
  --overrides FILE    JSON, other options for some tensors, by the names that quantizeTensors has,
                      with method and percentile; null leaves a tensor as it is:
                      { "*.bias": null, "lm_head.*": { "dtype": "int8", "axis": 0 } }

Vectors, by the rules for embeddings (docs/embeddings.md); OUT may end in .npy for codes alone:

  --rule R            row, matrix, range or ranges
  --dtype D           int8 (unless given), with ranges also uint8, with row int4, int2, uint1
  --fit F             with row: absmax (unless given) or least-squares
  --range MIN,MAX     with range: -1,1 unless given
  --dialect D         with range sqlite-vec, with ranges sentence-transformers-5.6
  --tensor NAME       the tensor of a .safetensors file that has several

  --json              what became of each tensor, as JSON

Examples:
  linquant quantize examples/data/glyph-classifier.safetensors build/int8.safetensors --axis 0
  linquant quantize examples/data/word-vectors.npy build/words.safetensors --rule row`,
  options: {
    ...Object.fromEntries(
      ['dtype', 'rule', ...ofTensors, ...ofVectors].map((name) => [name, { type: 'string' as const }]),
    ),
    include: { type: 'string', multiple: true },
    exclude: { type: 'string', multiple: true },
  },
  count: [2, 2],
  async run([from, to], values) {
    if (values.text('rule') === undefined) {
      values.refuse(ofVectors, 'goes with --rule');
      await quantizeWeights(from!, to!, values);
    } else {
      values.refuse(ofTensors, 'does not go with --rule');
      await quantizeVectors(from!, to!, values);
    }
  },
};

async function quantizeWeights(from: string, to: string, values: Values): Promise<void> {
  if (!/\.safetensors$/i.test(to)) {
    throw new UsageError(
      'OUT must end in .safetensors, which holds scales beside codes (with --rule also .npy)',
    );
  }
  const file = await openTensors(from);
  const progress = new Progress();
  try {
    const chosen = await choose(file, values);
    if (chosen.size === 0) {
      throw new FileError(
        from,
        'has no tensor to quantize: floats of two axes or more, or name some by --include',
      );
    }
    const choices = await withRanges(file, chosen, progress);
    const done = await quantizeSource(
      file,
      to,
      checkJob(to, {
        choose: (name: string) => choices.get(name),
        onProgress: ({ bytes, totalBytes }: { bytes: number; totalBytes: number }) =>
          progress.show('quantizing', bytes, totalBytes),
      }),
    );
    progress.end();
    const results = done.map(({ name, from: before, dtype, shape, bytesBefore, bytes }) => ({
      ...{ name, from: before, dtype: dtype ?? null, shape, bytesBefore, bytes },
    }));
    if (values.flag('json')) printJson({ file: to, tensors: results });
    else print(textOf(to, results));
    hint(`next: linquant compare ${from} ${to}`);
  } finally {
    progress.end();
    await file.close();
  }
}

async function withRanges(
  file: TensorFile,
  chosen: Awaited<ReturnType<typeof choose>>,
  progress: Progress,
): Promise<Map<string, TensorChoice>> {
  const sizeOf = (name: string) => file.tensors.get(name)!.byteLength;
  const calibrated = [...chosen].filter(([, { method = 'minmax' }]) => method !== 'minmax');
  const total = calibrated.reduce((sum, [name]) => sum + sizeOf(name), 0);
  const choices = new Map<string, TensorChoice>();
  let before = 0;
  for (const [name, choice] of chosen) {
    choices.set(
      name,
      await withRange(file, name, choice, (bytes) => progress.show('calibrating', before + bytes, total)),
    );
    if (calibrated.some(([each]) => each === name)) before += sizeOf(name);
  }
  return choices;
}

interface Result {
  readonly name: string;
  readonly from: string;
  readonly dtype: string | null;
  readonly shape: readonly number[];
  readonly bytesBefore: number;
  readonly bytes: number;
}

function textOf(to: string, results: readonly Result[]): string {
  const columns = [
    { title: 'tensor' },
    { title: 'shape' },
    { title: 'from' },
    { title: 'to' },
    { title: 'before', isNumber: true },
    { title: 'after', isNumber: true },
  ];
  const rows = results.map(({ name, from, dtype, shape, bytesBefore, bytes }) => [
    ...[name, `[${shape.join(', ')}]`, from, dtype ?? 'as it was', bytesText(bytesBefore), bytesText(bytes)],
  ]);
  const sum = (of: (result: Result) => number) => results.reduce((total, result) => total + of(result), 0);
  const [before, after] = [sum((result) => result.bytesBefore), sum((result) => result.bytes)];
  const share = before === 0 ? '' : `, ${Math.round((100 * after) / before)} % of ${bytesText(before)}`;
  return `${table(columns, rows)}\n${to}: ${bytesText(after)}${share}`;
}

async function quantizeVectors(from: string, to: string, values: Values): Promise<void> {
  const rule = values.word('rule', ['row', 'matrix', 'range', 'ranges'])!;
  const range = values.text('range');
  const isAlone = /\.npy$/i.test(to);
  if (!isAlone && !/\.safetensors$/i.test(to)) throw new UsageError('OUT must end in .safetensors or .npy');
  if (isAlone && rule === 'row') {
    throw new UsageError('OUT must end in .safetensors with --rule row, whose scales lie beside the codes');
  }
  const options = {
    rule,
    ...{
      dtype: values.word('dtype', ['int8', 'uint8', 'int4', 'int2', 'uint1']),
      fit: values.word('fit', ['absmax', 'least-squares']),
      dialect: values.word('dialect', ['sqlite-vec', 'sentence-transformers-5.6']),
    },
    ...(range === undefined ? {} : { range: rangeOf(range) }),
    tensor: values.text('tensor'),
  };
  const progress = new Progress();
  try {
    // Says what is wrong with a path, also a folder's.
    const file = await openTensors(from);
    await file.close();
    const rowBytes = rowBytesOf(file, options.tensor);
    const done = await quantizeFile(from, to, {
      ...(options as QuantizeFileOptions),
      onProgress: ({ step, rows, totalRows }) =>
        progress.show(
          step === 'calibrate' ? 'calibrating' : 'quantizing',
          rows * rowBytes,
          totalRows * rowBytes,
        ),
    });
    progress.end();
    const { shape, zeroRows, warnings } = done;
    for (const { message } of warnings) hint(`warning: ${message}`);
    if (values.flag('json'))
      printJson({ file: to, ...options, rows: shape[0], dimensions: shape[1], zeroRows });
    else
      print(
        `${to}: ${countText(shape[0])} vectors of ${shape[1]} dimensions, ${options.dtype ?? 'int8'} by ${rule}`,
      );
    if (!isAlone) hint(`next: linquant compare ${from} ${to}`);
  } catch (error) {
    // What is wrong with the vectors is said by functions that know no file.
    const { code, message } = error as NodeJS.ErrnoException;
    throw isErrorCode(code) && !message.includes(from) ? new FileError(from, asTyped(message)) : error;
  } finally {
    progress.end();
  }
}

/** The bytes of a vector of the file, for the progress. */
function rowBytesOf({ tensors }: TensorFile, name: string | undefined): number {
  const { shape, byteLength } =
    (name === undefined ? undefined : tensors.get(name)) ?? [...tensors.values()][0]!;
  return byteLength / Math.max(1, shape[0] ?? 1);
}

function rangeOf(text: string): { min: number; max: number } {
  const [min, max, ...rest] = text.split(',').map(Number);
  if (rest.length === 0 && Number.isFinite(min) && Number.isFinite(max)) return { min: min!, max: max! };
  throw new UsageError(`--range is two numbers, such as -1,1; got ${JSON.stringify(text)}`);
}
