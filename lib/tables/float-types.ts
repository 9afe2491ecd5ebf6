import type { NewFloat32Array, NewFloat64Array, NewUint16Array } from './new-arrays.js';
import { withoutPrototype } from './without-prototype.js';

/** How floats of a type lie in memory. */
export interface FloatStorage {
  /** Its number in the native core (`FloatType` in native/core/kernels.h). */
  readonly index: number;
  /** Bytes of one float. */
  readonly bytes: number;
  /** The typed array whose elements are such floats, if JavaScript has one; of float8, that of their codes. */
  readonly arrayName: string | undefined;
  /** Makes a zeroed array of `count` floats. */
  readonly allocate: (count: number) => ArrayBufferView;
}

/** The properties of a float type: one row of {@link floatTypes}. */
export interface FloatTypeInfo extends FloatStorage {
  readonly name: FloatType;
  /** Makes a zeroed array of `count` floats: for the 16-bit types a Uint16Array of their bits. */
  readonly allocate: (count: number) => FloatArrays[FloatType];
}

/** The table of float types. */
export const floatTypes: { readonly [F in FloatType]: FloatTypeInfo } = withoutPrototype({
  float32: {
    name: 'float32',
    index: 0,
    bytes: 4,
    arrayName: 'Float32Array',
    allocate: (count) => new Float32Array(count),
  },
  float64: {
    name: 'float64',
    index: 1,
    bytes: 8,
    arrayName: 'Float64Array',
    allocate: (count) => new Float64Array(count),
  },
  float16: {
    name: 'float16',
    index: 2,
    bytes: 2,
    arrayName: 'Float16Array',
    allocate: (count) => new Uint16Array(count),
  },
  bfloat16: {
    name: 'bfloat16',
    index: 3,
    bytes: 2,
    arrayName: undefined,
    allocate: (count) => new Uint16Array(count),
  },
});

/**
 * The typed array that functions allocate for floats of each type. 16-bit floats are returned as their bits in a Uint16Array, even
 * where Node has Float16Array, so that a program behaves the same in every version of Node.
 *
 * @category Data
 */
export interface FloatArrays {
  /** IEEE 754 binary32. */
  float32: NewFloat32Array;
  /** IEEE 754 binary64. */
  float64: NewFloat64Array;
  /** IEEE 754 binary16, as bits. */
  float16: NewUint16Array;
  /** The upper half of a float32, as bits. */
  bfloat16: NewUint16Array;
}

/**
 * The name of a float type; {@link FloatArrays} says which array is allocated for it.
 *
 * @useDeclaredType
 * @category Data
 */
export type FloatType = keyof FloatArrays;

/**
 * The 16-bit float types. A Uint16Array may hold the bits of either, so an option has to name it.
 *
 * @category Data
 */
export type HalfType = 'float16' | 'bfloat16';

const byArrayName = new Map(Object.values(floatTypes).map((type) => [type.arrayName, type]));

/** The float type of a typed array's elements, by the array's name; undefined for arrays of integers. */
export function floatTypeOfArray(kind: string): FloatTypeInfo | undefined {
  return kind === 'Float32Array' ? floatTypes.float32 : byArrayName.get(kind);
}

/** Makes a Float16Array. Called only where the input is one, so the global exists. */
export function allocateFloat16(count: number): ArrayBufferView {
  const { Float16Array } = globalThis as unknown as {
    Float16Array: new (length: number) => ArrayBufferView;
  };
  return new Float16Array(count);
}

/**
 * Whether a name is a float type of this package: the dtype of a tensor that was read, before it is given as `floatType`. float8 are
 * none, since only `convert` takes them (`isFloat8Type`).
 *
 * @param name - any value, such as the `dtype` of a tensor of `linquant/formats`
 * @category Data
 * @example
 * ```ts
 * import { isFloatType, minMax } from 'linquant';
 * import { readNpy } from 'linquant/formats';
 *
 * const { data, dtype } = await readNpy('examples/data/word-vectors.npy');
 * if (isFloatType(dtype)) minMax(data, { floatType: dtype }).max; // such as 0.59
 * isFloatType('int8'); // false
 * ```
 */
export function isFloatType(name: unknown): name is FloatType {
  return typeof name === 'string' && floatTypes[name as FloatType] !== undefined;
}

/** The smallest magnitude that rounds to infinity in each type: the midpoint between the largest number and the next power of two. */
export const overflows = {
  float64: Infinity,
  float32: 2 ** 128 - 2 ** 103,
  float16: 65520,
  bfloat16: 2 ** 128 - 2 ** 119,
} as const satisfies Readonly<Record<FloatType, number>>;
