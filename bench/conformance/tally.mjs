// Counts what was compared, and fails at the first difference where there may be none.

export class Mismatch extends Error {}

const bytesOf = (array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);

/** Whether two arrays hold the same bytes. */
export const same = (a, b) => bytesOf(a).equals(bytesOf(b));

/** A float exactly: its shortest decimals and its bits. */
export function exactly(value) {
  const bits = new Uint32Array(Float32Array.of(value).buffer)[0];
  return `${Object.is(value, -0) ? '-0' : value} (0x${bits.toString(16).padStart(8, '0')})`;
}

/** Numbers by name, in the order in which the names came. */
export class Tally {
  counts = new Map();

  add(name, count = 1) {
    this.counts.set(name, (this.counts.get(name) ?? 0) + count);
  }

  toString() {
    const width = Math.max(...[...this.counts.values()].map((count) => count.toLocaleString('en').length));
    return [...this.counts]
      .map(([name, count]) => `${count.toLocaleString('en').padStart(width)}  ${name}`)
      .join('\n');
  }
}
