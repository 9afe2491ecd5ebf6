import type {
  NewInt8Array,
  NewInt16Array,
  NewInt32Array,
  NewUint8Array,
  NewUint16Array,
} from './new-arrays.js';
import { withoutPrototype } from './without-prototype.js';

/** The properties of a quantized type: one row of {@link dtypes}. */
export interface DtypeInfo {
  readonly name: Dtype;
  /** Its number in the native core (`Dtype` in native/core/kernels.h). */
  readonly index: number;
  /** Bits of one code. Codes of fewer than 8 bits are packed as in ONNX, the first in the low bits. */
  readonly bits: number;
  readonly signed: boolean;
  /** The lowest code. */
  readonly qmin: number;
  /** The highest code. */
  readonly qmax: number;
  /** Whether it is for biases only: the zero point is 0, and parameters cannot be chosen from data. */
  readonly isBias: boolean;
  /** The typed array that holds its codes; {@link CodeArrays} says the same in types. */
  readonly arrayName: string;
  /** Makes a zeroed array for `count` codes. */
  readonly allocate: (count: number) => CodeArrays[Dtype];
}

function row(
  name: Dtype,
  index: number,
  bits: number,
  qmin: number,
  qmax: number,
  CodeArray: new (length: number) => CodeArrays[Dtype],
): DtypeInfo {
  return {
    name,
    index,
    bits,
    signed: qmin < 0,
    qmin,
    qmax,
    isBias: name === 'int32',
    arrayName: CodeArray.name,
    allocate: bits < 8 ? (count) => new CodeArray(packedBytes(count, bits)) : (count) => new CodeArray(count),
  };
}

/** Bytes of `count` codes of `bits` bits. */
export function packedBytes(count: number, bits: number): number {
  return Math.ceil((count * bits) / 8);
}

/**
 * The table of quantized types. Bounds are integer literals, which V8 stores as small integers (Smis): a computed bound could be
 * a double, and loops that clamp to it would compare doubles.
 */
export const dtypes: { readonly [D in Dtype]: DtypeInfo } = withoutPrototype({
  int8: row('int8', 0, 8, -128, 127, Int8Array),
  uint8: row('uint8', 1, 8, 0, 255, Uint8Array),
  int16: row('int16', 2, 16, -32768, 32767, Int16Array),
  uint16: row('uint16', 3, 16, 0, 65535, Uint16Array),
  int32: row('int32', 4, 32, -2147483648, 2147483647, Int32Array),
  int4: row('int4', 5, 4, -8, 7, Uint8Array),
  uint4: row('uint4', 6, 4, 0, 15, Uint8Array),
  int2: row('int2', 7, 2, -2, 1, Uint8Array),
  uint2: row('uint2', 8, 2, 0, 3, Uint8Array),
  uint1: row('uint1', 9, 1, 0, 1, Uint8Array),
});

const rows = Object.values(dtypes);

/** All names of {@link dtypes}, for messages. */
export const dtypeNames: readonly string[] = rows.map(({ name }) => name);

/** Those that parameters are chosen for, for messages: all but int32. */
export const dataDtypeNames: readonly string[] = rows.filter(({ isBias }) => !isBias).map(({ name }) => name);

/** Those whose codes are not packed, for messages. */
export const unpackedDtypeNames: readonly string[] = rows
  .filter(({ bits }) => bits >= 8)
  .map(({ name }) => name);

/** The row of a name, or undefined. Ten comparisons cost less than looking up a property by a name that V8 sees at run time only. */
export function dtypeNamed(name: unknown): DtypeInfo | undefined {
  for (let i = 0; i < rows.length; i++) if (rows[i]!.name === name) return rows[i];
  return undefined;
}

/**
 * The typed array that functions allocate for codes of each dtype. Codes of 4, 2 and 1 bits are packed into bytes as in ONNX: the first
 * code is in the low bits, unused bits of the last byte are 0, and rows do not start a new byte. Each new array has its own
 * ArrayBuffer, so it can be transferred to another thread.
 *
 * @category Data
 */
export interface CodeArrays {
  /** Codes -128..127. */
  int8: NewInt8Array;
  /** Codes 0..255. */
  uint8: NewUint8Array;
  /** Codes -32768..32767. */
  int16: NewInt16Array;
  /** Codes 0..65535. */
  uint16: NewUint16Array;
  /** Codes -2^31..2^31-1, for biases: the zero point is 0. */
  int32: NewInt32Array;
  /** Codes -8..7, two in a byte. */
  int4: NewUint8Array;
  /** Codes 0..15, two in a byte. */
  uint4: NewUint8Array;
  /** Codes -2..1, four in a byte. */
  int2: NewUint8Array;
  /** Codes 0..3, four in a byte. */
  uint2: NewUint8Array;
  /** Codes 0 and 1, eight in a byte. No type of ONNX. */
  uint1: NewUint8Array;
}

/**
 * The typed array that functions accept for codes of each dtype: as {@link CodeArrays}, but its memory may be shared.
 *
 * @category Data
 */
export interface CodeViews {
  /** As {@link CodeArrays.int8}. */
  int8: Int8Array;
  /** As {@link CodeArrays.uint8}. */
  uint8: Uint8Array;
  /** As {@link CodeArrays.int16}. */
  int16: Int16Array;
  /** As {@link CodeArrays.uint16}. */
  uint16: Uint16Array;
  /** As {@link CodeArrays.int32}. */
  int32: Int32Array;
  /** As {@link CodeArrays.int4}. */
  int4: Uint8Array;
  /** As {@link CodeArrays.uint4}. */
  uint4: Uint8Array;
  /** As {@link CodeArrays.int2}. */
  int2: Uint8Array;
  /** As {@link CodeArrays.uint2}. */
  uint2: Uint8Array;
  /** As {@link CodeArrays.uint1}. */
  uint1: Uint8Array;
}

/**
 * The name of a quantized type; {@link CodeArrays} says which array holds its codes.
 *
 * @useDeclaredType
 * @category Data
 */
export type Dtype = keyof CodeArrays;

/**
 * The dtypes of data, for which parameters are chosen: all but int32, which is for biases.
 *
 * @category Data
 */
export type DataDtype = Exclude<Dtype, 'int32'>;

/**
 * D, unless D is exactly int32, which is refused. A union or `Dtype` passes: at run time it may be another dtype.
 *
 * @category Data
 */
export type MaybeData<D extends Dtype> = [D] extends ['int32'] ? DataDtype : D;

/**
 * The dtypes whose codes are whole bytes.
 *
 * @category Data
 */
export type UnpackedDtype = Exclude<Dtype, 'int4' | 'uint4' | 'int2' | 'uint2' | 'uint1'>;

/**
 * D, unless D consists of packed dtypes only, for which the bytes do not tell the number of codes. A union that has another dtype
 * passes: at run time it may be that one.
 *
 * @category Data
 */
export type MaybeUnpacked<D extends Dtype> = [D] extends [Exclude<Dtype, UnpackedDtype>] ? UnpackedDtype : D;

/**
 * Whether a name is a dtype of this package, such as the `dtype` of a tensor that was read.
 *
 * @param name - any value
 * @category Data
 * @example
 * ```ts
 * import { isDtype } from 'linquant';
 *
 * isDtype('int8'); // true
 * isDtype('float32'); // false
 * ```
 */
export function isDtype(name: unknown): name is Dtype {
  return dtypeNamed(name) !== undefined;
}
