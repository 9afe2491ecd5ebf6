import { type Kernels, operationNames, Status, slot } from '../../kernels.js';
import type { CallView } from '../deferral.js';
import { isIntercepted } from '../javascript/intercept.js';
import { javascriptKernels as javascript } from '../javascript/kernels.js';
import { numbers } from '../javascript/numbers.js';
import { elsewhere, type Instance, instantiate } from './module.js';
import { doOverlap, forgetViews, setView } from './views.js';

/** Fewer elements are left to the fallback: copies and the way in and out would take longer than its loops (bench/wasm.mjs). */
let leastElements = 256;

/** Changes that, for tests. */
export function leaveBelow(elements: number): void {
  leastElements = elements;
}

/** Variables of this module take less to look up than exports of others, which shows in calls on 8 floats. */
const given = numbers;
const fallback = javascript;

let instance: Instance | undefined;
let refusal: string | undefined;

/** Why the runtime refused the module at the first call that needed it, from when on the fallback does all calls. */
export function refusalOfModule(): string | undefined {
  return refusal;
}

function instanceOrNone(): Instance | undefined {
  if (instance === undefined && refusal === undefined) {
    const made = instantiate();
    if (typeof made === 'string') refusal = made;
    else instance = made;
  }
  return instance;
}

/**
 * Runs an operation in the module. Returns false where the fallback has to do it: calls that the module's memory has no room for, and
 * all of them where the runtime refused the module.
 */
function isDone(
  operation: number,
  count: number,
  a: CallView,
  b: CallView,
  c?: CallView,
  d?: CallView,
  e?: CallView,
  f?: CallView,
  g?: CallView,
  h?: CallView,
): boolean {
  const module = instanceOrNone();
  if (module === undefined) return false;
  const { slots, lengths } = module;
  lengths[0] = setView(0, a);
  lengths[1] = setView(1, b);
  if (count > 2) {
    lengths[2] = setView(2, c);
    lengths[3] = setView(3, d);
    lengths[4] = setView(4, e);
  }
  if (count > 5) {
    lengths[5] = setView(5, f);
    lengths[6] = setView(6, g);
    lengths[7] = setView(7, h);
  }
  slots.set(numbers);
  const answer = module.prepare(operation, count);
  const isHere = (answer & 0xff) !== elsewhere;
  if (isHere) {
    const status = answer & 0xff;
    numbers[slot.status] = status === Status.ok && doOverlap(answer >>> 8, count) ? Status.overlap : status;
    if (numbers[slot.status] === Status.ok) {
      module.run();
      takeResults(slots);
    }
  }
  forgetViews(count);
  return isHere;
}

function takeResults(slots: Float64Array): void {
  numbers[slot.status] = slots[slot.status]!;
  numbers[slot.index] = slots[slot.index]!;
  numbers[slot.value] = slots[slot.value]!;
  numbers[slot.min] = slots[slot.min]!;
  numbers[slot.max] = slots[slot.max]!;
  numbers[slot.scale] = slots[slot.scale]!;
  numbers[slot.zeroPoint] = slots[slot.zeroPoint]!;
}

const operationOf = (name: (typeof operationNames)[number]) => operationNames.indexOf(name);

/** Whether a call has so few elements that the fallback is faster. By the slots: asking a view takes a tenth of a small call. */
function isSmall(): boolean {
  return given[slot.outer]! * given[slot.axis]! * given[slot.inner]! < leastElements;
}

/** The same of an operation that can be deferred: while calls are intercepted, the fallback checks them and hands them over. */
function isLeft(): boolean {
  return isSmall() || isIntercepted();
}

const minMax = operationOf('minMax');
const quantize = operationOf('quantize');
const dequantize = operationOf('dequantize');
const quantizeDynamic = operationOf('quantizeDynamic');
const fakeQuantize = operationOf('fakeQuantize');
const requantize = operationOf('requantize');
const convert = operationOf('convert');
const quantizeGgml = operationOf('quantizeGgml');
const dequantizeGgml = operationOf('dequantizeGgml');
const packBits = operationOf('packBits');
const unpackBits = operationOf('unpackBits');
const measure = operationOf('measure');
const finiteRanges = operationOf('finiteRanges');
const histogram = operationOf('histogram');
const fitRows = operationOf('fitRows');
const prepareQueries = operationOf('prepareQueries');
const scoreRows = operationOf('scoreRows');

/**
 * The WebAssembly backend: the kernels and the call path of native/, on copies of pieces of the caller's memory. Data that is small, and
 * calls that the module has no room for, are the fallback's.
 */
export const wasmKernels: Kernels = {
  numbers,
  minMax(x, mins, maxs) {
    if (isLeft() || !isDone(minMax, 3, x, mins, maxs)) fallback.minMax(x, mins, maxs);
  },
  quantize(x, q, scales, zeroPoints, offsets) {
    if (isLeft() || !isDone(quantize, 5, x, q, scales, zeroPoints, offsets))
      fallback.quantize(x, q, scales, zeroPoints, offsets);
  },
  dequantize(q, x, scales, zeroPoints, offsets) {
    if (isLeft() || !isDone(dequantize, 5, q, x, scales, zeroPoints, offsets))
      fallback.dequantize(q, x, scales, zeroPoints, offsets);
  },
  quantizeDynamic(x, q, scales, zeroPoints) {
    if (isLeft() || !isDone(quantizeDynamic, 4, x, q, scales, zeroPoints))
      fallback.quantizeDynamic(x, q, scales, zeroPoints);
  },
  fakeQuantize(x, out, mask, scales, zeroPoints, offsets) {
    if (isSmall() || !isDone(fakeQuantize, 6, x, out, mask, scales, zeroPoints, offsets))
      fallback.fakeQuantize(x, out, mask, scales, zeroPoints, offsets);
  },
  requantize(q, out, scales, zeroPoints, offsets, fromScales, fromZeroPoints, fromOffsets) {
    if (
      isSmall() ||
      !isDone(requantize, 8, q, out, scales, zeroPoints, offsets, fromScales, fromZeroPoints, fromOffsets)
    )
      fallback.requantize(q, out, scales, zeroPoints, offsets, fromScales, fromZeroPoints, fromOffsets);
  },
  convert(x, out) {
    if (isLeft() || !isDone(convert, 2, x, out)) fallback.convert(x, out);
  },
  quantizeGgml(x, blocks) {
    if (isSmall() || !isDone(quantizeGgml, 2, x, blocks)) fallback.quantizeGgml(x, blocks);
  },
  dequantizeGgml(blocks, x) {
    if (isSmall() || !isDone(dequantizeGgml, 2, blocks, x)) fallback.dequantizeGgml(blocks, x);
  },
  packBits(x, bits) {
    if (isLeft() || !isDone(packBits, 2, x, bits)) fallback.packBits(x, bits);
  },
  unpackBits(bits, x) {
    if (isSmall() || !isDone(unpackBits, 2, bits, x)) fallback.unpackBits(bits, x);
  },
  measure(x, q, results, scales, zeroPoints, offsets) {
    if (isSmall() || !isDone(measure, 6, x, q, results, scales, zeroPoints, offsets))
      fallback.measure(x, q, results, scales, zeroPoints, offsets);
  },
  finiteRanges(x, mins, maxs, leftOut) {
    if (isSmall() || !isDone(finiteRanges, 4, x, mins, maxs, leftOut))
      fallback.finiteRanges(x, mins, maxs, leftOut);
  },
  histogram(x, reciprocals, counts) {
    if (isSmall() || !isDone(histogram, 3, x, reciprocals, counts))
      fallback.histogram(x, reciprocals, counts);
  },
  fitRows(x, q, scales, zeroPoints, offsets) {
    if (isLeft() || !isDone(fitRows, 5, x, q, scales, zeroPoints, offsets))
      fallback.fitRows(x, q, scales, zeroPoints, offsets);
  },
  // Who prepares queries must be who scores, whatever their size.
  prepareQueries(queries, prepared) {
    if (!isDone(prepareQueries, 2, queries, prepared)) fallback.prepareQueries(queries, prepared);
  },
  scoreRows(rows, prepared, constants, scores, list, scales, zeroPoints, offsets) {
    if (!isDone(scoreRows, 8, rows, prepared, constants, scores, list, scales, zeroPoints, offsets))
      fallback.scoreRows(rows, prepared, constants, scores, list, scales, zeroPoints, offsets);
  },
  // A comparison for each score: nothing that copying it would be worth.
  selectBest: fallback.selectBest,
};
