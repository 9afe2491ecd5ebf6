import { checkCount } from '../checks.js';
import { argumentError, linquantError } from '../errors.js';
import { convert, type FloatInput, type FloatOptions, type FloatType } from '../index.js';
import { bufferOf, byteLengthOf, byteOffsetOf, typedArrayKind } from '../intrinsics.js';
import { types } from '../node.js';

/**
 * What every function on a batch of vectors is told.
 *
 * @category Embeddings
 */
export interface DimensionsOption {
  /** The numbers in one vector, 1 or more. A single vector is a batch of one row. */
  readonly dimensions: number;
}

/** A batch of vectors after checking. */
export interface Vectors {
  /** As given, or raw bytes as a Buffer. A Uint16Array of bits passes for one of the others: its type is in `options`. */
  readonly view: FloatInput & ArrayBufferView;
  /** What lib's functions are told beside the view. */
  readonly options: FloatOptions;
  /** What it is called in errors. */
  readonly argument: string;
  readonly rows: number;
  readonly dimensions: number;
  /** Bytes of one vector. */
  readonly rowBytes: number;
}

const bytesOfType = { float32: 4, float64: 8, float16: 2, bfloat16: 2 } as const;

const typeOfArray: Readonly<Record<string, FloatType>> = {
  Float32Array: 'float32',
  Float64Array: 'float64',
  Float16Array: 'float16',
};

/** Checks a batch of vectors: float data of whole rows of `dimensions`. */
export function checkVectors(
  argument: string,
  x: unknown,
  dimensions: unknown,
  floatType: unknown,
  dimensionsArgument = 'options.dimensions',
): Vectors {
  const columns = checkCount(dimensionsArgument, dimensions, 1);
  const given = checkFloatType(floatType);
  const kind = typedArrayKind(x);
  const type = typeOf(argument, x, kind, given);
  const view = kind === undefined ? rawView(argument, x) : (x as ArrayBufferView);
  const rowBytes = columns * bytesOfType[type];
  const bytes = byteLengthOf(view);
  if (bytes === undefined) throw detachedError(argument);
  if (bytes % rowBytes !== 0) {
    throw linquantError(
      'ERR_LINQUANT_INVALID_SHAPE',
      `${argument} must hold whole vectors of ${columns} dimensions, ${rowBytes} bytes of ${type} each; got ${bytes} bytes`,
    );
  }
  const options = given === undefined ? {} : { floatType: given };
  return {
    view: view as Vectors['view'],
    options,
    argument,
    rows: bytes / rowBytes,
    dimensions: columns,
    rowBytes,
  };
}

function checkFloatType(value: unknown): FloatType | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && Object.hasOwn(bytesOfType, value)) return value as FloatType;
  const code = typeof value === 'string' ? 'ERR_LINQUANT_INVALID_OPTION' : 'ERR_LINQUANT_INVALID_TYPE';
  throw argumentError(code, 'options.floatType', `one of ${Object.keys(bytesOfType).join(', ')}`, value);
}

/** The type of the floats, which the array tells or `given` does. */
function typeOf(
  argument: string,
  x: unknown,
  kind: string | undefined,
  given: FloatType | undefined,
): FloatType {
  const own = kind === undefined ? undefined : typeOfArray[kind];
  if (own !== undefined) {
    if (given === undefined || given === own) return own;
    const allowed = `'${own}', or left out, beside a ${kind}`;
    throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'options.floatType', allowed, given);
  }
  if (kind === 'Uint16Array' && given !== undefined) {
    if (bytesOfType[given] === 2) return given;
    const allowed = `'float16' or 'bfloat16' beside a Uint16Array`;
    throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'options.floatType', allowed, given);
  }
  const isBuffer = kind === 'Uint8Array' && x instanceof Buffer;
  if (isBuffer || types.isDataView(x) || types.isAnyArrayBuffer(x)) return given ?? 'float32';
  let hint = '';
  if (kind === 'Uint8Array') {
    hint = ' (wrap the bytes as Buffer.from(a.buffer, a.byteOffset, a.byteLength) if they are floats)';
  } else if (kind === 'Uint16Array') {
    hint = " (the bits in a Uint16Array need options.floatType: 'float16' or 'bfloat16')";
  }
  const allowed = `a Float32Array, Float64Array or Float16Array, or the bytes of floats in a Buffer, DataView, ArrayBuffer or SharedArrayBuffer${hint}`;
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, allowed, x);
}

function rawView(argument: string, x: unknown): ArrayBufferView {
  if (types.isDataView(x)) return x;
  try {
    return Buffer.from(x as ArrayBuffer);
  } catch {
    throw detachedError(argument);
  }
}

/** The error for a view without memory. */
export function detachedError(argument: string): Error {
  return linquantError(
    'ERR_LINQUANT_DETACHED',
    `${argument} must be a view on live memory; got one whose buffer was detached or shrunk below it`,
  );
}

/** The error for memory that changed between two looks at it. */
export function changedError(argument: string): Error {
  return linquantError(
    'ERR_LINQUANT_DETACHED',
    `${argument} must stay as it is during the call; got one that changed`,
  );
}

type ArrayMaker = new (buffer: ArrayBufferLike, offset: number, length: number) => ArrayBufferView;

/** A part of a view, given in bytes, as a view of the same kind; raw bytes as a Buffer. No memory is copied. */
export function partOf<T extends ArrayBufferView>(view: T, start: number, end: number): T {
  const kind = typedArrayKind(view);
  const buffer = bufferOf(view);
  const begin = byteOffsetOf(view) + start;
  const isRaw = kind === undefined || (kind === 'Uint8Array' && view instanceof Buffer);
  if (isRaw) return Buffer.from(buffer, begin, end - start) as unknown as T;
  // Not subarray: an heir may have made it another function.
  const Maker = (globalThis as unknown as Record<string, ArrayMaker & { BYTES_PER_ELEMENT: number }>)[kind]!;
  return new Maker(buffer, begin, (end - start) / Maker.BYTES_PER_ELEMENT) as T;
}

/** Some of the rows, as a view. */
export function rowsOf({ view, rows, rowBytes }: Vectors, start: number, end: number): Vectors['view'] {
  return start === 0 && end === rows ? view : partOf(view, start * rowBytes, end * rowBytes);
}

/** Bytes of the rows that are looked at twice: few enough to be in a cache the second time. */
const blockBytes = 2 ** 18;

/** Goes over the rows in blocks of about {@link blockBytes}. */
export function forEachBlock(
  { rows, rowBytes }: Vectors,
  work: (start: number, end: number) => void,
  first = 0,
): void {
  const step = Math.max(1, Math.floor(blockBytes / rowBytes));
  for (let start = first; start < rows; start += step) work(start, Math.min(start + step, rows));
}

/** Some rows as float32: themselves where they are a Float32Array, else a copy. */
export function float32RowsOf(vectors: Vectors, start: number, end: number): Float32Array {
  const part = rowsOf(vectors, start, end);
  if (typedArrayKind(part) === 'Float32Array') return part as Float32Array;
  const from = vectors.options.floatType;
  return convert(part, from === undefined ? { to: 'float32' } : { to: 'float32', from });
}
