/// <reference types="node" preserve="true" />
/**
 * Tensors in files: NumPy's `.npy` and Hugging Face's `.safetensors`, read without copying a payload. A tensor's
 * `toFloat32Array()` is what the functions of `linquant` take.
 *
 * @module linquant/formats
 */
export type { TensorDtype } from './dtypes.js';
export { parseNpy, readNpy, writeNpy } from './npy.js';
export type { Safetensors, SafetensorsInput } from './safetensors.js';
export { parseSafetensors, readSafetensors, writeSafetensors } from './safetensors.js';
export type { Tensor, TensorInput } from './tensor.js';
