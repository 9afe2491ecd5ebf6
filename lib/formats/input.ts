import { argumentError, describe, shapeText } from '../errors.js';
import { isArray, isRevoked, typedArrayKind } from '../platform/engine-views.js';
import { types } from '../platform/node.js';
import { dtypeInfo, isTensorDtype, type TensorDtype, tensorDtypesOf } from './dtypes.js';
import { fileError, type Place } from './file-error.js';
import { viewBytes } from './memory.js';
import { mostAxes } from './scanner.js';
import { byteLength, type TensorInput } from './tensor.js';

/** A {@link TensorInput} after checking. */
export interface CheckedTensor {
  readonly dtype: TensorDtype;
  readonly shape: readonly number[];
  /** Its elements, as bytes of the file. */
  readonly bytes: Buffer;
}

/**
 * Checks a tensor to be written.
 *
 * @param argument - its name in messages about types
 * @param format - of the file
 */
export function checkTensor(
  tensor: TensorInput,
  argument: string,
  place: Place,
  format: 'npy' | 'safetensors',
): CheckedTensor {
  checkTensorObject(tensor, argument, 'dtype, shape, data');
  const { dtype: given, data } = tensor;
  const dtype = checkTensorDtype(given, `${argument}.dtype`, format);
  const shape = checkShape(tensor.shape, argument, place);
  const bytes = elementBytes(data, dtype, `${argument}.data`);
  const needed = byteLength(shape, dtype, place);
  if (bytes.length !== needed) {
    const what = `shape ${shapeText(shape)} of ${dtype} takes ${needed} bytes of data`;
    throw fileError(place, `${what}; data has ${bytes.length}`);
  }
  return { dtype, shape, bytes };
}

/** @param names - those of its properties, for the message */
export function checkTensorObject(tensor: unknown, argument: string, names: string): void {
  if (typeof tensor === 'object' && tensor !== null && !isRevoked(tensor)) return;
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, `an object { ${names} }`, tensor);
}

/** Checks the name of a type. */
export function checkTensorDtype(
  dtype: unknown,
  argument: string,
  format: 'npy' | 'safetensors',
): TensorDtype {
  if (typeof dtype !== 'string') {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, 'a string', dtype);
  }
  if (isTensorDtype(dtype)) return dtype;
  throw argumentError('ERR_LINQUANT_INVALID_DTYPE', argument, `one of ${tensorDtypesOf(format)}`, dtype);
}

/** Checks a shape, and copies it. */
export function checkShape(shape: readonly number[], argument: string, place: Place): readonly number[] {
  if (!isArray(shape)) {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', `${argument}.shape`, 'an array of numbers', shape);
  }
  const { length: rank } = shape;
  if (!(Number.isInteger(rank) && rank >= 0 && rank <= mostAxes)) {
    throw fileError(place, `its shape must have at most ${mostAxes} lengths; got ${describe(rank)}`);
  }
  const copy: unknown[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const length: unknown = shape[axis];
    copy.push(length);
    if (typeof length !== 'number') {
      throw argumentError('ERR_LINQUANT_INVALID_TYPE', `each of ${argument}.shape`, 'a number', length);
    }
    if (!Number.isSafeInteger(length) || length < 0 || Object.is(length, -0)) {
      const given = Object.is(length, -0) ? '-0' : length;
      throw fileError(place, `each length in its shape must be an integer from 0 to 2^53 - 1; got ${given}`);
    }
  }
  return copy as number[];
}

/** Checks `data` and returns its bytes, without a copy. */
export function elementBytes(data: ArrayBufferView, dtype: TensorDtype, argument: string): Buffer {
  const { arrays } = dtypeInfo(dtype);
  const name = viewName(data);
  const isRaw = name === 'Uint8Array' || name === 'DataView';
  if (name === undefined || !(isRaw || arrays.includes(name))) {
    const allowed = [...arrays, 'Buffer', 'Uint8Array', 'DataView'].join(', ');
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, `one of ${allowed} (dtype ${dtype})`, data);
  }
  return viewBytes(data, argument);
}

/** The bytes of data whose type has no name here. */
export function rawBytes(data: ArrayBufferView, argument: string): Buffer {
  if (viewName(data) === 'Uint8Array' || viewName(data) === 'DataView') return viewBytes(data, argument);
  const allowed = "one of Buffer, Uint8Array, DataView (dtype 'unknown')";
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, allowed, data);
}

/** The name of a typed array as the engine knows it, 'DataView', or undefined. By name, since Node 20 has no Float16Array. */
function viewName(value: unknown): string | undefined {
  return typedArrayKind(value) ?? (types.isDataView(value) ? 'DataView' : undefined);
}
