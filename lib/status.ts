import { Status } from './backend/backend.js';
import { linquantError } from './errors.js';

/**
 * Turns a backend's status into the error it stands for.
 *
 * @param byRow - whether parameters of rows, which are memory too, were part of the call
 */
export function throwUnlessOk(status: Status, argument: string, byRow = false): void {
  if (status === Status.ok) return;
  throw status === Status.overlap
    ? linquantError(
        'ERR_LINQUANT_OVERLAP',
        byRow
          ? `options.out must not share memory with ${argument}, nor parameters.scale or parameters.zeroPoint with either; got some that do`
          : `options.out must not share memory with ${argument}; got one that does`,
      )
    : linquantError(
        'ERR_LINQUANT_DETACHED',
        `${argument} and options.out must stay as they are during the call; got one that changed`,
      );
}
