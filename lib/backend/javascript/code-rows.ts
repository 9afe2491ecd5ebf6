import { dtypeByIndex } from './calls.js';
import { chunkRows, copyRows, rowsAt } from './row-chunks.js';
import type { ScoreCall } from './score-rows.js';

export function bitsOfDtype(dtype: number): number {
  return dtypeByIndex[dtype]!.bits;
}

/** The code that bits in a byte stand for. */
export function codeInByte(dtype: number, bits: number): number {
  const { bits: width, signed } = dtypeByIndex[dtype]!;
  return signed && bits >= 2 ** (width - 1) ? bits - 2 ** width : bits;
}

/** What is subtracted from uint8 codes, so that all codes are int8. */
export function shiftOf(dtype: number): number {
  const { bits, signed } = dtypeByIndex[dtype]!;
  return bits === 8 && !signed ? 128 : 0;
}

/** Rows of codes in memory of ours. */
let unpacked = new Int8Array(2 ** 16);

/** How many rows are loaded at once. */
export function rowsAtOnce({ columns, rows }: ScoreCall): number {
  return chunkRows(columns, rows);
}

/** Rows as int8, less {@link shiftOf}. */
export function loadRows(call: ScoreCall, first: number, rows: number): Int8Array {
  const { columns, rowBytes, dtype } = call;
  const { bits, signed } = dtypeByIndex[dtype]!;
  const count = rows * columns;
  if (bits === 8 && !signed) {
    const copied = copyRows(call, first, rows, rowBytes);
    flipSigns(copied, count);
    return new Int8Array(copied.buffer, 0, count);
  }
  const bytes = rowsAt(call, first, rows);
  if (bits === 8) return new Int8Array(bytes.buffer, bytes.byteOffset, count);
  if (unpacked.length < count) unpacked = new Int8Array(count);
  if (bits === 4) unpack4(bytes, unpacked, count, signed ? 8 : 0);
  else if (bits === 2) unpack2(bytes, unpacked, count, signed ? 2 : 0);
  else unpack1(bytes, unpacked, count);
  return unpacked;
}

/** uint8 less 128, as int8: the top bit of each byte turned. */
function flipSigns(bytes: Uint8Array, count: number): void {
  const words = new Int32Array(bytes.buffer);
  const length = Math.ceil(count / 4);
  for (let i = 0; i < length; i++) words[i]! ^= 0x80808080;
}

/** `sign` is the top bit of a signed code: (c ^ sign) - sign extends it. */
function unpack4(bytes: Uint8Array, codes: Int8Array, count: number, sign: number): void {
  for (let i = 0, from = 0; i < count; i += 2, from++) {
    const byte = bytes[from]!;
    codes[i] = ((byte & 15) ^ sign) - sign;
    codes[i + 1] = ((byte >> 4) ^ sign) - sign;
  }
}

function unpack2(bytes: Uint8Array, codes: Int8Array, count: number, sign: number): void {
  for (let i = 0, from = 0; i < count; i += 4, from++) {
    const byte = bytes[from]!;
    codes[i] = ((byte & 3) ^ sign) - sign;
    codes[i + 1] = (((byte >> 2) & 3) ^ sign) - sign;
    codes[i + 2] = (((byte >> 4) & 3) ^ sign) - sign;
    codes[i + 3] = ((byte >> 6) ^ sign) - sign;
  }
}

function unpack1(bytes: Uint8Array, codes: Int8Array, count: number): void {
  for (let i = 0, from = 0; i < count; i += 8, from++) {
    const byte = bytes[from]!;
    for (let j = 0; j < 8; j++) codes[i + j] = (byte >> j) & 1;
  }
}
