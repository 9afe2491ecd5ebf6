import type { CheckedChoice } from '../arguments/choice.js';
import type { CheckedFloats } from '../arguments/floats.js';
import type { AxisLayout } from '../arguments/shape.js';
import { linquantError } from '../errors.js';
import { Status } from '../kernels.js';
import { choose } from './choose-parameters.js';
import { nameOfPart, type Range, rangeOf, rangesOf } from './min-max.js';
import { throwUnlessOk } from './status.js';

/** Finds the range without parameters once more, to say what is wrong with it. */
export function throwTensorError(status: Status, floats: CheckedFloats, choice: CheckedChoice): never {
  if (status !== Status.noParameters) throwUnlessOk(status, 'x');
  blame('x', rangeOf('x', floats), choice);
  throw changedError();
}

/** The same for the first of the ranges along an axis. */
export function throwAxisError(
  status: Status,
  floats: CheckedFloats,
  choice: CheckedChoice,
  found: AxisLayout,
): never {
  if (status !== Status.noParameters) throwUnlessOk(status, 'x');
  const { min, max } = rangesOf(floats, found);
  for (let i = 0; i < min.length; i++) {
    const name = min.length === 1 ? 'x' : `${nameOfPart(found, i)} of x`;
    blame(name, { min: min[i]!, max: max[i]! }, choice);
  }
  throw changedError();
}

/** Throws where the range has no parameters. */
function blame(name: string, { min, max }: Range, choice: CheckedChoice): void {
  const unfit = Number.isFinite(min) ? max : min; // of the two, the one that is not finite, if any
  if (!Number.isFinite(unfit)) {
    throw linquantError(
      'ERR_LINQUANT_INVALID_RANGE',
      `${name} must hold no NaN and no infinity; got ${unfit}`,
    );
  }
  choose(`the range of ${name}`, min, max, choice);
}

function changedError(): Error {
  return linquantError('ERR_LINQUANT_DETACHED', 'x must stay as it is during the call; got one that changed');
}
