import { RunningRanges } from '../../arithmetic/running-ranges.js';
import {
  type AnyParameters,
  type AxisRange,
  chooseParameters,
  type FloatType,
  type QuantizedAxisData,
  quantizeDynamic,
  type Range,
} from '../../index.js';
import { dtypeNamed } from '../../tables/dtypes.js';
import type { SafetensorsFile } from '../open-safetensors.js';
import { type Plan, withTensor } from './choices.js';
import type { TensorWork } from './tensor-work.js';

/** Tensors that are read in pieces. */
export type TensorSource = Pick<SafetensorsFile, 'path' | 'tensors' | 'metadata' | 'read' | 'batches'>;

/** Codes of some rows of a tensor, and with {@link hasOwnSets} their parameters. */
export interface CodedPiece {
  readonly codes: ArrayBufferView;
  readonly parameters: AnyParameters;
  /** Bytes of the tensor that are done. */
  readonly bytes: number;
}

interface FloatPiece {
  readonly data: Buffer;
  readonly shape: readonly number[];
  readonly firstIndex: number;
  /** Bytes of the tensor up to its end. */
  readonly bytes: number;
}

/** Bytes that are read at once, about. */
const pieceBytes = 2 ** 20;

/** Whether each row, or each block of rows, has parameters of its own, so that a piece needs to know no other. */
export const hasOwnSets = ({ axis, blockSize, known }: Plan) =>
  known === undefined && (axis === 0 || blockSize !== undefined);

/**
 * Quantizes a tensor piece by piece, as quantizeDynamic does all of it. Where parameters belong to more than some rows, it is read twice.
 *
 * @param step - called after each piece of the first of two passes
 */
export async function* codedPieces(
  file: TensorSource,
  plan: Plan,
  work: TensorWork,
  step: () => void,
): AsyncGenerator<CodedPiece, void, undefined> {
  const { choice, axis, blockSize } = plan;
  const floatType = plan.tensor.dtype as FloatType;
  if (hasOwnSets(plan)) {
    for await (const { data, shape, firstIndex, bytes } of floatPieces(file, plan, work)) {
      const { data: codes, parameters } = (await orWithTensor(file, plan, firstIndex, () =>
        work.quantizeDynamic(data, { ...choice, floatType, shape, axis, blockSize }),
      )) as QuantizedAxisData;
      yield { codes: codes as ArrayBufferView, parameters, bytes };
    }
    return;
  }
  const parameters = plan.known ?? (await parametersOf(file, plan, work, step));
  let firstRow = 0;
  for await (const { data, shape, bytes } of floatPieces(file, plan, work)) {
    const own = axis === 0 ? ofRows(parameters, firstRow, shape[0]!) : parameters;
    firstRow += shape[0] ?? 0;
    const codes = (await work.quantize(data, own, { floatType, shape })) as ArrayBufferView;
    yield { codes, parameters, bytes };
  }
}

/** Parameters of some indices of the first axis. */
function ofRows(parameters: AnyParameters, firstRow: number, count: number): AnyParameters {
  const { scale, zeroPoint } = parameters as { scale: Float32Array; zeroPoint: Int32Array };
  const end = firstRow + count;
  return {
    ...parameters,
    scale: scale.subarray(firstRow, end),
    zeroPoint: zeroPoint.subarray(firstRow, end),
  } as AnyParameters;
}

/** Parameters that need all of a tensor. */
async function parametersOf(
  file: TensorSource,
  plan: Plan,
  work: TensorWork,
  step: () => void,
): Promise<AnyParameters> {
  const { choice, axis } = plan;
  const floatType = plan.tensor.dtype as FloatType;
  const ranges = new RunningRanges();
  for await (const { data, shape, firstIndex } of floatPieces(file, plan, work)) {
    const along = axis === undefined ? { floatType } : { floatType, shape, axis };
    const range = (await work.minMax(data, along)) as Range | AxisRange;
    const min = typeof range.min === 'number' ? Float32Array.of(range.min) : range.min;
    const max = typeof range.max === 'number' ? Float32Array.of(range.max) : range.max;
    if (!(min.every(Number.isFinite) && max.every(Number.isFinite))) {
      // It throws, with the index.
      await orWithTensor(file, plan, firstIndex, () =>
        quantizeDynamic(data, { ...choice, floatType } as never),
      );
    }
    ranges.widen(min, max);
    step();
  }
  const { min, max } = ranges;
  return orWithTensor(file, plan, 0, () =>
    axis === undefined
      ? chooseParameters({ min: min[0]!, max: max[0]! }, choice)
      : chooseParameters({ min, max, axis }, choice as never),
  );
}

async function orWithTensor<T>(
  { path }: TensorSource,
  { name }: Plan,
  firstIndex: number,
  work: () => T,
): Promise<Awaited<T>> {
  try {
    return await work();
  } catch (error) {
    throw withTensor(error, path, name, firstIndex);
  }
}

/** Reads a tensor in rows of its first axis, as many as make whole blocks and whole bytes of codes. */
async function* floatPieces(
  file: TensorSource,
  plan: Plan,
  { times }: TensorWork,
): AsyncGenerator<FloatPiece, void, undefined> {
  const { name, tensor, axis, blockSize, example } = plan;
  const { shape, byteLength } = tensor;
  if (shape.length === 0) {
    yield { data: (await file.read(name)).data, shape: [], firstIndex: 0, bytes: byteLength };
    return;
  }
  const [count, ...rest] = shape as [number, ...number[]];
  const rowBytes = byteLength / count;
  const elements = rest.reduce((product, size) => product * size, 1);
  const { bits } = dtypeNamed(example.dtype)!;
  let least = axis === 0 && blockSize !== undefined ? Math.min(blockSize, count) : 1;
  while (least < count && (least * elements * bits) % 8 !== 0) least *= 2;
  const rows = Math.max(1, Math.floor((times * pieceBytes) / (rowBytes * least))) * least;
  for await (const batch of file.batches(name, { rows })) {
    const firstIndex = batch.firstRow * elements;
    const bytes = batch.firstRow * rowBytes + batch.data.length;
    yield { data: batch.data, shape: batch.shape, firstIndex, bytes };
  }
}
