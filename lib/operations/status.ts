import { linquantError } from '../errors.js';
import { Status } from '../kernels.js';

/**
 * Turns a backend's status into the error it stands for.
 *
 * @param byAxis - whether parameters in arrays, which are memory too, were part of the call
 * @param outputs - what was to be written
 */
export function throwUnlessOk(
  status: Status,
  argument: string,
  byAxis = false,
  outputs = 'options.out',
): void {
  if (status === Status.ok) return;
  throw status === Status.overlap
    ? linquantError(
        'ERR_LINQUANT_OVERLAP',
        `${outputs} must not share memory with ${argument}${byAxis ? ', nor with arrays of parameters' : ''}${outputs.includes(' and ') ? ', nor with each other' : ''}; got one that does`,
      )
    : linquantError(
        'ERR_LINQUANT_DETACHED',
        `${argument} and ${outputs} must stay as they are during the call; got one that changed`,
      );
}
