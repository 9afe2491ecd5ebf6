/// <reference types="node" preserve="true" />
/**
 * Tensors in files: NumPy's `.npy` and Hugging Face's `.safetensors`. Data is read without further copies, but for `.npy` files in another order. A tensor's
 * `toFloat32Array()` returns float data for the functions of `linquant`.
 *
 * @module linquant/formats
 */
export { createNpy, type NewNpyOptions, type NpyWriter } from './create-npy.js';
export {
  createSafetensors,
  type NewSafetensorsOptions,
  type SafetensorsWriter,
} from './create-safetensors.js';
export type { TensorArray, TensorDtype } from './dtypes.js';
export type { NpyOptions } from './npy.js';
export { parseNpy, readNpy, writeNpy } from './npy.js';
export { type NpyFile, openNpy } from './open-npy.js';
export {
  openSafetensors,
  type ReadOptions,
  type SafetensorsFile,
  type StoredTensor,
} from './open-safetensors.js';
export type { TensorChoice } from './quantize/choices.js';
export {
  type QuantizedTensor,
  type QuantizeTensorsOptions,
  quantizeTensors,
  type TensorsProgress,
} from './quantize/quantize-tensors.js';
export type { BatchesOptions, IntoOption, TensorBatch } from './rows.js';
export type { SafetensorsInput, SafetensorsOptions } from './safetensors.js';
export { parseSafetensors, readSafetensors, writeSafetensors } from './safetensors.js';
export type { Safetensors } from './safetensors-format.js';
export type { NewTensor, Tensor, TensorInput } from './tensor.js';
export type { WriteOptions } from './write-file.js';
