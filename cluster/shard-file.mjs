// A file of a shard: a line of JSON with the lengths and a checksum, then the bytes. It is written beside and renamed, by a name that says
// which rows it holds: whoever writes it again, also at the same time, writes the same bytes.
//
// It is not synced to the disk, which would take longer than the work itself. What a crash of the storage leaves of it is found by its
// checksum, and made again.
import { open, rename, rm } from 'node:fs/promises';
import { crc32 } from 'node:zlib';

/**
 * Writes parts, each with its name.
 *
 * @param {string} file
 * @param {Readonly<Record<string, Buffer>>} parts
 */
export async function writeShard(file, parts) {
  const buffers = Object.values(parts);
  const lengths = Object.fromEntries(Object.entries(parts).map(([name, { length }]) => [name, length]));
  const head = Buffer.from(`${JSON.stringify({ lengths, crc32: checksum(buffers) })}\n`);
  const temporary = `${file}.${process.pid}-${Math.random()}.tmp`;
  const handle = await open(temporary, 'wx');
  try {
    for (const buffer of [head, ...buffers]) await handle.writeFile(buffer);
    await handle.close();
    await rename(temporary, file);
  } catch (error) {
    await handle.close();
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Memory that is used again and again: new memory takes longer to get than a shard to read.
 *
 * @typedef {{ buffer?: Buffer }} Memory
 */

/**
 * Some bytes of a memory, which grows where it is too small.
 *
 * @param {Memory} memory
 * @param {number} size
 */
export function bytesIn(memory, size) {
  if (memory.buffer === undefined || memory.buffer.length < size)
    memory.buffer = Buffer.allocUnsafeSlow(size);
  return memory.buffer.subarray(0, size);
}

/**
 * Reads what {@link writeShard} wrote; undefined where there is no such file, or it is damaged.
 *
 * @param {string} file
 * @param {Memory} [memory]
 * @returns {Promise<Readonly<Record<string, Buffer>> | undefined>}
 */
export async function readShard(file, memory = {}) {
  const bytes = await readBytes(file, memory);
  const begin = bytes.indexOf('\n') + 1;
  const head = parsed(bytes.subarray(0, begin));
  if (head === undefined) return undefined;
  /** @type {Record<string, Buffer>} */
  const parts = {};
  let at = begin;
  for (const [name, length] of Object.entries(head.lengths)) {
    parts[name] = bytes.subarray(at, at + length);
    at += length;
  }
  return at === bytes.length && checksum(Object.values(parts)) === head.crc32 ? parts : undefined;
}

/**
 * @param {string} file
 * @param {Memory} memory
 */
async function readBytes(file, memory) {
  const handle = await open(file).catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (handle === undefined) return Buffer.alloc(0);
  try {
    const { size } = await handle.stat();
    const bytes = bytesIn(memory, size);
    const { bytesRead } = await handle.read(bytes, 0, size, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/**
 * @param {Buffer} line
 * @returns {{ lengths: Record<string, number>, crc32: number } | undefined}
 */
function parsed(line) {
  try {
    return JSON.parse(line.toString());
  } catch {
    return undefined;
  }
}

/** @param {readonly Buffer[]} buffers */
function checksum(buffers) {
  return buffers.reduce((sum, buffer) => crc32(buffer, sum), 0);
}
