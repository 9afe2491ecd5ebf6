import { fileError } from './file-error.js';
import type { Entries, Entry } from './safetensors-header.js';
import { byteLength } from './tensor.js';

/** Checks that tensors cover the payload without gaps or overlaps, and that each has the bytes of its shape and dtype. */
export function checkDataOffsets(entries: Entries, payload: number, file: string): void {
  const { names, begins, ends } = entries;
  let isInOrder = true;
  let last = 0;
  for (let i = 0; i < names.length; i++) {
    checkEntry(entries, i, payload, file);
    isInOrder &&= begins[i] === last;
    last = ends[i]!;
  }
  if (!isInOrder) last = checkCover(entries, file);
  if (last !== payload) {
    throw fileError({ file }, `its tensors take ${last} bytes of data; the file has ${payload}`);
  }
}

function checkEntry(entries: Entries, i: number, payload: number, file: string): void {
  const [dtype, begin, end] = [entries.dtypes[i]!, entries.begins[i]!, entries.ends[i]!];
  const place = { file, tensor: entries.names[i]! };
  // Of an unknown dtype the offsets tell the size.
  const needed = dtype === 'unknown' ? end - begin : byteLength(entries.shapes[i]!, dtype, place);
  if (begin > end || end > payload) {
    const problem = `data_offsets [${begin}, ${end}] must lie in order within the ${payload} bytes of data`;
    throw fileError(place, problem);
  }
  if (end - begin !== needed) {
    const problem = `its shape and dtype take ${needed} bytes`;
    throw fileError(place, `${problem}; data_offsets [${begin}, ${end}] hold ${end - begin}`);
  }
}

/** Checks that each tensor begins where the one before it in the data ends, and returns where the last one ends. */
function checkCover({ names, begins, ends }: Entries, file: string): number {
  let next = 0;
  const inOrder = Uint32Array.from(names.keys());
  inOrder.sort((a, b) => begins[a]! - begins[b]! || ends[a]! - ends[b]!);
  for (const i of inOrder) {
    const begin = begins[i]!;
    if (begin !== next) {
      const wrong = begin < next ? 'overlaps the tensor before it' : 'leaves a hole before it';
      const problem = `begins at byte ${begin} of the data and ${wrong}, up to ${next}`;
      throw fileError({ file, tensor: names[i]! }, problem);
    }
    next = ends[i]!;
  }
  return next;
}

/** A tensor to be written, with its dtype as the file has it. {@link layOut} sets where its bytes begin and end. */
export interface Extent extends Entry {
  /** Bits of an element; 0 where they are unknown. */
  readonly bits: number;
  /** The bytes of its data. */
  readonly byteLength: number;
  begin: number;
  end: number;
}

/** The same with its data. */
export interface Piece extends Extent {
  readonly bytes: Buffer;
}

/**
 * Assigns offsets to tensors: wider elements lie before narrower ones, and unknown ones, whose length may be odd, last.
 *
 * @returns the tensors in the order of the offsets
 */
export function layOut<T extends Extent>(tensors: Iterable<T>): T[] {
  let next = 0;
  const widestFirst = [...tensors].sort((a, b) => b.bits - a.bits);
  for (const tensor of widestFirst) {
    tensor.begin = next;
    next += tensor.byteLength;
    tensor.end = next;
  }
  return widestFirst;
}
