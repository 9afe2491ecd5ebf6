import { createNpy, createSafetensors, type NewTensor } from '../../formats/index.js';
import type { AnyParameters } from '../../index.js';
import { dtypeNamed, packedBytes } from '../../tables/dtypes.js';
import { isSafetensors } from './open-tensor.js';

/** Codes that are made piece by piece, with the parameters that belong to their rows. */
export interface CodePiece {
  readonly codes: Buffer;
  readonly scale: Float32Array | undefined;
  readonly offset: Float32Array | undefined;
}

/** A file of codes that grows. */
export interface Target {
  write(piece: CodePiece): Promise<void>;
  finish(): Promise<void>;
  abort(): Promise<void>;
}

/** What a file of codes says of them. */
export interface Described {
  readonly rows: number;
  readonly dimensions: number;
  readonly dtype: string;
  /** The parameters of all rows; of rows with parameters of their own what is the same in all. */
  readonly parameters: AnyParameters;
  /** Whether each row has a scale of its own. */
  readonly perRow: boolean;
  /** The options that the codes were made by. */
  readonly options: Readonly<Record<string, string | undefined>>;
}

/** The bytes of a row of codes. */
export function rowBytesOf({ dtype, dimensions }: Pick<Described, 'dtype' | 'dimensions'>): number {
  return packedBytes(dimensions, dtypeNamed(dtype)!.bits);
}

/** Creates the file, by the ending of its path. */
export async function createCodes(path: string, what: Described, atomic: boolean): Promise<Target> {
  if (isSafetensors(path)) return createTensors(path, what, atomic);
  const file = await createNpy(path, { dtype: codeDtype(what), columns: rowBytesOf(what), atomic });
  return {
    write: ({ codes }) => file.write(codes),
    finish: () => file.finish(),
    abort: () => file.abort(),
  };
}

async function createTensors(path: string, what: Described, atomic: boolean): Promise<Target> {
  const { rows, perRow, parameters } = what;
  const { scale, offset } = parameters;
  const shape = perRow ? [rows] : typeof scale === 'number' ? [] : [scale.length];
  const tensors = new Map<string, NewTensor>();
  tensors.set('codes', { dtype: codeDtype(what), shape: [rows, rowBytesOf(what)] });
  tensors.set('scale', { dtype: 'float32', shape });
  if (offset !== undefined) tensors.set('offset', { dtype: 'float32', shape });
  const file = await createSafetensors(path, tensors, { metadata: metadataOf(what), atomic });
  if (!perRow) {
    await file.write('scale', floatsOf(scale));
    if (offset !== undefined) await file.write('offset', floatsOf(offset));
  }
  return {
    async write(piece) {
      const writes = [file.write('codes', piece.codes)];
      if (piece.scale !== undefined) writes.push(file.write('scale', piece.scale));
      if (piece.offset !== undefined) writes.push(file.write('offset', piece.offset));
      await Promise.all(writes);
    },
    finish: () => file.finish(),
    abort: () => file.abort(),
  };
}

function metadataOf({ dtype, dimensions, parameters, options }: Described): Map<string, string> {
  const { zeroPoint, axis, qmin, qmax, rounding } = parameters;
  const given = {
    ...options,
    dtype,
    dimensions,
    zeroPoint: typeof zeroPoint === 'number' ? zeroPoint : zeroPoint?.[0],
    axis,
    qmin,
    qmax,
    rounding,
  };
  const metadata = new Map<string, string>();
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) metadata.set(name, String(value));
  }
  return metadata;
}

/** Packed codes are bytes in a file. */
function codeDtype({ dtype }: Described): 'int8' | 'uint8' {
  return dtype === 'int8' ? 'int8' : 'uint8';
}

function floatsOf(values: number | ArrayLike<number>): Float32Array {
  return typeof values === 'number' ? Float32Array.of(values) : Float32Array.from(values);
}
