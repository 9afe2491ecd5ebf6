import type { Vectors } from '../arguments/vectors.js';
import { type AnyParameters, type AxisRange, convert, minMax, type Range } from '../index.js';
import { nonFiniteError } from '../operations/unfit-vector.js';
import { bufferOf, byteOffsetOf, isBuffer, typedArrayKind } from '../platform/engine-views.js';

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
