import { axisIn, checkParameterCount } from '../arguments/axis.js';
import { checkCodes } from '../arguments/codes.js';
import { typeError } from '../arguments/float-errors.js';
import { checkGivenWord, checkReadable, type Unchecked } from '../arguments/options.js';
import { parameterNames, putParameters, readParameters } from '../arguments/parameters.js';
import { checkVectors, type Vectors } from '../arguments/vectors.js';
import { memoryOf } from '../arguments/views.js';
import { argumentError, linquantError } from '../errors.js';
import { slot, slotCount } from '../kernels.js';
import { bufferOf, byteOffsetOf, typedArrayKind } from '../platform/engine-views.js';
import { types } from '../platform/node.js';
import { type BinaryDialect, dialectNames } from '../tables/binary-dialects.js';
import { type DtypeInfo, dtypes, packedBytes } from '../tables/dtypes.js';
import { floatTypeOfArray, isFloatType } from '../tables/float-types.js';

/** Vectors that were given, with their properties read, but not judged: no code of the caller's runs after this. */
export type Given =
  | { readonly kind: 'floats'; readonly data: unknown }
  | { readonly kind: 'codes'; readonly data: unknown; readonly parameters: Unchecked }
  | { readonly kind: 'bits'; readonly data: unknown; readonly dialect: unknown };

/** Floats, codes or bits of whole rows. */
export type Rows = FloatRows | CodeRows | BitRows;

export interface FloatRows {
  readonly kind: 'floats';
  readonly rows: number;
  readonly vectors: Vectors;
}

export interface CodeRows {
  readonly kind: 'codes';
  readonly rows: number;
  readonly memory: Buffer;
  readonly parameters: RowParameters;
  /** What errors add to the number of a row, 0 unless given. */
  readonly firstRow?: number;
}

export interface BitRows {
  readonly kind: 'bits';
  readonly rows: number;
  readonly memory: Buffer;
  readonly dialect: BinaryDialect;
}

/** Parameters of codes. Those along an axis are in arrays; one set is in numbers. */
export interface RowParameters extends AffineParameters {
  readonly dtype: DtypeInfo;
  readonly along: 'rows' | 'dimensions' | undefined;
  /** Of a piece of more rows: the {@link halfGrid} of all of them. */
  readonly grid?: number | undefined;
}

/** Their scales, zero points and offsets. */
export interface AffineParameters {
  readonly scale: number;
  readonly zeroPoint: number;
  readonly offset: number;
  readonly scales?: Float32Array | undefined;
  readonly zeroPoints?: Int32Array | undefined;
  readonly offsets?: Float32Array | undefined;
}

const allowedGiven =
  'floats, an object with data and parameters, or an object with data and dialect (as quantizeEmbeddings and binarizeEmbeddings give)';

/** Reads vectors. Codes and bits are objects with `data`; everything else is judged as floats. */
export function readGiven(argument: string, value: unknown): Given {
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) return { kind: 'floats', data: value };
  const { data, parameters, dialect } = checkReadable(argument, value, allowedGiven);
  if (parameters !== undefined) {
    const names = parameterNames(`${argument}.parameters`);
    return { kind: 'codes', data, parameters: readParameters(parameters, names) };
  }
  if (dialect === undefined && data === undefined) {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, allowedGiven, value);
  }
  return { kind: 'bits', data, dialect };
}

/** Checks what was read. `floatType` is for floats; with `lends` it may be meant for others, where an array has a type of its own. */
export function checkGiven(
  argument: string,
  given: Given,
  dimensions: number,
  floatType: unknown,
  lends = false,
): Rows {
  if (given.kind === 'bits') return checkBits(argument, given.data, given.dialect, dimensions);
  if (given.kind === 'codes') return checkCodeRows(argument, given.data, given.parameters, dimensions);
  const kind = typedArrayKind(given.data);
  const isOwn = lends && kind !== undefined && floatTypeOfArray(kind) !== undefined;
  const vectors = checkVectors(argument, given.data, dimensions, isOwn ? undefined : floatType);
  return { kind: 'floats', rows: vectors.rows, vectors };
}

/** Checks `options.floatType` also where no floats need it. */
export function checkFloatTypeName(floatType: unknown): void {
  if (floatType !== undefined && !isFloatType(floatType)) throw typeError('options.floatType', floatType);
}

function checkBits(argument: string, data: unknown, dialect: unknown, dimensions: number): BitRows {
  const known = checkGivenWord<BinaryDialect>(`${argument}.dialect`, dialect, dialectNames);
  const name = `${argument}.data`;
  const memory = bitsMemory(name, data);
  const rows = wholeRows(name, memory.length, Math.ceil(dimensions / 8), `${dimensions} bits`);
  return { kind: 'bits', rows, memory, dialect: known };
}

/** Checks packed bits and gives their memory. */
export function bitsMemory(argument: string, data: unknown): Buffer {
  const kind = typedArrayKind(data);
  if (kind === 'Uint8Array' || kind === 'Int8Array') return memoryOf(argument, data as Uint8Array);
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, 'a Uint8Array, Int8Array or Buffer', data);
}

/** The slots of a check. */
const checked = new Float64Array(slotCount);

/** The dtypes that are searched. */
const searched = Object.values(dtypes)
  .filter(({ bits }) => bits <= 8)
  .map(({ name }) => name);

function checkCodeRows(argument: string, data: unknown, given: Unchecked, dimensions: number): CodeRows {
  const name = `${argument}.data`;
  let memory: Buffer | undefined;
  const parameters = checkRowParameters(`${argument}.parameters`, given, dimensions, (dtype) => {
    const { view } = checkCodes(name, data, dtype);
    memory = memoryOf(name, view);
    checkWholeBytes(dtype, dimensions);
    return wholeRows(name, memory.length, packedBytes(dimensions, dtype.bits), `${dimensions} ${dtype.name}`);
  });
  const rows = memory!.length / packedBytes(dimensions, parameters.dtype.bits);
  return { kind: 'codes', rows, memory: memory!, parameters };
}

/**
 * Checks the parameters of codes.
 *
 * @param argument - their name in messages
 * @param given - as `readParameters` read them
 * @param rowsOf - the number of rows, once the dtype is known
 */
export function checkRowParameters(
  argument: string,
  given: Unchecked,
  dimensions: number,
  rowsOf: (dtype: DtypeInfo) => number,
): RowParameters {
  const names = parameterNames(argument, searched);
  const { dtype, along } = putParameters(checked, 0, given, names);
  if (dtype.bits > 8) {
    const allowed = `one of ${searched.join(', ')}`;
    throw argumentError('ERR_LINQUANT_INVALID_DTYPE', names.dtype, allowed, dtype.name);
  }
  const [scale, zeroPoint, offset] = [checked[slot.scale]!, checked[slot.zeroPoint]!, checked[slot.offset]!];
  const rows = rowsOf(dtype);
  if (along === undefined) return { dtype, along, scale, zeroPoint, offset };
  if (along.blockSize !== 0) {
    const allowed = 'left out: codes in blocks are not searched';
    throw argumentError('ERR_LINQUANT_INVALID_OPTION', names.blockSize, allowed, along.blockSize);
  }
  const shape = [rows, dimensions];
  const axis = axisIn(names.axis, along.axis, shape);
  checkParameterCount(names.scale, along.count, shape[axis]!, axis, 0, shape, true);
  return {
    dtype,
    along: axis === 0 ? 'rows' : 'dimensions',
    scale: 0,
    zeroPoint: 0,
    offset: 0,
    scales: floatsOn(along.scales, along.count),
    zeroPoints: new Int32Array(bufferOf(along.zeroPoints), byteOffsetOf(along.zeroPoints), along.count),
    offsets: along.offsets && floatsOn(along.offsets, along.count),
  };
}

/** Refuses rows of packed codes that do not begin at bytes. */
export function checkWholeBytes({ name, bits }: DtypeInfo, dimensions: number): void {
  const inByte = 8 / bits;
  if (dimensions % inByte === 0) return;
  const allowed = `a multiple of ${inByte} with ${name}, so that each row begins at a byte`;
  throw argumentError('ERR_LINQUANT_INVALID_SHAPE', 'options.dimensions', allowed, dimensions);
}

/** The same memory in an array without methods of the caller's. */
function floatsOn(array: Float32Array, count: number): Float32Array {
  return new Float32Array(bufferOf(array), byteOffsetOf(array), count);
}

/** The number of rows in `bytes`. It must be a uint32. */
function wholeRows(argument: string, bytes: number, rowBytes: number, what: string): number {
  const rows = bytes / rowBytes;
  if (Number.isInteger(rows) && rows < 2 ** 32) return rows;
  throw linquantError(
    'ERR_LINQUANT_INVALID_SHAPE',
    `${argument} must hold whole rows of ${what}, ${rowBytes} bytes each, fewer than 2^32; got ${bytes} bytes`,
  );
}
