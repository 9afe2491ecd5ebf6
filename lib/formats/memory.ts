import { detachedError } from '../errors.js';
import { liveMemory } from '../platform/engine-views.js';

/**
 * A Buffer on the memory of a view.
 *
 * @param argument - the start of the message
 * @param length - the byte length at the time of an earlier check
 * @throws TypeError `ERR_LINQUANT_DETACHED` if the buffer was detached, or the length is another now
 */
export function viewBytes(view: ArrayBufferView, argument: string, length?: number): Buffer {
  const bytes = liveMemory(view);
  if (bytes !== undefined && (length === undefined || bytes.length === length)) return bytes;
  throw detachedError(argument);
}
