import { type CodeInput, checkCodeOutOrAllocate, checkCodes } from '../arguments/codes.js';
import {
  checkFloats,
  countOfOut,
  type FloatInput,
  type FloatOptions,
  type FloatsOr,
  floatsIn,
  type HalfOptions,
} from '../arguments/floats.js';
import { checkFlag, checkOptions, checkWord } from '../arguments/options.js';
import { checkLength, readShape, type Shape, type ShapeOptions, sizesOf } from '../arguments/shape.js';
import { isBuffer } from '../arguments/views.js';
import { kernels } from '../backend/select.js';
import { argumentError, linquantError } from '../errors.js';
import { Status, type Unfit } from '../kernels.js';
import { isArray, typedArrayKind } from '../platform/engine-views.js';
import { type BitOrder, bitOrders } from '../tables/bit-orders.js';
import { dtypes } from '../tables/dtypes.js';
import { floatTypes } from '../tables/float-types.js';
import { throwUnlessOk } from './status.js';

const packNames: readonly string[] = ['shape', 'compare', 'bitOrder', 'signed', 'floatType', 'out'];
const unpackNames: readonly string[] = ['shape', 'length', 'bitOrder', 'signed', 'values', 'out'];

const compares = ['greater', 'greater-equal'] as const;

/**
 * Which bit of its byte a float has.
 *
 * @category Bits
 */
export interface BitOptions {
  /**
   * The first of eight floats has the most significant bit ('big', unless given) or the least significant one ('little').
   */
  readonly bitOrder?: BitOrder | undefined;
}

/**
 * Options of {@link packBits}.
 *
 * @category Bits
 */
export interface PackBitsOptions extends BitOptions, ShapeOptions {
  /** A bit is `x > 0` ('greater', unless given) or `x >= 0` ('greater-equal'). -0 is 0. */
  readonly compare?: 'greater' | 'greater-equal' | undefined;
}

/**
 * Options of {@link unpackBits}. The number of bits is told by `shape`, `length` or a Float32Array as `out`.
 *
 * @category Bits
 */
export interface UnpackBitsOptions extends BitOptions, ShapeOptions {
  /** The number of bits, of one row. */
  readonly length?: number | undefined;
  /** The floats for bits of 0 and of 1: `[0, 1]` unless given. */
  readonly values?: readonly [ofZero: number, ofOne: number] | undefined;
}

/**
 * Where {@link packBits} may write: an Int8Array with `signed`, else a Uint8Array, or a Buffer; of exactly the result's size.
 *
 * @category Bits
 */
export type BitsOutput<S extends boolean = boolean> = BitArrays<S> | Buffer;

/**
 * The array that bits are made in.
 *
 * @category Bits
 */
export type BitArrays<S extends boolean> = S extends true ? Int8Array : Uint8Array;

/**
 * The output that was given, or the array that is made without one.
 *
 * @category Bits
 */
export type BitsOr<O, S extends boolean> = O extends undefined ? BitArrays<S> : O;

/** What holds the bytes. */
const dtypeOf = (isSigned: boolean) => (isSigned ? dtypes.int8 : dtypes.uint8);

const isHighFirst = (bitOrder: unknown) => checkWord('options.bitOrder', bitOrder, bitOrders) === 'big';

interface Rows {
  readonly rows: number;
  readonly columns: number;
}

/** Rows are along the last axis; without a shape there is one. */
function rowsOf(shape: Shape | undefined, count: number): Rows {
  const sizes = sizesOf(shape, count);
  const columns = sizes[sizes.length - 1]!;
  let rows = 1;
  for (let i = 0; i < sizes.length - 1; i++) rows *= sizes[i]!;
  return { rows, columns };
}

const bytesOf = ({ rows, columns }: Rows) => rows * Math.ceil(columns / 8);

const rowText = ({ rows, columns }: Rows) =>
  rows === 1 ? `${columns} bits` : `${rows} rows of ${columns} bits`;

/**
 * A bit for each float: its sign, eight to a byte. This is `numpy.packbits(x > 0, axis=-1)`, what sentence-transformers calls
 * `ubinary` and pgvector `binary_quantize`; with `signed` it is the former's `binary`: each byte less 128, in an Int8Array. sqlite-vec's
 * `vec_quantize_binary` is `{ bitOrder: 'little' }`.
 *
 * Each row begins with a byte of its own; bits behind its last float are 0 (before 128 is taken away). Floats of all types are
 * compared as they are: float64 is not rounded to float32, unlike elsewhere in this package.
 *
 * @typeParam S - whether the bytes are signed
 * @typeParam O - the type of `out`, a {@link BitsOutput}
 * @typeParam X - the type of x
 * @param x - float data of any length, at any byte offset, all finite
 * @param options - {@link PackBitsOptions}: `compare`, `bitOrder`, and `shape`, whose last axis are the rows; `signed`; `floatType`: the
 * type of x where it is raw bytes or bits; `out`: where to write, a {@link BitsOutput}; it may not share memory with x
 * @returns `out`, or a new array
 * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: x holds NaN or an infinity, with its `row` and `column`. What `out` holds is
 * unspecified then; after all other errors it is untouched: `ERR_LINQUANT_BYTE_LENGTH`, `ERR_LINQUANT_INVALID_OPTION`,
 * `ERR_LINQUANT_INVALID_SHAPE`, `ERR_LINQUANT_OUT_SIZE`, `ERR_LINQUANT_OVERLAP`
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @category Bits
 * @example
 * ```ts
 * import { packBits } from 'linquant';
 *
 * const x = Float32Array.of(1, -2, 3, 0, 5, -6, 7, -8, 9, -10);
 * packBits(x); // Uint8Array [ 170, 128 ]
 * packBits(x, { signed: true }); // Int8Array [ 42, 0 ]
 * packBits(x, { compare: 'greater-equal', bitOrder: 'little', shape: [2, 5] }); // Uint8Array [ 29, 10 ]
 * ```
 */
export function packBits<S extends boolean = false, O extends BitsOutput<S> | undefined = undefined>(
  x: FloatInput,
  options?: FloatOptions & PackBitsOptions & { readonly signed?: S | undefined; readonly out?: O },
): BitsOr<O, S>;
/** The bits of 16-bit floats: `floatType` says which. */
export function packBits<S extends boolean = false, O extends BitsOutput<S> | undefined = undefined>(
  x: FloatInput | Uint16Array,
  options: HalfOptions & PackBitsOptions & { readonly signed?: S | undefined; readonly out?: O },
): BitsOr<O, S>;
export function packBits(x: unknown, options?: unknown): ArrayBufferView {
  const { shape, compare, bitOrder, signed, floatType, out } = checkOptions(options, packNames);
  const orEqual = checkWord('options.compare', compare, compares) === 'greater-equal';
  const highFirst = isHighFirst(bitOrder);
  const isSigned = checkFlag('options.signed', signed);
  const floats = checkFloats('x', x, floatType);
  const { rows, columns } = rowsOf(readShape(shape), floats.count);
  const layout = { rows, columns, orEqual, highFirst, isSigned };
  const bits = checkCodeOutOrAllocate(out, dtypeOf(isSigned), bytesOf(layout));
  const unfit = { index: 0, value: 0 };
  const status = kernels.packBits(floats.view, floats.type.index, bits, layout, unfit);
  if (status === Status.notFinite) throw unfitError(unfit, columns);
  throwUnlessOk(status, 'x');
  return bits;
}

function unfitError({ index, value }: Unfit, columns: number): Error {
  const row = Math.floor(index / columns);
  const column = index - row * columns;
  return linquantError(
    'ERR_LINQUANT_INVALID_RANGE',
    `x must hold no NaN and no infinity; got ${value} in row ${row}, column ${column}`,
    { row, column },
  );
}

/**
 * Bits as {@link packBits} makes them back to floats: one of two values for each.
 *
 * @typeParam S - whether the bytes are signed
 * @typeParam O - the type of `out`
 * @param bits - bytes of exactly as many bits, each row beginning with a byte of its own: a Uint8Array (with `signed` an Int8Array), or raw
 * bytes in a Buffer, DataView, ArrayBuffer or SharedArrayBuffer
 * @param options - {@link UnpackBitsOptions}: `shape`, whose last axis are the rows, or `length`, unless a Float32Array as `out` tells it;
 * `bitOrder`; `values`; `signed`: whether the bytes were made so; `out`: where to write float32, a Float32Array or Buffer of exactly the
 * result's size; it may not share memory with the bits
 * @returns `out`, or a new Float32Array
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_BYTE_LENGTH`: not exactly the bytes of so many bits; `ERR_LINQUANT_INVALID_OPTION`,
 * `ERR_LINQUANT_INVALID_SHAPE`, `ERR_LINQUANT_OUT_SIZE`, `ERR_LINQUANT_OVERLAP`. Outputs are untouched then.
 * @category Bits
 * @example
 * ```ts
 * import { unpackBits } from 'linquant';
 *
 * unpackBits(Uint8Array.of(0b10110000), { length: 5 }); // Float32Array [ 1, 0, 1, 1, 0 ]
 * unpackBits(Uint8Array.of(0b101, 0b011), { shape: [2, 3], bitOrder: 'little', values: [-1, 1] }); // Float32Array [ 1, -1, 1, 1, 1, -1 ]
 * ```
 */
export function unpackBits<
  S extends boolean = false,
  O extends Float32Array | Buffer | undefined = undefined,
>(
  bits: CodeInput<S extends true ? 'int8' : 'uint8'>,
  options: UnpackBitsOptions & { readonly signed?: S | undefined; readonly out?: O },
): FloatsOr<O, 'float32'>;
export function unpackBits(bits: unknown, options: unknown): ArrayBufferView {
  const { shape, length, bitOrder, signed, values, out } = checkOptions(options, unpackNames);
  const highFirst = isHighFirst(bitOrder);
  const isSigned = checkFlag('options.signed', signed);
  const [ofZero, ofOne] = checkValues(values);
  const { view, bytes } = checkCodes('bits', bits, dtypeOf(isSigned));
  if (out !== undefined && typedArrayKind(out) !== 'Float32Array' && !isBuffer(out)) {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.out', 'a Float32Array or a Buffer', out);
  }
  const given = readShape(shape);
  const count = checkBitCount(length, given, out);
  const { rows, columns } = rowsOf(given, count);
  const layout = { rows, columns, orEqual: false, highFirst, isSigned };
  const wanted = bytesOf(layout);
  if (bytes !== wanted) {
    throw linquantError(
      'ERR_LINQUANT_BYTE_LENGTH',
      `bits must hold exactly ${wanted} bytes, for ${rowText(layout)}; got ${bytes} bytes`,
    );
  }
  const floats = floatsIn(out, floatTypes.float32, count);
  throwUnlessOk(kernels.unpackBits(view, floats, layout, ofZero, ofOne), 'bits');
  return floats;
}

/** The number of bits, by whatever tells it. */
function checkBitCount(length: unknown, shape: Shape | undefined, out: unknown): number {
  const given = length === undefined ? undefined : checkLength('options.length', length);
  const count = shape?.product ?? given ?? countOfOut(out, floatTypes.float32);
  if (count === undefined) {
    const allowed = 'given, unless options.shape or a Float32Array as out tells it';
    throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'options.length', allowed, undefined);
  }
  if (given === undefined || given === count) return count;
  throw argumentError(
    'ERR_LINQUANT_INVALID_SHAPE',
    'options.length',
    `the number of elements, ${count}`,
    given,
  );
}

/** Checks the floats for bits of 0 and of 1. */
function checkValues(values: unknown): readonly [number, number] {
  if (values === undefined) return [0, 1];
  const allowed = 'two finite numbers, after rounding to float32 too: for bits of 0 and of 1';
  if (!isArray(values)) {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.values', allowed, values);
  }
  const [ofZero, ofOne, ...rest] = values;
  if (rest.length > 0) {
    throw linquantError(
      'ERR_LINQUANT_INVALID_OPTION',
      `options.values must be ${allowed}; got ${values.length}`,
    );
  }
  return [checkValue(ofZero, allowed), checkValue(ofOne, allowed)];
}

function checkValue(value: unknown, allowed: string): number {
  if (typeof value !== 'number') {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.values', allowed, value);
  }
  if (Number.isFinite(Math.fround(value))) return Math.fround(value);
  throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'options.values', allowed, value);
}
