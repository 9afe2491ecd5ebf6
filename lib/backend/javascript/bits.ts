import { type BitLayout, type Kernels, Status } from '../../kernels.js';
import { floatTypes } from '../../tables/float-types.js';
import { narrowFloat64 } from './convert.js';
import { bytesAt, type Elements, elementsOf, storeBytes, touch } from './elements.js';
import { floatWidths, loadFloats, stage, storeFloats } from './floats.js';
import { blockLength, scratch } from './scratch.js';

const { floats, bits, codes } = scratch;

const float32 = floatTypes.float32.index;
const float64 = floatTypes.float64.index;

/** The values of bits of 0 and of 1. */
const pair = new Float32Array(2);

const bytesOf = (columns: number) => Math.ceil(columns / 8);

/** What is done at once: some rows, or whole bytes of one. */
interface Part {
  /** The first float. */
  readonly at: number;
  readonly rows: number;
  readonly columns: number;
  /** The first byte. */
  readonly byte: number;
}

/** Cuts rows into parts that scratch has room for. */
function* partsOf({ rows, columns }: BitLayout): Generator<Part> {
  // Rows of whole bytes are one long row.
  const count = columns % 8 === 0 ? 1 : rows;
  const length = columns % 8 === 0 ? rows * columns : columns;
  const together = Math.max(1, Math.floor(blockLength / Math.max(1, length)));
  for (let row = 0; row < count; row += together) {
    const n = Math.min(together, count - row);
    for (let i = 0; i < length; i += blockLength) {
      const here = Math.min(blockLength, length - i) | 0;
      yield { at: row * length + i, rows: n, columns: here, byte: row * bytesOf(length) + i / 8 };
    }
  }
}

/** Brings floats to scratch: none becomes zero or infinite that is not. */
function loadOdd(x: Elements, floatType: number, at: number, count: number): void {
  if (floatType === float64) {
    stage(x, at, count, 8);
    narrowFloat64(count, false);
  } else {
    loadFloats(x, floatType, at, count);
  }
}

/** Whether one of the first floats is NaN or infinite. */
function holdsUnfit(count: number): boolean {
  let sign = 0;
  for (let i = 0; i < count; i++) sign |= (bits[i]! & 0x7fffffff) + 0x800000;
  return (sign | 0) < 0;
}

/** Bits of rows of floats, without a branch on their values: which sign they have is no more foreseen than a coin's fall. */
function packRows(rows: number, columns: number, { orEqual, highFirst, isSigned }: BitLayout): void {
  const order = highFirst ? 7 : 0;
  // Floats as integers in the same order, with -0 at -1.
  const least = orEqual ? -2 : 0;
  const flip = isSigned ? 0x80 : 0;
  let to = 0;
  for (let row = 0, i = 0; row < rows; row++) {
    for (const end = i + columns; i < end; ) {
      const n = Math.min(8, end - i);
      let byte = flip;
      for (let j = 0; j < n; j++, i++) {
        const all = bits[i]!;
        const ordered = all ^ ((all >> 31) & 0x7fffffff);
        byte ^= ((least - ordered) >>> 31) << (j ^ order);
      }
      codes[to++] = byte;
    }
  }
}

function unpackRows(rows: number, columns: number, { highFirst, isSigned }: BitLayout): void {
  const order = highFirst ? 7 : 0;
  const flip = isSigned ? 0x80 : 0;
  let from = 0;
  for (let row = 0, i = 0; row < rows; row++) {
    for (const end = i + columns; i < end; ) {
      const n = Math.min(8, end - i);
      const byte = codes[from++]! ^ flip;
      for (let j = 0; j < n; j++, i++) floats[i] = pair[(byte >> (j ^ order)) & 1]!;
    }
  }
}

export const packBits: Kernels['packBits'] = (x, floatType, out, layout, unfit) => {
  const from = elementsOf(x);
  const to = elementsOf(out);
  if (from === undefined || to === undefined) return Status.lengthMismatch;
  const { rows, columns } = layout;
  const fits =
    from.byteLength === rows * columns * floatWidths[floatType]! && to.byteLength === rows * bytesOf(columns);
  if (!fits) return Status.lengthMismatch;
  if (touch(from, to)) return Status.overlap;
  for (const part of partsOf(layout)) {
    const count = (part.rows * part.columns) | 0;
    loadOdd(from, floatType, part.at, count);
    if (holdsUnfit(count)) {
      const i = floats.findIndex((value) => !Number.isFinite(value));
      unfit.index = part.at + i;
      unfit.value = floats[i]!;
      return Status.notFinite;
    }
    packRows(part.rows, part.columns, layout);
    storeBytes(to, part.byte, codes, part.rows * bytesOf(part.columns));
  }
  return Status.ok;
};

export const unpackBits: Kernels['unpackBits'] = (packed, x, layout, ofZero, ofOne) => {
  const from = elementsOf(packed);
  const to = elementsOf(x);
  if (from === undefined || to === undefined) return Status.lengthMismatch;
  const { rows, columns } = layout;
  const fits = to.byteLength === rows * columns * 4 && from.byteLength === rows * bytesOf(columns);
  if (!fits) return Status.lengthMismatch;
  if (touch(from, to)) return Status.overlap;
  pair[0] = ofZero;
  pair[1] = ofOne;
  for (const part of partsOf(layout)) {
    codes.set(bytesAt(from, part.byte, part.rows * bytesOf(part.columns)));
    unpackRows(part.rows, part.columns, layout);
    storeFloats(to, float32, part.at, part.rows * part.columns);
  }
  return Status.ok;
};
