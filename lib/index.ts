// Buffer is part of the API: with this, whatever `types` a user's tsconfig.json names, @types/node is seen.
/// <reference types="node" preserve="true" />
/**
 * Linear quantization for Node back ends: float32 to int8 and uint8, and back.
 *
 * Every function works on the memory that it is given, at any byte offset, and gives the same bytes on every backend
 * and instruction set. Arguments are judged before memory is touched: an error leaves every output as it was, but for
 * data errors of {@link quantizeDynamic}.
 *
 * @module linquant
 */
export type { AnyParameters, AxisParameters } from './axis.js';
export type { BackendInfo, InstructionSet } from './backend/backend.js';
export { backend } from './backend/select.js';
export { chooseParameters } from './choose.js';
export type { AbsmaxRuleOptions, ChooseOptions, OnnxRuleOptions, RuleOptions } from './choose-options.js';
export { dequantize } from './dequantize.js';
export type { CodeArrays, Dtype } from './dtypes.js';
export { quantizeDynamic } from './dynamic.js';
export type {
  GivenOr,
  QuantizedData,
  QuantizedRows,
  RowOptions,
  RowOutput,
  TensorOptions,
} from './dynamic-types.js';
export type { LinquantError, LinquantErrorCode, LinquantErrors, LoadAttempt } from './errors.js';
export { linearDequantize, linearQuantize } from './linear.js';
export type { QuantizationParameters } from './parameters.js';
export { quantize, type ShapeOptions } from './quantize.js';
export { minMax, type Range } from './range.js';
export type { CodeInput, CodeOutput, FloatInput, FloatOutput } from './views.js';
