// Files made in memory, a folder for those on disk, and what is thrown.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, vi } from 'vitest';

/** A folder of its own for a test file, removed after its tests. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'linquant-formats-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A new folder for each test of a file, with the path of a file in it that is not there yet. What a test spied on is restored. */
export function freshFolder(): { folder: string; path: string } {
  const root = temporaryFolder();
  const here = { folder: '', path: '' };
  beforeEach(() => {
    here.folder = mkdtempSync(join(root, 'case-'));
    here.path = join(here.folder, 'file');
  });
  afterEach(() => vi.restoreAllMocks());
  return here;
}

/** Bytes written as latin1 text, as the literals of Python are. */
export function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** A `.npy` file of this header, unpadded, so that each fault stands alone. */
export function npyFile(header: string, payload: Uint8Array, major = 1): Buffer {
  const length = Buffer.alloc(major === 1 ? 2 : 4);
  length.writeUIntLE(header.length, 0, length.length);
  return Buffer.concat([latin1('\x93NUMPY'), Buffer.from([major, 0]), length, latin1(header), payload]);
}

/** A safetensors file of this header, a text or bytes. */
export function safetensorsFile(header: string | Uint8Array, payload: Uint8Array): Buffer {
  const text = Buffer.from(header as string);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, payload]);
}

/** What a call throws, or a promise rejects with; fails if it does neither. */
export async function errorOf(run: () => unknown): Promise<Error & { readonly tensor?: unknown }> {
  try {
    await run();
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

/**
 * Asserts that `run` throws a format error about this file (and this tensor), with this text in its message.
 */
export async function expectFormatError(
  run: () => unknown,
  file: string,
  text: string | RegExp,
  tensor?: string,
): Promise<void> {
  const error = await errorOf(run);
  expect(error).toMatchObject({ name: 'RangeError', code: 'ERR_LINQUANT_FORMAT', file });
  expect(error.tensor).toBe(tensor);
  expect(error.message.startsWith(tensor === undefined ? `${file}: ` : `${file}: tensor "${tensor}": `)).toBe(
    true,
  );
  expect(error.message).toMatch(text);
}
