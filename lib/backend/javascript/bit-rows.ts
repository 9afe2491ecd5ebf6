import { BitFlags, slot } from '../../kernels.js';
import { forEachBlock } from './blocks.js';
import type { Bytes } from './memory.js';
import { numbers } from './numbers.js';
import { blockLength } from './scratch.js';

/** Rows of floats, each of which begins with a byte of its own, and how bits stand for them. */
export interface Rows {
  readonly rows: number;
  readonly columns: number;
  /** What is XORed to the place of a bit in its byte. */
  readonly order: 0 | 7;
  /** What is XORed to a byte. */
  readonly flip: 0 | 0x80;
  readonly orEqual: boolean;
}

export function rowsAt(): Rows {
  const flags = numbers[slot.bitFlags]! | 0;
  return {
    rows: numbers[slot.outer]! * numbers[slot.axis]!,
    columns: numbers[slot.inner]!,
    order: flags & BitFlags.highFirst ? 7 : 0,
    flip: flags & BitFlags.signed ? 0x80 : 0,
    orEqual: (flags & BitFlags.orEqual) !== 0,
  };
}

/** Bytes of a row. */
export function bytesOfBits(columns: number): number {
  return Math.ceil(columns / 8);
}

/** Some rows, or whole bytes of one: the first float and the first byte. */
export type Part = (call: BitCall, at: number, rows: number, columns: number, byte: number) => void;

export interface BitCall {
  readonly layout: Rows;
  readonly part: Part;
  readonly floatType: number;
  readonly from: Bytes;
  readonly to: Bytes;
}

/** Does the part of a call again and again, cut so that scratch has room for its floats. */
export function forEachPart(call: BitCall): void {
  const { rows, columns } = call.layout;
  if (columns % 8 === 0) forEachBlock(rows * columns, partOfAll, call);
  else if (columns <= blockLength) forEachBlock(rows, someRows, call, Math.floor(blockLength / columns));
  else forEachBlock(rows, longRow, call, 1);
}

/** Rows of whole bytes are one long row. */
function partOfAll(call: BitCall, at: number, length: number): void {
  call.part(call, at, 1, length, at / 8);
}

function someRows(call: BitCall, row: number, rows: number): void {
  const { columns } = call.layout;
  call.part(call, row * columns, rows, columns, row * bytesOfBits(columns));
}

function longRow(call: BitCall, row: number): void {
  const { columns } = call.layout;
  forEachBlock(columns, partOfRow, { call, row });
}

function partOfRow({ call, row }: { call: BitCall; row: number }, i: number, length: number): void {
  const { columns } = call.layout;
  call.part(call, row * columns + i, 1, length, row * bytesOfBits(columns) + i / 8);
}
