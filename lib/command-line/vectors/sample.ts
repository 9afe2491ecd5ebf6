import { isFloatType } from '../../index.js';
import { openTensors, type TensorFile } from '../files/open.js';
import { numbersOf } from '../files/pieces.js';
import { FileError, UsageError } from '../terminal/errors.js';
import type { Progress } from '../terminal/progress.js';
import { countText } from '../terminal/units.js';

/** Vectors that were read of a file: evenly spaced rows, or all. */
export interface Sample {
  /** The vectors that are searched, `[rows, dimensions]`. */
  readonly corpus: Float32Array;
  /** Each `everyQuery`-th row of those that were read; the others are the corpus. */
  readonly queries: Float32Array;
  readonly dimensions: number;
  /** The rows of the file. */
  readonly totalRows: number;
}

/** A tensor of vectors. */
export interface Vectors {
  readonly file: TensorFile;
  readonly name: string;
  readonly rows: number;
  readonly dimensions: number;
}

/** Reads at once, where few rows of many are taken: as many as hide the time of one. */
const readsAtOnce = 16;

/**
 * Opens a file of vectors: a tensor of floats `[rows, dimensions]`.
 *
 * @param tensor - its name; a file of one tensor needs none
 */
export async function openVectors(path: string, tensor: string | undefined): Promise<Vectors> {
  const file = await openTensors(path);
  try {
    const name = tensor ?? onlyTensor(path, file);
    const stored = file.tensors.get(name);
    if (stored === undefined) throw new FileError(path, `has no tensor ${JSON.stringify(name)}`);
    const { dtype, shape } = stored;
    if (!isFloatType(dtype)) {
      throw new FileError(path, `holds ${dtype}; vectors are float32, float64, float16 or bfloat16`);
    }
    const [rows, dimensions] = shape;
    if (shape.length !== 2 || dimensions === 0) {
      throw new FileError(path, `has the shape [${shape.join(', ')}]; vectors are [rows, dimensions]`);
    }
    return { file, name, rows: rows!, dimensions: dimensions! };
  } catch (error) {
    await file.close();
    throw error;
  }
}

function onlyTensor(path: string, { tensors }: TensorFile): string {
  const names = [...tensors.keys()];
  if (names.length === 1) return names[0]!;
  const some = names.slice(0, 4).join(', ');
  throw new UsageError(
    `${path} has ${countText(names.length)} tensors (${some}${names.length > 4 ? ', ...' : ''}): --tensor NAME says which`,
  );
}

/**
 * Reads evenly spaced rows.
 *
 * @param count - how many, at most as many as there are
 * @param everyQuery - which of them are queries: the first of each so many; 0 for none
 */
export async function readSample(
  { file, name, rows, dimensions }: Vectors,
  count: number,
  everyQuery: number,
  progress: Progress,
): Promise<Sample> {
  const queryCount = everyQuery === 0 ? 0 : Math.ceil(count / everyQuery);
  const corpus = new Float32Array((count - queryCount) * dimensions);
  const queries = new Float32Array(queryCount * dimensions);
  const rowBytes = file.tensors.get(name)!.byteLength / Math.max(1, rows);
  const put = (i: number, row: number, numbers: Float32Array | Float64Array) => {
    checkFinite(file.path, row, numbers);
    const isQuery = everyQuery !== 0 && i % everyQuery === 0;
    const before = everyQuery === 0 ? 0 : Math.ceil(i / everyQuery);
    (isQuery ? queries : corpus).set(numbers, (isQuery ? before : i - before) * dimensions);
    progress.show(`reading ${file.path}`, (i + 1) * rowBytes, count * rowBytes);
  };
  const rowOf = (i: number) => Math.floor((i * rows) / count);
  // Beside a row of some kilobytes, reading what is between it and the next costs little.
  if (8 * count >= rows) {
    let i = 0;
    for await (const batch of file.batches(name)) {
      const numbers = numbersOf(batch)!;
      for (; i < count && rowOf(i) < batch.firstRow + batch.shape[0]!; i++) {
        const at = (rowOf(i) - batch.firstRow) * dimensions;
        put(i, rowOf(i), numbers.subarray(at, at + dimensions));
      }
    }
  } else {
    for (let first = 0; first < count; first += readsAtOnce) {
      const these = Array.from({ length: Math.min(readsAtOnce, count - first) }, (_, j) => first + j);
      const read = these.map((i) => file.read(name, { start: rowOf(i), end: rowOf(i) + 1 }));
      const tensors = await Promise.all(read).finally(() => Promise.allSettled(read));
      for (const [j, tensor] of tensors.entries()) put(first + j, rowOf(first + j), numbersOf(tensor)!);
    }
  }
  return { corpus, queries, dimensions, totalRows: rows };
}

function checkFinite(path: string, row: number, numbers: Float32Array | Float64Array): void {
  for (let column = 0; column < numbers.length; column++) {
    const x = Math.fround(numbers[column]!);
    // Of NaN and infinities the difference to themselves is NaN.
    if (x - x === 0) continue;
    throw new FileError(
      path,
      `holds ${numbers[column]} at row ${row}, column ${column}; vectors are finite float32`,
    );
  }
}
