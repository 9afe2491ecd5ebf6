import type { CallView } from '../backend/deferral.js';
import { kernels } from '../backend/select.js';
import { type Layout, Status, slot } from '../kernels.js';
import { bufferOf, byteLengthOf, byteOffsetOf } from '../platform/engine-views.js';
import { dtypes } from '../tables/dtypes.js';
import { floatTypes } from '../tables/float-types.js';
import { type Call, isOk, type Operation, runKernel } from './call.js';
import { type Cut, cut } from './cut.js';

const { numbers } = kernels;

/** Does a call piece by piece: each step does about as many elements as `most` says, and gives how many. */
export type Pieces = Generator<number, void, void>;

/** The bits of a code, by the index of its dtype. */
const bitsOfCode: readonly number[] = Object.values(dtypes)
  .sort((a, b) => a.index - b.index)
  .map(({ bits }) => bits);

/** Thrown where a view is not as it was: detached, or of another length. */
export const changed = Symbol('changed');

function layoutOf({ slots }: Call): Layout {
  return {
    outer: slots[slot.outer]!,
    axis: slots[slot.axis]!,
    inner: slots[slot.inner]!,
    block: slots[slot.block]!,
  };
}

export function countOf(call: Call): number {
  const { outer, axis, inner } = layoutOf(call);
  return outer * axis * inner;
}

/** Results are in the slots of the call after it, as its kernel would have written them. */
export function inPieces(call: Call, most: () => number): Pieces {
  const lengths = call.views.map((view) => view && byteLengthOf(view));
  const live = () => {
    call.views.forEach((view, i) => {
      if (view !== undefined && byteLengthOf(view) !== lengths[i]) throw changed;
    });
  };
  if (call.operation === 'minMax') return rangesInPieces(call, most, live);
  if (call.operation === 'quantizeDynamic' && !isByUnits(call)) return dynamicInPieces(call, most, live);
  return mapInPieces(call, most, live);
}

/** Whether parameters are those of a few elements that lie together, which are quantized at once. */
function isByUnits(call: Call): boolean {
  const { outer, axis, inner, block } = layoutOf(call);
  return axis > 1 && (outer === 1 || block !== 0) && inner * Math.max(1, block) <= 2 ** 16;
}

/** Operations whose results of rows depend on the whole row. */
const byRows: readonly Operation[] = ['packBits', 'fitRows', 'quantizeDynamic'];

/** Each piece is a call of its own. */
function* mapInPieces(call: Call, most: () => number, live: () => void): Pieces {
  const isWhole = byRows.includes(call.operation);
  const whole = layoutOf(call);
  const isOneSet = call.views[2] === undefined && call.operation !== 'packBits';
  const layout = isOneSet ? { outer: 1, axis: 1, inner: countOf(call), block: 0 } : whole;
  const rows =
    call.operation === 'packBits' ? { ...layout, outer: 1, axis: layout.outer * layout.axis } : layout;
  const align = 8 / Math.min(8, bitsOfCode[call.slots[slot.dtype]!] ?? 8);
  for (const piece of cut(rows, align, isWhole, most)) {
    live();
    begin(call, piece);
    runKernel(call.operation, viewsOf(call, rows, piece));
    if (!finish(call, piece)) return;
    yield piece.count;
  }
  call.slots[slot.status] = Status.ok;
}

function begin({ slots }: Call, { outer, axis, inner, block }: Layout): void {
  numbers.set(slots);
  numbers[slot.outer] = outer;
  numbers[slot.axis] = axis;
  numbers[slot.inner] = inner;
  numbers[slot.block] = block;
}

/** Takes the status of a piece; false where it is an error. */
function finish({ slots }: Call, { at, parameter }: Cut): boolean {
  const status = numbers[slot.status]!;
  slots[slot.status] = status;
  if (status === Status.ok) return true;
  slots[slot.index] = numbers[slot.index]! + (status === Status.notFinite ? at : parameter);
  slots[slot.value] = numbers[slot.value]!;
  return false;
}

/** The views of a piece. */
function viewsOf({ operation, views, slots }: Call, { inner }: Layout, piece: Cut): CallView[] {
  const total = (view: CallView) => byteLengthOf(view!)!;
  return views.map((view, i) => {
    if (view === undefined) return undefined;
    if (i > 1) return partOf(view, piece.parameter * 4, piece.parameters * 4);
    if (i === 1 && operation === 'packBits') {
      const rowBytes = Math.ceil(inner / 8);
      return partOf(view, (piece.at / inner) * rowBytes, (piece.count / inner) * rowBytes);
    }
    const bits = bitsOf(operation, i, slots);
    const from = (piece.at * bits) / 8;
    return partOf(view, from, Math.min(Math.ceil((piece.count * bits) / 8), total(view) - from));
  });
}

const floatBits: readonly number[] = Object.values(floatTypes)
  .sort((a, b) => a.index - b.index)
  .map(({ bytes }) => bytes * 8);

/** The bits of an element of one of the first two views. */
function bitsOf(operation: Operation, index: number, slots: Float64Array): number {
  // A float8 has no row in the table.
  const bitsOfFloat = (type: number) => floatBits[type] ?? 8;
  if (operation === 'convert') return bitsOfFloat(slots[index === 0 ? slot.floatType : slot.toFloatType]!);
  const isCode = (index === 1) !== (operation === 'dequantize');
  return isCode ? bitsOfCode[slots[slot.dtype]!]! : bitsOfFloat(slots[slot.floatType]!);
}

function partOf(view: ArrayBufferView, from: number, bytes: number): Uint8Array {
  return new Uint8Array(bufferOf(view), byteOffsetOf(view) + from, bytes);
}

interface Ranges {
  readonly mins: Float32Array;
  readonly maxs: Float32Array;
}

/** The ranges of all sets of parameters. */
function* findRanges(call: Call, most: () => number, live: () => void): Generator<number, Ranges, void> {
  const isOneSet = call.views[call.operation === 'minMax' ? 1 : 2] === undefined;
  const layout = isOneSet ? { outer: 1, axis: 1, inner: countOf(call), block: 0 } : layoutOf(call);
  const { outer, axis, inner, block } = layout;
  const sets = block === 0 ? axis : outer * Math.ceil(axis / block) * inner;
  const ranges = { mins: new Float32Array(sets), maxs: new Float32Array(sets) };
  const isFound = new Uint8Array(sets);
  const bits = floatBits[call.slots[slot.floatType]!]!;
  for (const piece of cut(layout, 1, false, most)) {
    live();
    const { at, count, parameter, parameters } = piece;
    const found = { mins: new Float32Array(parameters), maxs: new Float32Array(parameters) };
    begin(call, piece);
    kernels.minMax(partOf(call.views[0]!, (at * bits) / 8, (count * bits) / 8), found.mins, found.maxs);
    if (numbers[slot.status] !== Status.ok) throw changed;
    widen(ranges, found, parameter, isFound);
    yield count;
  }
  return ranges;
}

/** Widens ranges by others, with the kernel's own rules for NaN and signed zeros. */
function widen({ mins, maxs }: Ranges, found: Ranges, first: number, isFound: Uint8Array): void {
  const count = found.mins.length;
  const end = first + count;
  if (isFound[first] === 1) {
    const ends = new Float32Array(4 * count);
    for (let i = 0; i < count; i++) {
      ends[4 * i] = mins[first + i]!;
      ends[4 * i + 1] = maxs[first + i]!;
      ends[4 * i + 2] = found.mins[i]!;
      ends[4 * i + 3] = found.maxs[i]!;
    }
    putFloats(count, 4);
    kernels.minMax(ends, mins.subarray(first, end), maxs.subarray(first, end));
    return;
  }
  mins.set(found.mins, first);
  maxs.set(found.maxs, first);
  isFound.fill(1, first, end);
}

/** The layout of some float32 for each set of parameters. */
function putFloats(sets: number, each: number): void {
  numbers[slot.floatType] = floatTypes.float32.index;
  numbers[slot.outer] = 1;
  numbers[slot.axis] = sets;
  numbers[slot.inner] = each;
  numbers[slot.block] = 0;
}

function* rangesInPieces(call: Call, most: () => number, live: () => void): Pieces {
  const { mins, maxs } = yield* findRanges(call, most, live);
  const { slots, views } = call;
  slots[slot.status] = Status.ok;
  if (views[1] === undefined) {
    slots[slot.min] = mins[0]!;
    slots[slot.max] = maxs[0]!;
    return;
  }
  live();
  bytesOf(views[1]).set(bytesOf(mins));
  bytesOf(views[2]!).set(bytesOf(maxs));
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return partOf(view, 0, byteLengthOf(view)!);
}

/** Ranges, then parameters, then codes. */
function* dynamicInPieces(call: Call, most: () => number, live: () => void): Pieces {
  const { mins, maxs } = yield* findRanges(call, most, live);
  const { slots, views } = call;
  const sets = mins.length;
  const scales = new Float32Array(sets);
  const zeroPoints = new Int32Array(sets);
  // The two ends of a range have the same range, and so get its parameters.
  const ends = new Float32Array(2 * sets);
  for (let i = 0; i < sets; i++) {
    ends[2 * i] = mins[i]!;
    ends[2 * i + 1] = maxs[i]!;
  }
  numbers.set(slots);
  putFloats(sets, 2);
  const codes = new Uint8Array(Math.ceil((2 * sets * bitsOfCode[slots[slot.dtype]!]!) / 8));
  kernels.quantizeDynamic(ends, codes, scales, zeroPoints);
  slots[slot.status] = numbers[slot.status]!;
  slots[slot.index] = numbers[slot.index]!;
  if (!isOk(call)) return;
  const map: Call = {
    operation: 'quantize',
    slots: Float64Array.from(slots),
    views: [views[0], views[1], scales, zeroPoints],
  };
  map.slots[slot.rounding] = 0;
  map.slots[slot.offset] = 0;
  yield* mapInPieces(map, most, live);
  slots[slot.status] = map.slots[slot.status]!;
  slots[slot.scale] = scales[0]!;
  slots[slot.zeroPoint] = zeroPoints[0]!;
  if (views[2] === undefined) return;
  live();
  bytesOf(views[2]).set(bytesOf(scales));
  bytesOf(views[3]!).set(bytesOf(zeroPoints));
}
