import { checkOptions, checkWord } from '../../arguments/options.js';
import type { AxisParameters } from '../../index.js';
import type { NewFloat32Array, NewInt32Array } from '../../tables/new-arrays.js';
import { type CheckedRanges, checkRanges, type RangesInput, rangeError } from './ranges.js';

/**
 * The dtypes of codes by ranges of each dimension.
 *
 * @category Embeddings
 */
export type RangesDtype = 'int8' | 'uint8';

/**
 * Parameters from ranges of each dimension: along axis 1, with offsets.
 *
 * @category Embeddings
 */
export interface RangesParameters<D extends RangesDtype = RangesDtype> extends AxisParameters<D> {
  /** The step of each dimension. */
  readonly scale: NewFloat32Array;
  /** -128 for int8, 0 for uint8. */
  readonly zeroPoint: NewInt32Array;
  /** The minimum of each dimension. */
  readonly offset: NewFloat32Array;
}

export const rangesDtypes = ['int8', 'uint8'] as const satisfies readonly RangesDtype[];

/**
 * Parameters for `quantize` and `dequantize` that follow `quantize_embeddings` of sentence-transformers 5.7.0 and later. For each dimension
 * `offset = min` and `scale = f32(f32(max - min) / 255)` (1 where that is 0), with rounding 'down': the code is
 * `clip(floor((x - min) / scale), 0, 255)`, for int8 minus 128.
 *
 * {@link quantizeEmbeddings} with rule 'ranges' uses these parameters. It also refuses NaN and infinities, which `quantize` accepts.
 *
 * @param ranges - `[2, dimensions]`: the minima, then the maxima
 * @param options - `dtype`: 'int8' (default) or 'uint8'
 * @returns a new object with new arrays
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_INVALID_SHAPE`; `ERR_LINQUANT_INVALID_RANGE`: a range is not finite, has min > max, or an infinite scale;
 * `ERR_LINQUANT_INVALID_OPTION`
 * @category Embeddings
 * @example
 * ```ts
 * import { dequantize, quantize } from 'linquant';
 * import { parametersForRanges } from 'linquant/embeddings';
 *
 * const ranges = Float32Array.of(-1, 0, 1, 255); // minima -1 and 0, maxima 1 and 255
 * const parameters = parametersForRanges(ranges, { dtype: 'uint8' });
 * const codes = quantize(Float32Array.of(0, 7), parameters, { shape: [1, 2] });
 * console.log(codes); // Uint8Array [ 127, 7 ]
 * dequantize(codes, parameters, { shape: [1, 2] }); // Float32Array [ -0.00392..., 7 ]
 * ```
 */
export function parametersForRanges<D extends RangesDtype = 'int8'>(
  ranges: RangesInput,
  options?: { readonly dtype?: D },
): RangesParameters<D>;
export function parametersForRanges(ranges: unknown, options?: unknown): RangesParameters {
  const { dtype } = checkOptions(options, ['dtype']);
  const name = checkWord<RangesDtype>('options.dtype', dtype, rangesDtypes);
  return parametersFromRanges('ranges', checkRanges('ranges', ranges), name);
}

/** The same, for checked ranges. */
export function parametersFromRanges(
  argument: string,
  { values, dimensions }: CheckedRanges,
  dtype: RangesDtype,
): RangesParameters {
  const offset = values.slice(0, dimensions);
  const scale = new Float32Array(dimensions);
  for (let i = 0; i < dimensions; i++) {
    const [min, max] = [offset[i]!, values[dimensions + i]!];
    const step = Math.fround(Math.fround(max - min) / 255);
    if (step === Infinity) throw rangeError(argument, 'ranges whose step is a finite float32', min, max, i);
    scale[i] = step === 0 ? 1 : step;
  }
  const zeroPoint = new Int32Array(dimensions).fill(dtype === 'int8' ? -128 : 0);
  return { dtype, scale, zeroPoint, offset, axis: 1, rounding: 'down' };
}
