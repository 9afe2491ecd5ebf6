/** The properties of an element type: one row of {@link tensorDtypes}. */
export interface TensorDtypeInfo {
  /** Bits of one element: 4, 6, or whole bytes that are a power of two. */
  readonly bits: number;
  /** Its name in a safetensors header. */
  readonly safetensors: string;
  /** Its `descr` as NumPy writes it, with the byte order first; absent if NumPy has no such type. */
  readonly npy?: string;
  /** The array of its elements, or of their bits where JavaScript has no such number; absent for types smaller than a byte. */
  readonly array?: TensorArrayConstructor;
  /** The typed arrays that are accepted for it, besides raw bytes (Buffer, Uint8Array, DataView). */
  readonly arrays: readonly string[];
  /** Whether `convert` makes floats of its bytes. */
  readonly converts?: true;
}

/**
 * The array of {@link Tensor.toTypedArray}. 16-bit floats are their bits in a Uint16Array, 8-bit floats their codes in a Uint8Array,
 * complex64 is pairs in a Float32Array, bool 0 and 1 in a Uint8Array.
 *
 * @category Tensors
 */
export type TensorArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint32Array
  | Uint16Array
  | Uint8Array
  | BigInt64Array
  | BigUint64Array;

/** A constructor of such arrays, as far as it is used here. */
interface TensorArrayConstructor {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): TensorArray;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): TensorArray;
}

const half = { bits: 16, array: Uint16Array, converts: true } as const;
const byte = { bits: 8, array: Uint8Array, arrays: [] } as const;

/** The table of element types. Types below 16 bits that are no integers, and bfloat16, have the names of PyTorch and ml_dtypes. */
export const tensorDtypes = {
  float64: {
    bits: 64,
    safetensors: 'F64',
    npy: '<f8',
    array: Float64Array,
    arrays: ['Float64Array'],
    converts: true,
  },
  float32: { bits: 32, safetensors: 'F32', npy: '<f4', array: Float32Array, arrays: ['Float32Array'] },
  float16: { ...half, safetensors: 'F16', npy: '<f2', arrays: ['Float16Array', 'Uint16Array'] },
  bfloat16: { ...half, safetensors: 'BF16', arrays: ['Uint16Array'] },
  float8_e4m3fn: { ...byte, safetensors: 'F8_E4M3', converts: true },
  float8_e4m3fnuz: { ...byte, safetensors: 'F8_E4M3FNUZ' },
  float8_e5m2: { ...byte, safetensors: 'F8_E5M2', converts: true },
  float8_e5m2fnuz: { ...byte, safetensors: 'F8_E5M2FNUZ' },
  float8_e8m0fnu: { ...byte, safetensors: 'F8_E8M0', converts: true },
  float6_e2m3fn: { bits: 6, safetensors: 'F6_E2M3', arrays: [] },
  float6_e3m2fn: { bits: 6, safetensors: 'F6_E3M2', arrays: [] },
  float4_e2m1fn: { bits: 4, safetensors: 'F4', arrays: [] },
  complex64: { bits: 64, safetensors: 'C64', npy: '<c8', array: Float32Array, arrays: ['Float32Array'] },
  int64: { bits: 64, safetensors: 'I64', npy: '<i8', array: BigInt64Array, arrays: ['BigInt64Array'] },
  int32: { bits: 32, safetensors: 'I32', npy: '<i4', array: Int32Array, arrays: ['Int32Array'] },
  int16: { bits: 16, safetensors: 'I16', npy: '<i2', array: Int16Array, arrays: ['Int16Array'] },
  int8: { bits: 8, safetensors: 'I8', npy: '|i1', array: Int8Array, arrays: ['Int8Array'] },
  uint64: { bits: 64, safetensors: 'U64', npy: '<u8', array: BigUint64Array, arrays: ['BigUint64Array'] },
  uint32: { bits: 32, safetensors: 'U32', npy: '<u4', array: Uint32Array, arrays: ['Uint32Array'] },
  uint16: { bits: 16, safetensors: 'U16', npy: '<u2', array: Uint16Array, arrays: ['Uint16Array'] },
  uint8: { ...byte, safetensors: 'U8', npy: '|u1', arrays: ['Uint8ClampedArray'] },
  bool: { ...byte, safetensors: 'BOOL', npy: '|b1' },
} as const satisfies Record<string, TensorDtypeInfo>;

/**
 * The element type of a tensor in a file; both formats use the same names here. `bfloat16` and the `float8_*`, `float6_*` and `float4_*`
 * types have names in safetensors only; of those of whole bytes `.npy` files can hold the bytes, see {@link NpyOptions}.
 *
 * @useDeclaredType
 * @category Tensors
 */
export type TensorDtype = keyof typeof tensorDtypes;

/** The row of a type, typed as {@link TensorDtypeInfo}: the table itself has literal types, from which {@link TensorDtype} is derived. */
export function dtypeInfo(dtype: TensorDtype): TensorDtypeInfo {
  return tensorDtypes[dtype];
}

const names = Object.keys(tensorDtypes) as TensorDtype[];

const byColumn = {
  safetensors: new Map(names.map((dtype) => [dtypeInfo(dtype).safetensors, dtype])),
  npy: new Map(names.map((dtype) => [dtypeInfo(dtype).npy, dtype])),
};

/** The type that a format writes as `text`, or undefined. */
export function findDtype(format: keyof typeof byColumn, text: string): TensorDtype | undefined {
  return byColumn[format].get(text);
}

/** Whether `name` is a name of the table. */
export function isTensorDtype(name: string): name is TensorDtype {
  return Object.hasOwn(tensorDtypes, name);
}

/** The types that a format has, as the format writes them, for messages about what was read. */
export function dtypeNames(format: keyof typeof byColumn): string {
  return names.flatMap((dtype) => dtypeInfo(dtype)[format] ?? []).join(', ');
}

/** The same as this package names them, for messages about arguments. */
export function tensorDtypesOf(format: keyof typeof byColumn): string {
  return names.filter((dtype) => dtypeInfo(dtype)[format] !== undefined).join(', ');
}
