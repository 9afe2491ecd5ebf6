import { types } from './node.js';

/**
 * Reads the properties of views by the engine's own getters. An instance or subclass may redefine `length`, `byteLength` or `buffer`;
 * these getters return the internal values, so memory safety may rely on them.
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
const typedArraySet = typedArrayPrototype.set;
const dataViewBuffer = getterOf<ArrayBufferLike>(DataView.prototype, 'buffer');
const dataViewByteOffset = getterOf<number>(DataView.prototype, 'byteOffset');
const dataViewByteLength = getterOf<number>(DataView.prototype, 'byteLength');
const bufferByteLength = getterOf<number>(Object.getPrototypeOf(new Uint8Array(0).buffer), 'byteLength');
const Bytes = Uint8Array;

/** The kind of a typed array of any realm, such as 'Float32Array', whatever its prototype says; undefined for anything else. */
export function typedArrayKind(value: unknown): string | undefined {
  return typedArrayTag.call(value);
}

/** Whether a value is a Buffer, by this realm's Buffer.prototype. */
export function isBuffer(value: unknown): value is Buffer {
  return typedArrayKind(value) === 'Uint8Array' && inheritsFromBuffer(value as object);
}

/**
 * Like instanceof, but stops at a proxy in the prototype chain. Its traps would run the caller's code, which could detach views that
 * are checked already, or call the library and overwrite the slots of this call.
 */
function inheritsFromBuffer(value: object): boolean {
  let prototype: unknown = Object.getPrototypeOf(value);
  while (prototype !== Buffer.prototype) {
    if (prototype === null || types.isProxy(prototype)) return false;
    prototype = Object.getPrototypeOf(prototype);
  }
  return true;
}

/** Array.isArray, but false for a revoked proxy, where Array.isArray throws. */
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

/** The byte offset of a view for which {@link byteLengthOf} gave a length. */
export function byteOffsetOf(view: ArrayBufferView): number {
  return typedArrayKind(view) === undefined ? dataViewByteOffset.call(view) : typedArrayByteOffset.call(view);
}

/** The bytes of an ArrayBuffer, 0 of one that was detached; undefined for a SharedArrayBuffer. */
export function unsharedLength(buffer: ArrayBufferLike): number | undefined {
  try {
    return bufferByteLength.call(buffer);
  } catch (error) {
    // Not where the stack has ended: memory would be taken for shared.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Whether memory is shared, and so cannot be taken away. `types` of node:util are properties that anyone may set. */
export function isShared(buffer: ArrayBufferLike): boolean {
  return unsharedLength(buffer) === undefined;
}

/** A copy of the bytes of a live view, in memory that nobody else knows, whatever became of the methods of arrays. */
export function copiedBytes(view: ArrayBufferView): Uint8Array {
  const bytes = byteLengthOf(view)!;
  const copy = new Bytes(bytes);
  typedArraySet.call(copy, new Bytes(bufferOf(view), byteOffsetOf(view), bytes));
  return copy;
}

/** A Buffer on the memory of a view; undefined if its buffer was detached or resized below the view. */
export function liveMemory(view: ArrayBufferView): Buffer | undefined {
  const bytes = byteLengthOf(view);
  return bytes === undefined ? undefined : Buffer.from(bufferOf(view), byteOffsetOf(view), bytes);
}

/** Whether two views overlap. Two SharedArrayBuffer objects on the same memory compare as different memory. */
export function shareMemory(a: ArrayBufferView, b: ArrayBufferView): boolean {
  if (bufferOf(a) !== bufferOf(b)) return false;
  const from = byteOffsetOf(a);
  const to = byteOffsetOf(b);
  return from < to + (byteLengthOf(b) ?? 0) && to < from + (byteLengthOf(a) ?? 0);
}

/**
 * The byte length of a typed array or DataView; undefined if its buffer was detached or resized below the view. Code with try/catch is
 * in functions of its own, so that this one is small enough for V8 to inline.
 */
export function byteLengthOf(view: ArrayBufferView): number | undefined {
  return typedArrayKind(view) === undefined ? dataViewLength(view) : typedLength(view);
}

function typedLength(view: ArrayBufferView): number | undefined {
  return typedArrayByteLength.call(view) || emptyLength(view);
}

/** The byte length of a typed array; 0 also if its buffer was detached or resized below it. */
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

/** Tells an empty typed array from a detached one, whose `at` throws. (Node 20 has no `ArrayBuffer.prototype.detached`.) */
function emptyLength(view: ArrayBufferView): number | undefined {
  try {
    typedArrayAt.call(view, 0);
    return 0;
  } catch {
    return undefined;
  }
}
