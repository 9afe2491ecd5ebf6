import { BitFlags, type Kernels, Status, slot } from '../../kernels.js';
import { floatTypes } from '../../tables/float-types.js';
import { forEachBlock } from './blocks.js';
import { loadFloat64 } from './float64.js';
import { floatWidths, loadFloats, storeFloats } from './floats.js';
import { Memory } from './memory.js';
import { answer, numbers } from './numbers.js';
import { blockLength, part, scratch } from './scratch.js';

const { floats, bits, codes } = scratch;

const float32 = floatTypes.float32.index;
const float64 = floatTypes.float64.index;

/** The values of bits of 0 and of 1. */
const pair = new Float32Array(2);

/** Rows of floats, each of which begins with a byte of its own, and how bits stand for them. */
interface Rows {
  readonly rows: number;
  readonly columns: number;
  readonly bytes: number;
  /** What is XORed to the place of a bit. */
  readonly order: 0 | 7;
  /** What is XORed to a byte. */
  readonly flip: 0 | 0x80;
  readonly orEqual: boolean;
}

function rowsAt(): Rows {
  const columns = numbers[slot.inner]!;
  const flags = numbers[slot.bitFlags]! | 0;
  return {
    rows: numbers[slot.outer]! * numbers[slot.axis]!,
    columns,
    bytes: bytesOf(columns),
    order: flags & BitFlags.highFirst ? 7 : 0,
    flip: flags & BitFlags.signed ? 0x80 : 0,
    orEqual: (flags & BitFlags.orEqual) !== 0,
  };
}

const bytesOf = (columns: number) => Math.ceil(columns / 8);

/** What is done at once: some rows, or whole bytes of one. */
type Work = (at: number, rows: number, columns: number, byte: number) => void;

/** Cuts rows into parts that scratch has room for. */
function forEachPart({ rows, columns, bytes }: Rows, work: Work): void {
  if (columns % 8 === 0) {
    // One long row.
    forEachBlock(rows * columns, (at, length) => work(at, 1, length, at / 8));
  } else if (columns <= blockLength) {
    const together = Math.floor(blockLength / columns);
    forEachBlock(rows, (row, n) => work(row * columns, n, columns, row * bytes), together);
  } else {
    const ofRow = (row: number) =>
      forEachBlock(columns, (i, length) => work(row * columns + i, 1, length, row * bytes + i / 8));
    forEachBlock(rows, ofRow, 1);
  }
}

export const packBits: Kernels['packBits'] = (x, out) => {
  const floatType = numbers[slot.floatType]! | 0;
  const layout = rowsAt();
  const memory = new Memory();
  const from = memory.input(x, layout.rows * layout.columns * floatWidths[floatType]!);
  const to = memory.output(out, layout.rows * layout.bytes);
  if (!memory.isFit()) return;
  forEachPart(layout, (at, rows, columns, byte) => {
    const count = (rows * columns) | 0;
    // No float becomes zero or infinite that is not.
    if (floatType === float64) loadFloat64(from, at, count, false);
    else loadFloats(from, floatType, at, count);
    if (holdsUnfit(count)) {
      const i = floats.findIndex((value) => !Number.isFinite(value));
      numbers[slot.index] = at + i;
      numbers[slot.value] = floats[i]!;
      answer(Status.notFinite);
    } else {
      packRows(rows, columns, layout);
      to.set(part(codes, rows * bytesOf(columns)), byte);
    }
  });
};

export const unpackBits: Kernels['unpackBits'] = (packed, x) => {
  const layout = rowsAt();
  const memory = new Memory();
  const from = memory.input(packed, layout.rows * layout.bytes);
  const to = memory.output(x, layout.rows * layout.columns * 4);
  if (!memory.isFit()) return;
  pair[0] = numbers[slot.min]!;
  pair[1] = numbers[slot.max]!;
  forEachPart(layout, (at, rows, columns, byte) => {
    codes.set(part(from, rows * bytesOf(columns), byte));
    unpackRows(rows, columns, layout);
    storeFloats(to, float32, at, rows * columns);
  });
};

/** Whether one of the first floats is NaN or infinite. */
function holdsUnfit(count: number): boolean {
  let sign = 0;
  for (let i = 0; i < count; i++) sign |= (bits[i]! & 0x7fffffff) + 0x800000;
  return (sign | 0) < 0;
}

/** Bits of rows of floats, without a branch on their values: the predictor would miss half of the signs. */
function packRows(rows: number, columns: number, { order, flip, orEqual }: Rows): void {
  // Floats as integers in the same order, with -0 at -1.
  const least = orEqual ? -2 : 0;
  let to = 0;
  for (let row = 0, i = 0; row < rows; row++) {
    for (const end = i + columns; i < end; ) {
      const n = Math.min(8, end - i);
      let byte: number = flip;
      for (let j = 0; j < n; j++, i++) {
        const all = bits[i]!;
        const ordered = all ^ ((all >> 31) & 0x7fffffff);
        byte ^= ((least - ordered) >>> 31) << (j ^ order);
      }
      codes[to++] = byte;
    }
  }
}

function unpackRows(rows: number, columns: number, { order, flip }: Rows): void {
  let from = 0;
  for (let row = 0, i = 0; row < rows; row++) {
    for (const end = i + columns; i < end; ) {
      const n = Math.min(8, end - i);
      const byte = codes[from++]! ^ flip;
      for (let j = 0; j < n; j++, i++) floats[i] = pair[(byte >> (j ^ order)) & 1]!;
    }
  }
}
