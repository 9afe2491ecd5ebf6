import { argumentError, linquantError } from '../../errors.js';
import {
  openNpy,
  openSafetensors,
  type SafetensorsFile,
  type Tensor,
  type TensorBatch,
} from '../../formats/index.js';

/** A tensor of an open file, of a `.npy` the only one. */
export interface OpenTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** All tensors of a `.safetensors`. */
  readonly all: SafetensorsFile | undefined;
  batches(rows: number): AsyncGenerator<TensorBatch, void, undefined>;
  read(start: number, end: number, into?: ArrayBufferView): Promise<Tensor>;
  close(): Promise<void>;
}

/**
 * Opens a tensor of a file: of a `.safetensors`, if the path ends so, else of a `.npy`.
 *
 * @param tensor - unchecked: its name; a file of one tensor needs none
 * @param usual - the name that is looked for where none is given
 */
export async function openTensor(path: string, tensor: unknown, usual?: string): Promise<OpenTensor> {
  if (tensor !== undefined && typeof tensor !== 'string') {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.tensor', 'a string', tensor);
  }
  if (!isSafetensors(path)) {
    if (tensor !== undefined) {
      const allowed = "left out where the path does not end in '.safetensors'";
      throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'options.tensor', allowed, tensor);
    }
    const file = await openNpy(path);
    const { dtype, shape } = file;
    return {
      dtype,
      shape,
      all: undefined,
      batches: (rows) => file.batches({ rows }),
      read: (start, end, into) => file.rows(start, end, { into }),
      close: () => file.close(),
    };
  }
  const file = await openSafetensors(path);
  try {
    const name = tensor ?? nameIn(path, file.tensors, usual);
    const stored = file.tensors.get(name);
    if (stored === undefined) {
      const allowed = `the name of a tensor of ${path}`;
      throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'options.tensor', allowed, tensor);
    }
    const { dtype, shape } = stored;
    return {
      dtype,
      shape,
      all: file,
      batches: (rows) => file.batches(name, { rows }),
      read: (start, end, into) => file.read(name, { start, end, into }),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

function nameIn(path: string, tensors: ReadonlyMap<string, unknown>, usual: string | undefined): string {
  if (usual !== undefined && tensors.has(usual)) return usual;
  const [name, ...others] = [...tensors.keys()].slice(0, 2);
  if (name !== undefined && others.length === 0) return name;
  const allowed = `given, since ${path} has ${tensors.size} tensors`;
  throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'options.tensor', allowed, undefined);
}

/** Whether a path is that of a `.safetensors` file, by its ending. */
export function isSafetensors(path: unknown): boolean {
  return typeof path === 'string' && /\.safetensors$/i.test(path);
}

/** The error for a file whose content is not what was asked for. */
export function fileError(file: string, problem: string): Error {
  return linquantError('ERR_LINQUANT_FORMAT', `${file}: ${problem}`, { file });
}
