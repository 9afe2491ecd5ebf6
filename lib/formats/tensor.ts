import { linquantError } from '../errors.js';
import { dtypeInfo, type TensorDtype } from './dtypes.js';
import { fileError, type Place, placeName, shapeText } from './file-error.js';
import { viewBytes } from './memory.js';

/**
 * A tensor that was read from a file: its type, its shape and a view of its bytes.
 *
 * @category Tensors
 */
export interface Tensor {
  /** The type of its elements. Only float32 has a method that returns numbers; for the others there are the bytes in `data`. */
  readonly dtype: TensorDtype;
  /** The sizes of its dimensions, outermost first; `[]` for a scalar. */
  readonly shape: readonly number[];
  /**
   * Its elements: little-endian, in row-major order, exactly shape x element size bytes. A view of the Buffer that was read or given, so
   * writing to it changes that Buffer, and it keeps all of it in memory.
   */
  readonly data: Buffer;
  /**
   * The elements of a float32 tensor.
   *
   * @returns a view of {@link Tensor.data} if that is aligned to 4 bytes in its ArrayBuffer, else a copy. It is aligned in files that NumPy,
   *   the safetensors reference or this package wrote, if they are read from disk
   * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`: {@link Tensor.dtype} is not `float32`; nothing is converted. `ERR_LINQUANT_DETACHED`: the
   *   memory of `data` was transferred or resized meanwhile
   */
  toFloat32Array(): Float32Array;
}

/**
 * A tensor to be written. The {@link Tensor} of a file that was read can be written again.
 *
 * @category Tensors
 */
export interface TensorInput {
  /** The type of its elements. `.npy` has no `bfloat16` and no `float8_*`. */
  readonly dtype: TensorDtype;
  /** The sizes of its dimensions, outermost first, integers from 0 to 2^53 - 1; `[]` for a scalar. */
  readonly shape: readonly number[];
  /**
   * Exactly shape x element size bytes: the typed array of `dtype` (for 16-bit floats also their bits in a Uint16Array; for complex64
   * pairs in a Float32Array), or little-endian bytes in a Buffer, Uint8Array or DataView. It is written without a copy, so do not change
   * it until the promise settles.
   */
  readonly data: ArrayBufferView;
}

/** The byte length of a tensor; throws if it is above 2^53 - 1. */
export function byteLength(shape: readonly number[], dtype: TensorDtype, place: Place): number {
  // Zero sizes are skipped here, so that strides (products of some of the sizes) are safe integers too.
  let size = dtypeInfo(dtype).bytes;
  for (const length of shape) {
    size *= length || 1;
    if (size > Number.MAX_SAFE_INTEGER) {
      throw fileError(place, `shape ${shapeText(shape)} of ${dtype} takes more than 2^53 - 1 bytes`);
    }
  }
  return shape.includes(0) ? 0 : size;
}

/** Makes a tensor. The caller has checked that `data` fits `dtype` and `shape`. */
export function makeTensor(dtype: TensorDtype, shape: readonly number[], data: Buffer, place: Place): Tensor {
  return new BytesTensor(dtype, shape, data, place);
}

class BytesTensor implements Tensor {
  readonly #place: Place;
  readonly #length: number;

  constructor(
    readonly dtype: TensorDtype,
    readonly shape: readonly number[],
    readonly data: Buffer,
    place: Place,
  ) {
    this.#place = place;
    this.#length = data.length;
  }

  toFloat32Array(): Float32Array {
    const { dtype } = this;
    if (dtype !== 'float32') {
      const problem = `toFloat32Array() reads float32 only; this is ${dtype}, take its bytes from data`;
      throw linquantError('ERR_LINQUANT_INVALID_TYPE', `${placeName(this.#place)}: ${problem}`, {
        ...this.#place,
      });
    }
    const data = viewBytes(this.data, `${placeName(this.#place)}: data`, this.#length);
    if (data.byteOffset % 4 === 0) {
      return new Float32Array(data.buffer, data.byteOffset, data.length / 4);
    }
    const floats = new Float32Array(data.length / 4);
    Buffer.from(floats.buffer).set(data);
    return floats;
  }
}
