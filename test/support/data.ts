import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The repository's folder. */
export const root = path.join(__dirname, '..', '..');

/** A file of test/fixtures, parsed. */
export function fixture<T>(name: string): T {
  return JSON.parse(readFileSync(path.join(root, 'test', 'fixtures', name), 'utf8')) as T;
}

/** Floats written as base64 of their little-endian bytes. */
export function decodeFloats(base64: string): Float32Array {
  const bytes = Buffer.from(base64, 'base64');
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
}

/** The bytes of a view, to compare to the bit (NaN and -0 included). */
export function bytesOf(view: ArrayBufferView): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}

/** The float32 with these bits. */
export function floatFromBits(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits >>> 0);
  return view.getFloat32(0);
}

/** The float32 `steps` above x (below, where negative), for positive x. */
export function neighbour(x: number, steps: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, x);
  view.setInt32(0, view.getInt32(0) + steps);
  return view.getFloat32(0);
}

/** A deterministic stream of uint32 (xorshift). */
export function randomBits(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** As Node 20 has it and the library of ES2022 does not. */
const Resizable = ArrayBuffer as unknown as new (
  length: number,
  options: { maxByteLength: number },
) => ArrayBuffer;

/** Memory that may change its length. */
export function resizable(length: number): ArrayBuffer {
  return new Resizable(length, { maxByteLength: length + 64 });
}

/** Shared memory that may grow. */
export function growable(length: number): SharedArrayBuffer {
  const Growable = SharedArrayBuffer as unknown as new (length: number, options: object) => SharedArrayBuffer;
  return new Growable(length, { maxByteLength: length + 64 });
}

/** Float data of `length` elements in every kind of holder that counts as float input, at unaligned offsets too. */
export function floatHolders(
  x: Float32Array,
): Record<string, Float32Array | Buffer | DataView | ArrayBufferLike> {
  const bytes = bytesOf(x);
  const filled = <T extends ArrayBufferLike>(buffer: T): T => {
    new Uint8Array(buffer).set(bytes);
    return buffer;
  };
  const shared = filled(new SharedArrayBuffer(bytes.length));
  const sharedOdd = new SharedArrayBuffer(bytes.length + 8);
  new Uint8Array(sharedOdd, 3, bytes.length).set(bytes);
  const at = (offset: number): ArrayBuffer => {
    const buffer = new ArrayBuffer(bytes.length + offset + 5);
    new Uint8Array(buffer, offset, bytes.length).set(bytes);
    return buffer;
  };
  const holders: Record<string, Float32Array | Buffer | DataView | ArrayBufferLike> = {
    Float32Array: x,
    'Float32Array with offset': new Float32Array(at(12), 12, x.length),
    'shared Float32Array': new Float32Array(shared),
    ArrayBuffer: at(0).slice(0, bytes.length),
    SharedArrayBuffer: shared,
    'shared Buffer at 3': Buffer.from(sharedOdd, 3, bytes.length),
    'DataView at 5': new DataView(at(5), 5, bytes.length),
    'resizable Float32Array': new Float32Array(filled(resizable(bytes.length))),
    'growable ArrayBuffer': filled(growable(bytes.length)),
    'growable Float32Array': new Float32Array(filled(growable(bytes.length))),
    'resizable DataView': new DataView(filled(resizable(bytes.length))),
  };
  for (let offset = 0; offset < 8; offset++) {
    holders[`Buffer at ${offset}`] = Buffer.from(at(offset), offset, bytes.length);
  }
  return holders;
}
