import type { CallView } from '../backend/deferral.js';
import { kernels } from '../backend/select.js';
import { operationNames, Status, slot } from '../kernels.js';
import { bufferOf, copiedBytes } from '../platform/engine-views.js';

const { numbers } = kernels;

export type Operation = (typeof operationNames)[number];

/** A call that was taken from the kernels. */
export interface Call {
  readonly operation: Operation;
  /** A copy of the slots, in memory of our own. Results are written to it. */
  readonly slots: Float64Array;
  readonly views: readonly CallView[];
}

/** Takes down a call that a handler is given. */
export function callOf(operation: number, views: readonly CallView[]): Call {
  return { operation: operationNames[operation]!, slots: ownSlots(), views };
}

/** A copy in memory that nobody else knows: a thread's call is given its results there. */
function ownSlots(): Float64Array {
  return new Float64Array(bufferOf(copiedBytes(numbers)));
}

/** The first views that are written; those behind them too. Operations that are not listed are not deferred. */
const firstOutput: { readonly [name in Operation]?: number } = {
  minMax: 1,
  quantize: 1,
  dequantize: 1,
  convert: 1,
  packBits: 1,
  quantizeDynamic: 1,
  fitRows: 1,
};

/** Parameters behind the codes are read by these, written by others. */
const readsParameters: readonly Operation[] = ['quantize', 'dequantize'];

export function canBeDeferred({ operation }: Call): boolean {
  return firstOutput[operation] !== undefined;
}

export function isOutput({ operation }: Call, index: number): boolean {
  return index >= firstOutput[operation]! && !(index > 1 && readsParameters.includes(operation));
}

/** Slots that hold results of these operations. */
const results = [
  slot.scale,
  slot.zeroPoint,
  slot.min,
  slot.max,
  slot.index,
  slot.value,
  slot.status,
] as const;

/** Writes the results of a call into the slots, as its kernel would have. */
export function giveResults({ operation, slots }: Call): void {
  numbers[slot.status] = slots[slot.status]!;
  for (const at of results) {
    // Of other operations these are arguments, which are there already.
    const isParameter = at === slot.scale || at === slot.zeroPoint;
    if (!isParameter || operation === 'quantizeDynamic') numbers[at] = slots[at]!;
  }
}

/** Runs a kernel by its name. */
export function runKernel(operation: Operation, views: readonly CallView[]): void {
  (kernels[operation] as (...views: readonly CallView[]) => void)(...views);
}

export function isOk({ slots }: Call): boolean {
  return slots[slot.status] === Status.ok;
}
