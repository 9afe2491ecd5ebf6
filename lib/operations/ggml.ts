import { checkFloatKind, checkFloatOut, floatsIn } from '../arguments/floats.js';
import type {
  FloatInput,
  FloatOptions,
  FloatOptionsOf,
  FloatOutput,
  FloatsOr,
  FloatTypeOf,
  HalfOptions,
} from '../arguments/floats-types.js';
import { checkKey, checkOptions } from '../arguments/options.js';
import { putLayout, putWholeLayout } from '../arguments/shape.js';
import { checkedCount, checkOutSize, holdsRawBytes, rawHolders, viewOf } from '../arguments/views.js';
import { kernels } from '../backend/select.js';
import { argumentError, changedError, linquantError } from '../errors.js';
import { Status, slot } from '../kernels.js';
import { liveMemory, typedArrayKind } from '../platform/engine-views.js';
import type { FloatType, FloatTypeInfo } from '../tables/float-types.js';
import { type GgmlType, ggmlTypes } from '../tables/ggml-types.js';
import type { NewUint8Array, OutOr } from '../tables/new-arrays.js';
import { rangesOf } from './min-max.js';
import { notFiniteError } from './not-finite.js';
import { throwUnlessOk } from './status.js';

/**
 * ggml blocks as input: bytes in any Uint8Array, DataView, ArrayBuffer or SharedArrayBuffer, at any byte offset.
 *
 * @category Ggml
 */
export type GgmlInput = Uint8Array | DataView | ArrayBuffer | SharedArrayBuffer;

const blockFloats = 32;
const optionNames: readonly string[] = ['out', 'floatType'];
const { numbers } = kernels;

/**
 * Quantizes to ggml blocks, bit for bit as the reference implementation of ggml 0.25 does (`test/fixtures/ggml.json`). Each 32 floats become a block with scale d:
 * - 'q8_0': `d = f32(max|x| / 127)`, codes `round(f32(x * f32(1 / d)))`, half away from zero;
 * - 'q4_0': `d = f32(m / -8)` with m the value of largest magnitude, codes `min(15, trunc(f32(f32(x * f32(1 / d)) + 8.5)))`.
 *
 * d is stored as float16. Where d is 0, 1 / d counts as 0; where 1 / d overflows to infinity, the codes' bytes are 0, as from ggml on
 * x64. This differs from {@link quantize} with blocks of 32, which divides by the scale.
 *
 * @typeParam O - the type of `out`
 * @typeParam X - the type of x
 * @param x - float data, a multiple of 32 of them, all finite
 * @param type - the type of block
 * @param options - `floatType`: the type of x if that is raw bytes. `out`: the output, a Uint8Array or Buffer of exactly the size of the
 * blocks, not overlapping x
 * @returns `out`, or a new Uint8Array
 * @throws RangeError `ERR_LINQUANT_INVALID_SHAPE`: not a multiple of 32 floats; `ERR_LINQUANT_INVALID_RANGE`: a block holds NaN or an
 * infinity (with its `index`), or its d is above 65504, the largest float16. `out` is unspecified then; after other errors it is unchanged:
 * `ERR_LINQUANT_BYTE_LENGTH`, `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_OUT_SIZE`, `ERR_LINQUANT_OVERLAP`
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @category Ggml
 * @example
 * ```ts
 * import { dequantizeGgml, quantizeGgml } from 'linquant';
 *
 * const x = Float32Array.from({ length: 32 }, (_, i) => i - 16);
 * const blocks = quantizeGgml(x, 'q4_0');
 * console.log(blocks.length, dequantizeGgml(blocks, 'q4_0').subarray(0, 4)); // 18 Float32Array(4) [ -16, -14, -14, -12 ]
 * ```
 */
export function quantizeGgml<O extends Uint8Array | undefined = undefined, X extends FloatInput = FloatInput>(
  x: X,
  type: GgmlType,
  options?: FloatOptionsOf<X> & { readonly out?: O },
): OutOr<O, NewUint8Array>;
/**
 * Quantizes 16-bit floats, given as bits in a Uint16Array, to ggml blocks. `floatType` says whether they are float16 or bfloat16.
 *
 * @param x - a multiple of 32 floats, all finite
 * @param type - the type of block
 * @param options - `floatType`: 'float16' or 'bfloat16'; `out` as in the first overload
 * @returns `out`, or a new Uint8Array
 * @throws RangeError and TypeError as the first overload
 * @category Ggml
 * @example
 * ```ts
 * import { convert, quantizeGgml } from 'linquant';
 *
 * const bits = convert(new Float32Array(64).fill(0.5), { to: 'float16' });
 * quantizeGgml(bits, 'q8_0', { floatType: 'float16' }).length; // 68
 * ```
 */
export function quantizeGgml<
  O extends Uint8Array | undefined = undefined,
  X extends FloatInput | Uint16Array = Uint16Array,
>(x: X, type: GgmlType, options: FloatOptionsOf<X> & { readonly out?: O }): OutOr<O, NewUint8Array>;
export function quantizeGgml(x: unknown, type: unknown, options?: unknown): Uint8Array {
  const { out, floatType } = checkOptions(options, optionNames);
  const { index, bytes, divisor } = checkKey('type', type, ggmlTypes);
  const kind = checkFloatKind('x', x, floatType);
  const view = viewOf('x', x);
  const count = checkedCount('x', view, kind.bytes);
  if (count % blockFloats !== 0) {
    const message = `x must hold a multiple of ${blockFloats} elements; got ${count}`;
    throw linquantError('ERR_LINQUANT_INVALID_SHAPE', message);
  }
  const size = (count / blockFloats) * bytes;
  if (out !== undefined && typedArrayKind(out) !== 'Uint8Array') {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.out', 'a Uint8Array or a Buffer', out);
  }
  const blocks = out === undefined ? new Uint8Array(size) : (out as Uint8Array);
  if (out !== undefined) checkOutSize('options.out', blocks, size, count);
  putBlocks(index, kind, count);
  kernels.quantizeGgml(view, blocks);
  if (numbers[slot.status] === Status.noParameters) throwBlockError(view, count, divisor);
  throwUnlessOk(numbers[slot.status]!, 'x');
  return blocks;
}

/**
 * Dequantizes ggml blocks: `x = f32(d * q)`, for 'q4_0' `f32(d * (q - 8))`, then rounded to the float type of the result.
 *
 * @typeParam O - the type of `out`, a {@link FloatOutput}
 * @typeParam F - the float type of the result
 * @param blocks - bytes, a whole number of blocks; a plain Uint8Array too
 * @param type - the type of block
 * @param options - `out` and `floatType` as in {@link dequantize}
 * @returns `out`, or a new array of 32 floats for each block
 * @throws TypeError and RangeError as {@link dequantize}; `ERR_LINQUANT_BYTE_LENGTH`: not a whole number of blocks. Outputs are unchanged then.
 * @category Ggml
 * @example
 * ```ts
 * import { dequantizeGgml } from 'linquant';
 *
 * const block = new Uint8Array(34).fill(2);
 * block.set([0x00, 0x3c]); // d = 1
 * dequantizeGgml(block, 'q8_0').subarray(0, 3); // Float32Array [ 2, 2, 2 ]
 * ```
 */
export function dequantizeGgml<
  O extends FloatOutput | undefined = undefined,
  F extends FloatType = 'float32',
>(
  blocks: GgmlInput,
  type: GgmlType,
  options?: FloatOptions<F & FloatTypeOf<O>> & { readonly out?: O },
): FloatsOr<O, F>;
/**
 * Dequantizes ggml blocks to the bits of 16-bit floats in a Uint16Array of yours. `floatType` says whether to write float16 or bfloat16.
 *
 * @param blocks - bytes, a whole number of blocks
 * @param type - the type of block
 * @param options - `out`: a Uint16Array with 32 elements for each block, not overlapping the blocks; `floatType`: 'float16' or 'bfloat16'
 * @returns `out`
 * @throws TypeError and RangeError as the first overload. Outputs are unchanged then.
 * @category Ggml
 */
export function dequantizeGgml<O extends Uint16Array>(
  blocks: GgmlInput,
  type: GgmlType,
  options: HalfOptions & { readonly out: O },
): O;
export function dequantizeGgml(blocks: unknown, type: unknown, options?: unknown): ArrayBufferView {
  const { out, floatType } = checkOptions(options, optionNames);
  const { index, bytes } = checkKey('type', type, ggmlTypes);
  if (typedArrayKind(blocks) !== 'Uint8Array' && !holdsRawBytes(blocks)) {
    const allowed = `bytes in a Uint8Array or ${rawHolders.slice(2)}`;
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'blocks', allowed, blocks);
  }
  const view = viewOf('blocks', blocks);
  const count = checkedCount('blocks', view, bytes) * blockFloats;
  const target = checkFloatOut(out, floatType);
  const floats = floatsIn(out, target, count);
  putBlocks(index, target, count);
  kernels.dequantizeGgml(view, floats);
  throwUnlessOk(numbers[slot.status]!, 'blocks');
  return floats;
}

function putBlocks(type: number, floatType: FloatTypeInfo, count: number): void {
  putWholeLayout(numbers, 0, count);
  numbers[slot.dtype] = type;
  numbers[slot.floatType] = floatType.index;
}

/** Finds the range of the failed block again, to say why it has no scale. */
function throwBlockError(view: ArrayBufferView, count: number, divisor: number): never {
  const index = numbers[slot.index]!;
  const memory = liveMemory(view);
  if (memory === undefined) throw changedError('x');
  const bytes = memory.length / (count / blockFloats);
  putWholeLayout(numbers, 0, blockFloats);
  const { min, max } = rangesOf(memory.subarray(index * bytes, (index + 1) * bytes), 1);
  const low = min[0]!;
  const high = max[0]!;
  const name = `block ${index} of x`;
  if (!Number.isFinite(low) || !Number.isFinite(high)) {
    putLayout(numbers, 0, 1, count / blockFloats, blockFloats, 0);
    throw notFiniteError(name, view, index);
  }
  const magnitude = Math.max(-low, high);
  if (Math.fround(magnitude / divisor) <= 65504) throw changedError('x');
  throw linquantError(
    'ERR_LINQUANT_INVALID_RANGE',
    `${name} must hold no magnitude that gives a scale above 65504, the largest float16; got ${magnitude}`,
  );
}
