import { linquantError } from '../errors.js';
import { bufferOf, byteLengthOf, byteOffsetOf } from '../platform/engine-views.js';
import { hostIsLittleEndian } from '../platform/node.js';

/**
 * The bytes of a view, as a view.
 *
 * @param what - begins the message
 * @param length - the bytes that it had when it was judged
 * @throws TypeError `ERR_LINQUANT_DETACHED` if its buffer is gone, or too small for that length by now
 */
export function viewBytes(view: ArrayBufferView, what: string, length?: number): Buffer {
  const bytes = tryViewBytes(view);
  if (bytes !== undefined && (length === undefined || bytes.length === length)) return bytes;
  throw linquantError('ERR_LINQUANT_DETACHED', `${what} has lost its memory: it was transferred or shrunk`);
}

function tryViewBytes(view: ArrayBufferView): Buffer | undefined {
  const length = byteLengthOf(view);
  return length === undefined ? undefined : Buffer.from(bufferOf(view), byteOffsetOf(view), length);
}

/**
 * Turns elements of `size` bytes between little-endian and the host's order, in place: what files hold and
 * what typed arrays hold is the same on nearly every host.
 *
 * @returns `bytes`
 */
export function hostOrder(bytes: Buffer, size: number): Buffer {
  if (hostIsLittleEndian() || size === 1) return bytes;
  return size === 2 ? bytes.swap16() : size === 4 ? bytes.swap32() : bytes.swap64();
}
