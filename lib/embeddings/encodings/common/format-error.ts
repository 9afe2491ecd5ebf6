import { linquantError } from '../../../errors.js';

/**
 * The error for bytes or text that break a store's format, or for a vector that the format cannot express.
 *
 * @param fields - own properties of the error: the place of the wrong element or character
 */
export function formatError(
  argument: string,
  allowed: string,
  given: string,
  fields?: { readonly row?: number; readonly column?: number; readonly index?: number },
): Error {
  return linquantError('ERR_LINQUANT_FORMAT', `${argument} must ${allowed}; got ${given}`, fields);
}

/** Checks the number of dimensions against a store's limit. */
export function checkDimensions(argument: string, store: string, dimensions: number, most: number): void {
  if (dimensions >= 1 && dimensions <= most) return;
  throw formatError(argument, `have 1 to ${most} dimensions, as ${store} takes them`, String(dimensions));
}
