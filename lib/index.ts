// Buffer is part of the API, so the declarations load @types/node, whatever `types` a user's tsconfig.json lists.
/// <reference types="node" preserve="true" />
/**
 * Linear quantization for Node back ends: floats to integers of 16, 8, 4, 2 and 1 bits, and back.
 *
 * Every function works on the caller's memory, at any byte offset, and returns the same bytes on every backend and
 * instruction set. Arguments are checked before anything is written, so an error leaves outputs unchanged. The exceptions are
 * errors about the data in {@link quantizeDynamic}, {@link quantizeGgml} and {@link packBits}.
 *
 * @module linquant
 */

export type {
  AbsmaxRuleOptions,
  ChooseOptions,
  ObserverOptions,
  OnnxRuleOptions,
  RuleOptions,
} from './arguments/choice-types.js';
export type { CodeInput, CodeOutput } from './arguments/codes.js';
export type { Float8Input } from './arguments/float8.js';
export type {
  Float16ArrayLike,
  FloatInput,
  FloatOptions,
  FloatOutput,
  FloatOutputs,
  HalfOptions,
} from './arguments/floats-types.js';
export type { AnyParameters, AxisParameters, QuantizationParameters } from './arguments/parameters-types.js';
export type { ShapeOptions } from './arguments/shape.js';
export type { BackendInfo, InstructionSet } from './backend/info.js';
export { backend } from './backend/select.js';
export type { LinquantError, LinquantErrorCode, LinquantErrors, LoadAttempt } from './errors.js';
export { type ChosenAxisParameters, chooseParameters } from './operations/choose-parameters.js';
export { type ConvertOutputs, convert } from './operations/convert.js';
export { dequantize, type LengthOptions } from './operations/dequantize.js';
export { type ErrorJSON, errorFromJSON, errorToJSON } from './operations/error-to-json.js';
export { fakeQuantize } from './operations/fake-quantize.js';
export { type FloatTensor, floatsFromArrays, type NestedNumbers } from './operations/floats-from-arrays.js';
export { dequantizeGgml, type GgmlInput, quantizeGgml } from './operations/ggml.js';
export { linearDequantize, linearQuantize } from './operations/linear-quantize.js';
export { measureQuantization } from './operations/measure-quantization.js';
export type {
  AxisQuantizationMeasures,
  MeasureAxisOptions,
  MeasureTensorOptions,
  QuantizationMeasures,
} from './operations/measure-quantization-types.js';
export { minMax } from './operations/min-max.js';
export type {
  AxisOptions,
  AxisRange,
  AxisRangeInput,
  Range,
  TensorOptions,
} from './operations/min-max-types.js';
export { packBits } from './operations/pack-bits.js';
export type { BitOptions, PackBitsOptions, UnpackBitsOptions } from './operations/pack-bits-types.js';
export { type PlainAxisParameters, parametersToJSON } from './operations/parameters-to-json.js';
export { type FiniteOption, quantize } from './operations/quantize.js';
export { quantizeDynamic } from './operations/quantize-dynamic.js';
export type { AxisOutput, QuantizedAxisData, QuantizedData } from './operations/quantize-dynamic-types.js';
export { type PlainAxisRange, rangeToJSON } from './operations/range-to-json.js';
export { requantize } from './operations/requantize.js';
export { unpackBits } from './operations/unpack-bits.js';
export type { BitOrder } from './tables/bit-orders.js';
export { type CodeArrays, type DataDtype, type Dtype, isDtype } from './tables/dtypes.js';
export { type FloatArrays, type FloatType, type HalfType, isFloatType } from './tables/float-types.js';
export {
  type ConvertArrays,
  type ConvertType,
  type Float8Type,
  isFloat8Type,
} from './tables/float8-types.js';
export type { GgmlType } from './tables/ggml-types.js';
export type { Rounding } from './tables/roundings.js';
