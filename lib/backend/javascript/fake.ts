import { type Kernels, Status } from '../../kernels.js';
import { arraysOf, checkLayout } from './calls.js';
import { type Elements, elementsOf, storeBytes, touch } from './elements.js';
import { floatWidths, loadFloats, storeFloats } from './floats.js';
import { fakeQuantizeEach } from './general-loops.js';
import { fillIndices } from './runs.js';
import { blockLength, scratch } from './scratch.js';

export const fakeQuantize: Kernels['fakeQuantize'] = (x, floatType, out, mask, coding, layout) => {
  const floats = elementsOf(x);
  const results = elementsOf(out);
  const marks: Elements | undefined = mask && elementsOf(mask);
  if (floats === undefined || results?.byteLength !== floats.byteLength) return Status.lengthMismatch;
  const count = floats.byteLength / floatWidths[floatType]!;
  if (mask !== undefined && marks?.byteLength !== count) return Status.lengthMismatch;
  const outputs = marks === undefined ? [results] : [results, marks];
  const status = checkLayout(layout, count, arraysOf(coding), outputs);
  if (status !== Status.ok) return status;
  if (outputs.some((output) => touch(output, floats))) return Status.overlap;
  if (marks !== undefined && touch(results, marks)) return Status.overlap;
  for (let at = 0; at < count; at += blockLength) {
    const length = Math.min(blockLength, count - at) | 0;
    loadFloats(floats, floatType, at, length);
    fillIndices(layout, at, length);
    fakeQuantizeEach(length, coding);
    storeFloats(results, floatType, at, length);
    if (marks !== undefined) storeBytes(marks, at, scratch.mask, length);
  }
  return Status.ok;
};
