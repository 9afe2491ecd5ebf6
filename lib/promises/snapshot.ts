import { bufferOf, isArray } from '../platform/engine-views.js';
import { types } from '../platform/node.js';

/**
 * Arguments as they are at the call, which no code of the caller's can change or listen to any more: a function is run on them more than once,
 * and its kernels are called elsewhere.
 */
export interface Snapshot {
  readonly arguments: readonly unknown[];
  /** The memory of all views in them: everything else that is read or written is our own. */
  readonly buffers: ReadonlySet<ArrayBufferLike>;
}

/** Copies an object of a class of ours; undefined for any other. */
export type CopyKnown = (value: object) => object | undefined;

/** Longer arrays are not copied: they may have as many holes as they like. */
const mostElements = 2 ** 22;

/** Thrown where an argument holds what is no plain data. */
const opaque = Symbol('opaque');

/**
 * Copies plain objects and arrays, and takes views and the like as they are.
 *
 * @param copyKnown - copies an object of a class of ours; undefined for any other
 * @returns undefined where arguments hold something else: a proxy, an object with a class
 */
export function snapshotOf(values: readonly unknown[], copyKnown: CopyKnown): Snapshot | undefined {
  const buffers = new Set<ArrayBufferLike>();
  try {
    return { arguments: values.map((value) => copyOf(value, buffers, copyKnown, 3)), buffers };
  } catch (error) {
    // What a getter throws is found by the function itself, again.
    if (error === opaque) return undefined;
    throw error;
  }
}

function copyOf(value: unknown, buffers: Set<ArrayBufferLike>, copyKnown: CopyKnown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (types.isProxy(value) || depth === 0) throw opaque;
  if (ArrayBuffer.isView(value)) {
    buffers.add(bufferOf(value));
    return value;
  }
  if (types.isAnyArrayBuffer(value)) {
    buffers.add(value as ArrayBufferLike);
    return value;
  }
  const known = copyKnown(value);
  if (known !== undefined) return known;
  if (isArray(value)) {
    if (value.length > mostElements) throw opaque;
    return Array.from(value, (element) => copyOf(element, buffers, copyKnown, depth - 1));
  }
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype !== null && (types.isProxy(prototype) || Object.getPrototypeOf(prototype) !== null))
    throw opaque;
  const copy: Record<string, unknown> = {};
  for (const name in value)
    copy[name] = copyOf((value as Record<string, unknown>)[name], buffers, copyKnown, depth - 1);
  return copy;
}
