import { HistogramCalibration } from '../../calibration/index.js';
import type { TensorChoice } from '../../formats/index.js';
import { withTensor } from '../../formats/quantize/choices.js';
import type { FloatType } from '../../index.js';
import { FileError } from '../terminal/errors.js';
import type { Choice } from './choices.js';
import type { TensorFile } from './open.js';

/** Histograms that are kept at once: each takes 16 KiB. */
const mostIndices = 2048;

/** Bytes that are read at once, unless a row is larger. */
const pieceBytes = 2 ** 20;

/**
 * Finds the range of a tensor by the method of a choice.
 *
 * @param step - called after each piece, with the bytes of the tensor that are done
 * @returns the choice with its range, for `quantizeTensors`
 */
export async function withRange(
  file: TensorFile,
  name: string,
  { method = 'minmax', percentile, ...choice }: Choice,
  step: (bytes: number) => void,
): Promise<TensorChoice> {
  if (method === 'minmax') return choice;
  const place = `${file.path}: tensor ${JSON.stringify(name)}`;
  const { axis: given, blockSize, ...options } = choice;
  if (blockSize !== undefined) {
    throw new FileError(
      place,
      `method ${method} finds a range for the tensor or each index of an axis, not for blocks`,
    );
  }
  const { shape, dtype, byteLength } = file.tensors.get(name)!;
  const axis = given !== undefined && given < 0 ? given + shape.length : given;
  if (axis !== undefined && axis !== 0 && shape[axis]! > mostIndices) {
    throw new FileError(
      place,
      `method ${method} takes at most ${mostIndices} indices of an axis other than the first; axis ${axis} has ${shape[axis]}`,
    );
  }
  const orWithTensor = <T>(work: () => T, firstIndex = 0): T => {
    try {
      return work();
    } catch (error) {
      throw withTensor(error, file.path, name, firstIndex);
    }
  };
  const find = { method, ...(percentile === undefined ? {} : { percentile }), ...options } as never;
  const floatType = dtype as FloatType;
  if (shape.length === 0) {
    const calibration = new HistogramCalibration();
    const { data } = await file.read(name);
    return { ...choice, range: orWithTensor(() => calibration.observe(data, { floatType }).range(find)) };
  }
  const rowBytes = byteLength / shape[0]!;
  const elements = shape.slice(1).reduce((product, size) => product * size, 1);
  const usual = Math.max(1, Math.floor(pieceBytes / rowBytes));
  const min: number[] = [];
  const max: number[] = [];
  // With the first axis each piece has indices of its own, else all pieces have the same.
  let calibration: HistogramCalibration<number | undefined> = new HistogramCalibration({ axis });
  const take = () => {
    const range = orWithTensor(() => calibration.range(find)) as {
      min: ArrayLike<number>;
      max: ArrayLike<number>;
    };
    min.push(...Array.from(range.min));
    max.push(...Array.from(range.max));
  };
  for await (const batch of file.batches(name, { rows: Math.min(usual, mostIndices) })) {
    if (axis === 0 && batch.firstRow > 0) {
      take();
      calibration = new HistogramCalibration({ axis });
    }
    const { data, shape: sizes, firstRow } = batch;
    const own = calibration;
    orWithTensor(() => own.observe(data, { floatType, shape: sizes }), firstRow * elements);
    step(batch.firstRow * rowBytes + batch.data.length);
  }
  if (axis === undefined) {
    const range = orWithTensor(() => calibration.range(find)) as { min: number; max: number };
    return { ...choice, range };
  }
  take();
  return { ...choice, range: { min, max } };
}
