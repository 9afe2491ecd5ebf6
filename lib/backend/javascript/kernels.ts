import type { Kernels } from '../../kernels.js';
import { packBits, unpackBits } from './bits.js';
import { convert } from './convert.js';
import { fakeQuantize } from './fake-quantize.js';
import { finiteRanges } from './finite-ranges.js';
import { fitRows } from './fit-rows.js';
import { dequantizeGgml, quantizeGgml } from './ggml.js';
import { histogram } from './histogram.js';
import { handOver, isIntercepted } from './intercept.js';
import { measure } from './measure.js';
import { minMax } from './min-max.js';
import { numbers } from './numbers.js';
import { prepareQueries } from './prepare-queries.js';
import { dequantize, quantize } from './quantize.js';
import { quantizeDynamic } from './quantize-dynamic.js';
import { requantize } from './requantize.js';
import { scoreRows } from './score-rows.js';
import { selectBest } from './select-best.js';

export { intercept } from './intercept.js';

/**
 * The fallback. Its arithmetic is in loops.ts, general-loops.ts and ../../arithmetic. The tests compare its bytes with those of
 * native/core.
 */
export const javascriptKernels: Kernels = {
  numbers,
  minMax: (x, mins, maxs) => {
    if (isIntercepted()) handOver('minMax', () => minMax(x, mins, maxs), x, mins, maxs);
    else minMax(x, mins, maxs);
  },
  quantize: (x, q, scales, zeroPoints, offsets) => {
    if (isIntercepted())
      handOver(
        'quantize',
        () => quantize(x, q, scales, zeroPoints, offsets),
        x,
        q,
        scales,
        zeroPoints,
        offsets,
      );
    else quantize(x, q, scales, zeroPoints, offsets);
  },
  dequantize: (q, x, scales, zeroPoints, offsets) => {
    if (isIntercepted())
      handOver(
        'dequantize',
        () => dequantize(q, x, scales, zeroPoints, offsets),
        q,
        x,
        scales,
        zeroPoints,
        offsets,
      );
    else dequantize(q, x, scales, zeroPoints, offsets);
  },
  quantizeDynamic: (x, q, scales, zeroPoints) => {
    if (isIntercepted())
      handOver('quantizeDynamic', () => quantizeDynamic(x, q, scales, zeroPoints), x, q, scales, zeroPoints);
    else quantizeDynamic(x, q, scales, zeroPoints);
  },
  fakeQuantize,
  requantize,
  convert: (x, out) => {
    if (isIntercepted()) handOver('convert', () => convert(x, out), x, out);
    else convert(x, out);
  },
  quantizeGgml,
  dequantizeGgml,
  packBits: (x, out) => {
    if (isIntercepted()) handOver('packBits', () => packBits(x, out), x, out);
    else packBits(x, out);
  },
  unpackBits,
  measure,
  finiteRanges,
  histogram,
  fitRows: (x, q, scales, zeroPoints, offsets) => {
    if (isIntercepted())
      handOver(
        'fitRows',
        () => fitRows(x, q, scales, zeroPoints, offsets),
        x,
        q,
        scales,
        zeroPoints,
        offsets,
      );
    else fitRows(x, q, scales, zeroPoints, offsets);
  },
  prepareQueries,
  scoreRows,
  selectBest,
};
