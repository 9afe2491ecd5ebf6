/*
 * Stands in for the root function of the same name until that is there, in plain JavaScript: the import in binary.ts is all
 * that has to change.
 */
import { convert, type FloatInput, type FloatType } from '../index.js';

interface PackOptions {
  readonly shape: readonly number[];
  readonly compare: 'greater' | 'greater-equal';
  readonly bitOrder: 'big' | 'little';
  readonly signed: boolean;
  readonly floatType?: FloatType | undefined;
  readonly out?: Uint8Array | Int8Array | Buffer;
}

/** A bit for each float, each row in bytes of its own, with zeros behind its last; signed bytes are XOR 0x80. */
export function packBits(x: FloatInput, options: PackOptions): Uint8Array | Int8Array | Buffer {
  const { shape, compare, bitOrder, signed, floatType } = options;
  const floats = convert(x, { to: 'float32', ...(floatType === undefined ? {} : { from: floatType }) });
  const columns = shape[shape.length - 1]!;
  const bytes = Math.ceil(columns / 8);
  const rows = floats.length / columns;
  const out = options.out ?? (signed ? new Int8Array(rows * bytes) : new Uint8Array(rows * bytes));
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < bytes; i++) {
      let byte = 0;
      for (let bit = 0; bit < 8 && i * 8 + bit < columns; bit++) {
        const value = floats[row * columns + i * 8 + bit]!;
        if (value > 0 || (value === 0 && compare === 'greater-equal')) {
          byte |= bitOrder === 'big' ? 0x80 >> bit : 1 << bit;
        }
      }
      out[row * bytes + i] = signed ? byte ^ 0x80 : byte;
    }
  }
  return out;
}
