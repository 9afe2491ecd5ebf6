/**
 * Linear quantization for Node back ends.
 *
 * @module linquant
 */
export type { AnyParameters, AxisParameters } from './axis.js';
export type { BackendInfo, InstructionSet, LoadAttempt } from './backend/backend.js';
export { backend } from './backend/select.js';
export { chooseParameters } from './choose.js';
export type { AbsmaxRuleOptions, ChooseOptions, OnnxRuleOptions, RuleOptions } from './choose-options.js';
export { dequantize } from './dequantize.js';
export type { CodeArrays, Dtype } from './dtypes.js';
export {
  type GivenOr,
  type QuantizedData,
  type QuantizedRows,
  quantizeDynamic,
  type RowOptions,
  type RowOutput,
  type TensorOptions,
} from './dynamic.js';
export type { LinquantError, LinquantErrorCode, LinquantErrors } from './errors.js';
export { linearDequantize, linearQuantize } from './linear.js';
export type { QuantizationParameters } from './parameters.js';
export { quantize, type ShapeOptions } from './quantize.js';
export { minMax, type Range } from './range.js';
export type { CodeInput, CodeOutput, FloatInput, FloatOutput } from './views.js';
