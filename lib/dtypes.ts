/** What the package knows of a quantized type. One row of {@link dtypes}. */
export interface DtypeInfo {
  readonly name: Dtype;
  /** Its number in the native core (`Dtype` in native/core/kernels.h). */
  readonly index: number;
  /** Bytes of one code. */
  readonly bytes: number;
  readonly signed: boolean;
  /** The lowest code. */
  readonly qmin: number;
  /** The highest code. */
  readonly qmax: number;
  /** The typed array that holds its codes; {@link CodeArrays} says the same in types. */
  readonly arrayName: 'Int8Array' | 'Uint8Array';
  /** Makes a zeroed array of `length` codes. */
  readonly allocate: (length: number) => Int8Array | Uint8Array;
}

/** The one table of quantized types: a new dtype is a row here, one in {@link CodeArrays}, and its kernels. */
export const dtypes = {
  int8: {
    name: 'int8',
    index: 0,
    bytes: 1,
    signed: true,
    qmin: -128,
    qmax: 127,
    arrayName: 'Int8Array',
    allocate: (length: number): Int8Array => new Int8Array(length),
  },
  uint8: {
    name: 'uint8',
    index: 1,
    bytes: 1,
    signed: false,
    qmin: 0,
    qmax: 255,
    arrayName: 'Uint8Array',
    allocate: (length: number): Uint8Array => new Uint8Array(length),
  },
} as const satisfies Record<Dtype, DtypeInfo>;

/**
 * The typed array that holds the codes of each dtype.
 *
 * @category Data
 */
export interface CodeArrays {
  /** Codes -128..127. */
  int8: Int8Array;
  /** Codes 0..255. */
  uint8: Uint8Array;
}

/**
 * The name of a quantized type; {@link CodeArrays} says which array holds its codes.
 *
 * @useDeclaredType
 * @category Data
 */
export type Dtype = keyof CodeArrays;
