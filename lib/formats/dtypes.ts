/** The properties of an element type: one row of {@link tensorDtypes}. */
export interface TensorDtypeInfo {
  /** Bytes of one element, a power of two. */
  readonly bytes: number;
  /** Its name in a safetensors header. */
  readonly safetensors: string;
  /** Its `descr` as NumPy writes it, with the byte order first; absent if NumPy has no such type. */
  readonly npy?: string;
  /** The typed arrays that are accepted for it, besides raw bytes (Buffer, Uint8Array, DataView). */
  readonly arrays: readonly string[];
}

/**
 * The table of element types. float8 and bfloat16 have the names of PyTorch and ml_dtypes. The types of safetensors that are smaller than
 * a byte (F4, F6_E2M3, F6_E3M2) are not supported.
 */
export const tensorDtypes = {
  float64: { bytes: 8, safetensors: 'F64', npy: '<f8', arrays: ['Float64Array'] },
  float32: { bytes: 4, safetensors: 'F32', npy: '<f4', arrays: ['Float32Array'] },
  float16: { bytes: 2, safetensors: 'F16', npy: '<f2', arrays: ['Float16Array', 'Uint16Array'] },
  bfloat16: { bytes: 2, safetensors: 'BF16', arrays: ['Uint16Array'] },
  float8_e4m3fn: { bytes: 1, safetensors: 'F8_E4M3', arrays: [] },
  float8_e4m3fnuz: { bytes: 1, safetensors: 'F8_E4M3FNUZ', arrays: [] },
  float8_e5m2: { bytes: 1, safetensors: 'F8_E5M2', arrays: [] },
  float8_e5m2fnuz: { bytes: 1, safetensors: 'F8_E5M2FNUZ', arrays: [] },
  float8_e8m0fnu: { bytes: 1, safetensors: 'F8_E8M0', arrays: [] },
  complex64: { bytes: 8, safetensors: 'C64', npy: '<c8', arrays: ['Float32Array'] },
  int64: { bytes: 8, safetensors: 'I64', npy: '<i8', arrays: ['BigInt64Array'] },
  int32: { bytes: 4, safetensors: 'I32', npy: '<i4', arrays: ['Int32Array'] },
  int16: { bytes: 2, safetensors: 'I16', npy: '<i2', arrays: ['Int16Array'] },
  int8: { bytes: 1, safetensors: 'I8', npy: '|i1', arrays: ['Int8Array'] },
  uint64: { bytes: 8, safetensors: 'U64', npy: '<u8', arrays: ['BigUint64Array'] },
  uint32: { bytes: 4, safetensors: 'U32', npy: '<u4', arrays: ['Uint32Array'] },
  uint16: { bytes: 2, safetensors: 'U16', npy: '<u2', arrays: ['Uint16Array'] },
  uint8: { bytes: 1, safetensors: 'U8', npy: '|u1', arrays: ['Uint8ClampedArray'] },
  bool: { bytes: 1, safetensors: 'BOOL', npy: '|b1', arrays: [] },
} as const satisfies Record<string, TensorDtypeInfo>;

/**
 * The element type of a tensor in a file; both formats use the same names here. The `float8_*` types and `bfloat16` are in safetensors
 * only. The types of safetensors that are smaller than a byte are not supported.
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
