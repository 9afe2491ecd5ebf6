import { changedError, linquantError } from '../errors.js';
import { Status } from '../kernels.js';

/**
 * Turns a backend's status into the error it stands for.
 *
 * @param argument - the input
 * @param byAxis - whether parameters in arrays, which are memory too, were part of the call
 * @param outputs - what was to be written
 */
export function throwUnlessOk(status: number, argument: string, byAxis?: boolean, outputs?: string): void {
  if (status !== Status.ok) throw statusError(status, argument, byAxis, outputs);
}

function statusError(status: number, argument: string, byAxis = false, outputs = 'options.out'): Error {
  if (status !== Status.overlap) return changedError(`${argument} and ${outputs}`);
  const parameters = byAxis ? ', nor with arrays of parameters' : '';
  const others = outputs.includes(' and ') ? ', nor with each other' : '';
  return linquantError(
    'ERR_LINQUANT_OVERLAP',
    `${outputs} must not share memory with ${argument}${parameters}${others}; got one that does`,
  );
}
