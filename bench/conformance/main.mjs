// linquant beside ONNX Runtime itself, bit for bit, on every instruction set and the fallback.
//
//   npm install --prefix bench
//   npm run test:conformance [-- --quick]
//
// Exits with 1 at the first difference. Excluded: NaN in QuantizeLinear (ONNX Runtime makes qmin of it, linquant the
// zero point; this too is checked), and data whose dynamic scale is 0 or infinite (linquant refuses it). Counted and
// not promised: |x / scale| + |zero point| >= 2^31. Of blocks along another axis than the last, ONNX Runtime wraps such
// numbers and NaN around; that it does is checked. First, every row of docs/onnxruntime.md is run.
import { copies } from '../peers/linquant.mjs';
import { onnxruntime } from '../peers/onnxruntime.mjs';
import { axes } from './axes.mjs';
import { dequantize } from './dequantize.mjs';
import { documented } from './documented.mjs';
import { dynamic } from './dynamic.mjs';
import { float8 } from './float8.mjs';
import { halves } from './halves.mjs';
import { quantize } from './quantize.mjs';
import { Mismatch, Tally } from './tally.mjs';

const ort = installed();
const linquants = copies();
const tally = new Tally();
try {
  for (const check of [documented, quantize, dequantize, halves, float8, dynamic, axes])
    await check(ort, linquants, tally);
} catch (error) {
  if (!(error instanceof Mismatch)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
console.log(`onnxruntime-node ${ort.version} and linquant (${linquants.map(({ name }) => name).join(', ')})`);
console.log(`${tally}`);

function installed() {
  try {
    return onnxruntime();
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    console.error('onnxruntime-node is not installed: npm install --prefix bench');
    process.exit(1);
  }
}
