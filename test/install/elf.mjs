// Changes to a binary that leave it a file that the loader may take.

/** A copy in which `change` may write. */
export function changed(bytes, change) {
  const copy = Buffer.from(bytes);
  change(copy);
  return copy;
}

/** The same shared object, for arm64 (EM_AARCH64). */
export const forArm64 = (bytes) => changed(bytes, (copy) => copy.writeUInt16LE(183, 18));

/** Replaces a text by one of the same length, wherever it stands. */
export function renamed(bytes, from, to) {
  const copy = Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');
  if (copy.equals(bytes) || copy.length !== bytes.length) throw new Error(`${from} is not in the binary`);
  return copy;
}

const DT_NULL = 0n;
const DT_NEEDED = 1n;
const PT_DYNAMIC = 2;

/**
 * The same shared object, which also needs a library that no machine has, as one linked for another libc does. The
 * linker leaves spare entries at the end of the dynamic section: the first takes the name of a symbol.
 */
export function withMissingLibrary(bytes) {
  return changed(bytes, (copy) => {
    const start = Number(copy.readBigUInt64LE(32));
    const size = copy.readUInt16LE(54);
    const headers = Array.from({ length: copy.readUInt16LE(56) }, (_, i) => start + i * size);
    let entry = Number(copy.readBigUInt64LE(headers.find((at) => copy.readUInt32LE(at) === PT_DYNAMIC) + 8));
    let names = 0;
    for (; copy.readBigUInt64LE(entry) !== DT_NULL; entry += 16) {
      // DT_STRTAB: its address is its place in the file, since it lies in the first segment.
      if (copy.readBigUInt64LE(entry) === 5n) names = Number(copy.readBigUInt64LE(entry + 8));
    }
    if (copy.readBigUInt64LE(entry + 16) !== DT_NULL)
      throw new Error('no spare entry in the dynamic section');
    copy.writeBigUInt64LE(DT_NEEDED, entry);
    copy.writeBigUInt64LE(BigInt(copy.indexOf('napi_throw\0') - names), entry + 8);
  });
}
