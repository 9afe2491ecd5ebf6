import { checkCallback, checkNamed, checkSignal } from '../../arguments/options.js';
import { argumentError, linquantError } from '../../errors.js';
import type { DataDtype } from '../../index.js';
import { createSafetensors, type SafetensorsWriter } from '../create-safetensors.js';
import type { TensorDtype } from '../dtypes.js';
import { quote } from '../file-error.js';
import { checkPath } from '../files.js';
import { openSafetensors, type StoredTensor } from '../open-safetensors.js';
import type { NewTensor } from '../tensor.js';
import { checkAtomic, type WriteOptions } from '../write-file.js';
import { type Plan, planOf, scaleName, type TensorChoice, zeroPointName } from './choices.js';
import { codedPieces, hasOwnSets, type TensorSource } from './tensor-pieces.js';
import { atOnce, type TensorWork, type TensorWorkOf } from './tensor-work.js';

/**
 * How far {@link quantizeTensors} is.
 *
 * @category safetensors
 */
export interface TensorsProgress {
  /** The tensor that is read. */
  readonly tensor: string;
  /** The bytes of tensors that are done, as they are in the file that is read. */
  readonly bytes: number;
  /** The bytes of all tensors. */
  readonly totalBytes: number;
}

/**
 * Options of {@link quantizeTensors}.
 *
 * @category safetensors
 */
export interface QuantizeTensorsOptions extends WriteOptions {
  /** Says how to quantize each tensor, in the order of the file; undefined leaves it as it is. All are asked before anything is written. */
  readonly choose: (name: string, tensor: StoredTensor) => TensorChoice | undefined;
  /** Gives up the work: the promise rejects with its reason, and the old file stays as it was. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each piece of about 1 MiB; what it throws gives up the work. */
  readonly onProgress?: ((progress: TensorsProgress) => void) | undefined;
}

/**
 * What became of a tensor.
 *
 * @category safetensors
 */
export interface QuantizedTensor {
  /** Its name, which its codes have too. */
  readonly name: string;
  /** The type that it had. */
  readonly from: TensorDtype | 'unknown';
  /** The type of its codes; undefined where it was left as it is. */
  readonly dtype: DataDtype | undefined;
  /** Its shape, of which codes are dequantized. */
  readonly shape: readonly number[];
  /** Its bytes before. */
  readonly bytesBefore: number;
  /** The bytes of its codes, scales and zero points. */
  readonly bytes: number;
}

const optionNames = ['choose', 'signal', 'onProgress', 'atomic'];

/** The key of the metadata that tells how to read the codes. */
const metadataKey = 'linquant';

/** The bytes that are copied at once. */
const copiedBytes = 2 ** 20;

/**
 * Quantizes tensors of a `.safetensors` file into another, however large it is. The codes and parameters of a tensor are those of `quantizeDynamic`
 * for all of it.
 *
 * A tensor that is quantized becomes three: its codes under its own name (packed ones as uint8, with the bytes of a row as last size, or in one
 * row where rows do not end with a byte), `NAME_scale` (float32), and `NAME_zero_point` (in the integer type of the codes, one in each element).
 * These two have the shape `[]`, along an axis its length, and in blocks that of the tensor with the number of blocks in place of the axis. Other
 * tensors, and the metadata, are kept; the key `linquant` of the metadata has, as JSON, for each quantized tensor its `dtype` and `shape`, and
 * where they are set `axis`, `blockSize`, `qmin` and `qmax`.
 *
 * The file appears when it is whole; see {@link createNpy} for what errors and signals leave. `from` and `to` may be one path.
 *
 * @param from - the file to read
 * @param to - the file to write, new or to be replaced
 * @param options - see {@link QuantizeTensorsOptions}
 * @returns what became of each tensor. Allocates the header ten times, and two pieces of about 1 MiB of a tensor, or of so many rows of its first axis as
 *   make a block or whole bytes of codes, and the codes of one. A tensor whose parameters are not those of rows is read twice. Rejects with the errors of
 *   `quantizeDynamic`, with `file`, `tensor` and the `index` in the tensor; with RangeError `ERR_LINQUANT_INVALID_OPTION`: a choice for a tensor that has
 *   no floats, or whose new names are taken; with the errors of {@link openSafetensors} and {@link createSafetensors}; and with the reason of `signal`
 * @category safetensors
 * @example
 * ```ts
 * import { dequantize } from 'linquant';
 * import { openSafetensors, quantizeTensors, writeSafetensors } from 'linquant/formats';
 *
 * const w = { dtype: 'float32', shape: [2, 2], data: Float32Array.of(1, -2, 3, 4) } as const;
 * await writeSafetensors('build/weights.safetensors', { tensors: new Map([['w', w]]) });
 * const [done] = await quantizeTensors('build/weights.safetensors', 'build/weights-int8.safetensors', {
 *   choose: (name, { shape }) => (shape.length === 2 ? { dtype: 'int8', scheme: 'symmetric', axis: 0 } : undefined),
 * });
 * console.log(done?.dtype, done?.bytesBefore, done?.bytes); // int8 16 14
 *
 * const file = await openSafetensors('build/weights-int8.safetensors');
 * const { shape, ...how } = JSON.parse(file.metadata.get('linquant')!).w;
 * const codes = (await file.read('w')).data;
 * const scale = (await file.read('w_scale')).toFloat32Array();
 * const zeroPoint = (await file.read('w_zero_point')).toTypedArray() as Int8Array;
 * dequantize(codes, { ...how, scale, zeroPoint }, { shape }); // Float32Array [ 1.0039..., -1.9921..., 3.0117..., 3.9843... ]
 * await file.close();
 * ```
 */
export async function quantizeTensors(
  from: string,
  to: string,
  options: QuantizeTensorsOptions,
): Promise<QuantizedTensor[]> {
  return quantizeTensorsBy(from, to, options, atOnce);
}

/** The same with pieces that are worked on in another way. */
export async function quantizeTensorsBy(
  from: string,
  to: string,
  options: unknown,
  workOf: TensorWorkOf,
): Promise<QuantizedTensor[]> {
  checkPath(from, 'from');
  const job = checkJob(to, options, workOf);
  const file = await openSafetensors(from);
  try {
    return await quantizeSource(file, to, job);
  } finally {
    await file.close();
  }
}

/**
 * Checks the target and the options.
 *
 * @param options - unchecked {@link QuantizeTensorsOptions}
 */
export function checkJob(to: string, options: unknown, workOf = atOnce): Job {
  checkPath(to, 'to');
  const given = checkNamed('options', options, optionNames);
  const choose = checkCallback<QuantizeTensorsOptions['choose']>('options.choose', given.choose);
  const signal = checkSignal(given.signal);
  const onProgress = checkCallback<NonNullable<QuantizeTensorsOptions['onProgress']>>(
    'options.onProgress',
    given.onProgress,
  );
  const atomic = checkAtomic(given);
  if (choose === undefined) {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.choose', 'a function', undefined);
  }
  return { choose, signal, onProgress, atomic, work: workOf(signal) };
}

/** {@link quantizeTensors} of tensors that are open, whatever they lie in. */
export async function quantizeSource(file: TensorSource, to: string, job: Job): Promise<QuantizedTensor[]> {
  const plans = new Map<string, Plan>();
  for (const [name, tensor] of file.tensors) {
    const choice = job.choose(name, tensor);
    if (choice !== undefined) plans.set(name, planOf(file.path, name, tensor, choice));
  }
  return write(file, to, plans, job);
}

/** Checked options. */
export interface Job {
  readonly choose: QuantizeTensorsOptions['choose'];
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: TensorsProgress) => void) | undefined;
  readonly atomic: boolean;
  readonly work: TensorWork;
}

async function write(
  file: TensorSource,
  to: string,
  plans: ReadonlyMap<string, Plan>,
  { signal, onProgress, atomic, work }: Job,
): Promise<QuantizedTensor[]> {
  const tensors = newTensors(file, plans);
  const metadata = new Map(file.metadata);
  if (plans.size > 0) metadata.set(metadataKey, JSON.stringify(described(plans)));
  const target = await createSafetensors(to, tensors, { metadata, atomic });
  const totalBytes = [...file.tensors.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  let before = 0;
  const results: QuantizedTensor[] = [];
  try {
    for (const [name, tensor] of file.tensors) {
      const step = (bytes: number) => {
        onProgress?.({ tensor: name, bytes: before + bytes, totalBytes });
        if (signal?.aborted) throw signal.reason;
      };
      const plan = plans.get(name);
      const bytes = await (plan === undefined
        ? copyTensor(file, target, name, tensor, step)
        : writeCodes(file, target, plan, work, step));
      before += tensor.byteLength;
      const { dtype: from, shape, byteLength: bytesBefore } = tensor;
      const dtype = plan?.example.dtype as DataDtype | undefined;
      results.push({ name, from, dtype, shape, bytesBefore, bytes });
    }
  } catch (error) {
    await target.abort();
    throw error;
  }
  await target.finish();
  return results;
}

function newTensors(file: TensorSource, plans: ReadonlyMap<string, Plan>): Map<string, NewTensor> {
  const tensors = new Map<string, NewTensor>();
  for (const [name, tensor] of file.tensors) {
    const plan = plans.get(name);
    const own: [string, NewTensor][] =
      plan === undefined
        ? [[name, tensor]]
        : [
            [name, plan.codes],
            [scaleName(name), plan.parameters],
            [zeroPointName(name), plan.zeroPoints],
          ];
    for (const [key, made] of own) {
      if (tensors.has(key) || (key !== name && file.tensors.has(key))) {
        const message = `options.choose must leave tensor ${quote(name)} as it is: ${quote(key)} is the name of another tensor`;
        throw linquantError('ERR_LINQUANT_INVALID_OPTION', message, { file: file.path, tensor: name });
      }
      tensors.set(key, made);
    }
  }
  return tensors;
}

/** How codes are read, by the names of tensors. */
function described(plans: ReadonlyMap<string, Plan>): Record<string, object> {
  return Object.fromEntries(
    [...plans].map(([name, { tensor, axis, blockSize, example }]) => {
      const { dtype, qmin, qmax, rounding } = example;
      return [name, { dtype, shape: tensor.shape, axis, blockSize, qmin, qmax, rounding }];
    }),
  );
}

/** Copies a tensor as it is, in pieces of rows; at once where its type has no name here, or rows end within a byte. */
async function copyTensor(
  file: TensorSource,
  target: SafetensorsWriter,
  name: string,
  { dtype, shape, byteLength }: StoredTensor,
  step: (bytes: number) => void,
): Promise<number> {
  const isWhole = dtype === 'unknown' || shape.length === 0 || byteLength % shape[0]! !== 0;
  if (byteLength <= copiedBytes || isWhole) {
    await target.write(name, (await file.read(name)).data);
    step(byteLength);
    return byteLength;
  }
  let bytes = 0;
  for await (const batch of file.batches(name)) {
    await target.write(name, batch.data);
    bytes += batch.data.length;
    step(bytes);
  }
  return byteLength;
}

async function writeCodes(
  file: TensorSource,
  target: SafetensorsWriter,
  plan: Plan,
  work: TensorWork,
  step: (bytes: number) => void,
): Promise<number> {
  const { name } = plan;
  let written = 0;
  const put = async (key: string, data: ArrayBufferView) => {
    written += data.byteLength;
    await target.write(key, data);
  };
  let isFirst = true;
  for await (const { codes, parameters, bytes } of codedPieces(file, plan, work, () => step(0))) {
    await put(name, Buffer.from(codes.buffer, codes.byteOffset, codes.byteLength));
    if (isFirst || hasOwnSets(plan)) {
      const { scale, zeroPoint } = parameters;
      await put(scaleName(name), Float32Array.from(typeof scale === 'number' ? [scale] : scale));
      await put(zeroPointName(name), pointsOf(plan, typeof zeroPoint === 'number' ? [zeroPoint] : zeroPoint));
    }
    isFirst = false;
    step(bytes);
  }
  return written;
}

/** Zero points in the integer type of the codes. */
function pointsOf({ zeroPoints: { dtype } }: Plan, points: ArrayLike<number>): ArrayBufferView {
  if (dtype === 'int8') return Int8Array.from(points);
  if (dtype === 'uint8') return Uint8Array.from(points);
  return dtype === 'int16' ? Int16Array.from(points) : Uint16Array.from(points);
}
