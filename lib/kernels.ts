import type { Affine, Rule } from './arithmetic/affine-of-range.js';

/** An object to write results to. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** How a backend answers: everything else was judged before it was called. */
export const Status = {
  ok: 0,
  /** The views do not hold the same number of elements: lib's own check and the memory disagree. */
  lengthMismatch: 1,
  /** Input and output share memory. Nothing was written. */
  overlap: 2,
  /** A range has no parameters: it holds NaN or an infinity, or its scale is 0, infinite or too large for ggml. */
  noParameters: 3,
  /** A float is NaN or infinite where none may be. */
  notFinite: 4,
} as const;

/** One of {@link Status}. */
export type Status = (typeof Status)[keyof typeof Status];

/**
 * Where the parameters of an element are found. Data of the shape [outer, axis, inner] has element (o, a, i) at
 * `(o * axis + a) * inner + i`. Its parameters have the index `a` where `block` is 0, else that of ONNX's blocked
 * QuantizeLinear: `(o * ceil(axis / block) + floor(a / block)) * inner + i`. One set of parameters for all is
 * [1, 1, count], block 0.
 */
export interface Layout {
  readonly outer: number;
  readonly axis: number;
  readonly inner: number;
  readonly block: number;
}

/** What the parameters of all elements share. `dtype` and `rounding` are indices of their tables. */
export interface Coding {
  readonly dtype: { readonly index: number };
  readonly rounding: number;
  readonly qmin: number;
  readonly qmax: number;
}

/** Parameters of a whole tensor. */
export interface TensorCoding extends Coding {
  readonly scale: number;
  readonly zeroPoint: number;
  readonly offset: number;
}

/** Parameters by a {@link Layout}: arrays of as many elements as it has indices. */
export interface AxisCoding extends Coding {
  readonly scales: Float32Array;
  readonly zeroPoints: Int32Array;
  /** Undefined where all are 0. */
  readonly offsets: Float32Array | undefined;
}

/** How bits stand for the floats of rows, each of which begins with a byte of its own. */
export interface BitLayout {
  readonly rows: number;
  readonly columns: number;
  /** A bit is x >= 0, else x > 0. */
  readonly orEqual: boolean;
  /** The first float of a byte has its most significant bit, else the least significant one. */
  readonly highFirst: boolean;
  /** Each byte has its highest bit flipped at last, padding included: less 128 in an Int8Array. */
  readonly isSigned: boolean;
}

/** A float that is NaN or infinite, and where it is. */
export interface Unfit {
  readonly index: number;
  readonly value: number;
}

/**
 * What the native addon and the JavaScript fallback both do, with the same bytes as result. Arguments were judged
 * by lib: views are alive and of the right kind, parameters are in range, scale is a positive finite float32.
 * Views may lie at any byte offset. Floats are of the type with the index `floatType` (lib/float-types.ts), codes of
 * the dtype with the index `dtype`; packed ones as ONNX packs them, and the floats tell how many there are.
 */
export interface Kernels {
  /** Writes minimum and maximum to `range` (NaN twice where x holds a NaN; never -0), in float32. x is not empty. */
  minMax(x: ArrayBufferView, floatType: number, range: { min: number; max: number }): Status;
  /** The same for each index of the layout, none of which is without elements. */
  minMaxAxis(
    x: ArrayBufferView,
    floatType: number,
    layout: Layout,
    mins: Float32Array,
    maxs: Float32Array,
  ): Status;
  /**
   * `clamp(round(f32(f32(x - offset) / scale)) + zeroPoint, qmin, qmax)`; NaN gives the code of 0. Any int32 zero point,
   * where there is no offset and rounding is half-even; else one in qmin..qmax.
   */
  quantize(x: ArrayBufferView, floatType: number, q: ArrayBufferView, coding: TensorCoding): Status;
  /** The same with parameters by a layout. */
  quantizeAxis(
    x: ArrayBufferView,
    floatType: number,
    q: ArrayBufferView,
    coding: AxisCoding,
    layout: Layout,
  ): Status;
  /** `f32(f32(f32(q - zeroPoint) * scale) + offset)`, in the float type. Zero points as in quantize. */
  dequantize(q: ArrayBufferView, x: ArrayBufferView, floatType: number, coding: TensorCoding): Status;
  /** The same with parameters by a layout. */
  dequantizeAxis(
    q: ArrayBufferView,
    x: ArrayBufferView,
    floatType: number,
    coding: AxisCoding,
    layout: Layout,
  ): Status;
  /**
   * Finds the range of x (not empty), writes its scale and zero point by the rule to `affine`, and its codes to q.
   * What was written is unspecified after noParameters.
   */
  quantizeDynamic(
    x: ArrayBufferView,
    floatType: number,
    q: ArrayBufferView,
    dtype: number,
    rule: Rule,
    affine: Mutable<Affine>,
  ): Status;
  /** The same for each index of a layout, none of which is without elements. */
  quantizeDynamicAxis(
    x: ArrayBufferView,
    floatType: number,
    q: ArrayBufferView,
    dtype: number,
    rule: Rule,
    layout: Layout,
    scales: Float32Array,
    zeroPoints: Int32Array,
  ): Status;
  /**
   * `dequantize(quantize(x))` in one pass, floats of one type to floats of the same; only qmin and qmax count of the
   * dtype. `mask` (a byte for each element) is 1 where the rounded quotient plus zero point lies outside qmin..qmax, and
   * for NaN.
   */
  fakeQuantize(
    x: ArrayBufferView,
    floatType: number,
    out: ArrayBufferView,
    mask: Uint8Array | undefined,
    coding: AxisCoding,
    layout: Layout,
  ): Status;
  /** `quantize(dequantize(q))`: `count` codes under one set of parameters to codes under another. */
  requantize(
    q: ArrayBufferView,
    out: ArrayBufferView,
    count: number,
    from: AxisCoding,
    fromLayout: Layout,
    to: AxisCoding,
    toLayout: Layout,
  ): Status;
  /** Floats of one type to floats of another, ties to even in one rounding; NaN stays NaN. */
  convert(x: ArrayBufferView, from: number, out: ArrayBufferView, to: number): Status;
  /** Blocks of 32 floats to blocks of ggml, of the type with the index `type` (lib/ggml.ts). */
  quantizeGgml(x: ArrayBufferView, floatType: number, blocks: ArrayBufferView, type: number): Status;
  /** And back. */
  dequantizeGgml(blocks: ArrayBufferView, x: ArrayBufferView, floatType: number, type: number): Status;
  /**
   * A bit for each float, compared as it is (float64 too); bits behind the last float of a row are 0 before the flip.
   * After notFinite `unfit` is the first float that is NaN or infinite, and the bits are unspecified.
   */
  packBits(
    x: ArrayBufferView,
    floatType: number,
    bits: ArrayBufferView,
    layout: BitLayout,
    unfit: Mutable<Unfit>,
  ): Status;
  /** And back, to float32: `ofZero` for bits of 0, `ofOne` for those of 1. */
  unpackBits(
    bits: ArrayBufferView,
    x: ArrayBufferView,
    layout: BitLayout,
    ofZero: number,
    ofOne: number,
  ): Status;
}
