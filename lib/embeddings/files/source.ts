import { checkCount } from '../../arguments/options.js';
import { argumentError, linquantError, shapeText } from '../../errors.js';
import { openNpy, openSafetensors, type TensorBatch } from '../../formats/index.js';
import type { FloatInput, FloatType } from '../../index.js';
import { floatTypes, isFloatType } from '../../tables/float-types.js';

/** Vectors in a file, which are read in pieces. */
export interface Source {
  readonly rows: number;
  readonly dimensions: number;
  /** The bytes of a vector. */
  readonly rowBytes: number;
  /** All vectors in order. A piece may be used until the next is asked for. */
  pieces(rows: number): AsyncGenerator<VectorPiece, void, undefined>;
  close(): Promise<void>;
}

/** Some consecutive vectors of a file. */
export interface VectorPiece {
  readonly x: FloatInput;
  readonly floatType: FloatType;
  readonly firstRow: number;
  readonly rows: number;
}

/** Memory is allocated for whole vectors, as many dimensions as a header says. */
const mostDimensions = 2 ** 24;

/**
 * Opens the vectors of a `.npy` file, or of a tensor where the path ends in `.safetensors`.
 *
 * @param tensor - unchecked: the name of the tensor; a file of one tensor needs none
 * @param dimensions - unchecked: checked against the shape, or the numbers in a vector of a shape of one dimension
 */
export async function openVectors(path: string, tensor: unknown, dimensions: unknown): Promise<Source> {
  if (tensor !== undefined && typeof tensor !== 'string') {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.tensor', 'a string', tensor);
  }
  if (dimensions !== undefined) checkCount('options.dimensions', dimensions, 1);
  const file = await openEither(path, tensor);
  try {
    const { dtype, shape } = file;
    if (!isFloatType(dtype)) {
      throw fileError(path, `holds ${dtype}; vectors are ${Object.keys(floatTypes).join(', ')}`);
    }
    const columns = shape.length === 1 ? dimensions : shape[1];
    const isWhole = shape.length === 1 && typeof columns === 'number' && shape[0]! % columns === 0;
    if (!(isWhole || (shape.length === 2 && (columns as number) > 0))) {
      const allowed =
        'vectors are [rows, dimensions], or [rows * dimensions] where options.dimensions is given';
      throw fileError(path, `has shape ${shapeText(shape)}; ${allowed}`);
    }
    if (dimensions !== undefined && dimensions !== columns) {
      const allowed = `${columns}, that of ${path}, or left out`;
      throw argumentError('ERR_LINQUANT_INVALID_SHAPE', 'options.dimensions', allowed, dimensions);
    }
    const width = columns as number;
    if (width > mostDimensions) {
      throw fileError(path, `has vectors of ${width} dimensions; at most ${mostDimensions} are read`);
    }
    // Rows of a file of one dimension are numbers.
    const each = shape.length === 1 ? width : 1;
    return {
      rows: shape[0]! / each,
      dimensions: width,
      rowBytes: width * floatTypes[dtype].bytes,
      pieces: (rows) => piecesOf(file.batches(rows * each), dtype, each),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function* piecesOf(
  batches: AsyncGenerator<TensorBatch, void, undefined>,
  floatType: FloatType,
  each: number,
): AsyncGenerator<VectorPiece, void, undefined> {
  for await (const batch of batches) {
    const x = floatType === 'float32' ? batch.toFloat32Array() : batch.data;
    yield { x, floatType, firstRow: batch.firstRow / each, rows: batch.shape[0]! / each };
  }
}

interface OpenTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  batches(rows: number): AsyncGenerator<TensorBatch, void, undefined>;
  close(): Promise<void>;
}

async function openEither(path: string, tensor: string | undefined): Promise<OpenTensor> {
  if (!isSafetensors(path)) {
    if (tensor !== undefined) {
      const allowed = "left out where `from` does not end in '.safetensors'";
      throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'options.tensor', allowed, tensor);
    }
    const file = await openNpy(path);
    const { dtype, shape } = file;
    return { dtype, shape, batches: (rows) => file.batches({ rows }), close: () => file.close() };
  }
  const file = await openSafetensors(path);
  try {
    const name = tensor ?? onlyTensor(path, file.tensors);
    const stored = file.tensors.get(name);
    if (stored === undefined) {
      const allowed = `the name of a tensor of ${path}`;
      throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'options.tensor', allowed, tensor);
    }
    const { dtype, shape } = stored;
    return { dtype, shape, batches: (rows) => file.batches(name, { rows }), close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

function onlyTensor(path: string, tensors: ReadonlyMap<string, unknown>): string {
  const [name, ...others] = [...tensors.keys()].slice(0, 2);
  if (name !== undefined && others.length === 0) return name;
  const allowed = `given, since ${path} has ${tensors.size} tensors`;
  throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'options.tensor', allowed, undefined);
}

/** Whether a path is that of a `.safetensors` file, by its ending. */
export function isSafetensors(path: unknown): boolean {
  return typeof path === 'string' && /\.safetensors$/i.test(path);
}

function fileError(file: string, problem: string): Error {
  return linquantError('ERR_LINQUANT_FORMAT', `${file}: ${problem}`, { file });
}
