/**
 * The properties of views as the engine knows them. An instance or subclass may redefine `length`, `byteLength` or
 * `buffer`; what these return cannot be redefined, so it is what memory safety may rest on.
 */
const typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array;

function getterOf<T>(prototype: object, name: PropertyKey): (this: unknown) => T {
  return Object.getOwnPropertyDescriptor(prototype, name)!.get as (this: unknown) => T;
}

const typedArrayTag = getterOf<string | undefined>(typedArrayPrototype, Symbol.toStringTag);
const typedArrayBuffer = getterOf<ArrayBufferLike>(typedArrayPrototype, 'buffer');
const typedArrayByteOffset = getterOf<number>(typedArrayPrototype, 'byteOffset');
const typedArrayByteLength = getterOf<number>(typedArrayPrototype, 'byteLength');
const typedArrayAt = typedArrayPrototype.at;
const dataViewBuffer = getterOf<ArrayBufferLike>(DataView.prototype, 'buffer');
const dataViewByteOffset = getterOf<number>(DataView.prototype, 'byteOffset');
const dataViewByteLength = getterOf<number>(DataView.prototype, 'byteLength');

/** 'Float32Array', 'Uint8Array', ...: the true kind of a typed array of any realm; undefined for all else. */
export function typedArrayKind(value: unknown): string | undefined {
  return typedArrayTag.call(value);
}

/** Array.isArray, which throws for a revoked proxy: that is no array. */
export function isArray(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/** The buffer of a typed array or DataView. */
export function bufferOf(view: ArrayBufferView): ArrayBufferLike {
  return typedArrayKind(view) === undefined ? dataViewBuffer.call(view) : typedArrayBuffer.call(view);
}

/** The byte offset of a view that {@link byteLengthOf} has found alive. */
export function byteOffsetOf(view: ArrayBufferView): number {
  return typedArrayKind(view) === undefined ? dataViewByteOffset.call(view) : typedArrayByteOffset.call(view);
}

/** A Buffer on the memory of a view; undefined where its buffer was detached or shrunk below it. */
export function liveMemory(view: ArrayBufferView): Buffer | undefined {
  const bytes = byteLengthOf(view);
  return bytes === undefined ? undefined : Buffer.from(bufferOf(view), byteOffsetOf(view), bytes);
}

/** Whether two views share bytes. Two SharedArrayBuffer objects on the same memory are not seen to. */
export function shareMemory(a: ArrayBufferView, b: ArrayBufferView): boolean {
  if (bufferOf(a) !== bufferOf(b)) return false;
  const from = byteOffsetOf(a);
  const to = byteOffsetOf(b);
  return from < to + (byteLengthOf(b) ?? 0) && to < from + (byteLengthOf(a) ?? 0);
}

/**
 * The byte length of a typed array or DataView, or undefined where its buffer was detached or shrunk below it.
 * Node 20 has no `detached`: a typed array then has length 0 and its `at` throws, a DataView's getters throw.
 */
export function byteLengthOf(view: ArrayBufferView): number | undefined {
  try {
    if (typedArrayKind(view) === undefined) return dataViewByteLength.call(view);
    const bytes = typedArrayByteLength.call(view);
    if (bytes === 0) typedArrayAt.call(view, 0);
    return bytes;
  } catch {
    return undefined;
  }
}
