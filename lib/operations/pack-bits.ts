import { checkBitFlags, putRows } from '../arguments/bits.js';
import { checkCodeOutOrAllocate } from '../arguments/codes.js';
import { putFloats } from '../arguments/floats.js';
import type { FloatInput, FloatOptions, HalfOptions } from '../arguments/floats-types.js';
import { checkCount, checkOptions } from '../arguments/options.js';
import { putLayout, readShape } from '../arguments/shape.js';
import { kernels } from '../backend/select.js';
import { linquantError } from '../errors.js';
import { BitFlags, Status, slot } from '../kernels.js';
import { dtypes } from '../tables/dtypes.js';
import type { FloatTypeInfo } from '../tables/float-types.js';
import type { BitsOr, BitsOutput, PackBitsOptions } from './pack-bits-types.js';
import { throwUnlessOk } from './status.js';

const optionNames: readonly string[] = [
  'out',
  'shape',
  'floatType',
  'compare',
  'bitOrder',
  'signed',
  'firstRow',
];
const { numbers, packBits: run } = kernels;

/**
 * Binary quantization: one bit for each float, 1 if x > 0, eight bits to a byte. The default is `numpy.packbits(x > 0, axis=-1)`, which is
 * sentence-transformers' `ubinary` and pgvector's `binary_quantize`. With `signed` each byte is reduced by 128 and stored as int8:
 * sentence-transformers' `binary`. sqlite-vec's `vec_quantize_binary` is `{ bitOrder: 'little' }`.
 *
 * Each row starts a new byte; unused bits of its last byte are 0 (before `signed` subtracts 128). float64 is compared as float64, unlike
 * in the other functions, which round it to float32.
 *
 * @typeParam S - whether the bytes are signed
 * @typeParam O - the type of `out`
 * @typeParam X - the type of x
 * @param x - float data of any length, at any byte offset, all finite
 * @param options - {@link PackBitsOptions}: `compare`, `bitOrder`, and `shape`, whose last axis is a row (without it x is one row);
 * `signed`; `floatType`: the type of x if that is raw bytes; `out`: the output, a Uint8Array (with `signed` an Int8Array) or a Buffer, not
 * overlapping x
 * @returns `out`, or a new array of `ceil(columns / 8)` bytes for each row
 * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: x holds NaN or an infinity, with its `row` and `column`. `out` is unspecified then;
 * after other errors it is unchanged: `ERR_LINQUANT_BYTE_LENGTH`, `ERR_LINQUANT_INVALID_OPTION`,
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
/**
 * Binary quantization of 16-bit floats that are given as bits in a Uint16Array. `floatType` says whether they are float16 or bfloat16.
 *
 * @param x - a Uint16Array of bits, or other float data of that type, all finite
 * @param options - `floatType`: 'float16' or 'bfloat16'; all others as in the first overload
 * @returns `out`, or a new array
 * @throws RangeError and TypeError as the first overload
 * @category Bits
 * @example
 * ```ts
 * import { packBits } from 'linquant';
 *
 * packBits(Uint16Array.of(0x3c00, 0xc000, 0x3c00), { floatType: 'float16' }); // Uint8Array [ 160 ]
 * ```
 */
export function packBits<S extends boolean = false, O extends BitsOutput<S> | undefined = undefined>(
  x: FloatInput | Uint16Array,
  options: HalfOptions & PackBitsOptions & { readonly signed?: S | undefined; readonly out?: O },
): BitsOr<O, S>;
export function packBits(x: unknown, options?: unknown): ArrayBufferView {
  const { shape, compare, bitOrder, signed, floatType, firstRow, out } = checkOptions(options, optionNames);
  const sizes = readShape(shape);
  const flags = checkBitFlags(compare, bitOrder, signed);
  const view = putFloats(numbers, 'x', x, floatType);
  const count = numbers[slot.inner]!;
  return packInto(
    view,
    sizes === undefined ? Math.ceil(count / 8) : putRows(numbers, sizes, count),
    flags,
    out,
    firstRow === undefined ? 0 : checkCount('options.firstRow', firstRow, 0),
  );
}

/** Packs rows of a checked view. `out` is unchecked. */
export function packRows(
  view: ArrayBufferView,
  type: FloatTypeInfo,
  rows: number,
  columns: number,
  flags: number,
  out: unknown,
  firstRow = 0,
): ArrayBufferView {
  numbers[slot.floatType] = type.index;
  putLayout(numbers, 0, rows, 1, columns, 0);
  return packInto(view, rows * Math.ceil(columns / 8), flags, out, firstRow);
}

/** Packs a view, with its float type and rows in the slots. */
function packInto(
  view: ArrayBufferView,
  bytes: number,
  flags: number,
  out: unknown,
  firstRow: number,
): ArrayBufferView {
  const dtype = (flags & BitFlags.signed) === 0 ? dtypes.uint8 : dtypes.int8;
  const bits = checkCodeOutOrAllocate(out, dtype, bytes);
  numbers[slot.bitFlags] = flags;
  run(view, bits);
  if (numbers[slot.status] === Status.notFinite) throw unfitError(firstRow);
  throwUnlessOk(numbers[slot.status]!, 'x');
  return bits;
}

function unfitError(firstRow: number): Error {
  const columns = numbers[slot.inner]!;
  const place = Math.floor(numbers[slot.index]! / columns);
  const column = numbers[slot.index]! - place * columns;
  const row = firstRow + place;
  return linquantError(
    'ERR_LINQUANT_INVALID_RANGE',
    `x must hold no NaN and no infinity; got ${numbers[slot.value]} in row ${row}, column ${column}`,
    { row, column },
  );
}
