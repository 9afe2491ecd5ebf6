import { type Layout, type Mutable, slot } from '../../kernels.js';
import { type DtypeInfo, dtypes } from '../../tables/dtypes.js';
import { oneSet, parametersOf } from './layouts.js';
import { floatsOver, intsOver, type Memory } from './memory.js';
import { numbers } from './numbers.js';

/** The first slot of a set of parameters: 0 or, for the codes that requantize reads, `slot.from`. */
export type First = 0 | slot.from;

/** The parameters of codes, in arrays with one element for each index of the layout. */
export interface Coding {
  readonly dtype: DtypeInfo;
  /** An index of lib/tables/roundings.ts. */
  readonly rounding: number;
  readonly qmin: number;
  readonly qmax: number;
  readonly layout: Layout;
  readonly scales: Float32Array;
  readonly zeroPoints: Int32Array;
  /** Undefined where all are 0. */
  readonly offsets: Float32Array | undefined;
}

type View = ArrayBufferView | undefined;

/** The dtypes by index. */
export const dtypeByIndex: readonly DtypeInfo[] = Object.values(dtypes).sort((a, b) => a.index - b.index);

export function dtypeAt(first: First): DtypeInfo {
  return dtypeByIndex[numbers[first + slot.dtype]!]!;
}

/** The number of elements. */
export function countAt(first: First): number {
  return numbers[first + slot.outer]! * numbers[first + slot.axis]! * numbers[first + slot.inner]!;
}

/** The layout of the slots. */
export function layoutAt(first: First): Layout {
  return {
    outer: numbers[first + slot.outer]!,
    axis: numbers[first + slot.axis]!,
    inner: numbers[first + slot.inner]!,
    block: numbers[first + slot.block]!,
  };
}

/** One set of parameters as arrays of length 1. Allocated once: each call overwrites it. */
function oneCoding(): Mutable<Coding> & { readonly own: Float32Array } {
  return {
    dtype: dtypes.int8,
    rounding: 0,
    qmin: 0,
    qmax: 0,
    layout: oneSet,
    scales: new Float32Array(1),
    zeroPoints: new Int32Array(1),
    offsets: undefined,
    own: new Float32Array(1),
  };
}

/** Two of them, since requantize uses two. */
const ones = { 0: oneCoding(), [slot.from]: oneCoding() } as const;

/** The parameters of a call: from the views or, without views, from the slots. */
export function codingAt(
  first: First,
  memory: Memory,
  scales: View,
  zeroPoints: View,
  offsets: View,
): Coding {
  const dtype = dtypeAt(first);
  const rounding = numbers[first + slot.rounding]! | 0;
  const qmin = numbers[first + slot.qmin]! | 0;
  const qmax = numbers[first + slot.qmax]! | 0;
  if (scales === undefined || zeroPoints === undefined) {
    const one = ones[first];
    one.dtype = dtype;
    one.rounding = rounding;
    one.qmin = qmin;
    one.qmax = qmax;
    one.scales[0] = numbers[first + slot.scale]!;
    one.zeroPoints[0] = numbers[first + slot.zeroPoint]!;
    one.own[0] = numbers[first + slot.offset]!;
    one.offsets = one.own[0] === 0 ? undefined : one.own;
    return one;
  }
  const layout = layoutAt(first);
  const length = parametersOf(layout) * 4;
  return {
    dtype,
    rounding,
    qmin,
    qmax,
    layout,
    scales: floatsOver(memory.input(scales, length)),
    zeroPoints: intsOver(memory.input(zeroPoints, length)),
    offsets: offsets && unlessZero(floatsOver(memory.input(offsets, length))),
  };
}

function unlessZero(offsets: Float32Array): Float32Array | undefined {
  for (let i = 0; i < offsets.length; i++) if (offsets[i] !== 0) return offsets;
  return undefined;
}
