import type { LoadAttempt } from '../errors.js';
import type { Affine, Rule } from '../rule.js';

/** An object to write results to. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** How a backend answers: everything else was judged before it was called. */
export const Status = {
  ok: 0,
  /** The views do not hold the same number of elements: lib's own check and the memory disagree. */
  lengthMismatch: 1,
  /** Input and output share memory. Nothing was written. */
  overlap: 2,
  /** A row has no parameters: it holds NaN or an infinity, or its scale is 0 or infinite. */
  noParameters: 3,
} as const;

/** One of {@link Status}. */
export type Status = (typeof Status)[keyof typeof Status];

/**
 * What the native addon and the JavaScript fallback both do, with the same bytes as result. Arguments were judged
 * by lib: views are alive and of the right kind, parameters are in range, scale is a positive finite float32.
 * Views may lie at any byte offset. `dtype` is the index in the table of dtypes.
 */
export interface Kernels {
  /** Writes minimum and maximum to `range` (NaN twice where x holds a NaN; never -0). x is not empty. */
  minMax(x: ArrayBufferView, range: { min: number; max: number }): Status;
  /** `clamp(rne(f32(x / scale)) + zeroPoint, qmin, qmax)`; NaN gives zeroPoint, clamped. Any int32 zero point. */
  quantize(
    x: ArrayBufferView,
    q: ArrayBufferView,
    dtype: number,
    scale: number,
    zeroPoint: number,
    qmin: number,
    qmax: number,
  ): Status;
  /** `f32(f32(q - zeroPoint) * scale)`. Any int32 zero point. */
  dequantize(q: ArrayBufferView, x: ArrayBufferView, dtype: number, scale: number, zeroPoint: number): Status;
  /** As quantize, with a scale and a zero point (a code) for each of `scales.length` rows of equal length. */
  quantizeRows(
    x: ArrayBufferView,
    q: ArrayBufferView,
    dtype: number,
    scales: Float32Array,
    zeroPoints: Int32Array,
    qmin: number,
    qmax: number,
  ): Status;
  /** As dequantize, for rows as in quantizeRows. */
  dequantizeRows(
    q: ArrayBufferView,
    x: ArrayBufferView,
    dtype: number,
    scales: Float32Array,
    zeroPoints: Int32Array,
  ): Status;
  /**
   * Finds the range of x (not empty), writes its scale and zero point by the rule to `affine`, and its codes to q.
   * What was written is unspecified after noParameters.
   */
  quantizeDynamic(
    x: ArrayBufferView,
    q: ArrayBufferView,
    dtype: number,
    rule: Rule,
    affine: Mutable<Affine>,
  ): Status;
  /** The same for each of `scales.length` rows (at least 1, not empty). */
  quantizeDynamicRows(
    x: ArrayBufferView,
    q: ArrayBufferView,
    dtype: number,
    rule: Rule,
    scales: Float32Array,
    zeroPoints: Int32Array,
  ): Status;
}

/** All of {@link InstructionSet}. */
export const instructionSets = ['scalar', 'avx2', 'avx512', 'neon'] as const;

/**
 * An instruction set that the native core has kernels for: 'scalar', 'avx2' (includes FMA), 'avx512' (F, BW, DQ and VL) or
 * 'neon'.
 *
 * @useDeclaredType
 * @category Backend
 */
export type InstructionSet = (typeof instructionSets)[number];

/**
 * Which backend does the work in this process, and why.
 *
 * @category Backend
 */
export interface BackendInfo {
  /** 'native' is the C++ addon, 'javascript' the fallback; both give the same bytes. */
  readonly name: 'native' | 'javascript';
  /** The instruction set in use, or 'none' on the fallback. */
  readonly instructionSet: InstructionSet | 'none';
  /** All instruction sets that could be chosen on this machine, the fastest first; empty on the fallback. */
  readonly available: readonly InstructionSet[];
  /** The addon's file, or undefined on the fallback. */
  readonly path: string | undefined;
  /** On the fallback: why the addon is not in use and what to do about it. */
  readonly reason: string | undefined;
  /** Every file tried as the addon without success. */
  readonly attempts: readonly LoadAttempt[];
}
