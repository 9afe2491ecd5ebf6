import { detachedError } from '../errors.js';
import { liveMemory } from '../platform/engine-views.js';
import { builtIn } from '../platform/node.js';
import { fileError } from './file-error.js';

const { constants } = builtIn('node:buffer');

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

/**
 * Bytes left out at the start of an allocation. A large one begins 16 bytes behind the start of a page, so this Buffer begins at a
 * multiple of 64, as the pages of a file do, and data that is aligned in the file is aligned in memory.
 */
const lead = 48;

/** A Buffer outside of Node's pool for the content of `file`. What is aligned to 16 bytes in it is so in its ArrayBuffer. */
export function allocate(bytes: number, file: string): Buffer {
  const tooLong = `its ${bytes} bytes do not fit into one Buffer here`;
  if (bytes > constants.MAX_LENGTH) {
    throw fileError({ file }, `${tooLong}, which takes ${constants.MAX_LENGTH}`);
  }
  const skipped = bytes + lead > constants.MAX_LENGTH ? 0 : lead;
  try {
    return Buffer.allocUnsafeSlow(bytes + skipped).subarray(skipped);
  } catch (cause) {
    throw fileError({ file }, `${tooLong}: memory is exhausted`, cause);
  }
}
