import type { NewFloat32Array, NewFloat64Array, NewUint16Array } from './new-arrays.js';
import { withoutPrototype } from './without-prototype.js';

/** What the package knows of a type of float data. One row of {@link floatTypes}. */
export interface FloatTypeInfo {
  readonly name: FloatType;
  /** Its number in the native core (`FloatType` in native/core/kernels.h). */
  readonly index: number;
  /** Bytes of one float. */
  readonly bytes: number;
  /** The typed array that holds such floats as numbers, where there is one. */
  readonly arrayName: string | undefined;
  /** Makes a zeroed array of `count` floats, of their bits where not every Node has an array for them. */
  readonly allocate: (count: number) => FloatArrays[FloatType];
}

/** The one table of float types: a new one is a row here, one in {@link FloatArrays}, and its kernels. */
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
 * The typed array that is made for floats of each type. Those of 16 bits are made as their bits, in a Uint16Array,
 * also where Node has Float16Array: a program then gives the same on every Node.
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
 * The name of a type of float data; {@link FloatArrays} says which array is made for it.
 *
 * @useDeclaredType
 * @category Data
 */
export type FloatType = keyof FloatArrays;

/**
 * The float types of 16 bits: a Uint16Array may hold either, so one is named beside it.
 *
 * @category Data
 */
export type HalfType = 'float16' | 'bfloat16';

const byArrayName = new Map(Object.values(floatTypes).map((type) => [type.arrayName, type]));

/** The float type whose numbers a typed array of this kind holds; undefined where it holds others. */
export function floatTypeOfArray(kind: string): FloatTypeInfo | undefined {
  return kind === 'Float32Array' ? floatTypes.float32 : byArrayName.get(kind);
}

/** Makes a Float16Array, which the engine has where one was given. */
export function allocateFloat16(count: number): ArrayBufferView {
  const { Float16Array } = globalThis as unknown as {
    Float16Array: new (length: number) => ArrayBufferView;
  };
  return new Float16Array(count);
}

/**
 * Whether a name is a float type of this package: the dtype of a tensor that was read, before it is given as `floatType`.
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
