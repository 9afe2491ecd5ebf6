import { type Kernels, type Layout, Measure, measureCount, Status, slot } from '../../kernels.js';
import { packedBytes } from '../../tables/dtypes.js';
import { type Coding, codingAt, countAt, layoutAt } from './calls.js';
import { dequantizeChunk, dequantizesWide } from './coders.js';
import { loadCodes } from './codes.js';
import { floatWidths, loadFloats } from './floats.js';
import { fakeQuantizeEach } from './general-loops.js';
import { fillIndices } from './layouts.js';
import {
  addMarked,
  addPart,
  beginMeasures,
  measureColumns,
  measureRun,
  type Results,
} from './measure-loops.js';
import { type Bytes, doublesOver, Memory } from './memory.js';
import { answer, numbers } from './numbers.js';
import { chunkLength, scratch } from './scratch.js';
import { refusesUnfit } from './unfit.js';

const { floats, restored } = scratch;

interface Call {
  readonly floats: Bytes;
  readonly floatType: number;
  readonly codes: Bytes;
  readonly coding: Coding;
  /** The layout of the results. */
  readonly layout: Layout;
}

export const measure: Kernels['measure'] = (x, q, results, scales, zeroPoints, offsets) => {
  const floatType = numbers[slot.floatType]! | 0;
  const count = countAt(0);
  const memory = new Memory();
  const coding = codingAt(0, memory, scales, zeroPoints, offsets);
  const given = memory.input(x, count * floatWidths[floatType]!);
  const codes = memory.input(q, packedBytes(count, coding.dtype.bits));
  const layout = resultLayout(layoutAt(slot.from));
  const { outer, axis } = layout;
  const sets = outer > 1 ? 2 : 1;
  const output = memory.output(results, axis * sets * measureCount * 8);
  if (countAt(slot.from) !== count) answer(Status.lengthMismatch);
  else if (memory.isFit() && count !== 0) {
    measureAll({ floats: given, floatType, codes, coding, layout }, count, doublesOver(output));
  }
};

/** With one result, all elements are one run. */
function resultLayout(layout: Layout): Layout {
  const { outer, axis, inner } = layout;
  return axis === 1 ? { outer: 1, axis, inner: outer * inner, block: 0 } : layout;
}

function measureAll(call: Call, count: number, values: Float64Array): void {
  const { outer, axis, inner } = call.layout;
  const length = axis * measureCount;
  const results = { values: values.subarray(0, length), stride: axis };
  beginMeasures(results, axis);
  if (outer === 1) {
    measurePart(call, 0, count, results);
    return;
  }
  const part = { values: values.subarray(length), stride: axis };
  const step = Math.ceil(chunkLength / inner) * axis * inner;
  for (let at = 0; at < count && numbers[slot.status] === Status.ok; at += step) {
    beginMeasures(part, axis);
    measurePart(call, at, Math.min(count, at + step), part);
    addPart(results, part, axis);
  }
}

/** Adds the elements start..stop, a portion at a time: whole units, or a chunk of one, or what is left of it. */
function measurePart(call: Call, start: number, stop: number, to: Results): void {
  const { axis, inner } = call.layout;
  const areColumns = inner === 1 && axis !== 1;
  const unit = areColumns ? axis : inner;
  for (let at = start; at < stop; ) {
    const inUnit = at % unit;
    const isWhole = inUnit === 0 && unit <= chunkLength;
    const most = isWhole ? Math.floor(chunkLength / unit) * unit : Math.min(chunkLength, unit - inUnit);
    const length = Math.min(most, stop - at) | 0;
    restore(call, at, length);
    loadFloats(call.floats, call.floatType, at, length);
    if (refusesUnfit(at, length)) return;
    if (areColumns) addColumns(call, at, length, Math.min(unit, length) | 0, to, inUnit);
    else addRuns(call, at, length, unit, to);
    at += length;
  }
}

/** Restores the elements from `start` on to scratch. */
function restore({ codes, coding }: Call, start: number, count: number): void {
  const perByte = coding.dtype.bits < 8 ? 8 / coding.dtype.bits : 1;
  for (let at = start; at < start + count; ) {
    // Packed codes are loaded from a whole byte on.
    const before = at % perByte;
    const length = Math.min(start + count - at, chunkLength - before) | 0;
    loadCodes(codes, coding.dtype, dequantizesWide(coding), at - before, length + before);
    dequantizeChunk(coding, at - before, length + before);
    restored.set(floats.subarray(before, before + length), at - start);
    at += length;
  }
}

function addRuns(call: Call, at: number, length: number, unit: number, to: Results): void {
  const { axis } = call.layout;
  for (let start = 0; start < length; ) {
    const run = Math.floor((at + start) / unit);
    const end = Math.min(length, (run + 1) * unit - at) | 0;
    measureRun(start, end, at + start, to, run % axis);
    start = end;
  }
  mark(call, at, length);
  for (let start = 0; start < length; ) {
    const run = Math.floor((at + start) / unit);
    const end = Math.min(length, (run + 1) * unit - at) | 0;
    addMarked(start, end, to, run % axis);
    start = end;
  }
}

function addColumns(
  call: Call,
  at: number,
  length: number,
  columns: number,
  to: Results,
  result: number,
): void {
  measureColumns(length, columns, at, to, result);
  mark(call, at, length);
  for (let i = 0; i < length; i++) {
    if (scratch.mask[i] !== 0) to.values[Measure.clipped * to.stride + result + (i % columns)]! += 1;
  }
}

/** Makes the mask of fakeQuantize, which overwrites the floats in scratch. */
function mark({ coding }: Call, at: number, length: number): void {
  fillIndices(coding.layout, at, length);
  fakeQuantizeEach(length, coding);
}
