import { createNpy, createSafetensors, type NewTensor, type TensorDtype } from '../formats/index.js';
import { byteLength } from '../formats/tensor.js';
import type { FloatType } from '../index.js';
import { floatTypes } from '../tables/float-types.js';
import type { Command } from './command.js';
import { type Codes, codesIn } from './files/codes.js';
import { rowPieces } from './files/contents.js';
import { openTensors, type TensorFile } from './files/open.js';
import { piecesOf } from './files/pieces.js';
import { FileError, UsageError } from './terminal/errors.js';
import { print, printJson } from './terminal/output.js';
import { Progress } from './terminal/progress.js';
import { bytesText, countText } from './terminal/units.js';

const floatTypeNames = Object.keys(floatTypes) as FloatType[];

/** What `quantizeFile` says in the metadata, which is not true of floats. */
const ofCodes = [
  ...['linquant', 'rule', 'fit', 'dialect', 'dtype', 'dimensions'],
  ...['zeroPoint', 'axis', 'qmin', 'qmax', 'rounding'],
];

export const command: Command = {
  usage: 'linquant dequantize IN OUT [--dtype D] [--json]',
  help: `Turns the codes of a file that linquant quantize, quantizeTensors or quantizeFile wrote back into
floats. Files may be of any size; other tensors are copied. OUT ends in .safetensors, or in .npy
where IN has one tensor of one or two axes, and appears when it is whole.

  --dtype D   float32 (unless given), float16, bfloat16 (.safetensors only) or float64
  --json      the tensors of OUT, as JSON

Example:
  linquant quantize examples/data/word-vectors.npy build/words.safetensors --rule row
  linquant dequantize build/words.safetensors build/words.npy`,
  options: { dtype: { type: 'string' } },
  count: [2, 2],
  async run([from, to], values) {
    const dtype = values.word('dtype', floatTypeNames) ?? 'float32';
    const isNpy = /\.npy$/i.test(to!);
    if (!isNpy && !/\.safetensors$/i.test(to!)) throw new UsageError('OUT must end in .safetensors or .npy');
    if (isNpy && dtype === 'bfloat16')
      throw new UsageError('.npy has no bfloat16: OUT must end in .safetensors');
    const file = await openTensors(from!);
    const progress = new Progress();
    try {
      const codes = codesIn(file);
      if (codes.size === 0)
        throw new FileError(from!, 'holds no codes that linquant wrote with their scales');
      const results = await (isNpy ? toNpy : toSafetensors)({ file, codes, to: to!, dtype, progress });
      progress.end();
      if (values.flag('json')) printJson({ file: to, tensors: results });
      else {
        const bytes = results.reduce((sum, each) => sum + each.bytes, 0);
        const restored = `${countText(codes.size)} of ${countText(results.length)} restored as ${dtype}`;
        print(
          `${to}: ${results.length === 1 ? `[${results[0]!.shape.join(', ')}] ${dtype}` : restored}, ${bytesText(bytes)}`,
        );
      }
    } finally {
      progress.end();
      await file.close();
    }
  },
};

interface Result {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: number;
}

/** What is restored, and where to. */
interface Job {
  readonly file: TensorFile;
  readonly codes: ReadonlyMap<string, Codes>;
  readonly to: string;
  readonly dtype: FloatType;
  readonly progress: Progress;
}

/**
 * Restores codes piece by piece.
 *
 * @param total - the bytes of all that is written
 * @param before - those that are written
 * @returns the bytes of these
 */
async function restore(
  { shape, rowsTogether, restore: rowsOf }: Codes,
  { dtype, progress }: Job,
  write: (data: ArrayBufferView) => Promise<void>,
  total: number,
  before = 0,
): Promise<number> {
  let bytes = 0;
  for (const { start, end } of rowPieces(shape, rowsTogether)) {
    const data = await rowsOf(start, end, dtype);
    await write(data);
    bytes += data.byteLength;
    progress.show('dequantizing', before + bytes, total);
  }
  return bytes;
}

async function toNpy(job: Job): Promise<Result[]> {
  const { file, codes, to, dtype } = job;
  const [only] = codes.values();
  const { name, shape, tensors } = only!;
  if (tensors.length < file.tensors.size || shape.length < 1 || shape.length > 2 || shape[1] === 0) {
    throw new FileError(
      file.path,
      'has more than one tensor, or one of other axes than one or two: OUT must end in .safetensors',
    );
  }
  const target = await createNpy(to, { dtype: dtype as TensorDtype, columns: shape[1] });
  try {
    const bytes = await restore(only!, job, (data) => target.write(data), sizeOf(only!, job));
    await target.finish();
    return [{ name, dtype, shape, bytes }];
  } catch (error) {
    await target.abort();
    throw error;
  }
}

async function toSafetensors(job: Job): Promise<Result[]> {
  const { file, codes, to, dtype, progress } = job;
  const taken = new Set([...codes.values()].flatMap(({ tensors }) => tensors));
  const tensors = new Map<string, NewTensor>();
  for (const [name, tensor] of file.tensors) {
    const own = codes.get(name);
    if (own !== undefined) tensors.set(name, { dtype, shape: own.shape });
    else if (!taken.has(name)) tensors.set(name, tensor);
  }
  // Vectors have another name than their codes.
  for (const { name, shape } of codes.values()) tensors.set(name, { dtype, shape });
  const metadata = new Map([...file.metadata].filter(([key]) => !ofCodes.includes(key)));
  const target = await createSafetensors(to, tensors, { metadata });
  const sizes = [...tensors].map(([name, { byteLength }]) => byteLength ?? sizeOf(codes.get(name)!, job));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let before = 0;
  const results: Result[] = [];
  try {
    for (const [name, { dtype: kept, fileDtype, shape }] of tensors) {
      const own = codes.get(name);
      let bytes = 0;
      if (own !== undefined) {
        bytes = await restore(own, job, (data) => target.write(name, data), total, before);
      } else {
        for await (const piece of piecesOf(file, name)) {
          await target.write(name, piece.tensor.data);
          bytes = piece.bytes;
          progress.show('copying', before + bytes, total);
        }
      }
      before += bytes;
      results.push({ name, dtype: fileDtype ?? kept, shape, bytes });
    }
    await target.finish();
    return results;
  } catch (error) {
    await target.abort();
    throw error;
  }
}

function sizeOf({ name, shape }: Codes, { to, dtype }: Job): number {
  return byteLength(shape, dtype, { file: to, tensor: name });
}
