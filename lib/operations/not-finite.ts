import { putLayout } from '../arguments/shape.js';
import { kernels } from '../backend/select.js';
import { changedError, linquantError } from '../errors.js';
import { type Layout, slot } from '../kernels.js';
import { liveMemory } from '../platform/engine-views.js';
import { type FloatTypeInfo, floatTypes, overflows } from '../tables/float-types.js';
import { firstUnfit } from './first-unfit.js';
import { rangesOf } from './min-max.js';

const { numbers } = kernels;
const { float32, float64, float16 } = floatTypes;

/** Runs of so many elements are searched here: a call of a kernel takes longer. */
const few = 64;

/** Elements of a block of lines, about. */
const blockElements = 1024;

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
  const index = firstInLines(elements, linesOf(layoutInSlots(), part));
  // Another thread has made it finite since.
  if (index < 0) return changedError('x');
  const where = name === 'x' ? `index ${index}` : `index ${index} of x`;
  const message = `${name} must hold no NaN and no infinity; got ${valueAt(elements, index)} at ${where}`;
  return linquantError('ERR_LINQUANT_INVALID_RANGE', message, { index });
}

function layoutInSlots(): Layout {
  return {
    outer: numbers[slot.outer]!,
    axis: numbers[slot.axis]!,
    inner: numbers[slot.inner]!,
    block: numbers[slot.block]!,
  };
}

/** The elements of one part, in memory order: so many from `start` on, and again after each `stride` elements. */
interface Lines {
  readonly start: number;
  readonly count: number;
  readonly length: number;
  readonly stride: number;
}

function linesOf({ outer, axis, inner, block }: Layout, part: number): Lines {
  if (block === 0) return { start: part * inner, count: outer, length: inner, stride: axis * inner };
  const row = Math.floor(part / inner);
  const blocks = Math.ceil(axis / block);
  const first = (row % blocks) * block;
  const start = (Math.floor(row / blocks) * axis + first) * inner + (part % inner);
  const length = Math.min(block, axis - first);
  return inner === 1
    ? { start, count: 1, length, stride: length }
    : { start, count: length, length: 1, stride: inner };
}

/**
 * The index of the first NaN or infinity of these elements; -1 where there is none. Of many lines the kernel tells which blocks of lines hold one,
 * in whatever part; only those are looked at here.
 */
function firstInLines(elements: Elements, { start, count, length, stride }: Lines): number {
  if (count === 1) return firstInRun(elements, start, length);
  const { type, memory } = elements;
  const lines = Math.ceil(blockElements / stride);
  // The memory may end with the last line, before the end of its stride.
  const whole = memory.subarray(start * type.bytes, (start + (count - 1) * stride + length) * type.bytes);
  const elementCount = whole.length / type.bytes;
  const blocks = Math.ceil(elementCount / (lines * stride));
  putLayout(numbers, 0, 1, elementCount, 1, lines * stride);
  numbers[slot.floatType] = type.index;
  const { min, max } = rangesOf(whole, blocks);
  for (let block = 0; block < blocks; block++) {
    if (min[block]! > -Infinity && max[block]! < Infinity) continue;
    const end = Math.min(count, (block + 1) * lines);
    for (let line = block * lines; line < end; line++) {
      const index = firstInRun(elements, start + line * stride, length);
      if (index >= 0) return index;
    }
  }
  return -1;
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
  if (type === float32) return view.getFloat32(at, true);
  if (type === float64) return Math.fround(view.getFloat64(at, true));
  const bits = view.getUint16(at, true);
  const exponent = type === float16 ? 0x7c00 : 0x7f80;
  if ((bits & exponent) !== exponent) return 0;
  if ((bits & 0x7fff) !== exponent) return NaN;
  return bits > 0x7fff ? -Infinity : Infinity;
}
