// The packages. In a program of yours these are imports:
//
//   import { quantizeDynamic } from 'linquant';
//   import { encodePgVector } from 'linquant/embeddings';
//   import { InferenceSession, Tensor } from 'onnxruntime-node';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const ofRoot = createRequire(new URL('../../package.json', import.meta.url));

export const { backend, convert, dequantize, quantize, quantizeDynamic } = ofRoot('linquant');
export const embeddings = ofRoot('linquant/embeddings');
export const { InferenceSession, Tensor } = installed();

function installed() {
  try {
    return require('onnxruntime-node');
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    console.error('onnxruntime-node is not installed: npm install --prefix bench');
    process.exit(1);
  }
}
