// Three floats, and `.npy` files of them in memory at every offset.
import { expect } from 'vitest';
import { npyFile } from './helpers.js';

export const floats = new Float32Array([1.5, -2, 3e-3]);
export const floatBytes = Buffer.from(floats.buffer);

/** As Node 20 has it and the library of ES2022 does not. */
export interface ResizableConstructor {
  new (length: number, options: { maxByteLength: number }): ArrayBuffer & { resize(length: number): void };
}

/** A `.npy` file of `floats` whose payload begins `shift` bytes after a multiple of 4 in `buffer`. */
export function shifted(
  shift: number,
  buffer: ArrayBuffer | SharedArrayBuffer = new ArrayBuffer(256),
): Buffer {
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}";
  const file = npyFile(header.padEnd(58), floatBytes);
  expect((file.length - floatBytes.length) % 4).toBe(0);
  const view = Buffer.from(buffer, 8 + shift, file.length);
  view.set(file);
  return view;
}
