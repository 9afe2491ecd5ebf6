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

interface ArrayMaker {
  new (buffer: ArrayBufferLike, offset: number, length: number): ArrayBufferView;
  readonly BYTES_PER_ELEMENT: number;
}

/** Some of the rows, as a view of the same kind; raw bytes as a Buffer. No memory is copied. */
function rowsOf({ view, rows, rowBytes }: Vectors, start: number, end: number): Vectors['view'] {
  if (start === 0 && end === rows) return view;
  const kind = typedArrayKind(view);
  const buffer = bufferOf(view);
  const begin = byteOffsetOf(view) + start * rowBytes;
  const bytes = (end - start) * rowBytes;
  if (kind === undefined || isBuffer(view)) return Buffer.from(buffer as ArrayBuffer, begin, bytes);
  // Not subarray: an heir may have made it another function.
  const Maker = (globalThis as unknown as Record<string, ArrayMaker>)[kind]!;
  return new Maker(buffer, begin, bytes / Maker.BYTES_PER_ELEMENT) as Vectors['view'];
}

/** Bytes of the rows that memory is allocated for at a time. */
const blockBytes = 2 ** 18;

/** All rows in blocks of about {@link blockBytes}: the first row of each, and the row behind its last. */
export function* blocksOf({ rows, rowBytes }: Vectors): Generator<readonly [start: number, end: number]> {
  const step = Math.max(1, Math.floor(blockBytes / rowBytes));
  for (let start = 0; start < rows; start += step) yield [start, Math.min(start + step, rows)];
}

/** Some rows as float32: themselves where they are a Float32Array, else a copy. */
export function float32RowsOf(vectors: Vectors, start: number, end: number): Float32Array {
  const part = rowsOf(vectors, start, end);
  if (typedArrayKind(part) === 'Float32Array') return part as Float32Array;
  return convert(part, { to: 'float32', from: vectors.options.floatType });
}
