import { argumentError } from '../errors.js';
import { isRevoked } from '../platform/engine-views.js';
import { types } from '../platform/node.js';
import { dtypeInfo, findDtype } from './dtypes.js';
import { fileError, type Place, quote } from './file-error.js';
import { checkShape, checkTensor, rawBytes } from './input.js';
import { isUnicode } from './json-string.js';
import { metadataKey } from './safetensors-header.js';
import type { Piece } from './safetensors-layout.js';
import type { TensorInput } from './tensor.js';

const mapEntries = Map.prototype.entries;

/** Checks the tensors of a file to be written. */
export function checkTensors(tensors: ReadonlyMap<string, TensorInput>, file: string): Map<string, Piece> {
  const checked = new Map<string, Piece>();
  for (const [name, tensor] of entriesOf(tensors, 'content.tensors')) {
    const place = { file, tensor: name };
    if (name === metadataKey) throw fileError(place, 'this name is kept for the metadata');
    if (!isUnicode(name)) throw fileError(place, 'its name has half of a surrogate pair');
    checked.set(name, checkPiece(tensor, `content.tensors.get(${quote(name)})`, place));
  }
  return checked;
}

/** Checks the metadata of a file to be written, and copies it. */
export function checkMetadata(metadata: ReadonlyMap<string, string>, file: string): Map<string, string> {
  const entries = entriesOf(metadata, 'content.metadata');
  for (const [key, value] of entries) {
    if (typeof value !== 'string') {
      const argument = `content.metadata.get(${quote(key)})`;
      throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, 'a string', value);
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
  const isObject = typeof tensor === 'object' && tensor !== null && !isRevoked(tensor);
  if (isObject && tensor.dtype === 'unknown') return checkUnknown(tensor, argument, place);
  const { dtype, shape, bytes } = checkTensor(tensor, argument, place, 'safetensors');
  const { safetensors: fileDtype, bits } = dtypeInfo(dtype);
  return { fileDtype, bits, shape, bytes, begin: 0, end: 0 };
}

function checkUnknown({ fileDtype, shape, data }: TensorInput, argument: string, place: Place): Piece {
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
  const lengths = checkShape(shape, argument, place);
  const bytes = rawBytes(data, `${argument}.data`);
  return { fileDtype, bits: 0, shape: lengths, bytes, begin: 0, end: 0 };
}
