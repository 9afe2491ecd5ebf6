import { argumentError } from '../../errors.js';
import type { Rows } from '../../search/given.js';
import { type DtypeInfo, packedBytes } from '../../tables/dtypes.js';
import { fileError, type OpenTensor } from './open-tensor.js';
import { columnsOf } from './source.js';

/** Rows of a file that are searched. */
export interface Corpus {
  readonly path: string;
  readonly kind: Rows['kind'];
  readonly rows: number;
  readonly dimensions: number;
  readonly rowBytes: number;
  /** Memory for some rows. */
  memory(rows: number): PieceMemory;
  /** Reads rows into the memory for them. */
  read(start: number, end: number, memory: PieceMemory): Promise<Rows>;
  /** Makes rows that are read from now on say what {@link halfGrid} all rows have, which bare codes are compared by. */
  findGrid(): Promise<void>;
  close(): Promise<void>;
}

/** Memory for rows and what belongs to them. */
export interface PieceMemory {
  readonly data: Buffer;
  readonly rowBytes: number;
  readonly scale: Float32Array | undefined;
  readonly offset: Float32Array | undefined;
}

/** The size of rows, in elements of the file too: rows of a file of one dimension are numbers. */
export interface Size {
  readonly rows: number;
  readonly dimensions: number;
  readonly each: number;
}

/** @param bits - of a code; left out, an element is a number */
export function sizeOf(path: string, { shape }: OpenTensor, dimensions: unknown, bits = 8): Size {
  const isPacked = bits < 8;
  const bytes = typeof dimensions === 'number' ? packedBytes(dimensions, bits) : undefined;
  const columns = columnsOf(path, shape, !isPacked || shape.length === 1 ? bytes : undefined);
  const most = (columns * 8) / bits;
  const width = isPacked && typeof dimensions === 'number' ? dimensions : most;
  if (packedBytes(width, bits) !== columns || !(width > 0)) {
    const allowed = `at most ${most}, with as many bytes as the rows of ${path}, or left out`;
    throw argumentError('ERR_LINQUANT_INVALID_SHAPE', 'options.dimensions', allowed, dimensions);
  }
  const each = shape.length === 1 ? columns : 1;
  const rows = shape[0]! / each;
  if (rows < 2 ** 32) return { rows, dimensions: width, each };
  throw fileError(path, `has ${rows} rows; fewer than 2^32 are searched`);
}

/** What all kinds have in common. */
export function inFile(path: string, file: OpenTensor, { rows, dimensions }: Size, bits: number) {
  const rowBytes = packedBytes(dimensions, bits);
  return {
    path,
    rows,
    dimensions,
    rowBytes,
    memory: (count: number): PieceMemory => ({
      data: Buffer.allocUnsafeSlow(count * rowBytes),
      rowBytes,
      scale: undefined,
      offset: undefined,
    }),
    findGrid: async () => undefined,
    close: () => file.close(),
  };
}

export async function readRows(
  file: OpenTensor,
  { each }: Size,
  start: number,
  end: number,
  memory: PieceMemory,
): Promise<Buffer> {
  const bytes = (end - start) * memory.rowBytes;
  const tensor = await file.read(start * each, end * each, memory.data.subarray(0, bytes));
  return tensor.data;
}

/** Codes of int8 are int8 in a file, others, also packed ones, uint8. */
export function checkCodeType(path: string, file: OpenTensor, { name }: DtypeInfo): void {
  checkByteType(path, file, name === 'int8' ? 'int8' : 'uint8');
}

export function checkByteType(path: string, { dtype }: OpenTensor, ...allowed: readonly string[]): void {
  if (allowed.includes(dtype)) return;
  throw fileError(path, `holds ${dtype}; such rows are ${allowed.join(' or ')}`);
}
