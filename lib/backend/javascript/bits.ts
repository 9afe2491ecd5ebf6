import { type Kernels, slot } from '../../kernels.js';
import { floatTypes } from '../../tables/float-types.js';
import { type BitCall, bytesOfBits, forEachPart, type Rows, rowsAt } from './bit-rows.js';
import { loadFloat64 } from './float64.js';
import { floatWidths, loadFloats, storeFloats } from './floats.js';
import { handOver } from './intercept.js';
import { bytesAt, Memory, storeBytes } from './memory.js';
import { numbers } from './numbers.js';
import { scratch } from './scratch.js';
import { refusesUnfit } from './unfit.js';

const { floats, bits, codes } = scratch;

const float32 = floatTypes.float32.index;
const float64 = floatTypes.float64.index;

/** The floats for a 0 bit and a 1 bit. */
const pair = new Float32Array(2);

export const packBits: Kernels['packBits'] = (x, out) => {
  const floatType = numbers[slot.floatType]! | 0;
  const layout = rowsAt();
  const { rows, columns } = layout;
  const memory = new Memory();
  const from = memory.input(x, rows * columns * floatWidths[floatType]!);
  const to = memory.output(out, rows * bytesOfBits(columns));
  if (memory.isToRun()) forEachPart({ layout, part: packPart, floatType, from, to });
  else handOver('packBits', x, out);
};

function packPart(call: BitCall, at: number, rows: number, columns: number, byte: number): void {
  const { layout, floatType, from, to } = call;
  const count = (rows * columns) | 0;
  // float64 is rounded to odd, so that no nonzero value becomes 0 and no finite value becomes infinite.
  if (floatType === float64) loadFloat64(from, at, count, false);
  else loadFloats(from, floatType, at, count);
  if (refusesUnfit(at, count)) return;
  packRows(rows, columns, layout);
  storeBytes(to, byte, codes, rows * bytesOfBits(columns));
}

export const unpackBits: Kernels['unpackBits'] = (packed, x) => {
  const layout = rowsAt();
  const { rows, columns } = layout;
  const memory = new Memory();
  const from = memory.input(packed, rows * bytesOfBits(columns));
  const to = memory.output(x, rows * columns * floatWidths[float32]!);
  if (!memory.isFit()) return;
  pair[0] = numbers[slot.min]!;
  pair[1] = numbers[slot.max]!;
  forEachPart({ layout, part: unpackPart, floatType: float32, from, to });
};

function unpackPart(call: BitCall, at: number, rows: number, columns: number, byte: number): void {
  const { layout, floatType, from, to } = call;
  codes.set(bytesAt(from, byte, rows * bytesOfBits(columns)));
  unpackRows(rows, columns, layout);
  storeFloats(to, floatType, at, rows * columns);
}

/** Packs the signs of rows of floats. Without a branch on the values, since signs are random and half of them would be mispredicted. */
function packRows(rows: number, columns: number, { order, flip, orEqual }: Rows): void {
  // `ordered` is an integer in the order of the floats, with -0 at -1. The bit is the sign of `least - ordered`.
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
