import { Status } from './backend/backend.js';
import { linquantError } from './errors.js';

/** Turns a backend's status into the error it stands for. */
export function throwUnlessOk(status: Status, argument: string): void {
  if (status === Status.ok) return;
  throw status === Status.overlap
    ? linquantError(
        'ERR_LINQUANT_OVERLAP',
        `options.out must not share memory with ${argument}; got one that does`,
      )
    : linquantError(
        'ERR_LINQUANT_DETACHED',
        `${argument} and options.out must stay as they are during the call; got one that changed`,
      );
}
