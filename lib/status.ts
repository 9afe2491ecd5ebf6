import { Status } from './backend/backend.js';
import { linquantError } from './errors.js';

/**
 * Turns a backend's status into the error it stands for.
 *
 * @param byAxis - whether parameters in arrays, which are memory too, were part of the call
 */
export function throwUnlessOk(status: Status, argument: string, byAxis = false): void {
  if (status === Status.ok) return;
  throw status === Status.overlap
    ? linquantError(
        'ERR_LINQUANT_OVERLAP',
        byAxis
          ? `options.out must not share memory with ${argument}, nor with arrays of parameters; got one that does`
          : `options.out must not share memory with ${argument}; got one that does`,
      )
    : linquantError(
        'ERR_LINQUANT_DETACHED',
        `${argument} and options.out must stay as they are during the call; got one that changed`,
      );
}
