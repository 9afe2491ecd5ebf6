import { type AxisCoding, type Layout, Status } from '../../kernels.js';
import { type DtypeInfo, packedBytes } from '../../tables/dtypes.js';
import { dtypeByIndex } from './codes.js';
import { type Elements, elementsOf, touch } from './elements.js';
import { floatWidths } from './floats.js';
import { parametersOf } from './runs.js';

/** What a call works on. */
export interface Pair {
  readonly floats: Elements;
  readonly codes: Elements;
  readonly dtype: DtypeInfo;
  readonly count: number;
}

/** Floats and as many codes, or a status where they do not fit each other. */
export function pairOf(
  x: ArrayBufferView,
  floatType: number,
  q: ArrayBufferView,
  dtypeIndex: number,
): Pair | Status {
  const floats = elementsOf(x);
  const codes = elementsOf(q);
  if (floats === undefined || codes === undefined) return Status.lengthMismatch;
  const dtype = dtypeByIndex[dtypeIndex]!;
  const count = floats.byteLength / floatWidths[floatType]!;
  if (!Number.isInteger(count) || codes.byteLength !== packedBytes(count, dtype.bits)) {
    return Status.lengthMismatch;
  }
  return touch(floats, codes) ? Status.overlap : { floats, codes, dtype, count };
}

/** Whether the layout has so many elements and its parameters are all there, apart from the outputs. */
export function checkLayout(
  layout: Layout,
  count: number,
  parameters: readonly (ArrayBufferView | undefined)[],
  outputs: readonly Elements[],
): Status {
  if (layout.outer * layout.axis * layout.inner !== count) return Status.lengthMismatch;
  const wanted = parametersOf(layout) * 4;
  for (const view of parameters) {
    if (view === undefined) continue;
    const found = elementsOf(view);
    if (found?.byteLength !== wanted) return Status.lengthMismatch;
    if (outputs.some((output) => touch(output, found))) return Status.overlap;
  }
  return Status.ok;
}

/** The arrays of a coding. */
export function arraysOf({ scales, zeroPoints, offsets }: AxisCoding) {
  return [scales, zeroPoints, offsets] as const;
}
