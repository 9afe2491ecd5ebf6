import type { Choice } from '../arguments/choice.js';
import { kernels } from '../backend/select.js';
import { changedError, linquantError } from '../errors.js';
import { Status, slot } from '../kernels.js';
import { shareMemory } from '../platform/engine-views.js';
import { choose } from './choose-parameters.js';
import { nameOfPart, rangeOf, rangesOf } from './min-max.js';
import { throwUnlessOk } from './status.js';

const { numbers } = kernels;

/** Finds the range without parameters once more, to say what is wrong with it. */
export function throwTensorError(view: ArrayBufferView, count: number, choice: Choice): never {
  const status = numbers[slot.status]!;
  if (status !== Status.noParameters) throwUnlessOk(status, 'x');
  const { min, max } = rangeOf('x', view, numbers[slot.floatType]!, count);
  blame('x', min, max, choice);
  throw changedError('x');
}

/** The same for the first of the ranges along an axis, whose layout still stands in the slots. */
export function throwAxisError(
  view: ArrayBufferView,
  choice: Choice,
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
  blame(name, min[index]!, max[index]!, choice);
  throw changedError('x');
}

/** The three outputs may not share memory with each other. */
function checkOutputsApart(data: ArrayBufferView, scales: Float32Array, zeroPoints: Int32Array): void {
  if (!shareMemory(data, scales) && !shareMemory(data, zeroPoints) && !shareMemory(scales, zeroPoints))
    return;
  throw linquantError(
    'ERR_LINQUANT_OVERLAP',
    'options.out.data, options.out.scale and options.out.zeroPoint must not share memory; got some that do',
  );
}

/** Throws where the range has no parameters. */
function blame(name: string, min: number, max: number, choice: Choice): void {
  const unfit = Number.isFinite(min) ? max : min; // of the two, the one that is not finite, if any
  if (!Number.isFinite(unfit)) {
    throw linquantError(
      'ERR_LINQUANT_INVALID_RANGE',
      `${name} must hold no NaN and no infinity; got ${unfit}`,
    );
  }
  choose(`the range of ${name}`, min, max, choice);
}
