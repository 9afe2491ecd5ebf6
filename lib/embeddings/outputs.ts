import { argumentError, linquantError } from '../errors.js';
import { bufferOf, byteLengthOf, byteOffsetOf, typedArrayKind } from '../intrinsics.js';
import { changedError, partOf, type Vectors } from './vectors.js';

/** The typed arrays of codes of a byte. */
const makers = { int8: Int8Array, uint8: Uint8Array } as const;

/**
 * `options.out` for a byte each, or a new array. Work by blocks does not show the whole of it to lib, so all of it is
 * judged here.
 */
export function codesOut(
  out: unknown,
  vectors: Vectors,
  dtype: 'int8' | 'uint8',
  bytes: number,
): ArrayBufferView {
  const Maker = makers[dtype];
  if (out === undefined) return new Maker(bytes);
  const kind = typedArrayKind(out);
  if (kind !== Maker.name && !(kind === 'Uint8Array' && out instanceof Buffer)) {
    const allowed = `${dtype === 'int8' ? 'an Int8Array' : 'a Uint8Array'} or a Buffer`;
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.out', allowed, out);
  }
  const view = out as ArrayBufferView;
  const length = byteLengthOf(view);
  if (length === undefined) throw changedError('options.out');
  if (length !== bytes) {
    throw linquantError(
      'ERR_LINQUANT_OUT_SIZE',
      `options.out must hold exactly ${bytes} bytes, for ${vectors.rows} vectors; got ${length} bytes`,
    );
  }
  if (shareMemory(view, vectors.view)) {
    throw linquantError(
      'ERR_LINQUANT_OVERLAP',
      `options.out must not share memory with ${vectors.argument}; got one that does`,
    );
  }
  return view;
}

function shareMemory(a: ArrayBufferView, b: ArrayBufferView): boolean {
  if (bufferOf(a) !== bufferOf(b)) return false;
  const [startA, startB] = [byteOffsetOf(a), byteOffsetOf(b)];
  return startA < startB + (byteLengthOf(b) ?? 0) && startB < startA + (byteLengthOf(a) ?? 0);
}

/** The part of codes that some rows have. */
export function codesOf<T extends ArrayBufferView>(
  data: T,
  bytesPerRow: number,
  start: number,
  end: number,
): T {
  return partOf(data, start * bytesPerRow, end * bytesPerRow);
}
