import { BitFlags, slot } from '../kernels.js';
import { bitOrders } from '../tables/bit-orders.js';
import { checkFlag, checkWord } from './options.js';
import { putLayout, sizesOf } from './shape.js';

const compares = ['greater', 'greater-equal'] as const;

/** Checks the options of bits and returns the value of the slot `bitFlags`. */
export function checkBitFlags(compare: unknown, bitOrder: unknown, signed: unknown): number {
  const isOrEqual = checkWord('options.compare', compare, compares) === 'greater-equal';
  const isHighFirst = checkWord('options.bitOrder', bitOrder, bitOrders) === 'big';
  const isSigned = checkFlag('options.signed', signed);
  return (
    (isOrEqual ? BitFlags.orEqual : 0) +
    (isHighFirst ? BitFlags.highFirst : 0) +
    (isSigned ? BitFlags.signed : 0)
  );
}

/**
 * Writes the layout of rows of bits to the slots: rows are along the last axis of the shape; without a shape there is one row.
 *
 * @returns the number of bytes of all rows
 */
export function putRows(numbers: Float64Array, shape: readonly number[] | undefined, count: number): number {
  let rows = 1;
  let columns = count;
  if (shape !== undefined) {
    const sizes = sizesOf(shape, count);
    // A 0-d tensor is one bit.
    columns = sizes[sizes.length - 1] ?? 1;
    for (let i = 0; i < sizes.length - 1; i++) rows *= sizes[i]!;
  }
  putLayout(numbers, 0, rows, 1, columns, 0);
  return rows * Math.ceil(columns / 8);
}

/** The rows in the slots, for messages. */
export function rowsText(numbers: Float64Array): string {
  const rows = numbers[slot.outer]!;
  const columns = numbers[slot.inner]!;
  return rows === 1 ? `${columns} bits` : `${rows} rows of ${columns} bits`;
}
