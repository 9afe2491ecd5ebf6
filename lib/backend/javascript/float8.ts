import { roundHalfEven } from '../../arithmetic/rounding.js';
import { float8Types } from '../../tables/float8-types.js';
import { type Bytes, bytesAt, storeBytes } from './memory.js';
import { scratch } from './scratch.js';

const { floats, bits, bytes } = scratch;
const { float8_e4m3fn: e4m3fn, float8_e5m2: e5m2, float8_e8m0fnu: e8m0fnu } = float8Types;

/** Whether a type, by its index, is a float8. */
export function isFloat8(type: number): boolean {
  return type >= e4m3fn.index;
}

/** The bits of the quiet NaN without payload. */
const quietNaN = 0x7fc00000;

/** The float32 bits of all codes by the type, made when first needed. */
const tables: Int32Array[] = [];

function tableOf(type: number): Int32Array {
  const at = type - e4m3fn.index;
  tables[at] ??= makeTable(type);
  return tables[at];
}

function makeTable(type: number): Int32Array {
  const made = new Int32Array(256);
  const values = new Float32Array(made.buffer);
  for (let code = 0; code < 256; code++) {
    if (type === e8m0fnu.index) {
      if (code === 255) made[code] = quietNaN;
      else values[code] = 2 ** (code - 127);
      continue;
    }
    const fractionBits = type === e5m2.index ? 2 : 3;
    const bias = type === e5m2.index ? 15 : 7;
    const magnitude = code & 0x7f;
    const exponent = magnitude >> fractionBits;
    const fraction = magnitude & ((1 << fractionBits) - 1);
    if (type === e4m3fn.index && magnitude === 0x7f) {
      made[code] = quietNaN;
    } else if (type === e5m2.index && exponent === 31) {
      made[code] = fraction === 0 ? 0x7f800000 : quietNaN;
    } else if (exponent === 0) {
      values[code] = fraction * 2 ** (1 - bias - fractionBits);
    } else {
      values[code] = ((1 << fractionBits) + fraction) * 2 ** (exponent - bias - fractionBits);
    }
    made[code] = made[code]! | ((code & 0x80) << 24);
  }
  return made;
}

/** Loads codes at..at+count of the caller's memory to scratch, as float32. */
export function loadFloat8(x: Bytes, type: number, at: number, count: number): void {
  const wider = tableOf(type);
  bytes.set(bytesAt(x, at, count));
  for (let i = 0; i < count; i++) bits[i] = wider[bytes[i]!]!;
}

/** Stores the floats in scratch to at..at+count of the caller's memory as codes, half to even. */
export function storeFloat8(x: Bytes, type: number, at: number, count: number, saturate: boolean): void {
  if (type === e5m2.index) narrowE5m2(count, saturate ? 0x7b : 0x7c);
  else narrowE4m3fn(count, saturate ? 0x7e : 0x7f);
  storeBytes(x, at, bytes, count);
}

/** float32 to e4m3fn in `bytes`; greater magnitudes become that of the code `most`. */
function narrowE4m3fn(count: number, most: number): void {
  for (let i = 0; i < count; i++) {
    const all = bits[i]!;
    const magnitude = all & 0x7fffffff;
    let code: number;
    if (magnitude < 0x3c800000) {
      // Below 2^-6: multiples of 2^-9. Eight of them are 2^-6, whose code is 8 too.
      code = roundHalfEven(Math.abs(floats[i]!) * 2 ** 9);
    } else if (magnitude <= 0x7f800000) {
      // Rounding may carry into the exponent.
      code = Math.min((magnitude - 0x3c000000 + 0x7ffff + ((magnitude >>> 20) & 1)) >>> 20, most);
    } else {
      code = 0x7f;
    }
    bytes[i] = ((all >>> 24) & 0x80) | code;
  }
}

/** The same for e5m2, whose smallest normal number is 2^-14. */
function narrowE5m2(count: number, most: number): void {
  for (let i = 0; i < count; i++) {
    const all = bits[i]!;
    const magnitude = all & 0x7fffffff;
    let code: number;
    if (magnitude < 0x38800000) {
      code = roundHalfEven(Math.abs(floats[i]!) * 2 ** 16);
    } else if (magnitude <= 0x7f800000) {
      code = Math.min((magnitude - 0x38000000 + 0xfffff + ((magnitude >>> 21) & 1)) >>> 21, most);
    } else {
      code = 0x7e;
    }
    bytes[i] = ((all >>> 24) & 0x80) | code;
  }
}
