import type { StoredTensor } from '../../formats/index.js';
import { scaleName, withTensor, zeroPointName } from '../../formats/quantize/choices.js';
import { type AnyParameters, dequantize, type FloatType } from '../../index.js';
import { dtypeNamed, packedBytes } from '../../tables/dtypes.js';
import { FileError } from '../terminal/errors.js';
import type { TensorFile } from './open.js';

/** How codes in a file are read: a tensor of `quantizeTensors`, or the vectors of `quantizeFile`. */
export interface Codes {
  /** The name of what they stand for. */
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** The tensors of the file that it takes, the codes first. */
  readonly tensors: readonly string[];
  /** How many rows belong together: a piece begins at a multiple of it, where a block and a byte begin. */
  readonly rowsTogether: number;
  /** Restores the rows from `start` up to `end`; a scalar has one row. */
  restore(start: number, end: number, floatType: FloatType): Promise<ArrayBufferView>;
}

/** The name of vectors that were restored: `quantizeFile` does not keep the one they had. */
export const vectorsName = 'vectors';

/** The codes of a file, by the names of what they stand for. Empty where none were written by this package. */
export function codesIn(file: TensorFile): Map<string, Codes> {
  const described = file.metadata.get('linquant');
  if (described !== undefined) return ofTensors(file, described);
  const { metadata, tensors } = file;
  const isOfVectors = metadata.has('rule') && tensors.has('codes') && tensors.has('scale');
  return isOfVectors ? new Map([[vectorsName, ofVectors(file)]]) : new Map();
}

/** What the metadata says of a tensor. */
interface Described {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly axis?: number;
  readonly blockSize?: number;
}

function ofTensors(file: TensorFile, described: string): Map<string, Codes> {
  let all: Record<string, Described>;
  try {
    all = JSON.parse(described);
  } catch {
    throw new FileError(file.path, 'its metadata "linquant" is no JSON');
  }
  if (typeof all !== 'object' || all === null) {
    throw new FileError(file.path, 'its metadata "linquant" is no object');
  }
  const found = new Map<string, Codes>();
  for (const [name, how] of Object.entries(all)) {
    const tensors = [name, scaleName(name), zeroPointName(name)];
    const missing = tensors.find((each) => !file.tensors.has(each));
    const isRead = holds(file, name, how?.dtype, how?.shape) && hasPlace(how);
    if (missing !== undefined || !isRead) {
      const problem =
        missing === undefined
          ? `its metadata does not tell what the codes are of ${JSON.stringify(name)}`
          : `has no tensor ${JSON.stringify(missing)}, which belongs to the codes of ${JSON.stringify(name)}`;
      throw new FileError(file.path, problem);
    }
    found.set(name, ofTensor(file, name, how, tensors));
  }
  return found;
}

/** Whether a tensor has as many bytes as codes of a dtype and shape take. */
function holds(file: TensorFile, name: string, dtype: unknown, shape: unknown): boolean {
  const known = dtypeNamed(dtype);
  const isShape = Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (known === undefined || !isShape) return false;
  const count = shape.reduce((product, size) => product * size, 1);
  return file.tensors.get(name)?.byteLength === packedBytes(count, known.bits);
}

/** Whether axis and blocks are such as `quantizeTensors` writes. */
function hasPlace({ shape, axis, blockSize }: Described): boolean {
  const isCount = (value: number, least: number) => Number.isSafeInteger(value) && value >= least;
  if (axis === undefined) return blockSize === undefined;
  return isCount(axis, 0) && axis < shape.length && (blockSize === undefined || isCount(blockSize, 1));
}

/** Dequantizes, with the file and the tensor in errors. */
function restored(file: TensorFile, name: string, work: () => unknown): ArrayBufferView {
  try {
    return work() as ArrayBufferView;
  } catch (error) {
    throw withTensor(error, file.path, name);
  }
}

function ofTensor(file: TensorFile, name: string, how: Described, tensors: readonly string[]): Codes {
  const { shape, axis, blockSize, ...rest } = how;
  const [count = 1, ...inner] = shape;
  const each = inner.reduce((product, size) => product * size, 1);
  const bits = dtypeNamed(how.dtype)!.bits;
  const stored = file.tensors.get(name)!;
  /** Scales or zero points for some rows: of those alone, where rows have their own. */
  const valuesOf = async (key: string, start: number, end: number) => {
    if (axis === undefined) return (await file.read(key)).toTypedArray()[0];
    const isByRows = axis === 0 || blockSize !== undefined;
    if (!isByRows) return (await file.read(key)).toTypedArray();
    const perRow = axis === 0 ? (blockSize ?? 1) : 1;
    const of = { start: Math.floor(start / perRow), end: Math.ceil(end / perRow) };
    return (await file.read(key, of)).toTypedArray();
  };
  return {
    ...{ name, dtype: how.dtype, shape, tensors },
    rowsTogether: rowsTogether(axis === 0 ? (blockSize ?? 1) : 1, each * bits, count),
    async restore(start, end, floatType) {
      const [codes, scale, points] = await Promise.all([
        readCodes(file, name, stored, shape, start, end, (each * bits) / 8),
        valuesOf(tensors[1]!, start, end),
        valuesOf(tensors[2]!, start, end),
      ]);
      const zeroPoint = typeof points === 'number' ? points : Int32Array.from(points as Int8Array);
      const parameters = { ...rest, scale, zeroPoint, axis, blockSize } as unknown as AnyParameters;
      const own = shape.length === 0 ? [] : [end - start, ...inner];
      const known = count === 0 ? shape : own;
      return restored(file, name, () =>
        dequantize(codes, withoutUndefined(parameters), { shape: known, floatType }),
      );
    },
  };
}

/** Reads the codes of some rows: rows of the file, or bytes where packed codes lie in one row. */
async function readCodes(
  file: TensorFile,
  name: string,
  stored: StoredTensor,
  shape: readonly number[],
  start: number,
  end: number,
  rowBytes: number,
): Promise<Buffer> {
  if (stored.shape.length === 0) return (await file.read(name)).data;
  const isByRows = stored.shape.length === shape.length && stored.shape[0] === shape[0];
  if (isByRows) return (await file.read(name, { start, end })).data;
  const bytes = stored.shape[0]!;
  const of = { start: Math.floor(start * rowBytes), end: Math.min(bytes, Math.ceil(end * rowBytes)) };
  return (await file.read(name, of)).data;
}

function ofVectors(file: TensorFile): Codes {
  const { metadata, tensors, path } = file;
  const number = (name: string) => {
    const text = metadata.get(name);
    return text === undefined ? undefined : Number(text);
  };
  const dtype = metadata.get('dtype') ?? '';
  const dimensions = number('dimensions');
  const rows = tensors.get('codes')!.shape[0];
  if (rows === undefined || !holds(file, 'codes', dtype, [rows, dimensions])) {
    throw new FileError(path, 'its metadata does not tell the dtype and dimensions of its codes');
  }
  const hasOffset = tensors.has('offset');
  const axis = number('axis');
  const given = {
    dtype,
    axis,
    qmin: number('qmin'),
    qmax: number('qmax'),
    rounding: metadata.get('rounding'),
  };
  const valuesOf = async (name: string, start: number, end: number) => {
    if (axis === 0) return (await file.read(name, { start, end })).toFloat32Array();
    const values = (await file.read(name)).toFloat32Array();
    return axis === undefined ? values[0] : values;
  };
  return {
    ...{ name: vectorsName, dtype, shape: [rows, dimensions!] },
    tensors: ['codes', 'scale', ...(hasOffset ? ['offset'] : [])],
    rowsTogether: 1,
    async restore(start, end, floatType) {
      const [codes, scale, offset] = await Promise.all([
        file.read('codes', { start, end }),
        valuesOf('scale', start, end),
        hasOffset ? valuesOf('offset', start, end) : undefined,
      ]);
      const zero = number('zeroPoint') ?? 0;
      const zeroPoint = typeof scale === 'number' ? zero : new Int32Array(scale!.length).fill(zero);
      const parameters = { ...given, scale, zeroPoint, offset } as unknown as AnyParameters;
      const shape = [end - start, dimensions!];
      return restored(file, 'codes', () =>
        dequantize(codes.data, withoutUndefined(parameters), { shape, floatType }),
      );
    },
  };
}

function withoutUndefined(parameters: AnyParameters): AnyParameters {
  const set = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set) as unknown as AnyParameters;
}

/** The rows of whole blocks whose codes end with a byte. */
function rowsTogether(block: number, rowBits: number, count: number): number {
  let rows = block;
  while (rows < count && (rows * rowBits) % 8 !== 0) rows *= 2;
  return rows;
}
