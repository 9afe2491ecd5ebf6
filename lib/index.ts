// Buffer is part of the API: with this, whatever `types` a user's tsconfig.json names, @types/node is seen.
/// <reference types="node" preserve="true" />
/**
 * Linear quantization for Node back ends: floats to integers of 8, 16, 4 and 2 bits, and back.
 *
 * Every function works on the memory that it is given, at any byte offset, and gives the same bytes on every backend
 * and instruction set. Arguments are judged before memory is touched: an error leaves every output as it was, but for
 * data errors of {@link quantizeDynamic}, {@link quantizeGgml} and {@link packBits}.
 *
 * @module linquant
 */
export type { BackendInfo, InstructionSet } from './backend/backend.js';
export { backend } from './backend/select.js';
export type { BitOrder } from './bit-order.js';
export {
  type BitArrays,
  type BitOptions,
  type BitsOr,
  type BitsOutput,
  type PackBitsOptions,
  packBits,
  type UnpackBitsOptions,
  unpackBits,
} from './bits.js';
export { type ChosenAxisParameters, type ChosenFor, chooseParameters } from './choose.js';
export type {
  AbsmaxRuleOptions,
  ChooseOptions,
  FewerCodes,
  ObserverOptions,
  OnnxRuleOptions,
  OwnCodes,
  RuleOptions,
} from './choose-types.js';
export type { CodeInput, CodeOutput, GivenOr } from './code-views.js';
export { convert, type FromOptions } from './convert.js';
export { dequantize, type LengthOptions, type NumberOfCodes } from './dequantize.js';
export type { CodeArrays, DataDtype, Dtype, MaybeData, MaybeUnpacked, UnpackedDtype } from './dtypes.js';
export { quantizeDynamic } from './dynamic.js';
export type { AxisOutput, QuantizedAxisData, QuantizedData } from './dynamic-types.js';
export type { LinquantError, LinquantErrorCode, LinquantErrors, LoadAttempt } from './errors.js';
export {
  type FakeQuantizeOptions,
  type FloatsLike,
  type FloatsLikeOutput,
  fakeQuantize,
} from './fake-quantize.js';
export type { FloatArrays, FloatType, HalfType } from './float-types.js';
export type {
  Float16ArrayLike,
  FloatInput,
  FloatOptions,
  FloatOptionsOf,
  FloatOutput,
  FloatOutputs,
  FloatsOr,
  FloatTypeOf,
  HalfOptions,
} from './float-views.js';
export { dequantizeGgml, type GgmlInput, type GgmlType, quantizeGgml } from './ggml.js';
export { type PlainAxisParameters, parametersToJSON } from './json.js';
export { linearDequantize, linearQuantize } from './linear.js';
export type {
  AnyParameters,
  AxisParameters,
  CommonParameters,
  QuantizationParameters,
} from './parameters.js';
export { quantize } from './quantize.js';
export {
  type AxisOptions,
  type AxisRange,
  type AxisRangeInput,
  type MaybeAxisOptions,
  minMax,
  type Range,
  type TensorOptions,
} from './range.js';
export { requantize } from './requantize.js';
export type { Rounding } from './rounding.js';
export type { ShapeOptions } from './shape.js';
