// Native calls that take so long that a thread is always inside one: large memory, shared by all threads, and the slow
// division of the scalar kernels (run with LINQUANT_ISA=scalar).
import { quantize } from 'linquant';

/** 100 ms and more for one call where four threads share a processor. */
const count = 1 << 24;

export const parameters = { dtype: 'int8', scale: 1, zeroPoint: 0 };

/** Floats and room for their codes. */
export function longMemory() {
  const x = new Float32Array(new SharedArrayBuffer(count * 4));
  for (let i = 0; i < count; i++) x[i] = (i % 251) - 125;
  return { x, codes: new Int8Array(new SharedArrayBuffer(count)) };
}

export function longCall({ x, codes }) {
  quantize(x, parameters, { out: codes });
}

export function bytesOf({ buffer, byteOffset, byteLength }) {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** The codes, from plain JavaScript. */
export function expectedOf({ x }) {
  return bytesOf(Int8Array.from(x));
}
