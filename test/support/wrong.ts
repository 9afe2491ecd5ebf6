import type { LinquantErrorCode } from 'linquant';

/**
 * A wrong value, what to call it, and the code of the error that it must get; `part` is what of the value the error
 * names, as `[1]`.
 */
export type Wrong = readonly [name: string, value: unknown, code: LinquantErrorCode, part?: string];

const type = 'ERR_LINQUANT_INVALID_TYPE';

/** Wrong everywhere: no function takes any of these in any position (undefined only where nothing is required). */
export const wrongTypes: readonly Wrong[] = [
  ['null', null, type],
  ['a boolean', true, type],
  ['text', 'text', type],
  ['a number as text', '1', type],
  ['a BigInt', 1n, type],
  ['a symbol', Symbol('s'), type],
  ['a function', () => 1, type],
];

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** A proxy whose every trap throws: looking at it runs the caller's code. */
const trapped = new Proxy(
  {},
  new Proxy(
    {},
    {
      get(_target, trap) {
        throw new Error(`the trap ${String(trap)} was run`);
      },
    },
  ),
);

export const proxies: readonly Wrong[] = [
  ['a proxy with traps', trapped, type],
  ['a revoked proxy', revoked(), type],
];

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

function shrunk<T extends ArrayBufferView>(make: (buffer: ArrayBuffer) => T): T {
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

export const notNumbers: readonly Wrong[] = [
  ...wrongTypes,
  ...proxies,
  ['an array', [1], type],
  ['an object', {}, type],
];

/** Wrong where a number is required. */
const noNumbers: readonly Wrong[] = [...notNumbers, ['undefined', undefined, type]];

const scale = 'ERR_LINQUANT_INVALID_SCALE';

export const wrongScales: readonly Wrong[] = [
  ...noNumbers,
  ...[0, -0, -1, Number.NaN, Infinity, -Infinity, 1e-46, 2 ** -150, 1e39].map(
    (s): Wrong => [`${s}`, s, scale],
  ),
];

/** Those that are wrong also where codes are read: scales of 0 and below are not. */
export const wrongToDecode = (wrong: readonly Wrong[]): readonly Wrong[] =>
  wrong.filter(([name]) => !/^(.* )?(-?0|-1|1e-46|7.006492321624085e-46)$/.test(name));

const zero = 'ERR_LINQUANT_INVALID_ZERO_POINT';

/** Wrong as zero point of int8. */
export const wrongZeroPoints: readonly Wrong[] = [
  ...noNumbers,
  ...[0.5, 128, -129, 1e9, Number.NaN, Infinity].map((z): Wrong => [`${z}`, z, zero]),
];

/** Wrong as zero point of the linear pair. */
export const wrongLinearZeroPoints: readonly Wrong[] = [
  ...noNumbers,
  ...[0.5, 2 ** 31, -(2 ** 31) - 1, Number.NaN, Infinity].map((z): Wrong => [`${z}`, z, zero]),
];

const bound = 'ERR_LINQUANT_INVALID_QRANGE';

/** Wrong as qmin or qmax of int8. */
export const wrongBounds: readonly Wrong[] = [
  ...notNumbers,
  ...[0.5, 128, -129, Number.NaN, Infinity].map((b): Wrong => [`${b}`, b, bound]),
];

export const wrongDtypes: readonly Wrong[] = [
  ...wrongTypes.filter(([, value]) => typeof value !== 'string'),
  ['undefined', undefined, type],
  ['a number', 8, type],
  ...['int9', 'INT8', 'toString', '__proto__', ''].map(
    (d): Wrong => [`'${d}'`, d, 'ERR_LINQUANT_INVALID_DTYPE'],
  ),
];

/** Wrong where an object of options or parameters belongs. */
export const wrongObjects: readonly Wrong[] = [...wrongTypes, ['a number', 1, type]].filter(
  ([name]) => name !== 'a function',
) as Wrong[];

export const wrongFlags: readonly Wrong[] = [
  ...wrongTypes.filter(([, value]) => value !== true),
  ['a number', 1, type],
];

const badShape = 'ERR_LINQUANT_INVALID_SHAPE';

/** An array of holes: what walks over all of them does not come back. */
export function holes(): unknown[] {
  const array: unknown[] = [];
  array.length = 2 ** 32 - 1;
  return array;
}

/** Text that cannot be had. */
const noText = {
  toString() {
    throw new Error('toString was run');
  },
};

/** Wrong where an array, or one of numbers, belongs. */
export const noArrays: readonly Wrong[] = [
  ...wrongTypes,
  ...proxies,
  ['a number', 6, type],
  ['an object', {}, type],
  ['an array-like', { length: 2, 0: 1, 1: 1 }, type],
  ['an Int16Array', new Int16Array(2), type],
  ['a Buffer', Buffer.alloc(8), type],
  ['a Set', new Set([2, 3]), type],
];

/** Values for an element of an array, wrong everywhere. */
export const noElements: readonly (readonly [string, unknown])[] = [
  ...notNumbers.map(([name, value]) => [name, value] as const),
  ['undefined', undefined],
  ['an object without prototype', Object.create(null)],
  ['an object without text', noText],
];

/** Wrong as shape of six elements. */
export const wrongShapes: readonly Wrong[] = [
  ...noArrays,
  ['a Float32Array', Float32Array.of(2, 3), type],
  ['a Float64Array', Float64Array.of(2, 3), type],
  ['an Int32Array', Int32Array.of(2, 3), type],
  ['a product too small', [2, 2], badShape],
  ['a product too large', [2, 4], badShape],
  ['a size of 0', [0, 6], badShape],
  ['a product that overflows', [2 ** 53 - 1, 2 ** 53 - 1], badShape],
  ['sizes without end', Array.from({ length: 10_000 }, () => 1), badShape],
  ['holes', holes(), badShape],
  // biome-ignore lint/suspicious/noSparseArray: a hole is the point
  ['a hole', [2, , 3], type, '[1]'],
  ...[-2, 1.5, NaN, Infinity, -Infinity, 2 ** 53].map(
    (n): Wrong => [`a size of ${n}`, [2, n], badShape, '[1]'],
  ),
  ...noElements.map(([name, value]): Wrong => [`a size that is ${name}`, [value, 3], type, '[0]']),
  ['two negative sizes', [-2, -3], badShape, '[0]'],
];

/** Wrong as axis. */
export const wrongAxes: readonly Wrong[] = [
  ...wrongTypes,
  ...proxies,
  ["'0'", '0', type],
  ['an array', [0], type],
  ...[0.5, NaN, Infinity].map((n): Wrong => [`${n}`, n, 'ERR_LINQUANT_INVALID_OPTION']),
];

/** Wrong as axis of two sizes. */
export const wrongAxesOfTwo: readonly Wrong[] = [
  ...wrongAxes,
  ...[2, -3, 2 ** 40].map((n): Wrong => [`${n}`, n, 'ERR_LINQUANT_INVALID_OPTION']),
];

/** Wrong as block size. */
export const wrongBlockSizes: readonly Wrong[] = [
  ...wrongTypes,
  ...proxies,
  ['an array', [1], type],
  ...[0, -0, -1, 0.5, NaN, Infinity, 2 ** 53].map((n): Wrong => [`${n}`, n, 'ERR_LINQUANT_INVALID_OPTION']),
];

/** Wrong as the scales of two rows. */
export const wrongRowScales: readonly Wrong[] = [
  ...noArrays,
  ['an Int32Array', Int32Array.of(1, 1), type],
  ['a detached Float32Array', detached((b) => new Float32Array(b)), 'ERR_LINQUANT_DETACHED'],
  ['a shrunk Float32Array', shrunk((b) => new Float32Array(b, 4, 1)), 'ERR_LINQUANT_DETACHED'],
  ['holes', holes(), badShape],
  ...noElements.map(([name, value]): Wrong => [`one that is ${name}`, [1, value], type, '[1]']),
  ...[0, -0, -1, NaN, Infinity, 1e-46, 1e39].map((n): Wrong => [`one of ${n}`, [n, 1], scale, '[0]']),
  ...[0, -0, -1, NaN, Infinity].map((n): Wrong => [`a float of ${n}`, Float32Array.of(1, n), scale, '[1]']),
];

/** Wrong as the zero points of two rows of int8. */
export const wrongRowZeroPoints: readonly Wrong[] = [
  ...noArrays,
  ['a Float32Array', Float32Array.of(0, 0), type],
  ['a detached Int32Array', detached((b) => new Int32Array(b)), 'ERR_LINQUANT_DETACHED'],
  ['none', [], badShape],
  ['one', [0], badShape],
  ['three', Int32Array.of(0, 0, 0), badShape],
  ['holes', holes(), badShape],
  ...noElements.map(([name, value]): Wrong => [`one that is ${name}`, [0, value], type, '[1]']),
  ...[0.5, 128, -129, NaN, Infinity].map((n): Wrong => [`one of ${n}`, [n, 0], zero, '[0]']),
  ...[128, -129, 2 ** 31 - 1].map((n): Wrong => [`an integer of ${n}`, Int32Array.of(0, n), zero, '[1]']),
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
