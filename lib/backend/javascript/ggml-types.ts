import { clamp } from '../../arithmetic/rounding.js';
import { chunkLength, scratch } from './scratch.js';

const { floats } = scratch;
const blockFloats = 32;
const values = new Float32Array(blockFloats);
const blockBytes = Buffer.alloc((chunkLength / blockFloats) * 34);

/** Scratch for ggml blocks. As with `scratch`, each module that loops over one makes it a constant of its own. */
export const ggmlScratch = {
  /** Floats in a ggml block. */
  blockFloats,
  /** The floats of one block. */
  values,
  /** ggml blocks: each is a little-endian float16 scale, then codes. */
  blockBytes,
} as const;

/** A type of ggml block. Each method is for the block that starts at byte `at` of `blockBytes`. */
export interface BlockType {
  readonly bytes: number;
  /** The scale of `values`. */
  readonly scaleOf: () => number;
  /** Quantizes `values` by the reciprocal of the scale, and packs the codes. */
  readonly pack: (at: number, reciprocal: number) => void;
  /** Dequantizes the codes to the floats from index `to` on. */
  readonly unpack: (at: number, scale: number, to: number) => void;
}

/** The first value of the largest magnitude, with its sign; a NaN or infinity if there is one. */
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

/** The types of blocks, by their index (lib/tables/ggml-types.ts). */
export const blockTypes: readonly BlockType[] = [q8, q4];
