import { clamp } from '../../arithmetic/rounding.js';
import { type Kernels, Status, slot } from '../../kernels.js';
import { forEachBlock } from './blocks.js';
import { countAt } from './calls.js';
import { floatWidths, loadFloats, storeFloats } from './floats.js';
import { float16Bits, float16Value } from './half.js';
import { type Bytes, bytesAt, Memory, storeBytes } from './memory.js';
import { answer, numbers } from './numbers.js';
import { blockLength, scratch } from './scratch.js';

/** Floats in a block of ggml. */
const blockFloats = 32;
/** The largest float16. */
const largest = 65504;

const { floats } = scratch;
const blocksInScratch = blockLength / blockFloats;
/** Blocks of ggml: of each a float16, little-endian, then codes. */
const blockBytes = Buffer.alloc(blocksInScratch * 34);
/** The floats of one block. */
const values = new Float32Array(blockFloats);
const scales = new Float32Array(blocksInScratch);

/** One type of block. Each method is for one block, which begins at `at` of `blockBytes`. */
interface BlockType {
  readonly bytes: number;
  /** The scale of `values`. */
  readonly scaleOf: () => number;
  /** Codes of `values`, by the reciprocal of the scale. */
  readonly pack: (at: number, reciprocal: number) => void;
  /** Codes times the scale, to floats at `to`. */
  readonly unpack: (at: number, scale: number, to: number) => void;
}

/** Floats and blocks of a call. */
interface Call {
  readonly floatType: number;
  readonly type: BlockType;
  readonly from: Bytes;
  readonly to: Bytes;
}

/** The first of the values with the largest magnitude; NaN and infinities win. */
function extreme(): number {
  let magnitude = 0;
  let found = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) return value;
    if (Math.abs(value) > magnitude) {
      magnitude = Math.abs(value);
      found = value;
    }
  }
  return found;
}

const q8: BlockType = {
  bytes: 34,
  scaleOf: () => Math.fround(Math.abs(extreme()) / 127),
  pack(at, reciprocal) {
    for (let i = 0; i < blockFloats; i++) {
      const quotient = Math.fround(values[i]! * reciprocal);
      const code = Math.floor(Math.abs(quotient) + 0.5);
      blockBytes[at + 2 + i] = quotient < 0 ? -code : code;
    }
  },
  unpack(at, scale, to) {
    for (let i = 0; i < blockFloats; i++) floats[to + i] = ((blockBytes[at + 2 + i]! << 24) >> 24) * scale;
  },
};

const q4: BlockType = {
  bytes: 18,
  scaleOf: () => Math.fround(extreme() / -8),
  pack(at, reciprocal) {
    const code = (i: number) =>
      clamp(Math.trunc(Math.fround(Math.fround(values[i]! * reciprocal) + 8.5)), 0, 15);
    for (let i = 0; i < 16; i++) blockBytes[at + 2 + i] = code(i) | (code(i + 16) << 4);
  },
  unpack(at, scale, to) {
    for (let i = 0; i < 16; i++) {
      const both = blockBytes[at + 2 + i]!;
      floats[to + i] = ((both & 15) - 8) * scale;
      floats[to + 16 + i] = ((both >> 4) - 8) * scale;
    }
  },
};

/** By the index of the type (lib/tables/ggml-types.ts). */
const blockTypes: readonly BlockType[] = [q8, q4];

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
  for (let i = 0; i < count; i++) if (Number.isNaN(floats[i]!)) scratch.bits[i] = 0x7fc00000;
}
