import { allocate } from './memory.js';

/** Elements of a block on each side: its columns stay in the cache while its rows are written. Of 16, 32 and 64 the fastest. */
const blockSide = 64;

type Elements = Uint8Array | Uint16Array | Int32Array;

/** Whether the bytes of a shape are the same in Fortran (column-major) and C (row-major) order: at most one length is not 1. */
export function isSameInBothOrders(shape: readonly number[]): boolean {
  return shape.filter((length) => length !== 1).length <= 1;
}

/**
 * Copies an array from Fortran order (the first index varies fastest) to C order (the last one does).
 *
 * @param stored - exactly shape x bytes
 * @param bytes - of an element: 1, 2, 4 or 8
 */
export function toRowMajor(stored: Buffer, shape: readonly number[], bytes: number, file: string): Buffer {
  const result = allocate(stored.length, file);
  if (stored.length === 0) return result;
  // Elements of 8 bytes move as two integers: a float64 could lose the payload of a NaN on its way.
  const unit = Math.min(bytes, 4);
  const words = bytes / unit;
  const from = elementsOf(aligned(stored, unit, file), unit);
  const to = elementsOf(result, unit);
  const lengths = shape.filter((length) => length !== 1);
  // All planes of the first and the last index: in the file the first is consecutive, in the result the last.
  const first = lengths.shift() ?? 1;
  const last = lengths.pop() ?? 1;
  const between = lengths.reduce((product, length) => product * length, 1);
  const plane = { first, last, fromStep: first * between * words, toStep: between * last * words };
  const copyPlane = words === 1 ? copyElements : copyPairs;
  for (const [f, t] of offsetsOfPlanes(lengths, first, last))
    copyPlane(from, f * words, to, t * words, plane);
  return result;
}

interface Plane {
  readonly first: number;
  readonly last: number;
  /** From one last index to the next, in the file. */
  readonly fromStep: number;
  /** From one first index to the next, in the result. */
  readonly toStep: number;
}

/** Where the planes begin in the file and in the result, for all indices between the first and the last. */
function* offsetsOfPlanes(
  lengths: readonly number[],
  first: number,
  last: number,
): Generator<[number, number]> {
  const fromSteps: number[] = [];
  const toSteps: number[] = [];
  for (let axis = 0, step = first; axis < lengths.length; step *= lengths[axis++]!) fromSteps[axis] = step;
  for (let axis = lengths.length - 1, step = last; axis >= 0; step *= lengths[axis--]!) toSteps[axis] = step;
  const index = lengths.map(() => 0);
  let [from, to] = [0, 0];
  for (;;) {
    yield [from, to];
    let axis = lengths.length - 1;
    for (; axis >= 0; axis--) {
      from += fromSteps[axis]!;
      to += toSteps[axis]!;
      if (++index[axis]! < lengths[axis]!) break;
      from -= fromSteps[axis]! * lengths[axis]!;
      to -= toSteps[axis]! * lengths[axis]!;
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}

function copyElements(from: Elements, fromBegin: number, to: Elements, toBegin: number, plane: Plane): void {
  const { first, last, fromStep, toStep } = plane;
  for (let rows = 0; rows < first; rows += blockSide) {
    const rowsEnd = Math.min(rows + blockSide, first);
    for (let columns = 0; columns < last; columns += blockSide) {
      const columnsEnd = Math.min(columns + blockSide, last);
      for (let row = rows; row < rowsEnd; row++) {
        let f = fromBegin + row + columns * fromStep;
        let t = toBegin + row * toStep + columns;
        for (let column = columns; column < columnsEnd; column++, f += fromStep, t++) to[t] = from[f]!;
      }
    }
  }
}

/** The same for elements of two integers. */
function copyPairs(from: Elements, fromBegin: number, to: Elements, toBegin: number, plane: Plane): void {
  const { first, last, fromStep, toStep } = plane;
  for (let rows = 0; rows < first; rows += blockSide) {
    const rowsEnd = Math.min(rows + blockSide, first);
    for (let columns = 0; columns < last; columns += blockSide) {
      const columnsEnd = Math.min(columns + blockSide, last);
      for (let row = rows; row < rowsEnd; row++) {
        let f = fromBegin + 2 * row + columns * fromStep;
        let t = toBegin + row * toStep + 2 * columns;
        for (let column = columns; column < columnsEnd; column++, f += fromStep, t += 2) {
          to[t] = from[f]!;
          to[t + 1] = from[f + 1]!;
        }
      }
    }
  }
}

function elementsOf({ buffer, byteOffset, length }: Buffer, unit: number): Elements {
  if (unit === 1) return new Uint8Array(buffer, byteOffset, length);
  return unit === 2
    ? new Uint16Array(buffer, byteOffset, length / 2)
    : new Int32Array(buffer, byteOffset, length / 4);
}

/** The bytes themselves if they can be seen as integers of `unit` bytes, else a copy. */
function aligned(bytes: Buffer, unit: number, file: string): Buffer {
  if (bytes.byteOffset % unit === 0) return bytes;
  const copy = allocate(bytes.length, file);
  bytes.copy(copy);
  return copy;
}
