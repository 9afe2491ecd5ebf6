// What the machine can do with the same memory: the limits that contestants are measured by.

/** Copies `bytes` between the two float arrays of the memory, half of them read and half of them written. */
function copyOf({ x, out }, bytes) {
  const source = Buffer.from(x.buffer, x.byteOffset, x.byteLength);
  const target = Buffer.from(out.buffer, out.byteOffset, out.byteLength);
  const half = Math.min(source.length, Math.floor(bytes / 2));
  return () => source.copy(target, 0, 0, half);
}

/** Reads the floats once: memcmp with themselves. Two Buffers, for Node does not read one that is equal to itself. */
function readOf({ x }) {
  const a = Buffer.from(x.buffer, x.byteOffset, x.byteLength);
  const b = Buffer.from(x.buffer, x.byteOffset, x.byteLength);
  return () => a.equals(b);
}

/** A copy of as many bytes as the operation reads and writes for each element, in and out. */
export function copyLimit(bytes) {
  const half = Number((bytes / 2).toFixed(2));
  return {
    name: `a copy that moves as many bytes (${half} read and ${half} written for each float)`,
    run: (memory) => copyOf(memory, memory.floats * bytes),
  };
}

export const readLimit = { name: 'a read of the floats (memcmp with themselves)', run: readOf };

export const readAndCopyLimit = {
  name: 'that read and then that copy',
  run(memory) {
    const read = readOf(memory);
    const copy = copyOf(memory, memory.floats * 5);
    return () => {
      read();
      copy();
    };
  },
};
