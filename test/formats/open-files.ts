// File handles that the tests of reading and writing change: what a system does rarely is done here on purpose.
import fsPromises, { type FileHandle } from 'node:fs/promises';
import type { TensorInput } from 'linquant/formats';
import { vi } from 'vitest';

/** Three bytes to write. */
export const tensor: TensorInput = { dtype: 'uint8', shape: [3], data: new Uint8Array([1, 2, 3]) };

/** What a file holds before it is written: no `.npy` and no `.safetensors`. */
export const old = Buffer.from('the old file');

/** Lets every file that is opened pass through `change`. */
export function changeHandles(change: (handle: FileHandle) => void): void {
  const { open } = fsPromises;
  vi.spyOn(fsPromises, 'open').mockImplementation(async (...args) => {
    const handle = await open(...args);
    change(handle);
    return handle;
  });
}

/** Makes every file look as if it had this size. */
export function claimSize(size: number): void {
  changeHandles((handle) => {
    const stat = handle.stat.bind(handle);
    handle.stat = (async () => Object.assign(await stat(), { size })) as unknown as FileHandle['stat'];
  });
}

/** Counts how many handles are open, as a leak is otherwise seen by nobody. */
export function countHandles(): { open: number } {
  const count = { open: 0 };
  changeHandles((handle) => {
    count.open++;
    const close = handle.close.bind(handle);
    handle.close = () => {
      count.open--;
      return close();
    };
  });
  return count;
}
