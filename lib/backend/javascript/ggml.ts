import { type Kernels, Status, slot } from '../../kernels.js';
import { forEachBlock } from './blocks.js';
import { countAt } from './calls.js';
import { floatWidths, loadFloats, storeFloats } from './floats.js';
import { type BlockType, blockTypes, ggmlScratch } from './ggml-types.js';
import { float16Bits, float16Value } from './half.js';
import { type Bytes, bytesAt, Memory, storeBytes } from './memory.js';
import { answer, numbers } from './numbers.js';
import { blockLength, scratch } from './scratch.js';

const { floats, bits } = scratch;
const { blockFloats, values, blockBytes } = ggmlScratch;
const scales = new Float32Array(blockLength / blockFloats);

/** The largest float16. */
const largest = 65504;

/** Floats and blocks of a call. */
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
  if (memory.isFit()) forEachBlock(count, writeBlocks, { floatType, type, from, to });
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
    // C leaves open what becomes of infinities: 0 where ggml's own reference runs on x64.
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
  if (memory.isFit()) forEachBlock(count, writeFloats, { floatType, type, from, to });
};

function writeFloats({ floatType, type, from, to }: Call, at: number, length: number): void {
  const here = length / blockFloats;
  blockBytes.set(bytesAt(from, (at / blockFloats) * type.bytes, here * type.bytes));
  // All of them first: widening one takes a place among the floats.
  for (let i = 0; i < here; i++) scales[i] = float16Value(blockBytes.readUInt16LE(i * type.bytes));
  for (let i = 0; i < here; i++) type.unpack(i * type.bytes, scales[i]!, i * blockFloats);
  if (!scales.subarray(0, here).every(Number.isFinite)) settleNaN(length);
  storeFloats(to, floatType, at, length);
}

/** NaN of an infinite scale may have any bits by the engine's leave: here they have those of 0x7fc00000. */
function settleNaN(count: number): void {
  for (let i = 0; i < count; i++) if (Number.isNaN(floats[i]!)) bits[i] = 0x7fc00000;
}
