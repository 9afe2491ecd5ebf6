import type { Tensor } from '../../formats/index.js';
import { convert, isFloat8Type } from '../../index.js';
import type { TensorFile } from './open.js';

/** Bytes that are read at once, unless a row is larger. */
const pieceBytes = 2 ** 20;

/** Some rows of a tensor: all of it, where it is small. */
export interface Piece {
  readonly tensor: Tensor;
  /** Bytes of the tensor up to its end. */
  readonly bytes: number;
}

/** Reads a tensor in pieces of rows. A piece may be used until the next is asked for. */
export async function* piecesOf(file: TensorFile, name: string): AsyncGenerator<Piece, void, undefined> {
  const { shape, byteLength } = file.tensors.get(name)!;
  if (shape.length === 0 || byteLength <= pieceBytes) {
    yield { tensor: await file.read(name), bytes: byteLength };
    return;
  }
  let bytes = 0;
  for await (const tensor of file.batches(name)) {
    bytes += tensor.data.length;
    yield { tensor, bytes };
  }
}

/** The numbers of a tensor, as they are or in a type that holds each; undefined where they are no real numbers of a type that is known. */
export function numbersOf(tensor: Tensor): Float32Array | Float64Array | undefined {
  const { dtype, data } = tensor;
  switch (dtype) {
    case 'float32':
      return tensor.toFloat32Array();
    case 'float64':
      return tensor.toTypedArray() as Float64Array;
    case 'float16':
    case 'bfloat16':
      return convert(data, { from: dtype, to: 'float32' });
    default:
      if (isFloat8Type(dtype)) return convert(data, { from: dtype, to: 'float32' });
      return /^(u?int\d+|bool)$/.test(dtype)
        ? Float64Array.from(tensor.toTypedArray() as Int8Array, Number)
        : undefined;
  }
}
