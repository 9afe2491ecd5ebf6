import { linquantError } from '../errors.js';
import { dtypeInfo, type TensorDtype } from './dtypes.js';
import { fileError, type Place, placeName, shapeText } from './file-error.js';
import { viewBytes } from './memory.js';

/**
 * A tensor in a file that was read: its type, its shape and a view of its bytes.
 *
 * @category Tensors
 */
export interface Tensor {
  /** The type of its elements. Only float32 is handed out as numbers, the others as bytes. */
  readonly dtype: TensorDtype;
  /** The lengths of its dimensions, outermost first; `[]` for a scalar. No element where one of them is 0. */
  readonly shape: readonly number[];
  /**
   * Its elements, little-endian, the last dimension running fastest, exactly shape x element size bytes. A
   * view of the one buffer that was read or given, never a copy: writing to it changes that buffer, and it
   * keeps the whole of that buffer alive.
   */
  readonly data: Buffer;
  /**
   * The elements of a float32 tensor.
   *
   * @returns a view of {@link Tensor.data} where that begins at a multiple of 4 in its ArrayBuffer, as it
   *   does in a file read from disk whose writer aligned it (NumPy, the safetensors reference and this
   *   package do); else a copy.
   * @throws TypeError `ERR_LINQUANT_INVALID_TYPE` if {@link Tensor.dtype} is not `float32`: nothing is
   *   converted; `ERR_LINQUANT_DETACHED` if the memory of `data` was transferred or shrunk meanwhile.
   */
  toFloat32Array(): Float32Array;
}

/**
 * A tensor to be written. A {@link Tensor} that was read is one.
 *
 * @category Tensors
 */
export interface TensorInput {
  /** The type of its elements. `.npy` has neither `bfloat16` nor `float8_*`. */
  readonly dtype: TensorDtype;
  /** The lengths of its dimensions, outermost first, integers from 0 to 2^53 - 1; `[]` for a scalar. */
  readonly shape: readonly number[];
  /**
   * Exactly shape x element size bytes: the typed array of `dtype` (a Uint16Array also holds the bits of
   * 16-bit floats; a Float32Array, complex64 as pairs), or little-endian bytes in a Buffer, Uint8Array or
   * DataView. Written as it lies, without a copy, so it must be left alone until the promise settles.
   */
  readonly data: ArrayBufferView;
}

/** Bytes of a tensor. Judged before anything is allocated or read. */
export function byteLength(shape: readonly number[], dtype: TensorDtype, place: Place): number {
  // Zeros are left out of the check, so that no product of a part of the shape, a stride, is inexact either.
  let size = dtypeInfo(dtype).bytes;
  for (const length of shape) {
    size *= length || 1;
    if (size > Number.MAX_SAFE_INTEGER) {
      throw fileError(place, `shape ${shapeText(shape)} of ${dtype} takes more than 2^53 - 1 bytes`);
    }
  }
  return shape.includes(0) ? 0 : size;
}

/** The tensor of `dtype` and `shape` whose elements are `data`, which the caller has found to fit. */
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
