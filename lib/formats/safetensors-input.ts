import { checkCount } from '../arguments/options.js';
import { argumentError } from '../errors.js';
import { isRevoked } from '../platform/engine-views.js';
import { types } from '../platform/node.js';
import { dtypeInfo, findDtype } from './dtypes.js';
import { fileError, type Place, quote } from './file-error.js';
import { checkShape, checkTensor, checkTensorDtype, checkTensorObject, rawBytes } from './input.js';
import { isUnicode } from './json-string.js';
import { metadataKey } from './safetensors-header.js';
import type { Extent, Piece } from './safetensors-layout.js';
import { byteLength, type NewTensor, type TensorInput } from './tensor.js';

const mapEntries = Map.prototype.entries;

/** Checks the tensors of a file to be written. */
export function checkTensors(tensors: ReadonlyMap<string, TensorInput>, file: string): Map<string, Piece> {
  return checkEach(tensors, 'content.tensors', file, checkPiece);
}

/** Checks the types and shapes of tensors whose data comes later. */
export function checkNewTensors(tensors: ReadonlyMap<string, NewTensor>, file: string): Map<string, Extent> {
  return checkEach(tensors, 'tensors', file, checkExtent);
}

function checkEach<T, C>(
  tensors: ReadonlyMap<string, T>,
  argument: string,
  file: string,
  check: (tensor: T, argument: string, place: Place) => C,
): Map<string, C> {
  const checked = new Map<string, C>();
  for (const [name, tensor] of entriesOf(tensors, argument)) {
    const place = { file, tensor: name };
    if (name === metadataKey) throw fileError(place, 'this name is kept for the metadata');
    if (!isUnicode(name)) throw fileError(place, 'its name has half of a surrogate pair');
    checked.set(name, check(tensor, `${argument}.get(${quote(name)})`, place));
  }
  return checked;
}

/** Checks the metadata of a file to be written, and copies it. */
export function checkMetadata(
  metadata: ReadonlyMap<string, string>,
  argument: string,
  file: string,
): Map<string, string> {
  const entries = entriesOf(metadata, argument);
  for (const [key, value] of entries) {
    if (typeof value !== 'string') {
      const name = `${argument}.get(${quote(key)})`;
      throw argumentError('ERR_LINQUANT_INVALID_TYPE', name, 'a string', value);
    }
    if (!isUnicode(key) || !isUnicode(value)) {
      throw fileError({ file }, `metadata ${quote(key)} has half of a surrogate pair`);
    }
  }
  return new Map(entries);
}

/** The entries of a Map, read once: an heir may iterate otherwise each time. */
function entriesOf<T>(map: ReadonlyMap<string, T>, argument: string): [string, T][] {
  if (!types.isMap(map)) throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, 'a Map', map);
  const entries = [...(mapEntries.call(map) as MapIterator<[string, T]>)];
  for (const [key] of entries) {
    if (typeof key !== 'string') {
      throw argumentError('ERR_LINQUANT_INVALID_TYPE', `each key of ${argument}`, 'a string', key);
    }
  }
  return entries;
}

/** Checks a tensor to be written. Types that this package has no name for are written as they were read. */
function checkPiece(tensor: TensorInput, argument: string, place: Place): Piece {
  if (isUnknown(tensor)) {
    const type = checkUnknown(tensor, argument, place);
    const bytes = rawBytes(tensor.data, `${argument}.data`);
    return { ...type, bytes, byteLength: bytes.length };
  }
  const { dtype, shape, bytes } = checkTensor(tensor, argument, place, 'safetensors');
  const { safetensors: fileDtype, bits } = dtypeInfo(dtype);
  return { fileDtype, bits, shape, bytes, byteLength: bytes.length, begin: 0, end: 0 };
}

/** The same without the data. */
function checkExtent(tensor: NewTensor, argument: string, place: Place): Extent {
  if (isUnknown(tensor)) {
    const type = checkUnknown(tensor, argument, place);
    return { ...type, byteLength: checkCount(`${argument}.byteLength`, tensor.byteLength, 0) };
  }
  checkTensorObject(tensor, argument, 'dtype, shape');
  const dtype = checkTensorDtype(tensor.dtype, `${argument}.dtype`, 'safetensors');
  const shape = checkShape(tensor.shape, argument, place);
  const { safetensors: fileDtype, bits } = dtypeInfo(dtype);
  return { fileDtype, bits, shape, byteLength: byteLength(shape, dtype, place), begin: 0, end: 0 };
}

function isUnknown(tensor: unknown): boolean {
  const isObject = typeof tensor === 'object' && tensor !== null && !isRevoked(tensor);
  return isObject && (tensor as NewTensor).dtype === 'unknown';
}

/** The file's type and the shape of a tensor of the dtype 'unknown'. */
function checkUnknown({ fileDtype, shape }: NewTensor, argument: string, place: Place) {
  if (typeof fileDtype !== 'string') {
    const allowed = "a string, the type as files write it (dtype 'unknown')";
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', `${argument}.fileDtype`, allowed, fileDtype);
  }
  const known = findDtype('safetensors', fileDtype);
  if (known !== undefined) {
    const allowed = `the name of a type that has no other here than 'unknown' (dtype '${known}' is ${fileDtype})`;
    throw argumentError('ERR_LINQUANT_INVALID_DTYPE', `${argument}.fileDtype`, allowed, fileDtype);
  }
  if (!isUnicode(fileDtype)) throw fileError(place, 'its fileDtype has half of a surrogate pair');
  return { fileDtype, bits: 0, shape: checkShape(shape, argument, place), begin: 0, end: 0 };
}
