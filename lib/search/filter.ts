import { memoryOf } from '../arguments/views.js';
import { argumentError, linquantError } from '../errors.js';
import { typedArrayKind } from '../platform/engine-views.js';
import { types } from '../platform/node.js';
import { checkIndices } from './arrays.js';

/**
 * The rows that may be found, ascending; undefined for all. A Uint32Array that is ascending is used as it is, unless its memory is shared,
 * where another thread could change it after the check.
 */
export function readFilter(filter: unknown, rows: number): Uint32Array | undefined {
  if (filter === undefined) return undefined;
  const kind = typedArrayKind(filter);
  if (kind === 'Uint32Array') return listed(filter as Uint32Array, rows);
  if (kind === 'Uint8Array') return marked(filter as Uint8Array, rows);
  const allowed = 'a Uint32Array of rows, or a Uint8Array or Buffer with a bit for each row';
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.filter', allowed, filter);
}

function listed(filter: Uint32Array, rows: number): Uint32Array {
  const own = checkIndices('options.filter', filter);
  const list = types.isSharedArrayBuffer(own.buffer) ? own.slice() : own;
  let isAscending = true;
  let before = -1;
  for (let i = 0; i < list.length; i++) {
    const row = list[i]!;
    if (row >= rows) throw rowError(i, row, rows);
    isAscending &&= row > before;
    before = row;
  }
  return isAscending ? list : ascending(list, rows);
}

/** The same rows in order, each once: by a bit for each row, which takes less time than sorting. */
function ascending(list: Uint32Array, rows: number): Uint32Array {
  const bits = new Uint8Array(Math.ceil(rows / 8));
  for (const row of list) bits[row >>> 3]! |= 0x80 >>> (row & 7);
  return rowsOf(bits, rows);
}

function marked(filter: Uint8Array, rows: number): Uint32Array {
  const memory = memoryOf('options.filter', filter);
  const wanted = Math.ceil(rows / 8);
  if (memory.length === wanted) return rowsOf(memory, rows);
  throw linquantError(
    'ERR_LINQUANT_BYTE_LENGTH',
    `options.filter must hold exactly ${wanted} bytes, for a bit for each of ${rows} rows; got ${memory.length} bytes`,
  );
}

/** The rows whose bits are 1; the first of eight is the most significant bit. */
function rowsOf(bits: Uint8Array, rows: number): Uint32Array {
  const list = new Uint32Array(rows);
  let count = 0;
  for (let byte = 0; byte < bits.length; byte++) {
    for (let rest = bits[byte]! << 24; rest !== 0; ) {
      const bit = Math.clz32(rest);
      rest ^= 0x80000000 >>> bit;
      const row = byte * 8 + bit;
      if (row < rows) list[count++] = row;
    }
  }
  return list.subarray(0, count);
}

function rowError(index: number, row: number, rows: number): Error {
  return linquantError(
    'ERR_LINQUANT_INVALID_OPTION',
    `options.filter[${index}] must be a row, below ${rows}; got ${row}`,
    { index },
  );
}
