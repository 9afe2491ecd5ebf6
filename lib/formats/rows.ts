import { checkCount, checkOptions } from '../arguments/options.js';
import { argumentError, linquantError, shapeText } from '../errors.js';
import type { TensorDtype } from './dtypes.js';
import { fileError, type Place } from './file-error.js';
import { elementBytes, rawBytes } from './input.js';
import { allocate } from './memory.js';
import { swapBytes } from './npy-format.js';
import type { OpenFile } from './open-file.js';
import { byteLength, makeTensor, type Tensor } from './tensor.js';

/**
 * Where rows are read into.
 *
 * @category Tensors
 */
export interface IntoOption {
  /**
   * The memory to fill, of exactly the size of what is read: the typed array of the dtype, a Buffer, a Uint8Array or a DataView, also on a
   * SharedArrayBuffer. New memory unless given. Do not transfer or detach it until the promise settles; it is unspecified after an error.
   */
  readonly into?: ArrayBufferView | undefined;
}

/**
 * Options of `batches`.
 *
 * @category Tensors
 */
export interface BatchesOptions {
  /** The rows of a batch, 1 or more; the last may have fewer. As many as fit into 1 MiB unless given. */
  readonly rows?: number | undefined;
  /** How many batches are read ahead while one is used, 0 or more; 1 unless given. Each takes the memory of a batch. */
  readonly prefetch?: number | undefined;
  /** The first row to read, from 0; 0 unless given. */
  readonly start?: number | undefined;
  /** The row after the last to read; that after the last of the file unless given. */
  readonly end?: number | undefined;
}

/**
 * Some rows of a tensor, as `batches` gives them. Its memory is that of a later batch once the next one is asked for.
 *
 * @category Tensors
 */
export interface TensorBatch extends Tensor {
  /** The index of its first row in the file. */
  readonly firstRow: number;
}

/** A tensor in an open file. */
export interface Stored {
  readonly file: OpenFile;
  readonly place: Place;
  readonly dtype: TensorDtype | 'unknown';
  readonly fileDtype: string;
  readonly shape: readonly number[];
  /** Where its data lies in the file. */
  readonly begin: number;
  readonly byteLength: number;
  /** The bytes of each number whose bytes are in big-endian order; else 1. */
  readonly swapped: number;
}

/** Reads all of a tensor. */
export async function readAll(stored: Stored, into: unknown): Promise<Tensor> {
  return readBytes(stored, stored.shape, stored.begin, stored.byteLength, into);
}

/** Reads the rows from `start` up to, but not with, `end`. */
export async function readRows(
  stored: Stored,
  start: unknown,
  end: unknown,
  into: unknown,
  argument = '',
): Promise<Tensor> {
  const { count, bytes } = rowsIn(stored);
  const first = checkBound(`${argument}start`, start, 0, count);
  const last = checkBound(`${argument}end`, end, first, count);
  return readSome(stored, first, last, bytes, into);
}

/**
 * Reads a tensor batch by batch.
 *
 * @param options - unchecked {@link BatchesOptions}
 */
export function readBatches(stored: Stored, options: unknown): AsyncGenerator<TensorBatch, void, undefined> {
  const given = checkOptions(options, ['rows', 'prefetch', 'start', 'end']);
  const { count, bytes } = rowsIn(stored);
  const usual = Math.max(1, Math.floor(batchBytes / Math.max(1, bytes)));
  const rows = given.rows === undefined ? usual : checkCount('options.rows', given.rows, 1);
  const ahead = given.prefetch === undefined ? 1 : checkCount('options.prefetch', given.prefetch, 0);
  const start = given.start === undefined ? 0 : checkBound('options.start', given.start, 0, count);
  const end = given.end === undefined ? count : checkBound('options.end', given.end, start, count);
  stored.file.checkOpen();
  return batchesOf(stored, Math.min(rows, end - start), start, end, bytes, ahead);
}

/** The bytes of a batch by default: they stay in a processor's second cache, and a read costs little beside them. */
const batchBytes = 2 ** 20;

async function* batchesOf(
  stored: Stored,
  rows: number,
  start: number,
  end: number,
  bytes: number,
  ahead: number,
): AsyncGenerator<TensorBatch, void, undefined> {
  const batches = start === end ? 0 : Math.ceil((end - start) / rows);
  const buffers: Buffer[] = [];
  const reading: Promise<TensorBatch>[] = [];
  const read = (index: number) => {
    const turn = index % (ahead + 1);
    buffers[turn] ??= allocate(rows * bytes, stored.file.path);
    const firstRow = start + index * rows;
    const after = Math.min(firstRow + rows, end);
    const into = buffers[turn].subarray(0, (after - firstRow) * bytes);
    const batch = readSome(stored, firstRow, after, bytes, into).then((tensor) =>
      Object.assign(tensor, { firstRow }),
    );
    // Not unhandled if nobody asks for this batch any more.
    batch.catch(() => undefined);
    reading.push(batch);
  };
  try {
    let next = 0;
    for (let index = 0; index < batches; index++) {
      while (next < batches && next <= index + ahead) read(next++);
      yield await reading.shift()!;
    }
  } finally {
    // Until then the system writes into the buffers, and the file cannot be closed.
    await Promise.allSettled(reading);
  }
}

/** How many rows a tensor has, and the bytes of one. */
function rowsIn({ dtype, shape, byteLength: all, place }: Stored): { count: number; bytes: number } {
  const [count, ...row] = shape;
  if (count === undefined) throw fileError(place, 'has no rows, since it is a scalar');
  if (dtype === 'unknown') throw fileError(place, 'has a type whose rows are not known; read all of it');
  const bytes = count === 0 ? byteLength([1, ...row], dtype, place) : all / count;
  if (Number.isInteger(bytes)) return { count, bytes };
  throw fileError(place, `its rows of shape ${shapeText(row)} of ${dtype} end within a byte; read all of it`);
}

function checkBound(argument: string, value: unknown, least: number, most: number): number {
  if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most) {
    return (value as number) + 0;
  }
  const code = typeof value === 'number' ? 'ERR_LINQUANT_INVALID_OPTION' : 'ERR_LINQUANT_INVALID_TYPE';
  throw argumentError(code, argument, `a row, a whole number from ${least} to ${most}`, value);
}

async function readSome(
  stored: Stored,
  start: number,
  end: number,
  bytes: number,
  into: unknown,
): Promise<Tensor> {
  const shape = [end - start, ...stored.shape.slice(1)];
  return readBytes(stored, shape, stored.begin + start * bytes, (end - start) * bytes, into);
}

async function readBytes(
  { file, place, dtype, fileDtype, swapped }: Stored,
  shape: readonly number[],
  position: number,
  bytes: number,
  into: unknown,
): Promise<Tensor> {
  file.checkOpen();
  const data = into === undefined ? allocate(bytes, file.path) : checkInto(into, dtype, bytes);
  await file.readInto(data, position, 'options.into');
  return makeTensor(dtype, shape, swapBytes(data, swapped), place, fileDtype);
}

function checkInto(into: unknown, dtype: TensorDtype | 'unknown', bytes: number): Buffer {
  const view = into as ArrayBufferView;
  const data =
    dtype === 'unknown' ? rawBytes(view, 'options.into') : elementBytes(view, dtype, 'options.into');
  if (data.length === bytes) return data;
  throw linquantError('ERR_LINQUANT_OUT_SIZE', `options.into must have ${bytes} bytes; got ${data.length}`);
}
