import { linquantError, shapeText } from '../errors.js';
import { dtypeInfo, type TensorArray, type TensorDtype } from './dtypes.js';
import { fileError, type Place, placeName, quote } from './file-error.js';
import { viewBytes } from './memory.js';

/**
 * A tensor that was read from a file: its type, its shape and a view of its bytes.
 *
 * @category Tensors
 */
export interface Tensor {
  /**
   * The type of its elements; `'unknown'` where this package has no name for the file's type: {@link Tensor.fileDtype} is the file's
   * name then, and `data` its bytes.
   */
  readonly dtype: TensorDtype | 'unknown';
  /** The type as the file writes it; only there if {@link Tensor.dtype} is `'unknown'`. */
  readonly fileDtype?: string;
  /** The sizes of its dimensions, outermost first; `[]` for a scalar. They count elements, also those smaller than a byte. */
  readonly shape: readonly number[];
  /**
   * Its elements: little-endian, in row-major order, exactly shape x element size bytes. A view of the Buffer that was read or given, so
   * writing to it changes that Buffer, and it keeps all of it in memory; a copy of `.npy` data in Fortran order, and of big-endian data
   * that was given.
   */
  readonly data: Buffer;
  /**
   * The elements in the typed array of {@link Tensor.dtype}. 16-bit floats are their bits in a Uint16Array and 8-bit floats their codes in
   * a Uint8Array, as `convert` of `linquant` takes them; complex64 is pairs in a Float32Array, bool 0 and 1 in a Uint8Array.
   *
   * @returns a view of {@link Tensor.data} if that is aligned to the element size in its ArrayBuffer, else a copy. It is aligned in files
   *   that NumPy, the safetensors reference or this package wrote, if they are read from disk
   * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`: the type is `'unknown'`, or smaller than a byte. `ERR_LINQUANT_DETACHED`: the memory of
   *   `data` was transferred or resized meanwhile
   */
  toTypedArray(): TensorArray;
  /**
   * The elements of a float32 tensor, as {@link Tensor.toTypedArray} gives them: a view, or a copy where the bytes are not aligned.
   *
   * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`: {@link Tensor.dtype} is not `float32`; nothing is converted, and the message names what
   *   converts. `ERR_LINQUANT_DETACHED`: the memory of `data` was transferred or resized meanwhile
   */
  toFloat32Array(): Float32Array;
}

/**
 * A tensor to be written. The {@link Tensor} of a file that was read can be written again.
 *
 * @category Tensors
 */
export interface TensorInput {
  /**
   * The type of its elements. `.npy` has no `bfloat16`, no type below 16 bits that is no integer, and no `'unknown'`, which is what a
   * safetensors file was read with: then the data is any number of bytes.
   */
  readonly dtype: TensorDtype | 'unknown';
  /** The type as a safetensors file writes it, with the dtype `'unknown'`; not read with others. */
  readonly fileDtype?: string;
  /** The sizes of its dimensions, outermost first, integers from 0 to 2^53 - 1; `[]` for a scalar. */
  readonly shape: readonly number[];
  /**
   * Exactly shape x element size bytes: the typed array of `dtype` (for 16-bit floats also their bits in a Uint16Array; for complex64
   * pairs in a Float32Array), or little-endian bytes in a Buffer, Uint8Array or DataView. Do not change it until the promise settles.
   */
  readonly data: ArrayBufferView;
}

/**
 * A tensor whose data comes later, piece by piece. What {@link openSafetensors} says of a tensor is one.
 *
 * @category Tensors
 */
export interface NewTensor {
  /** The type of its elements; `'unknown'` as in {@link TensorInput}. */
  readonly dtype: TensorDtype | 'unknown';
  /** The type as a safetensors file writes it, with the dtype `'unknown'`; not read with others. */
  readonly fileDtype?: string;
  /** The sizes of its dimensions, outermost first, integers from 0 to 2^53 - 1; `[]` for a scalar. */
  readonly shape: readonly number[];
  /** The bytes of its data, with the dtype `'unknown'`; not read with others, where shape and dtype tell it. */
  readonly byteLength?: number;
}

/** The byte length of a tensor; throws if it is above 2^53 - 1, or if elements of 4 or 6 bits end within a byte. */
export function byteLength(shape: readonly number[], dtype: TensorDtype, place: Place): number {
  // Zero sizes are skipped here, so that strides (products of some of the sizes) are safe integers too.
  let size = dtypeInfo(dtype).bits / 8;
  for (let axis = 0; axis < shape.length; axis++) {
    size *= shape[axis] || 1;
    if (size > Number.MAX_SAFE_INTEGER) {
      throw fileError(place, `shape ${shapeText(shape)} of ${dtype} takes more than 2^53 - 1 bytes`);
    }
  }
  if (shape.includes(0)) return 0;
  if (Number.isInteger(size)) return size;
  const problem = `elements of ${dtypeInfo(dtype).bits} bits, and ends within a byte`;
  throw fileError(place, `shape ${shapeText(shape)} of ${dtype} has ${problem}`);
}

/** Makes a tensor. The caller has checked that `data` fits `dtype` and `shape`. `fileDtype` goes with the dtype 'unknown'. */
export function makeTensor(
  dtype: TensorDtype | 'unknown',
  shape: readonly number[],
  data: Buffer,
  { file, tensor: name }: Place,
  fileDtype = '',
): Tensor {
  const tensor = tensorToFill(dtype, shape, file, name, fileDtype);
  BytesTensor.fill(tensor, data);
  return tensor;
}

/** Makes a tensor without its data, which {@link BytesTensor.fill} gives it before anybody else sees it. */
export function tensorToFill(
  dtype: TensorDtype | 'unknown',
  shape: readonly number[],
  file: string,
  name: string | undefined,
  fileDtype: string,
): BytesTensor {
  const tensor = new BytesTensor(dtype, shape, file, name);
  return dtype === 'unknown' ? Object.assign(tensor, { fileDtype }) : tensor;
}

const noData = Buffer.alloc(0);

export class BytesTensor implements Tensor {
  // Names, not a Place: a file may have a million tensors.
  readonly #file: string;
  readonly #tensor: string | undefined;
  #length = 0;
  data: Buffer = noData;
  declare readonly fileDtype?: string;

  constructor(
    readonly dtype: TensorDtype | 'unknown',
    readonly shape: readonly number[],
    file: string,
    tensor: string | undefined,
  ) {
    this.#file = file;
    this.#tensor = tensor;
  }

  /** Gives a tensor its data, exactly the bytes of its shape and dtype. Not a method, which users would see. */
  static fill(tensor: BytesTensor, data: Buffer): void {
    tensor.data = data;
    tensor.#length = data.length;
  }

  toFloat32Array(): Float32Array {
    const { dtype } = this;
    if (dtype === 'float32') return this.toTypedArray() as Float32Array;
    throw this.#typeError(
      `toFloat32Array() reads float32 only; this is ${this.#dtypeText()}: ${cure(dtype)}`,
    );
  }

  toTypedArray(): TensorArray {
    const { dtype } = this;
    const array = dtype === 'unknown' ? undefined : dtypeInfo(dtype).array;
    if (array === undefined) {
      throw this.#typeError(`no typed array holds ${this.#dtypeText()}: ${cure(dtype)}`);
    }
    const data = viewBytes(this.data, `${placeName(this.#place())}: data`, this.#length);
    const length = data.length / array.BYTES_PER_ELEMENT;
    if (data.byteOffset % array.BYTES_PER_ELEMENT === 0) {
      return new array(data.buffer, data.byteOffset, length);
    }
    const copy = new array(length);
    Buffer.from(copy.buffer).set(data);
    return copy;
  }

  #place(): Place {
    const file = this.#file;
    return this.#tensor === undefined ? { file } : { file, tensor: this.#tensor };
  }

  #dtypeText(): string {
    return this.dtype === 'unknown' ? `the file's type ${quote(this.fileDtype ?? '')}` : this.dtype;
  }

  #typeError(problem: string): Error {
    const place = this.#place();
    return linquantError('ERR_LINQUANT_INVALID_TYPE', `${placeName(place)}: ${problem}`, { ...place });
  }
}

/** What gives the elements of a type instead. */
function cure(dtype: TensorDtype | 'unknown'): string {
  if (dtype === 'unknown' || dtypeInfo(dtype).array === undefined) return 'take its bytes from data';
  return dtypeInfo(dtype).converts
    ? `convert(tensor.data, { from: '${dtype}', to: 'float32' }) of linquant gives its numbers`
    : 'toTypedArray() gives its elements';
}
