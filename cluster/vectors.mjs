// The vectors of a `.npy` file, or of a tensor of a `.safetensors` file.
import { stat } from 'node:fs/promises';
import { isFloatType, openNpy, openSafetensors } from './linquant.mjs';

/** @typedef {import('linquant/formats').BatchesOptions} BatchesOptions */

/**
 * Opens vectors.
 *
 * @param {Pick<import('./plan.mjs').Plan, 'from' | 'stamp' | 'tensor'>} plan
 */
export async function openVectors({ from, stamp, tensor }) {
  const file = await (/\.safetensors$/i.test(from) ? openTensor(from, tensor) : openArray(from));
  const { dtype, shape } = file;
  const [rows, dimensions, ...more] = shape;
  try {
    // After it is open: what is read is checked by linquant from here on.
    if ((await stampOf(from)) !== stamp)
      throw new RangeError(`${from}: has changed since the work was submitted`);
    if (
      !isFloatType(dtype) ||
      rows === undefined ||
      dimensions === undefined ||
      dimensions === 0 ||
      more.length > 0
    ) {
      throw new RangeError(`${from}: must hold floats, [rows, dimensions]; has ${dtype}, [${shape}]`);
    }
  } catch (error) {
    await file.close();
    throw error;
  }
  const floatType = dtype;
  return {
    rows,
    dimensions,
    floatType,
    rowBytes: dimensions * { float64: 8, float32: 4, float16: 2, bfloat16: 2 }[floatType],
    batches: file.batches,
    close: file.close,
  };
}

/** @param {string} path */
async function openArray(path) {
  const file = await openNpy(path);
  return {
    dtype: file.dtype,
    shape: file.shape,
    batches: (/** @type {BatchesOptions} */ options) => file.batches(options),
    close: () => file.close(),
  };
}

/**
 * @param {string} path
 * @param {string | undefined} tensor
 */
async function openTensor(path, tensor) {
  const file = await openSafetensors(path);
  const names = [...file.tensors.keys()];
  const name = tensor ?? (names.length === 1 ? names[0] : undefined);
  const found = name === undefined ? undefined : file.tensors.get(name);
  if (name === undefined || found === undefined) {
    await file.close();
    throw new RangeError(`${path}: has ${names.length} tensors; tensor must name one of them`);
  }
  return {
    dtype: found.dtype,
    shape: found.shape,
    batches: (/** @type {BatchesOptions} */ options) => file.batches(name, options),
    close: () => file.close(),
  };
}

/**
 * Tells a file from what it becomes when it is written again: the same on every machine that shares it.
 *
 * @param {string} path
 */
export async function stampOf(path) {
  const { size, mtimeMs } = await stat(path);
  return `${size} ${Math.trunc(mtimeMs)}`;
}
