import { codesIn } from './codes.js';
import type { TensorFile } from './open.js';
import { numbersOf } from './pieces.js';

/** What a file stands for: its tensors, and in place of codes the floats that they stand for. */
export interface Content {
  readonly name: string;
  /** The type of its elements, or of its codes. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** As it lies in the file, with scales. */
  readonly bytes: number;
  readonly isCoded: boolean;
  readonly rowsTogether: number;
  /** Rows as numbers; undefined where they are none that are known. A scalar has one row. */
  numbers(start: number, end: number): Promise<Float32Array | Float64Array | undefined>;
}

/** Numbers that are taken at once, about. */
const pieceNumbers = 2 ** 18;

/** The contents of a file by their names. */
export function contentsOf(file: TensorFile): Map<string, Content> {
  const codes = codesIn(file);
  const taken = new Set([...codes.values()].flatMap(({ tensors }) => tensors));
  const contents = new Map<string, Content>();
  for (const [name, { dtype, fileDtype, shape, byteLength }] of file.tensors) {
    if (taken.has(name)) continue;
    contents.set(name, {
      ...{ name, dtype: dtype === 'unknown' ? fileDtype! : dtype, shape, bytes: byteLength },
      ...{ isCoded: false, rowsTogether: 1 },
      numbers: async (start, end) =>
        numbersOf(await file.read(name, shape.length === 0 ? {} : { start, end })),
    });
  }
  for (const [name, { dtype, shape, tensors, rowsTogether, restore }] of codes) {
    const bytes = tensors.reduce((sum, tensor) => sum + file.tensors.get(tensor)!.byteLength, 0);
    contents.set(name, {
      ...{ name, dtype, shape, bytes, isCoded: true, rowsTogether },
      numbers: async (start, end) => (await restore(start, end, 'float32')) as Float32Array,
    });
  }
  return contents;
}

/** Cuts rows into pieces, each a multiple of `together`. */
export function* rowPieces(
  shape: readonly number[],
  together: number,
): Generator<{ readonly start: number; readonly end: number }, void, undefined> {
  const [count = 1, ...inner] = shape;
  const each = inner.reduce((product, size) => product * size, 1);
  const rows = Math.max(1, Math.floor(pieceNumbers / Math.max(1, each * together))) * together;
  for (let start = 0; start < count; start += rows) yield { start, end: Math.min(count, start + rows) };
}
