/*
 * The definition of the dtypes: their bits, their lowest and highest codes, and codes as bytes.
 */
export const limits = {
  int8: { bits: 8, qmin: -128, qmax: 127 },
  uint8: { bits: 8, qmin: 0, qmax: 255 },
  int16: { bits: 16, qmin: -32768, qmax: 32767 },
  uint16: { bits: 16, qmin: 0, qmax: 65535 },
  int32: { bits: 32, qmin: -(2 ** 31), qmax: 2 ** 31 - 1 },
  int4: { bits: 4, qmin: -8, qmax: 7 },
  uint4: { bits: 4, qmin: 0, qmax: 15 },
  int2: { bits: 2, qmin: -2, qmax: 1 },
  uint2: { bits: 2, qmin: 0, qmax: 3 },
  uint1: { bits: 1, qmin: 0, qmax: 1 },
} as const;

export type AnyDtype = keyof typeof limits;

export const dtypeNames = Object.keys(limits) as AnyDtype[];

/** All but int32, which is for biases: no data is quantized to it by parameters that were chosen. */
export const dataDtypes = dtypeNames.filter((dtype) => dtype !== 'int32');

/** Codes as bytes: little-endian, or packed from the low bits on. */
export function packOf(dtype: AnyDtype, codes: readonly number[]): Buffer {
  const { bits, qmin } = limits[dtype];
  const bytes = Buffer.alloc(Math.ceil((codes.length * bits) / 8));
  codes.forEach((code, i) => {
    const place = i * bits;
    if (bits < 8) bytes[Math.floor(place / 8)]! |= (code & (2 ** bits - 1)) << (place % 8);
    else if (qmin < 0) bytes.writeIntLE(code, place / 8, bits / 8);
    else bytes.writeUIntLE(code, place / 8, bits / 8);
  });
  return bytes;
}

/** And back. */
export function unpackOf(dtype: AnyDtype, bytes: Buffer, count: number): number[] {
  const { bits, qmin, qmax } = limits[dtype];
  return Array.from({ length: count }, (_, i) => {
    const place = i * bits;
    if (bits >= 8)
      return qmin < 0 ? bytes.readIntLE(place / 8, bits / 8) : bytes.readUIntLE(place / 8, bits / 8);
    const code = (bytes[Math.floor(place / 8)]! >> (place % 8)) & (2 ** bits - 1);
    return code > qmax ? code - 2 ** bits : code;
  });
}
