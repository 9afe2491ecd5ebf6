import { type Kernels, Status, slot } from '../../kernels.js';
import { countAt } from './calls.js';
import { forEachChunk } from './chunks.js';
import { floatWidths, loadFloats, storeFloats } from './floats.js';
import { type BlockType, blockTypes, ggmlScratch } from './ggml-types.js';
import { float16Bits, float16Value } from './half.js';
import { type Bytes, bytesAt, Memory, storeBytes } from './memory.js';
import { answer, numbers } from './numbers.js';
import { chunkLength, scratch } from './scratch.js';

const { floats, bits } = scratch;
const { blockFloats, values, blockBytes } = ggmlScratch;
const scales = new Float32Array(chunkLength / blockFloats);

/** The largest float16. */
const largest = 65504;

/** The float side and the block side of a call. */
interface Call {
  readonly floatType: number;
  readonly type: BlockType;
  readonly from: Bytes;
  readonly to: Bytes;
}

export const quantizeGgml: Kernels['quantizeGgml'] = (x, blocks) => {
  const type = blockTypes[numbers[slot.dtype]!]!;
  const floatType = numbers[slot.floatType]! | 0;
  const count = countAt(0);
  const memory = new Memory();
  const from = memory.input(x, count * floatWidths[floatType]!);
  const to = memory.output(blocks, (count / blockFloats) * type.bytes);
  if (memory.isFit()) forEachChunk(count, writeBlocks, { floatType, type, from, to });
};

function writeBlocks({ floatType, type, from, to }: Call, at: number, length: number): void {
  loadFloats(from, floatType, at, length);
  let end = 0;
  for (let i = 0; i < length; i += blockFloats, end += type.bytes) {
    values.set(floats.subarray(i, i + blockFloats));
    const scale = type.scaleOf();
    if (!(Math.abs(scale) <= largest)) {
      numbers[slot.index] = (at + i) / blockFloats;
      answer(Status.noParameters);
      return;
    }
    blockBytes.writeUInt16LE(float16Bits(scale), end);
    const reciprocal = Math.fround(1 / scale);
    if (scale === 0) type.pack(end, 0);
    else if (reciprocal < Infinity && reciprocal > -Infinity) type.pack(end, reciprocal);
    // An infinite reciprocal gives infinite quotients, whose conversion to an integer C leaves undefined. ggml's reference gives 0 on x64.
    else blockBytes.fill(0, end + 2, end + type.bytes);
  }
  storeBytes(to, (at / blockFloats) * type.bytes, blockBytes, end);
}

export const dequantizeGgml: Kernels['dequantizeGgml'] = (blocks, x) => {
  const type = blockTypes[numbers[slot.dtype]!]!;
  const floatType = numbers[slot.floatType]! | 0;
  const count = countAt(0);
  const memory = new Memory();
  const from = memory.input(blocks, (count / blockFloats) * type.bytes);
  const to = memory.output(x, count * floatWidths[floatType]!);
  if (memory.isFit()) forEachChunk(count, writeFloats, { floatType, type, from, to });
};

function writeFloats({ floatType, type, from, to }: Call, at: number, length: number): void {
  const here = length / blockFloats;
  blockBytes.set(bytesAt(from, (at / blockFloats) * type.bytes, here * type.bytes));
  // All scales before any codes: float16Value uses floats[0].
  for (let i = 0; i < here; i++) scales[i] = float16Value(blockBytes.readUInt16LE(i * type.bytes));
  for (let i = 0; i < here; i++) type.unpack(i * type.bytes, scales[i]!, i * blockFloats);
  if (!scales.subarray(0, here).every(Number.isFinite)) settleNaN(length);
  storeFloats(to, floatType, at, length);
}

/** Gives each NaN the bits 0x7fc00000. JavaScript leaves the bits of a computed NaN (here 0 * Infinity) to the engine. */
function settleNaN(count: number): void {
  for (let i = 0; i < count; i++) if (Number.isNaN(floats[i]!)) bits[i] = 0x7fc00000;
}
