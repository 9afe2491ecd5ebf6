import type { SafetensorsFile } from '../../formats/index.js';
import { halfGrid } from '../../search/bare-codes.js';
import { checkRowParameters } from '../../search/given.js';
import { dtypeNamed } from '../../tables/dtypes.js';
import { fileError, type OpenTensor } from './open-tensor.js';
import { type Corpus, checkCodeType, inFile, readRows, sizeOf } from './rows-in-file.js';

/** Codes as quantizeFile writes them, with their parameters beside them. */
export async function storedCodesIn(
  path: string,
  file: OpenTensor,
  all: SafetensorsFile,
  dimensions: unknown,
): Promise<Corpus> {
  const { metadata, tensors } = all;
  const dtype = dtypeNamed(metadata.get('dtype'))!;
  checkCodeType(path, file, dtype);
  const size = sizeOf(path, file, dimensions ?? numberIn(path, metadata, 'dimensions'), dtype.bits);
  const perRow = metadata.get('axis') === '0';
  const zeroPoint = numberIn(path, metadata, 'zeroPoint');
  const hasOffset = tensors.has('offset');
  const shape = perRow ? [size.rows] : metadata.has('axis') ? [size.dimensions] : [];
  for (const name of hasOffset ? ['scale', 'offset'] : ['scale']) {
    const stored = tensors.get(name)!;
    if (stored.dtype === 'float32' && stored.shape.join() === shape.join()) continue;
    throw fileError(path, `its tensor "${name}" is not what quantizeFile writes: float32 [${shape}]`);
  }
  const check = (scale: unknown, count: number | undefined, offset: unknown) => {
    const zeroPoints = count === undefined ? zeroPoint : new Int32Array(count).fill(zeroPoint);
    const axis = count === undefined ? undefined : perRow ? 0 : 1;
    const given = { dtype: dtype.name, scale, zeroPoint: zeroPoints, offset, axis };
    return checkRowParameters(`${path}: parameters`, given, size.dimensions, () => count ?? 0);
  };
  const base = inFile(path, file, size, dtype.bits);
  if (!perRow) {
    const valuesOf = async (name: string) => {
      const values = (await all.read(name)).toFloat32Array();
      return shape.length === 0 ? values[0] : values;
    };
    const offset = hasOffset ? await valuesOf('offset') : undefined;
    const parameters = check(await valuesOf('scale'), shape[0], offset);
    return {
      ...base,
      kind: 'codes',
      async read(start, end, piece) {
        const memory = await readRows(file, size, start, end, piece);
        return { kind: 'codes', rows: end - start, memory, parameters, firstRow: start };
      },
    };
  }
  let grid: number | undefined;
  return {
    ...base,
    kind: 'codes',
    memory: (count) => ({
      ...base.memory(count),
      scale: new Float32Array(count),
      offset: hasOffset ? new Float32Array(count) : undefined,
    }),
    async read(start, end, piece) {
      const count = end - start;
      const scale = piece.scale!.subarray(0, count);
      const offset = piece.offset?.subarray(0, count);
      const reads = [
        readRows(file, size, start, end, piece),
        all.read('scale', { start, end, into: scale }),
        offset && all.read('offset', { start, end, into: offset }),
      ] as const;
      const [memory] = await Promise.all(reads).finally(() => Promise.allSettled(reads));
      const parameters = { ...check(scale, count, offset), grid };
      return { kind: 'codes', rows: count, memory, parameters, firstRow: start };
    },
    async findGrid() {
      if (!hasOffset || zeroPoint !== 0) return;
      let shift: number | undefined = 0;
      const rows = 2 ** 18;
      for (let start = 0; start < size.rows && shift !== undefined; start += rows) {
        const end = Math.min(start + rows, size.rows);
        const [scale, offset] = await Promise.all([
          all.read('scale', { start, end }),
          all.read('offset', { start, end }),
        ]);
        const { scales, zeroPoints, offsets } = check(
          scale.toFloat32Array(),
          end - start,
          offset.toFloat32Array(),
        );
        shift = halfGrid({ scale: 0, zeroPoint: 0, offset: 0, scales, zeroPoints, offsets }, shift);
      }
      grid = shift ?? 0;
    },
  };
}

function numberIn(path: string, metadata: ReadonlyMap<string, string>, name: string): number {
  const value = Number(metadata.get(name) ?? NaN);
  if (Number.isSafeInteger(value)) return value;
  throw fileError(path, `its metadata has no number "${name}", which quantizeFile writes`);
}
