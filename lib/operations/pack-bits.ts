import { checkBitFlags, putRows } from '../arguments/bits.js';
import { checkCodeOutOrAllocate } from '../arguments/codes.js';
import { putFloats } from '../arguments/floats.js';
import type { FloatInput, FloatOptions, HalfOptions } from '../arguments/floats-types.js';
import { checkOptions } from '../arguments/options.js';
import { putLayout, readShape } from '../arguments/shape.js';
import { kernels } from '../backend/select.js';
import { linquantError } from '../errors.js';
import { BitFlags, Status, slot } from '../kernels.js';
import { dtypes } from '../tables/dtypes.js';
import type { FloatTypeInfo } from '../tables/float-types.js';
import type { BitsOr, BitsOutput, PackBitsOptions } from './pack-bits-types.js';
import { throwUnlessOk } from './status.js';

const optionNames: readonly string[] = ['out', 'shape', 'floatType', 'compare', 'bitOrder', 'signed'];
const { numbers, packBits: run } = kernels;

/**
 * A bit for each float: its sign, eight to a byte. This is `numpy.packbits(x > 0, axis=-1)`, what sentence-transformers calls
 * `ubinary` and pgvector `binary_quantize`; with `signed` it is the former's `binary`: each byte less 128, in an Int8Array. sqlite-vec's
 * `vec_quantize_binary` is `{ bitOrder: 'little' }`.
 *
 * Each row begins with a byte of its own; bits behind its last float are 0 (before 128 is taken away). Floats of all types are
 * compared as they are: float64 is not rounded to float32, unlike elsewhere in this package.
 *
 * @typeParam S - whether the bytes are signed
 * @typeParam O - the type of `out`
 * @typeParam X - the type of x
 * @param x - float data of any length, at any byte offset, all finite
 * @param options - {@link PackBitsOptions}: `compare`, `bitOrder`, and `shape`, whose last axis are the rows; `signed`; `floatType`: the
 * type of x where it is raw bytes or bits; `out`: where to write, an Int8Array with `signed`, else a Uint8Array, or a Buffer; it may not share memory with x
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
  const { shape, compare, bitOrder, signed, floatType, out } = checkOptions(options, optionNames);
  const sizes = readShape(shape);
  const flags = checkBitFlags(compare, bitOrder, signed);
  const view = putFloats(numbers, 'x', x, floatType);
  const count = numbers[slot.inner]!;
  return packInto(
    view,
    sizes === undefined ? Math.ceil(count / 8) : putRows(numbers, sizes, count),
    flags,
    out,
  );
}

/** Packs rows of a view that was checked, but for `out`. */
export function packRows(
  view: ArrayBufferView,
  type: FloatTypeInfo,
  rows: number,
  columns: number,
  flags: number,
  out: unknown,
): ArrayBufferView {
  numbers[slot.floatType] = type.index;
  putLayout(numbers, 0, rows, 1, columns, 0);
  return packInto(view, rows * Math.ceil(columns / 8), flags, out);
}

/** Packs a view whose type and rows stand in the slots into so many bytes. */
function packInto(view: ArrayBufferView, bytes: number, flags: number, out: unknown): ArrayBufferView {
  const dtype = (flags & BitFlags.signed) === 0 ? dtypes.uint8 : dtypes.int8;
  const bits = checkCodeOutOrAllocate(out, dtype, bytes);
  numbers[slot.bitFlags] = flags;
  run(view, bits);
  if (numbers[slot.status] === Status.notFinite) throw unfitError();
  throwUnlessOk(numbers[slot.status]!, 'x');
  return bits;
}

function unfitError(): Error {
  const columns = numbers[slot.inner]!;
  const row = Math.floor(numbers[slot.index]! / columns);
  const column = numbers[slot.index]! - row * columns;
  return linquantError(
    'ERR_LINQUANT_INVALID_RANGE',
    `x must hold no NaN and no infinity; got ${numbers[slot.value]} in row ${row}, column ${column}`,
    { row, column },
  );
}
