import { checkFloatKind } from '../arguments/floats.js';
import { checkCount } from '../arguments/options.js';
import { checkedBytes, memoryOf, viewOf } from '../arguments/views.js';
import { changedError, linquantError } from '../errors.js';
import {
  type AnyParameters,
  type AxisRange,
  convert,
  type FloatInput,
  type FloatType,
  minMax,
  type Range,
} from '../index.js';
import { firstUnfit } from '../operations/first-unfit.js';
import { bufferOf, byteOffsetOf, isBuffer, typedArrayKind } from '../platform/engine-views.js';
import { type FloatTypeInfo, floatTypes, overflows } from '../tables/float-types.js';

/** Whether each row has its own parameters. */
export function hasRows({ axis, blockSize }: AnyParameters): boolean {
  return axis === 0 || axis === -2 || blockSize !== undefined;
}

/** The range of at least one vector; throws if there is a NaN or an infinity. */
export function finiteRange(vectors: Vectors): Range {
  const range = minMax(vectors.view, vectors.options);
  if (Number.isFinite(range.min) && Number.isFinite(range.max)) return range;
  throw nonFiniteError(vectors);
}

/** The range of each dimension of at least one vector; throws if there is a NaN or an infinity. */
export function finiteRanges(vectors: Vectors): AxisRange {
  const { view, options, rows, dimensions } = vectors;
  const ranges = minMax(view, { ...options, shape: [rows, dimensions], axis: 1 });
  // A NaN makes both ends NaN; an infinity is the minimum or the maximum.
  if (ranges.min.every(Number.isFinite) && ranges.max.every(Number.isFinite)) return ranges;
  throw nonFiniteError(vectors);
}

/**
 * The error for vectors with a NaN or an infinity: names row and column of the first one, in memory order.
 *
 * @param start - nothing before this index is wrong
 */
export function nonFiniteError({ argument, view, type, dimensions }: Vectors, start = 0): Error {
  // Kernels compute with float32, where a large float64 is infinite.
  const found = firstUnfit(memoryOf(argument, view).subarray(start * type.bytes), type, overflows.float32);
  if (found === undefined) return changedError(argument);
  const index = start + found.index;
  const row = Math.floor(index / dimensions);
  const column = index % dimensions;
  return linquantError(
    'ERR_LINQUANT_INVALID_RANGE',
    `${argument} must hold no NaN and no infinity; got ${Math.fround(found.value)} in row ${row}, column ${column}`,
    { row, column },
  );
}

/**
 * The option of all functions on batches of vectors.
 *
 * @category Embeddings
 */
export interface DimensionsOption {
  /** The numbers in one vector, 1 or more. A single vector is a batch of one row. */
  readonly dimensions: number;
}

/** A batch of vectors after checking. */
export interface Vectors {
  /** x as given, or a view of its raw bytes. It may also be a Uint16Array of bits, whose type is in `options`. */
  readonly view: FloatInput & ArrayBufferView;
  readonly type: FloatTypeInfo;
  /** Options for the functions of `linquant` on this view. */
  readonly options: { readonly floatType: FloatType };
  /** The name of the argument in messages. */
  readonly argument: string;
  readonly rows: number;
  readonly dimensions: number;
  /** Bytes of one vector. */
  readonly rowBytes: number;
}

/** The options for each float type. Made once, not for each batch. */
const optionsOf = Object.values(floatTypes).map(({ name }) => ({ floatType: name }));

/** Checks a batch of vectors: float data of whole rows of `dimensions`. */
export function checkVectors(
  argument: string,
  x: unknown,
  dimensions: unknown,
  floatType: unknown,
  dimensionsArgument = 'options.dimensions',
): Vectors {
  const columns = checkCount(dimensionsArgument, dimensions, 1);
  const type = checkFloatKind(argument, x, floatType);
  const view = viewOf(argument, x);
  const rowBytes = columns * type.bytes;
  const bytes = checkedBytes(argument, view);
  if (bytes % rowBytes !== 0) throw rowsError(argument, columns, type, bytes);
  return {
    view: view as Vectors['view'],
    type,
    options: optionsOf[type.index]!,
    argument,
    rows: bytes / rowBytes,
    dimensions: columns,
    rowBytes,
  };
}

function rowsError(argument: string, columns: number, type: FloatTypeInfo, bytes: number): Error {
  return linquantError(
    'ERR_LINQUANT_INVALID_SHAPE',
    `${argument} must hold whole vectors of ${columns} dimensions, ${columns * type.bytes} bytes of ${type.name} each; got ${bytes} bytes`,
  );
}

interface ArrayMaker {
  new (buffer: ArrayBufferLike, offset: number, length: number): ArrayBufferView;
  readonly BYTES_PER_ELEMENT: number;
}

/** Some rows, as a view of the same kind; raw bytes as a Buffer. Copies nothing. */
function rowsOf({ view, rows, rowBytes }: Vectors, start: number, end: number): Vectors['view'] {
  if (start === 0 && end === rows) return view;
  const kind = typedArrayKind(view);
  const buffer = bufferOf(view);
  const begin = byteOffsetOf(view) + start * rowBytes;
  const bytes = (end - start) * rowBytes;
  if (kind === undefined || isBuffer(view)) return Buffer.from(buffer as ArrayBuffer, begin, bytes);
  // Not subarray, which a subclass may override.
  const Maker = (globalThis as unknown as Record<string, ArrayMaker>)[kind]!;
  return new Maker(buffer, begin, bytes / Maker.BYTES_PER_ELEMENT) as Vectors['view'];
}

/** Bytes of the rows in a chunk: the most memory that is allocated at once. */
const chunkBytes = 2 ** 18;

/** Splits the rows into chunks of about {@link chunkBytes}: the first row of each chunk, and the first row after it. */
export function* chunksOf({ rows, rowBytes }: Vectors): Generator<readonly [start: number, end: number]> {
  const step = Math.max(1, Math.floor(chunkBytes / rowBytes));
  for (let start = 0; start < rows; start += step) yield [start, Math.min(start + step, rows)];
}

/** Some rows as float32: a view of a Float32Array, else a converted copy. */
export function float32RowsOf(vectors: Vectors, start: number, end: number): Float32Array {
  const { view, rowBytes } = vectors;
  if (typedArrayKind(view) === 'Float32Array') {
    // Not the view itself: an heir may have made its length another one.
    const from = byteOffsetOf(view) + start * rowBytes;
    return new Float32Array(bufferOf(view), from, ((end - start) * rowBytes) / 4);
  }
  const part = rowsOf(vectors, start, end);
  return convert(part, { to: 'float32', from: vectors.options.floatType });
}
