import { type Kernels, Status, slot } from '../../kernels.js';
import { type DtypeInfo, packedBytes } from '../../tables/dtypes.js';
import { countAt, dtypeAt, layoutAt } from './calls.js';
import { forEachChunk } from './chunks.js';
import { floatWidths } from './floats.js';
import { handOver } from './intercept.js';
import { stepOf } from './level-search.js';
import { holdsZeros, type Row, readMagnitudes, unitOf } from './magnitudes.js';
import { floatsOver, intsOver, Memory } from './memory.js';
import { answer, numbers } from './numbers.js';
import { writeCodes } from './quantize.js';

const leastScale = 2 ** -126;
const mostScale = 2 ** 128 - 2 ** 104;

/** As fitRows in native/core/fit.cpp, which says how a scale is found. */
export const fitRows: Kernels['fitRows'] = (x, q, scalesOut, zeroPointsOut, offsetsOut) => {
  const floatType = numbers[slot.floatType]! | 0;
  const dtype = dtypeAt(0);
  const layout = layoutAt(0);
  const { axis: rows, inner: columns } = layout;
  const count = countAt(0);
  const memory = new Memory();
  const floats = memory.input(x, count * floatWidths[floatType]!);
  const codes = memory.output(q, packedBytes(count, dtype.bits));
  const scales = floatsOver(memory.output(scalesOut, rows * 4));
  const zeroPoints = intsOver(memory.output(zeroPointsOut, rows * 4));
  const offsets = floatsOver(memory.output(offsetsOut, rows * 4));
  if (!memory.isToRun()) return handOver('fitRows', x, q, scalesOut, zeroPointsOut, offsetsOut);
  if (count === 0) return;
  for (let i = 0; i < rows; i++) {
    const row: Row = { floats, floatType, start: i * columns, count: columns };
    if (!readMagnitudes(row, dtype.bits)) {
      numbers[slot.index] = i;
      answer(Status.noParameters);
      return;
    }
    zeroPoints[i] = 0;
    if (holdsZeros()) {
      scales[i] = 1;
      offsets[i] = 0;
    } else {
      scales[i] = scaleOf(row, dtype);
      offsets[i] = dtype.signed ? scales[i]! / 2 : -scales[i]! / 2;
    }
  }
  const { qmin, qmax } = dtype;
  const coding = { dtype, rounding: 0, qmin, qmax, layout, scales, zeroPoints, offsets };
  forEachChunk(count, writeCodes, { floats, floatType, codes, coding });
};

function scaleOf(row: Row, { bits }: DtypeInfo): number {
  return Math.min(mostScale, Math.max(leastScale, stepOf(row, bits) * unitOf()));
}
