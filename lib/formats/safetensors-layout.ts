import { dtypeInfo, type TensorDtype } from './dtypes.js';
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

/** A tensor to be written, with its dtype as the file has it. */
export interface Piece {
  readonly dtype: TensorDtype | 'unknown';
  readonly fileDtype: string;
  readonly shape: readonly number[];
  readonly bytes: Buffer;
}

/** Assigns offsets to tensors, and lists their bytes in the order of the offsets. */
export function layOut(tensors: ReadonlyMap<string, Piece>): {
  entries: Map<string, Entry>;
  pieces: Buffer[];
} {
  // The header lists tensors in the given order, so that reading and writing a file keeps it.
  const entries = new Map<string, Entry>();
  const pieces: Buffer[] = [];
  const offsets = new Map<Piece, number>();
  let next = 0;
  for (const tensor of [...tensors.values()].sort((a, b) => alignment(b) - alignment(a))) {
    offsets.set(tensor, next);
    pieces.push(tensor.bytes);
    next += tensor.bytes.length;
  }
  for (const [name, tensor] of tensors) {
    const { fileDtype, shape, bytes } = tensor;
    const begin = offsets.get(tensor)!;
    entries.set(name, { fileDtype, shape, begin, end: begin + bytes.length });
  }
  return { entries, pieces };
}

/** Wider elements lie before narrower ones. Unknown ones, whose length may be odd, come last. */
function alignment({ dtype }: Piece): number {
  return dtype === 'unknown' ? 0 : dtypeInfo(dtype).bits;
}
