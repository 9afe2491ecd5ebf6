import { types } from './node.js';

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

/** Whether a value is a Buffer of this realm. */
export function isBuffer(value: unknown): value is Buffer {
  return typedArrayKind(value) === 'Uint8Array' && inheritsFromBuffer(value as object);
}

/**
 * As instanceof, but that a proxy among the prototypes ends the search: its traps would run code of the caller's, which could
 * detach views that were checked, or call the library while its slots hold another call.
 */
function inheritsFromBuffer(value: object): boolean {
  let prototype: unknown = Object.getPrototypeOf(value);
  while (prototype !== Buffer.prototype) {
    if (prototype === null || types.isProxy(prototype)) return false;
    prototype = Object.getPrototypeOf(prototype);
  }
  return true;
}

/** Array.isArray, which throws for a revoked proxy: that is no array. */
export function isArray(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/** Whether a value is a revoked proxy: the one thing that Array.isArray throws for. */
export function isRevoked(value: unknown): boolean {
  try {
    Array.isArray(value);
    return false;
  } catch {
    return true;
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
 * The byte length of a typed array or DataView, or undefined where its buffer was detached or shrunk below it. Small, so that
 * V8 inlines it: what may throw stands apart.
 */
export function byteLengthOf(view: ArrayBufferView): number | undefined {
  return typedArrayKind(view) === undefined ? dataViewLength(view) : typedLength(view);
}

function typedLength(view: ArrayBufferView): number | undefined {
  return typedArrayByteLength.call(view) || emptyLength(view);
}

/** The byte length of what {@link typedArrayKind} says is a typed array; 0 also for one without memory. */
export function typedByteLength(array: unknown): number {
  return typedArrayByteLength.call(array);
}

function dataViewLength(view: ArrayBufferView): number | undefined {
  try {
    return dataViewByteLength.call(view);
  } catch {
    return undefined;
  }
}

/** Node 20 has no `detached`: a typed array without memory has length 0, and its `at` throws. */
function emptyLength(view: ArrayBufferView): number | undefined {
  try {
    typedArrayAt.call(view, 0);
    return 0;
  } catch {
    return undefined;
  }
}
