import type { DtypeChoice } from '../arguments/choice.js';
import { kernels } from '../backend/select.js';
import { changedError, linquantError } from '../errors.js';
import { Status, slot } from '../kernels.js';
import { shareMemory } from '../platform/engine-views.js';
import { choose } from './choose-parameters.js';
import { nameOfPart, rangeOf, rangesOf } from './min-max.js';
import { notFiniteError } from './not-finite.js';
import { throwUnlessOk } from './status.js';

const { numbers } = kernels;

/** Finds the range of x again, to say why it has no parameters. */
export function throwTensorError(view: ArrayBufferView, count: number, choice: DtypeChoice): never {
  const status = numbers[slot.status]!;
  if (status !== Status.noParameters) throwUnlessOk(status, 'x');
  const { min, max } = rangeOf('x', view, numbers[slot.floatType]!, count);
  throw rangeError('x', view, 0, min, max, choice);
}

/** The same for the first range along an axis without parameters. The layout of the call is still in the slots. */
export function throwAxisError(
  view: ArrayBufferView,
  choice: DtypeChoice,
  axis: number,
  blockSize: number,
  data: ArrayBufferView,
  scales: Float32Array,
  zeroPoints: Int32Array,
): never {
  const status = numbers[slot.status]!;
  const index = numbers[slot.index]!;
  if (status === Status.overlap) checkOutputsApart(data, scales, zeroPoints);
  if (status !== Status.noParameters) throwUnlessOk(status, 'x');
  const sets = scales.length;
  const { min, max } = rangesOf(view, sets);
  const name = sets === 1 ? 'x' : `${nameOfPart(axis, blockSize, index)} of x`;
  throw rangeError(name, view, index, min[index]!, max[index]!, choice);
}

/** The error for outputs that overlap each other; returns if they do not. */
function checkOutputsApart(data: ArrayBufferView, scales: Float32Array, zeroPoints: Int32Array): void {
  if (!shareMemory(data, scales) && !shareMemory(data, zeroPoints) && !shareMemory(scales, zeroPoints))
    return;
  throw linquantError(
    'ERR_LINQUANT_OVERLAP',
    'options.out.data, options.out.scale and options.out.zeroPoint must not share memory; got some that do',
  );
}

/** Why a range has no parameters: data that is not finite, or a scale that is not. Throws for the second. */
function rangeError(
  name: string,
  x: ArrayBufferView,
  part: number,
  min: number,
  max: number,
  choice: DtypeChoice,
): Error {
  if (!Number.isFinite(min) || !Number.isFinite(max)) return notFiniteError(name, x, part);
  choose(`the range of ${name}`, min, max, choice);
  return changedError('x');
}
