// Writes the models that the programs of docs/onnxruntime.md read, to build/onnx/: yours are files already.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bitsModel, blockProductModel, integerSumsModel } from './models.mjs';

const folder = new URL('../../build/onnx/', import.meta.url);
mkdirSync(folder, { recursive: true });
const models = {
  'bits.onnx': bitsModel(),
  'matmul-nbits.onnx': blockProductModel({ inputs: 64, outputs: 2, bits: 4, blockSize: 32 }),
  'matmul-integer.onnx': integerSumsModel(),
};
for (const [name, bytes] of Object.entries(models)) writeFileSync(new URL(name, folder), bytes);
console.log(`${fileURLToPath(folder)}: ${Object.keys(models).join(', ')}`);
