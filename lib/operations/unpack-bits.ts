import { checkBitFlags, putRows, rowsText } from '../arguments/bits.js';
import { type CodeInput, checkCodeKind } from '../arguments/codes.js';
import { countOfOut, floatsIn } from '../arguments/floats.js';
import type { FloatsOr } from '../arguments/floats-types.js';
import { checkCount, checkOptions } from '../arguments/options.js';
import { productOf, readShape } from '../arguments/shape.js';
import { checkedBytes, viewOf } from '../arguments/views.js';
import { kernels } from '../backend/select.js';
import { argumentError, describe, linquantError } from '../errors.js';
import { slot } from '../kernels.js';
import { isArray, isBuffer, typedArrayKind } from '../platform/engine-views.js';
import { dtypes } from '../tables/dtypes.js';
import { floatTypes } from '../tables/float-types.js';
import type { UnpackBitsOptions } from './pack-bits-types.js';
import { throwUnlessOk } from './status.js';

const optionNames: readonly string[] = ['out', 'shape', 'length', 'bitOrder', 'signed', 'values'];
const { numbers } = kernels;

/**
 * Unpacks bits, packed as by {@link packBits}, to float32: one of two values for each bit.
 *
 * @typeParam S - whether the bytes are signed
 * @typeParam O - the type of `out`
 * @param bits - bytes, in which each row starts a new byte: a Uint8Array (with `signed` an Int8Array), or raw bytes in a Buffer, DataView,
 * ArrayBuffer or SharedArrayBuffer
 * @param options - {@link UnpackBitsOptions}: `shape`, whose last axis is a row, or `length`, or a Float32Array as `out`, for the number of
 * bits; `bitOrder`; `values`; `signed`, if the bytes were packed so; `out`: the output, a Float32Array or a Buffer of float32, of exactly
 * the size of the result, not overlapping the bits
 * @returns `out`, or a new Float32Array
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_BYTE_LENGTH`: not exactly the bytes of that number of bits; `ERR_LINQUANT_INVALID_OPTION`,
 * `ERR_LINQUANT_INVALID_SHAPE`, `ERR_LINQUANT_OUT_SIZE`, `ERR_LINQUANT_OVERLAP`. Outputs are unchanged then.
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
  const { shape, length, bitOrder, signed, values, out } = checkOptions(options, optionNames);
  const sizes = readShape(shape);
  const [ofZero, ofOne] = checkBitValues(values);
  const flags = checkBitFlags(undefined, bitOrder, signed);
  checkCodeKind('bits', bits, signed === true ? dtypes.int8 : dtypes.uint8);
  const view = viewOf('bits', bits);
  const bytes = checkedBytes('bits', view);
  if (out !== undefined && typedArrayKind(out) !== 'Float32Array' && !isBuffer(out)) {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.out', 'a Float32Array or a Buffer', out);
  }
  const count = countBits(length, sizes, out);
  const wanted = putRows(numbers, sizes, count);
  if (bytes !== wanted) {
    throw linquantError(
      'ERR_LINQUANT_BYTE_LENGTH',
      `bits must hold exactly ${wanted} bytes, for ${rowsText(numbers)}; got ${bytes} bytes`,
    );
  }
  const floats = floatsIn(out, floatTypes.float32, count);
  numbers[slot.bitFlags] = flags;
  numbers[slot.min] = ofZero;
  numbers[slot.max] = ofOne;
  kernels.unpackBits(view, floats);
  throwUnlessOk(numbers[slot.status]!, 'bits');
  return floats;
}

/** The number of bits, by `length`, `shape` or `out`. */
function countBits(length: unknown, shape: readonly number[] | undefined, out: unknown): number {
  const given =
    length === undefined ? undefined : checkCount('options.length', length, 0, 'ERR_LINQUANT_INVALID_SHAPE');
  const count =
    (shape === undefined ? undefined : productOf(shape)) ?? given ?? countOfOut(out, floatTypes.float32);
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

/** Checks the floats for a 0 bit and a 1 bit. */
function checkBitValues(values: unknown): readonly [number, number] {
  if (values === undefined) return [0, 1];
  const allowed = 'two finite numbers, after rounding to float32 too: for bits of 0 and of 1';
  if (!isArray(values)) {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.values', allowed, values);
  }
  // Not by spreading: a proxy may say that there is no end.
  const { length } = values;
  if (length === 2) return [checkValue(values[0], allowed), checkValue(values[1], allowed)];
  throw linquantError(
    'ERR_LINQUANT_INVALID_OPTION',
    `options.values must be ${allowed}; got an array of ${describe(length)}`,
  );
}

function checkValue(value: unknown, allowed: string): number {
  if (typeof value !== 'number') {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.values', allowed, value);
  }
  if (Number.isFinite(Math.fround(value))) return Math.fround(value);
  throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'options.values', allowed, value);
}
