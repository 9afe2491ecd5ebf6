import { byteLengthOf, byteOffsetOf, isBuffer, typedArrayKind, unsharedLength } from './engine-views.js';

/*
 * Moves memory from one ArrayBuffer to another, after which the first one has none. By `structuredClone`, since Node 20 has no
 * `ArrayBuffer.prototype.transfer`, and later ones detach by it what addons and Node itself rely on.
 */
const clone = globalThis.structuredClone;
const bufferFrom = Buffer.from as (buffer: ArrayBufferLike, offset: number, length: number) => Buffer;

type ViewClass = {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, offset: number, length: number): ArrayBufferView;
};

const kinds = [
  ...[
    'Int8Array',
    'Uint8Array',
    'Uint8ClampedArray',
    'Int16Array',
    'Uint16Array',
    'Int32Array',
    'Uint32Array',
  ],
  ...['Float16Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array'],
];
const classes = new Map(
  kinds.map((kind) => [kind, (globalThis as unknown as Record<string, ViewClass>)[kind]] as const),
);
const ViewOfData = DataView;

/** What tells that memory is to be transferred twice, which is found after all else was checked. Empty where it is no error. */
function secondTransfer(buffer: ArrayBuffer): string {
  try {
    clone(null, { transfer: [buffer, buffer] });
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

let usual: string | undefined;

/**
 * Whether memory is known not to be transferable: that of Node's pool of Buffers, which Node 20 would copy, or of WebAssembly. Nothing is
 * transferred.
 */
export function isHeld(buffer: ArrayBuffer): boolean {
  if (isEmpty(buffer)) return false;
  usual ??= secondTransfer(new ArrayBuffer(1));
  return usual !== '' && secondTransfer(buffer) !== usual;
}

/** Moves memory to new ArrayBuffers, resizable as before. Undefined, with nothing moved, where that cannot be. */
export function transferred(buffers: readonly ArrayBuffer[]): readonly ArrayBuffer[] | undefined {
  try {
    return clone(buffers, { transfer: buffers as ArrayBuffer[] });
  } catch {
    return undefined;
  }
}

/** Whether a buffer has no memory any more, or never had. */
export function isEmpty(buffer: ArrayBuffer): boolean {
  return unsharedLength(buffer) === 0;
}

/** Makes the same view on another buffer: of its class, not of a class derived from it. A length that follows the buffer stays what it is now. */
export function viewMaker(view: ArrayBufferView): (buffer: ArrayBufferLike) => ArrayBufferView {
  const kind = typedArrayKind(view);
  const offset = byteOffsetOf(view);
  const bytes = byteLengthOf(view) ?? 0;
  if (isBuffer(view)) return (buffer) => bufferFrom.call(Buffer, buffer, offset, bytes);
  const View = kind === undefined ? undefined : classes.get(kind)!;
  if (View === undefined) return (buffer) => new ViewOfData(buffer, offset, bytes);
  const length = bytes / View.BYTES_PER_ELEMENT;
  return (buffer) => new View(buffer, offset, length);
}
