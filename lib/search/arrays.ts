import { checkedBytes } from '../arguments/views.js';
import { argumentError } from '../errors.js';
import { bufferOf, byteOffsetOf, typedArrayKind } from '../platform/engine-views.js';

/*
 * Typed arrays of the caller's, as arrays of our own on the same memory: they have no methods or lengths of the caller's. Those that shrink
 * or are detached are errors here.
 */

/** Numbers of rows. */
export function checkIndices(argument: string, value: unknown): Uint32Array {
  if (typedArrayKind(value) !== 'Uint32Array') throw kindError(argument, 'a Uint32Array', value);
  return placed(Uint32Array, argument, value as Uint32Array);
}

/** Scores as a search gives them. */
export function checkScores(argument: string, value: unknown): Float64Array {
  if (typedArrayKind(value) !== 'Float64Array') throw kindError(argument, 'a Float64Array', value);
  return placed(Float64Array, argument, value as Float64Array);
}

/** Scores, which may be rounded. */
export function checkAnyScores(argument: string, value: unknown): Float64Array | Float32Array {
  const kind = typedArrayKind(value);
  if (kind === 'Float64Array') return placed(Float64Array, argument, value as Float64Array);
  if (kind === 'Float32Array') return placed(Float32Array, argument, value as Float32Array);
  throw kindError(argument, 'a Float64Array or Float32Array', value);
}

interface Maker<T> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
}

function placed<T extends ArrayBufferView>(Own: Maker<T>, argument: string, view: T): T {
  const count = checkedBytes(argument, view) / Own.BYTES_PER_ELEMENT;
  return new Own(bufferOf(view), byteOffsetOf(view), count);
}

function kindError(argument: string, allowed: string, given: unknown): Error {
  return argumentError('ERR_LINQUANT_INVALID_TYPE', argument, allowed, given);
}
