import { noArrays, proxies, type Wrong, wrongTypes } from './values.js';

/*
 * Wrong as float data, codes, outputs and masks.
 */
const type = 'ERR_LINQUANT_INVALID_TYPE';

/** Objects that are not what they look like. */
const impostors: readonly Wrong[] = [
  ['undefined', undefined, type],
  ['a number', 4, type],
  ['an array of numbers', [1, 2], type],
  ['an object', {}, type],
  ['an array-like', { length: 1, 0: 1 }, type],
  ['a Float64Array', new Float64Array(1), type],
  ['an Int16Array', new Int16Array(2), type],
  ['a Uint8ClampedArray', new Uint8ClampedArray(4), type],
  ['a proxy of a Float32Array', new Proxy(new Float32Array(1), {}), type],
  ['an heir of Float32Array', Object.create(Float32Array.prototype), type],
  ['an heir of Buffer', Object.create(Buffer.prototype), type],
  ...proxies,
];

export function detached<T extends ArrayBufferView | ArrayBuffer>(make: (buffer: ArrayBuffer) => T): T {
  const buffer = new ArrayBuffer(4);
  const view = make(buffer);
  structuredClone(buffer, { transfer: [buffer] });
  return view;
}

export function shrunk<T extends ArrayBufferView>(make: (buffer: ArrayBuffer) => T): T {
  const Resizable = ArrayBuffer as unknown as new (
    n: number,
    o: object,
  ) => ArrayBuffer & { resize(n: number): void };
  const buffer = new Resizable(8, { maxByteLength: 8 });
  const view = make(buffer);
  buffer.resize(2);
  return view;
}

/** Views on memory that is gone. */
const dead: readonly Wrong[] = [
  ['a detached Buffer', detached((b) => Buffer.from(b)), 'ERR_LINQUANT_DETACHED'],
  ['a shrunk Buffer', shrunk((b) => Buffer.from(b, 0, 4)), 'ERR_LINQUANT_DETACHED'],
];

const deadRaw: readonly Wrong[] = [
  ['a detached ArrayBuffer', detached((b) => b), 'ERR_LINQUANT_DETACHED'],
  ['a detached DataView', detached((b) => new DataView(b)), 'ERR_LINQUANT_DETACHED'],
  ['a shrunk DataView', shrunk((b) => new DataView(b, 0, 4)), 'ERR_LINQUANT_DETACHED'],
];

/** Wrong where float data belongs. */
export const wrongFloats: readonly Wrong[] = [
  ...wrongTypes,
  ...impostors.filter(([name]) => name !== 'a Float64Array'),
  ['a Uint16Array', new Uint16Array(2), type],
  ...dead,
  ...deadRaw,
  ['a plain Uint8Array', new Uint8Array(4), type],
  ['an Int8Array', new Int8Array(4), type],
  ['a detached Float32Array', detached((b) => new Float32Array(b)), 'ERR_LINQUANT_DETACHED'],
  ['a shrunk Float32Array', shrunk((b) => new Float32Array(b, 4, 1)), 'ERR_LINQUANT_DETACHED'],
  ['a Buffer of 6 bytes', Buffer.alloc(6), 'ERR_LINQUANT_BYTE_LENGTH'],
  ['an ArrayBuffer of 3 bytes', new ArrayBuffer(3), 'ERR_LINQUANT_BYTE_LENGTH'],
  ['a SharedArrayBuffer of 7 bytes', new SharedArrayBuffer(7), 'ERR_LINQUANT_BYTE_LENGTH'],
  ['a DataView of 5 bytes', new DataView(new ArrayBuffer(5)), 'ERR_LINQUANT_BYTE_LENGTH'],
];

/** Wrong where int8 codes belong. */
export const wrongCodes: readonly Wrong[] = [
  ...wrongTypes,
  ...impostors,
  ...dead,
  ...deadRaw,
  ['a plain Uint8Array', new Uint8Array(4), type],
  ['a Float32Array', new Float32Array(1), type],
  ['a detached Int8Array', detached((b) => new Int8Array(b)), 'ERR_LINQUANT_DETACHED'],
];

const rawOnly: readonly Wrong[] = [
  ['an ArrayBuffer', new ArrayBuffer(4), type],
  ['a DataView', new DataView(new ArrayBuffer(4)), type],
];

const impostorsOfOut = impostors.filter(([name]) => name !== 'undefined');

const impostorsOfFloatOut = impostorsOfOut.filter(([name]) => name !== 'a Float64Array');

/** Wrong as `out` for one int8 code. */
export const wrongCodeOut: readonly Wrong[] = [
  ...wrongTypes,
  ...impostorsOfOut,
  ...rawOnly,
  ...dead,
  ['a plain Uint8Array', new Uint8Array(1), type],
  ['a Float32Array', new Float32Array(1), type],
  ['two codes', new Int8Array(2), 'ERR_LINQUANT_OUT_SIZE'],
  ['no codes', new Int8Array(0), 'ERR_LINQUANT_OUT_SIZE'],
  ['a Buffer of 2 bytes', Buffer.alloc(2), 'ERR_LINQUANT_OUT_SIZE'],
];

/** Wrong as `out` for one float. */
export const wrongFloatOut: readonly Wrong[] = [
  ...wrongTypes,
  ...impostorsOfFloatOut,
  ['a Uint16Array', new Uint16Array(1), type],
  ['two doubles', new Float64Array(2), 'ERR_LINQUANT_OUT_SIZE'],
  ...rawOnly,
  ...dead,
  ['a plain Uint8Array', new Uint8Array(4), type],
  ['two floats', new Float32Array(2), 'ERR_LINQUANT_OUT_SIZE'],
  ['a Buffer of 5 bytes', Buffer.alloc(5), 'ERR_LINQUANT_OUT_SIZE'],
  ['a Buffer of 1 byte', Buffer.alloc(1), 'ERR_LINQUANT_OUT_SIZE'],
];

const noOutArrays: readonly Wrong[] = [
  ...noArrays,
  ['an array', [1, 1], type],
  ['an ArrayBuffer', new ArrayBuffer(8), type],
  ['a DataView', new DataView(new ArrayBuffer(8)), type],
];

/** Wrong as where the scales of two rows go. */
export const wrongScaleOut: readonly Wrong[] = [
  ...noOutArrays,
  ['an Int32Array', new Int32Array(2), type],
  ['one', new Float32Array(1), 'ERR_LINQUANT_OUT_SIZE'],
  ['three', new Float32Array(3), 'ERR_LINQUANT_OUT_SIZE'],
  ['a detached Float32Array', detached((b) => new Float32Array(b)), 'ERR_LINQUANT_DETACHED'],
];

/** Wrong as where the zero points of two rows go. */
export const wrongZeroPointOut: readonly Wrong[] = [
  ...noOutArrays,
  ['a Float32Array', new Float32Array(2), type],
  ['a Uint32Array', new Uint32Array(2), type],
  ['one', new Int32Array(1), 'ERR_LINQUANT_OUT_SIZE'],
  ['three', new Int32Array(3), 'ERR_LINQUANT_OUT_SIZE'],
  ['a detached Int32Array', detached((b) => new Int32Array(b)), 'ERR_LINQUANT_DETACHED'],
];

/** Wrong as mask of six elements. */
export const wrongMasks: readonly Wrong[] = [
  ...wrongTypes,
  ...proxies,
  ['an array', [0, 0, 0, 0, 0, 0], type],
  ['an ArrayBuffer', new ArrayBuffer(6), type],
  ['a DataView', new DataView(new ArrayBuffer(6)), type],
  ['a Uint8ClampedArray', new Uint8ClampedArray(6), type],
  ['an Int8Array', new Int8Array(6), type],
  ['five bytes', new Uint8Array(5), 'ERR_LINQUANT_OUT_SIZE'],
  ['seven bytes', Buffer.alloc(7), 'ERR_LINQUANT_OUT_SIZE'],
  ['a detached Uint8Array', detached((b) => new Uint8Array(b)), 'ERR_LINQUANT_DETACHED'],
];
