/*
 * The definition of packBits and unpackBits: bits as text, a row after the other, then the text as bytes.
 */
export const compares = ['greater', 'greater-equal'] as const;
export const bitOrders = ['big', 'little'] as const;

export interface BitChoice {
  readonly compare: (typeof compares)[number];
  readonly bitOrder: (typeof bitOrders)[number];
  readonly signed: boolean;
}

/** What packBits makes a 1 of. */
export function bitOf(x: number, compare: BitChoice['compare']): 0 | 1 {
  return (compare === 'greater' ? x > 0 : x >= 0) ? 1 : 0;
}

/** The bytes of rows of floats; what is left of the last byte of a row is 0. */
export function packBitsOf(
  rows: readonly (readonly number[])[],
  { compare, bitOrder, signed }: BitChoice,
): number[] {
  return rows.flatMap((row) => {
    const text = row.map((x) => `${bitOf(x, compare)}`).join('');
    const bytes = text.match(/.{1,8}/g) ?? [];
    return bytes.map((byte) => {
      const whole = byte.padEnd(8, '0');
      const value = parseInt(bitOrder === 'big' ? whole : [...whole].reverse().join(''), 2);
      return signed ? value - 128 : value;
    });
  });
}
