import { choiceNames } from '../../arguments/choice.js';
import { checkNamed, type Unchecked } from '../../arguments/options.js';
import { linquantError } from '../../errors.js';
import {
  type AnyParameters,
  type AxisRangeInput,
  chooseParameters,
  type DataDtype,
  isFloatType,
  type ObserverOptions,
  type QuantizationParameters,
  type Range,
} from '../../index.js';
import { dtypeNamed, packedBytes } from '../../tables/dtypes.js';
import { placeName } from '../file-error.js';
import type { StoredTensor } from '../open-safetensors.js';
import type { NewTensor } from '../tensor.js';

/**
 * How a tensor is quantized: the options of `quantizeDynamic`.
 *
 * @category safetensors
 */
export interface TensorChoice {
  /** The type of the codes; with rule 'absmax' int8 and with 'onnx' uint8 unless given. */
  readonly dtype?: DataDtype | undefined;
  /** Whether codes cover min..max or -max|x|..max|x|. */
  readonly scheme?: ObserverOptions['scheme'];
  /** The formula of scales: 'observer' unless given. */
  readonly rule?: 'observer' | 'absmax' | 'onnx' | undefined;
  /** As in `chooseParameters`. */
  readonly reduceRange?: boolean | undefined;
  /** As in `chooseParameters`. */
  readonly narrowRange?: boolean | undefined;
  /** As in `chooseParameters`. */
  readonly qmin?: number | undefined;
  /** As in `chooseParameters`. */
  readonly qmax?: number | undefined;
  /** As in `chooseParameters`. */
  readonly eps?: number | undefined;
  /** The axis whose indices have scales of their own; negative ones count from the last. Left out, there is one for the tensor. */
  readonly axis?: number | undefined;
  /** How many neighbouring indices of the axis share a scale. */
  readonly blockSize?: number | undefined;
  /**
   * The range to choose parameters for, such as one from calibration, in place of the tensor's own: `{ min, max }`, with an axis arrays with an
   * element for each of its indices; not with blocks. Numbers beyond it saturate, and NaN has the code of 0.
   */
  readonly range?: Range | Pick<AxisRangeInput, 'min' | 'max'> | undefined;
}

/** The names of what a choice may have, but for `range`. */
export const tensorChoiceNames = [...choiceNames, 'axis', 'blockSize'];

/** What becomes of a tensor that is quantized. */
export interface Plan {
  readonly name: string;
  readonly tensor: StoredTensor;
  /** The options of `chooseParameters`, checked. */
  readonly choice: { readonly dtype: DataDtype };
  /** Counted from the first. */
  readonly axis: number | undefined;
  readonly blockSize: number | undefined;
  /** Those of all of the tensor, where its choice has a range. */
  readonly known: AnyParameters | undefined;
  /** Parameters that all scales of this choice have: dtype, bounds of codes. */
  readonly example: QuantizationParameters;
  /** The new tensors: codes, scales and zero points. */
  readonly codes: NewTensor;
  readonly parameters: NewTensor;
  readonly zeroPoints: NewTensor;
}

/** The names of the tensors beside the codes of a tensor. */
export const scaleName = (name: string) => `${name}_scale`;
export const zeroPointName = (name: string) => `${name}_zero_point`;

/**
 * Checks what a caller chose for a tensor.
 *
 * @param given - what `choose` returned, not undefined
 */
export function planOf(file: string, name: string, tensor: StoredTensor, given: unknown): Plan {
  const place = placeName({ file, tensor: name });
  const {
    axis: anyAxis,
    blockSize,
    range,
    ...choice
  } = { ...checkNamed('the choice', given, [...tensorChoiceNames, 'range']) };
  const { dtype, shape } = tensor;
  if (!isFloatType(dtype)) {
    const message = `options.choose must return undefined for ${place}, which holds ${dtype}: floats are quantized`;
    throw linquantError('ERR_LINQUANT_INVALID_OPTION', message, { file, tensor: name });
  }
  try {
    const example = chooseParameters({ min: -1, max: 1 }, choice as { dtype: DataDtype });
    const axis = axisOf(anyAxis, shape);
    const block = blockOf(blockSize, axis);
    if (shape.includes(0)) throw shapeError(`must have elements; its shape is [${shape}]`);
    const sets =
      axis === undefined
        ? []
        : block === undefined
          ? [shape[axis]!]
          : shape.map((size, i) => (i === axis ? Math.ceil(size / block) : size));
    const known = range === undefined ? undefined : parametersFor(range, choice, axis, block, sets[0]);
    return {
      name,
      tensor,
      known,
      choice: choice as Unchecked as Plan['choice'],
      axis,
      blockSize: block,
      example,
      codes: codesOf(example.dtype, shape),
      parameters: { dtype: 'float32', shape: sets },
      zeroPoints: { dtype: storedDtype(example.dtype), shape: sets },
    };
  } catch (error) {
    throw withTensor(error, file, name);
  }
}

/** The error of a call about one tensor, with its name and the place of its `index` in all of it. */
export function withTensor(error: unknown, file: string, tensor: string, firstIndex = 0): unknown {
  const { code, message, index } = (error ?? {}) as { code?: never; message?: string; index?: number };
  if (
    typeof code !== 'string' ||
    !(code as string).startsWith('ERR_LINQUANT_') ||
    'tensor' in (error as object)
  ) {
    return error;
  }
  const place = placeName({ file, tensor });
  if (index === undefined) return linquantError(code, `${place}: ${message}`, { file, tensor });
  const own = firstIndex + index;
  const text = message!.replace(/\bindex \d+/, `index ${own}`);
  return linquantError(code, `${place}: ${text}`, { file, tensor, index: own });
}

/** Parameters for a range that was given. */
function parametersFor(
  range: unknown,
  choice: object,
  axis: number | undefined,
  block: number | undefined,
  sets: number | undefined,
): AnyParameters {
  if (block !== undefined) throw shapeError('range must be left out with blockSize');
  const along = axis === undefined ? range : { ...(range as object), axis };
  const parameters = chooseParameters(along as Range, choice as { dtype: DataDtype }) as AnyParameters;
  const { scale } = parameters;
  if (typeof scale === 'number' || scale.length === sets) return parameters;
  throw shapeError(`range must have ${sets} elements, one for each index of the axis; got ${scale.length}`);
}

function axisOf(axis: unknown, shape: readonly number[]): number | undefined {
  if (axis === undefined) return undefined;
  const found = typeof axis === 'number' && axis < 0 ? axis + shape.length : axis;
  if (Number.isInteger(found) && (found as number) >= 0 && (found as number) < shape.length) {
    return (found as number) + 0;
  }
  throw shapeError(`axis must be an integer, an axis of [${shape}]`);
}

function blockOf(blockSize: unknown, axis: number | undefined): number | undefined {
  if (blockSize === undefined) return undefined;
  if (axis !== undefined && Number.isSafeInteger(blockSize) && (blockSize as number) >= 1) {
    return blockSize as number;
  }
  throw shapeError('blockSize must be an integer, 1 or more, with an axis');
}

function shapeError(message: string): Error {
  return linquantError('ERR_LINQUANT_INVALID_OPTION', message);
}

/** Packed codes are bytes, by rows of the last axis where these end with a byte, else in one row. */
function codesOf(name: string, shape: readonly number[]): NewTensor {
  const { bits } = dtypeNamed(name)!;
  if (bits >= 8) return { dtype: storedDtype(name), shape };
  const last = shape.at(-1) ?? 1;
  if ((last * bits) % 8 === 0) return { dtype: 'uint8', shape: [...shape.slice(0, -1), (last * bits) / 8] };
  const count = shape.reduce((product, size) => product * size, 1);
  return { dtype: 'uint8', shape: [packedBytes(count, bits)] };
}

/** The type in which a file holds numbers of a dtype, one by one. */
function storedDtype(name: string): 'int8' | 'uint8' | 'int16' | 'uint16' {
  const { bits, signed } = dtypeNamed(name)!;
  if (bits > 8) return signed ? 'int16' : 'uint16';
  return signed ? 'int8' : 'uint8';
}
