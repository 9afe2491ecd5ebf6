import { openNpy, openSafetensors, readNpy, type SafetensorsFile } from '../../formats/index.js';
import { byteLength } from '../../formats/tensor.js';
import { builtIn } from '../../platform/node.js';
import { FileError } from '../terminal/errors.js';

const fs = builtIn('node:fs/promises');

/** A file of tensors. A `.npy` has one, by the name {@link npyTensor}. */
export interface TensorFile extends Omit<SafetensorsFile, typeof Symbol.asyncDispose> {
  readonly format: 'npy' | 'safetensors';
  /** The bytes of the file. */
  readonly size: number;
}

/** The name of the tensor of a `.npy` file, which has none. */
export const npyTensor = 'data';

/** Opens a file by what is in it, whatever its name: reads the header alone. */
export async function openTensors(path: string): Promise<TensorFile> {
  const stats = await fs.stat(path);
  if (stats.isDirectory()) throw new FileError(path, 'is a folder; name the files in it');
  if (!stats.isFile()) throw new FileError(path, 'is no regular file');
  const { size } = stats;
  if (!(await isNpy(path))) return { ...(await openSafetensors(path)), format: 'safetensors', size };
  const file = await openNpy(path);
  const { dtype, shape } = file;
  return {
    path,
    format: 'npy',
    size,
    tensors: new Map([[npyTensor, { dtype, shape, byteLength: byteLength(shape, dtype, { file: path }) }]]),
    metadata: new Map(),
    async read(_name, { start = 0, end = shape[0] ?? 0, into } = {}) {
      return shape.length === 0 ? readNpy(path) : file.rows(start, end, { into });
    },
    batches: (_name, options) => file.batches(options),
    close: () => file.close(),
  };
}

/** Whether a file begins as `.npy` files do. One that is neither of the two is told apart by its reader, which says what it is. */
async function isNpy(path: string): Promise<boolean> {
  const handle = await fs.open(path);
  try {
    const { buffer } = await handle.read(Buffer.alloc(9), 0, 9, 0);
    const start = buffer.toString('latin1');
    return start.startsWith('\x93NUMPY') || (/\.npy$/i.test(path) && start[8] !== '{');
  } finally {
    await handle.close();
  }
}
