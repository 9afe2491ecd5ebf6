import { BitFlags, slot } from '../../kernels.js';
import { forEachChunk } from './chunks.js';
import type { Bytes } from './memory.js';
import { numbers } from './numbers.js';
import { chunkLength } from './scratch.js';

/** The layout of rows of bits, each of which starts a new byte, and how floats become bits. */
export interface Rows {
  readonly rows: number;
  readonly columns: number;
  /** XORed to the index of a bit in its byte: 7 puts the first bit at the most significant place. */
  readonly order: 0 | 7;
  /** XORed to each byte: 0x80 makes signed bytes. */
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

/** Handles some rows, or whole bytes of one row. `at` is the index of the first float, `byte` that of the first byte. */
export type Part = (call: BitCall, at: number, rows: number, columns: number, byte: number) => void;

export interface BitCall {
  readonly layout: Rows;
  readonly part: Part;
  readonly floatType: number;
  readonly from: Bytes;
  readonly to: Bytes;
}

/** Splits a call into parts whose floats fit into scratch, and runs `part` for each. */
export function forEachPart(call: BitCall): void {
  const { rows, columns } = call.layout;
  if (columns % 8 === 0) forEachChunk(rows * columns, partOfAll, call);
  else if (columns <= chunkLength) forEachChunk(rows, someRows, call, Math.floor(chunkLength / columns));
  else forEachChunk(rows, longRow, call, 1);
}

/** Rows without unused bits are handled as one long row. */
function partOfAll(call: BitCall, at: number, length: number): void {
  call.part(call, at, 1, length, at / 8);
}

function someRows(call: BitCall, row: number, rows: number): void {
  const { columns } = call.layout;
  call.part(call, row * columns, rows, columns, row * bytesOfBits(columns));
}

function longRow(call: BitCall, row: number): void {
  const { columns } = call.layout;
  forEachChunk(columns, partOfRow, { call, row });
}

function partOfRow({ call, row }: { call: BitCall; row: number }, i: number, length: number): void {
  const { columns } = call.layout;
  call.part(call, row * columns + i, 1, length, row * bytesOfBits(columns) + i / 8);
}
