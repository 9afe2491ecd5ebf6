import { checkCount } from '../../arguments/options.js';
import { argumentError, shapeText } from '../../errors.js';
import type { TensorBatch } from '../../formats/index.js';
import type { FloatInput, FloatType } from '../../index.js';
import { floatTypes, isFloatType } from '../../tables/float-types.js';
import { fileError, openTensor } from './open-tensor.js';

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
  if (dimensions !== undefined) checkCount('options.dimensions', dimensions, 1);
  const file = await openTensor(path, tensor);
  try {
    const { dtype, shape } = file;
    if (!isFloatType(dtype)) {
      throw fileError(path, `holds ${dtype}; vectors are ${Object.keys(floatTypes).join(', ')}`);
    }
    const width = columnsOf(path, shape, dimensions);
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

/** The numbers in a vector, by the shape of a tensor and the option. */
export function columnsOf(path: string, shape: readonly number[], dimensions: unknown): number {
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
  if (width <= mostDimensions) return width;
  throw fileError(path, `has vectors of ${width} dimensions; at most ${mostDimensions} are read`);
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
