import { dtypeInfo } from './dtypes.js';
import { fileError } from './file-error.js';
import type { CheckedTensor } from './input.js';
import type { Entry } from './safetensors-header.js';
import { byteLength } from './tensor.js';

/** Checks that tensors cover the payload without gaps or overlaps, and that each has the bytes of its shape and dtype. */
export function checkDataOffsets(entries: ReadonlyMap<string, Entry>, payload: number, file: string): void {
  for (const [tensor, { dtype, shape, offsets }] of entries) {
    const place = { file, tensor };
    const needed = byteLength(shape, dtype, place);
    const [begin, end] = offsets;
    if (begin > end || end > payload) {
      const problem = `data_offsets [${begin}, ${end}] must lie in order within the ${payload} bytes of data`;
      throw fileError(place, problem);
    }
    if (end - begin !== needed) {
      const problem = `its shape and dtype take ${needed} bytes`;
      throw fileError(place, `${problem}; data_offsets [${begin}, ${end}] hold ${end - begin}`);
    }
  }
  let next = 0;
  const inOrder = [...entries].sort(([, { offsets: a }], [, { offsets: b }]) => a[0] - b[0] || a[1] - b[1]);
  for (const [tensor, { offsets }] of inOrder) {
    if (offsets[0] !== next) {
      const wrong = offsets[0] < next ? 'overlaps the tensor before it' : 'leaves a hole before it';
      throw fileError(
        { file, tensor },
        `begins at byte ${offsets[0]} of the data and ${wrong}, up to ${next}`,
      );
    }
    next = offsets[1];
  }
  if (next !== payload) {
    throw fileError({ file }, `its tensors take ${next} bytes of data; the file has ${payload}`);
  }
}

/** Assigns offsets to tensors, and lists their bytes in the order of the offsets. */
export function layOut(tensors: ReadonlyMap<string, CheckedTensor>): {
  entries: Map<string, Entry>;
  pieces: Buffer[];
} {
  const entries = new Map<string, Entry>();
  const pieces: Buffer[] = [];
  let next = 0;
  const widestFirst = [...tensors].sort(
    ([, a], [, b]) => dtypeInfo(b.dtype).bytes - dtypeInfo(a.dtype).bytes,
  );
  for (const [name, { dtype, shape, bytes }] of widestFirst) {
    entries.set(name, { dtype, shape, offsets: [next, next + bytes.length] });
    pieces.push(bytes);
    next += bytes.length;
  }
  // The header lists tensors in the given order, so that reading and writing a file keeps it.
  const inOrder = Array.from(tensors.keys(), (name) => [name, entries.get(name)!] as const);
  return { entries: new Map(inOrder), pieces };
}
