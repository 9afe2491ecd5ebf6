import { kernels } from '../backend/select.js';
import { changedError, linquantError } from '../errors.js';
import { Status, slot } from '../kernels.js';

const { numbers } = kernels;

/**
 * Throws the error for a backend's status.
 *
 * @param argument - the name of the input
 * @param byAxis - whether arrays of parameters were part of the call: outputs may not overlap them either
 * @param outputs - the names of the outputs
 */
export function throwUnlessOk(status: number, argument: string, byAxis?: boolean, outputs?: string): void {
  if (status !== Status.ok) throw statusError(status, argument, byAxis, outputs);
}

function statusError(status: number, argument: string, byAxis = false, outputs = 'options.out'): Error {
  if (status === Status.notFinite) return unfitError(argument);
  if (status !== Status.overlap) return changedError(`${argument} and ${outputs}`);
  const parameters = byAxis ? ', nor with arrays of parameters' : '';
  const others = outputs.includes(' and ') ? ', nor with each other' : '';
  return linquantError(
    'ERR_LINQUANT_OVERLAP',
    `${outputs} must not share memory with ${argument}${parameters}${others}; got one that does`,
  );
}

/** The error about the first NaN or infinity, from the slots of the call that has found it. */
export function unfitError(argument: string): Error {
  const index = numbers[slot.index]!;
  const message = `${argument} must hold no NaN and no infinity; got ${numbers[slot.value]} at index ${index}`;
  return linquantError('ERR_LINQUANT_INVALID_RANGE', message, { index });
}
