import { roundHalfEven } from './quotient.js';

/*
 * The definition of the float types: their values, how numbers are rounded to them, and what becomes of a NaN.
 */

export type FloatName = 'float32' | 'float64' | 'float16' | 'bfloat16';

export const floatNames: readonly FloatName[] = ['float32', 'float64', 'float16', 'bfloat16'];

export const floatWidth: Readonly<Record<FloatName, number>> = {
  float32: 4,
  float64: 8,
  float16: 2,
  bfloat16: 2,
};

/** Bits of the exponent and of the fraction. */
const parts = { float16: [5, 10], bfloat16: [8, 7] } as const;

/** The number that 16 bits stand for. */
export function valueOfBits(name: 'float16' | 'bfloat16', bits: number): number {
  const [exponentBits, fractionBits] = parts[name];
  const sign = bits >= 0x8000 ? -1 : 1;
  const exponent = Math.floor(bits / 2 ** fractionBits) % 2 ** exponentBits;
  const fraction = bits % 2 ** fractionBits;
  const bias = 2 ** (exponentBits - 1) - 1;
  if (exponent === 2 ** exponentBits - 1) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** (1 - bias - fractionBits);
  return sign * (2 ** fractionBits + fraction) * 2 ** (exponent - bias - fractionBits);
}

/** The 16 bits nearest to a number that is no NaN, ties to even. */
export function bitsOfValue(name: 'float16' | 'bfloat16', x: number): number {
  const [exponentBits, fractionBits] = parts[name];
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(x);
  const bias = 2 ** (exponentBits - 1) - 1;
  const infinity = (2 ** exponentBits - 1) * 2 ** fractionBits;
  if (magnitude === Infinity) return sign + infinity;
  // The exponent of the number, but not below the least. The logarithm may be off by one.
  let exponent = Math.max(1 - bias, Math.floor(Math.log2(magnitude)) - 1);
  while (2 ** (exponent + 1) <= magnitude) exponent++;
  // How many steps of this exponent; a carry goes on into the exponent.
  const steps = roundHalfEven(magnitude / 2 ** (exponent - fractionBits));
  const bits = (exponent + bias - 1) * 2 ** fractionBits + steps;
  return sign + Math.min(bits, infinity);
}

/** Floats as little-endian bytes of a type, rounded to it. */
export function encode(name: FloatName, values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * floatWidth[name]);
  values.forEach((value, i) => {
    if (name === 'float32') bytes.writeFloatLE(value, i * 4);
    else if (name === 'float64') bytes.writeDoubleLE(value, i * 8);
    else bytes.writeUInt16LE(Number.isNaN(value) ? 0x7fc0 : bitsOfValue(name, value), i * 2);
  });
  return bytes;
}

/** And back, as numbers. */
export function decode(name: FloatName, bytes: Buffer): number[] {
  return Array.from({ length: bytes.length / floatWidth[name] }, (_, i) => {
    if (name === 'float32') return bytes.readFloatLE(i * 4);
    if (name === 'float64') return bytes.readDoubleLE(i * 8);
    return valueOfBits(name, bytes.readUInt16LE(i * 2));
  });
}

/** The bits of an infinity, of the fraction and of the whole. */
export const nanLayouts = {
  float16: { infinity: 0x7c00n, fraction: 10n, width: 16n },
  bfloat16: { infinity: 0x7f80n, fraction: 7n, width: 16n },
  float32: { infinity: 0x7f800000n, fraction: 23n, width: 32n },
  float64: { infinity: 0x7ff0000000000000n, fraction: 52n, width: 64n },
} as const;

/** A NaN of one type as one of another: it keeps its sign and the leading bits of its payload, and becomes quiet. */
export function convertNaN(bits: bigint, from: FloatName, to: FloatName): bigint {
  const a = nanLayouts[from];
  const b = nanLayouts[to];
  const sign = (bits >> (a.width - 1n)) << (b.width - 1n);
  const payload = bits & ((1n << a.fraction) - 1n);
  const moved =
    b.fraction > a.fraction ? payload << (b.fraction - a.fraction) : payload >> (a.fraction - b.fraction);
  // bfloat16 is the upper half of float32: its bits are only shifted.
  const isShift = from === to || (from === 'bfloat16' && to === 'float32');
  return sign | b.infinity | moved | (isShift ? 0n : 1n << (b.fraction - 1n));
}

/** The bits of element i. */
export function bitsAt(bytes: Buffer, name: FloatName, i: number): bigint {
  if (name === 'float64') return bytes.readBigUInt64LE(i * 8);
  return BigInt(name === 'float32' ? bytes.readUInt32LE(i * 4) : bytes.readUInt16LE(i * 2));
}

/** Sets them. */
export function setBitsAt(bytes: Buffer, name: FloatName, i: number, bits: bigint): void {
  if (name === 'float64') bytes.writeBigUInt64LE(bits, i * 8);
  else if (name === 'float32') bytes.writeUInt32LE(Number(bits), i * 4);
  else bytes.writeUInt16LE(Number(bits), i * 2);
}
