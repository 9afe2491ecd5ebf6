import { detachedError } from '../errors.js';
import { liveMemory } from '../platform/engine-views.js';

/**
 * The bytes of a view, as a view.
 *
 * @param argument - begins the message
 * @param length - the bytes that it had when it was judged
 * @throws TypeError `ERR_LINQUANT_DETACHED` if its buffer is gone, or too small for that length by now
 */
export function viewBytes(view: ArrayBufferView, argument: string, length?: number): Buffer {
  const bytes = liveMemory(view);
  if (bytes !== undefined && (length === undefined || bytes.length === length)) return bytes;
  throw detachedError(argument);
}
