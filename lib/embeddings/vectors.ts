import { checkCount } from '../checks.js';
import { linquantError } from '../errors.js';
import { checkFloatView } from '../float-views.js';
import { convert, type FloatInput, type FloatType } from '../index.js';
import { bufferOf, byteOffsetOf, typedArrayKind } from '../intrinsics.js';
import { checkedBytes, isBuffer } from '../views.js';

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
  readonly options: { readonly floatType: FloatType };
  /** What it is called in errors. */
  readonly argument: string;
  readonly rows: number;
  readonly dimensions: number;
  /** Bytes of one vector. */
  readonly rowBytes: number;
}

/** Checks a batch of vectors: float data of whole rows of `dimensions`. */
export function checkVectors(
  argument: string,
  x: unknown,
  dimensions: unknown,
  floatType: unknown,
  dimensionsArgument = 'options.dimensions',
): Vectors {
  const columns = checkCount(dimensionsArgument, dimensions, 1);
  const { view, type } = checkFloatView(argument, x, floatType);
  const rowBytes = columns * type.bytes;
  const bytes = checkedBytes(argument, view);
  if (bytes % rowBytes !== 0) {
    throw linquantError(
      'ERR_LINQUANT_INVALID_SHAPE',
      `${argument} must hold whole vectors of ${columns} dimensions, ${rowBytes} bytes of ${type.name} each; got ${bytes} bytes`,
    );
  }
  return {
    view: view as Vectors['view'],
    options: { floatType: type.name },
    argument,
    rows: bytes / rowBytes,
    dimensions: columns,
    rowBytes,
  };
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
  if (kind === undefined || isBuffer(view)) return Buffer.from(buffer, begin, end - start) as unknown as T;
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
  return convert(part, { to: 'float32', from: vectors.options.floatType });
}
