import { kernels } from '../backend/select.js';
import { changedError, linquantError } from '../errors.js';
import { type Layout, slot } from '../kernels.js';
import { liveMemory } from '../platform/engine-views.js';
import { type FloatTypeInfo, floatTypes, overflows } from '../tables/float-types.js';
import { firstUnfit } from './first-unfit.js';

const { numbers } = kernels;

/** Runs of so many elements are searched here: a call of a kernel takes longer. An axis may have thousands of them. */
const few = 8;

/** The elements of x: their memory, and how to read one. */
interface Elements {
  readonly type: FloatTypeInfo;
  readonly memory: Buffer;
  readonly view: DataView;
}

/**
 * The error for data with a NaN or an infinity. It has the `index` of the first one, in memory order. The layout of the failed
 * call must still be in the slots.
 *
 * @param name - what the message blames: x, or the part of x with parameters of its own
 * @param part - which part: the index of its parameters
 */
export function notFiniteError(name: string, x: ArrayBufferView, part: number): Error {
  const memory = liveMemory(x);
  const type = Object.values(floatTypes).find(({ index }) => index === numbers[slot.floatType]);
  if (memory === undefined || type === undefined) return changedError('x');
  const elements = { type, memory, view: new DataView(memory.buffer, memory.byteOffset, memory.length) };
  for (const [start, length] of runsOf(layoutInSlots(), part)) {
    const index = firstInRun(elements, start, length);
    if (index < 0) continue;
    const where = name === 'x' ? `index ${index}` : `index ${index} of x`;
    const message = `${name} must hold no NaN and no infinity; got ${valueAt(elements, index)} at ${where}`;
    return linquantError('ERR_LINQUANT_INVALID_RANGE', message, { index });
  }
  // Another thread has made it finite since.
  return changedError('x');
}

function layoutInSlots(): Layout {
  return {
    outer: numbers[slot.outer]!,
    axis: numbers[slot.axis]!,
    inner: numbers[slot.inner]!,
    block: numbers[slot.block]!,
  };
}

/** The elements of one part: runs of consecutive elements, in memory order. */
function* runsOf(
  { outer, axis, inner, block }: Layout,
  part: number,
): Generator<readonly [start: number, length: number]> {
  if (block === 0) {
    for (let o = 0; o < outer; o++) yield [(o * axis + part) * inner, inner];
    return;
  }
  const row = Math.floor(part / inner);
  const blocks = Math.ceil(axis / block);
  const o = Math.floor(row / blocks);
  const first = (row % blocks) * block;
  const length = Math.min(block, axis - first);
  if (inner === 1) yield [o * axis + first, length];
  else for (let a = first; a < first + length; a++) yield [(o * axis + a) * inner + (part % inner), 1];
}

/** The index of the first NaN or infinity of a run; -1 where there is none. */
function firstInRun(elements: Elements, start: number, length: number): number {
  const end = start + length;
  if (length <= few) return scan(elements, start, end);
  const { type, memory } = elements;
  const run = memory.subarray(start * type.bytes, end * type.bytes);
  const found = firstUnfit(run, type, overflows.float32);
  return found === undefined ? -1 : start + found.index;
}

function scan(elements: Elements, start: number, end: number): number {
  for (let i = start; i < end; i++) if (!Number.isFinite(valueAt(elements, i))) return i;
  return -1;
}

/** An element as float32, since that is what kernels compute with. A finite one of 16 bits counts as 0. */
function valueAt({ type, view }: Elements, i: number): number {
  const at = i * type.bytes;
  if (type === floatTypes.float32) return view.getFloat32(at, true);
  if (type === floatTypes.float64) return Math.fround(view.getFloat64(at, true));
  const bits = view.getUint16(at, true);
  const exponent = type === floatTypes.float16 ? 0x7c00 : 0x7f80;
  if ((bits & exponent) !== exponent) return 0;
  if ((bits & 0x7fff) !== exponent) return NaN;
  return bits > 0x7fff ? -Infinity : Infinity;
}
