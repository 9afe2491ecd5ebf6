import { bufferOf, isArray } from '../platform/engine-views.js';
import { types } from '../platform/node.js';
import { KnownMemory } from './known-memory.js';

/**
 * Arguments as they are at the call, which no code of the caller's can change or listen to any more: a function is run on them more than once,
 * and its kernels are called elsewhere.
 */
export interface Snapshot {
  readonly arguments: readonly unknown[];
  /** The memory of all views in them: everything else that is read or written is our own. */
  readonly known: KnownMemory;
}

/** Copies an object of a class of ours; undefined for any other. */
export type CopyKnown = (value: object) => object | undefined;

/** Longer arrays are not copied: they may have as many holes as they like. */
const mostElements = 2 ** 22;

/** Names that functions read of objects, by which memory would be found that is not known here. */
const names = ['data', 'dtype', 'offset', 'out', 'scale', 'zeroPoint'] as const;

/** Buffers have an `offset` of Node's own, which is a number. */
const offsetOfBuffers = Object.getOwnPropertyDescriptor(Buffer.prototype, 'offset')?.get;

/** Whether something has one of these names, or a prototype that says what it likes. */
function isNamed(value: object): boolean {
  for (let at: object | null = value; at !== null; at = Object.getPrototypeOf(at)) {
    if (types.isProxy(at)) return true;
    for (const name of names) if (Object.hasOwn(at, name) && !isOffsetOfBuffers(at, name)) return true;
  }
  return false;
}

function isOffsetOfBuffers(prototype: object, name: string): boolean {
  if (prototype !== Buffer.prototype || name !== 'offset' || offsetOfBuffers === undefined) return false;
  return Object.getOwnPropertyDescriptor(prototype, name)!.get === offsetOfBuffers;
}

/** Thrown where an argument holds what is no plain data. */
const opaque = Symbol('opaque');

/**
 * Copies plain objects and arrays, and takes views and the like as they are.
 *
 * @param copyKnown - copies an object of a class of ours; undefined for any other
 * @returns undefined where arguments hold something else: a proxy, an object with a class
 */
export function snapshotOf(values: readonly unknown[], copyKnown: CopyKnown): Snapshot | undefined {
  const known = new KnownMemory();
  // Options that are left out are an object of ours, which has this prototype.
  if (isNamed(Object.prototype)) return undefined;
  try {
    return { arguments: values.map((value) => copyOf(value, known, copyKnown, 3)), known };
  } catch (error) {
    // What a getter throws is found by the function itself, again.
    if (error === opaque) return undefined;
    throw error;
  }
}

function copyOf(value: unknown, memory: KnownMemory, copyKnown: CopyKnown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (types.isProxy(value) || depth === 0) throw opaque;
  const isMemory = ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value);
  // Functions take memory, too, for an object with properties.
  if ((isMemory || isArray(value)) && isNamed(value)) throw opaque;
  if (ArrayBuffer.isView(value)) {
    memory.add(bufferOf(value));
    return value;
  }
  if (types.isAnyArrayBuffer(value)) {
    for (const _ in value) throw opaque;
    memory.add(value as ArrayBufferLike);
    return value;
  }
  const known = copyKnown(value);
  if (known !== undefined) return known;
  if (isArray(value)) {
    if (value.length > mostElements) throw opaque;
    return Array.from(value, (element) => copyOf(element, memory, copyKnown, depth - 1));
  }
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype !== null && (types.isProxy(prototype) || Object.getPrototypeOf(prototype) !== null))
    throw opaque;
  // Without a prototype, which may get properties while the promise is pending.
  const copy: Record<string, unknown> = Object.create(null);
  for (const name in value)
    copy[name] = copyOf((value as Record<string, unknown>)[name], memory, copyKnown, depth - 1);
  return copy;
}
