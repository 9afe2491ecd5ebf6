import { type Kernels, Status } from '../../kernels.js';
import { packedBytes } from '../../tables/dtypes.js';
import { arraysOf, checkLayout } from './calls.js';
import { axisDequantizer, axisQuantizer } from './coders.js';
import { dtypeByIndex, loadCodes, storeCodes } from './codes.js';
import { elementsOf, touch } from './elements.js';
import { blockLength } from './scratch.js';

export const requantize: Kernels['requantize'] = (q, out, count, from, fromLayout, to, toLayout) => {
  const codes = elementsOf(q);
  const results = elementsOf(out);
  const fromDtype = dtypeByIndex[from.dtype.index]!;
  const toDtype = dtypeByIndex[to.dtype.index]!;
  if (codes?.byteLength !== packedBytes(count, fromDtype.bits)) return Status.lengthMismatch;
  if (results?.byteLength !== packedBytes(count, toDtype.bits)) return Status.lengthMismatch;
  const status =
    checkLayout(fromLayout, count, arraysOf(from), [results]) ||
    checkLayout(toLayout, count, arraysOf(to), [results]);
  if (status !== Status.ok) return status;
  if (touch(codes, results)) return Status.overlap;
  const dequantizer = axisDequantizer(from, fromLayout);
  const quantizer = axisQuantizer(to, toLayout);
  for (let at = 0; at < count; at += blockLength) {
    const length = Math.min(blockLength, count - at) | 0;
    loadCodes(codes, fromDtype, dequantizer.isWide, at, length);
    dequantizer.run(at, length);
    quantizer.run(at, length);
    storeCodes(results, toDtype, quantizer.isWide, at, length);
  }
  return Status.ok;
};
