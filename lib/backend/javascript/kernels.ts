import type { Kernels } from '../../kernels.js';
import { packBits, unpackBits } from './bits.js';
import { convert } from './convert.js';
import { fakeQuantize } from './fake-quantize.js';
import { finiteRanges } from './finite-ranges.js';
import { fitRows } from './fit-rows.js';
import { dequantizeGgml, quantizeGgml } from './ggml.js';
import { histogram } from './histogram.js';
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
  minMax,
  quantize,
  dequantize,
  quantizeDynamic,
  fakeQuantize,
  requantize,
  convert,
  quantizeGgml,
  dequantizeGgml,
  packBits,
  unpackBits,
  measure,
  finiteRanges,
  histogram,
  fitRows,
  prepareQueries,
  scoreRows,
  selectBest,
};
