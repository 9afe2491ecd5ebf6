import type { Pair } from './calls.js';
import type { Coder } from './coders.js';
import { loadCodes, storeCodes } from './codes.js';
import { loadFloats, storeFloats } from './floats.js';
import { blockLength } from './scratch.js';

/** Quantizes all elements, block by block. */
export function writeCodes({ floats, codes, dtype, count }: Pair, floatType: number, coder: Coder): void {
  for (let at = 0; at < count; at += blockLength) {
    const length = Math.min(blockLength, count - at) | 0;
    loadFloats(floats, floatType, at, length);
    coder.run(at, length);
    storeCodes(codes, dtype, coder.isWide, at, length);
  }
}

/** Dequantizes all elements, block by block. */
export function writeFloats({ floats, codes, dtype, count }: Pair, floatType: number, coder: Coder): void {
  for (let at = 0; at < count; at += blockLength) {
    const length = Math.min(blockLength, count - at) | 0;
    loadCodes(codes, dtype, coder.isWide, at, length);
    coder.run(at, length);
    storeFloats(floats, floatType, at, length);
  }
}
