import { type DtypeInfo, packedBytes } from '../../tables/dtypes.js';
import { type Bytes, bytesAt, storeBytes } from './memory.js';
import { part, scratch } from './scratch.js';

const { codes, wide, wideBytes, words, shorts, bytes } = scratch;
const signedCodes = new Int8Array(codes.buffer);

/**
 * Stores the codes in scratch to at..at+count of the caller's memory. `at` is a multiple of 8, so that packed codes start a byte.
 *
 * @param isWide - whether the codes are in `wide`; else in `codes`
 */
export function storeCodes(q: Bytes, dtype: DtypeInfo, isWide: boolean, at: number, count: number): void {
  const { bits } = dtype;
  if (bits === 32) {
    storeBytes(q, at * 4, wideBytes, count * 4);
  } else if (bits === 16) {
    words.set(part(wide, count));
    storeBytes(q, at * 2, bytes, count * 2);
  } else {
    if (isWide) codes.set(part(wide, count));
    if (bits === 8) {
      storeBytes(q, at, codes, count);
    } else {
      pack(bits, count);
      storeBytes(q, (at * bits) / 8, bytes, packedBytes(count, bits));
    }
  }
}

/**
 * Loads codes at..at+count of the caller's memory to scratch. `at` is a multiple of 8.
 *
 * @param isWide - whether to load to `wide`, as numbers; else to `codes`, as bytes (8-bit dtypes only)
 */
export function loadCodes(q: Bytes, dtype: DtypeInfo, isWide: boolean, at: number, count: number): void {
  const { bits, signed } = dtype;
  const given = bytesAt(q, (at * bits) / 8, packedBytes(count, bits));
  if (bits === 32) {
    wideBytes.set(given);
  } else if (bits === 16) {
    bytes.set(given);
    wide.set(part(signed ? shorts : words, count));
  } else if (bits === 8) {
    codes.set(given);
    if (isWide) wide.set(part(signed ? signedCodes : codes, count));
  } else {
    bytes.set(given);
    unpack(bits, signed, count);
  }
}

/** Packs codes into `bytes` of scratch, the first into the low bits. Unused bits of the last byte are 0. */
function pack(bits: number, count: number): void {
  const perByte = 8 / bits;
  const mask = 2 ** bits - 1;
  for (let i = count; i % perByte !== 0; i++) codes[i] = 0;
  if (perByte === 2) {
    for (let i = 0, to = 0; i < count; i += 2, to++) {
      bytes[to] = (codes[i]! & mask) | (codes[i + 1]! << 4);
    }
  } else if (perByte === 4) {
    for (let i = 0, to = 0; i < count; i += 4, to++) {
      const low = (codes[i]! & mask) | ((codes[i + 1]! & mask) << 2);
      bytes[to] = low | ((codes[i + 2]! & mask) << 4) | (codes[i + 3]! << 6);
    }
  } else {
    for (let i = 0, to = 0; i < count; i += 8, to++) {
      const low = codes[i]! | (codes[i + 1]! << 1) | (codes[i + 2]! << 2) | (codes[i + 3]! << 3);
      const high = codes[i + 4]! | (codes[i + 5]! << 1) | (codes[i + 6]! << 2) | (codes[i + 7]! << 3);
      bytes[to] = low | (high << 4);
    }
  }
}

/** Unpacks codes from `bytes` of scratch to `wide`. */
function unpack(bits: number, signed: boolean, count: number): void {
  const perByte = 8 / bits;
  // Shifted left to the top of 32 bits and back: `>>` extends the sign.
  const up = 32 - bits;
  for (let i = 0; i < count; i++) {
    const at = bytes[Math.floor(i / perByte)]! >>> ((i % perByte) * bits);
    wide[i] = signed ? (at << up) >> up : (at << up) >>> up;
  }
}
