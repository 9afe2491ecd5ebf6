/**
 * The interface of a backend. A call is an operation, the numbers in the slots of one Float64Array, and the views it works on.
 * Numbers cross in slots because each would cost as much as a view as an argument of its own; nothing is allocated for a call.
 */

/** Who writes a property that others may only read. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** How a backend answers: everything else was judged before it was called. As `Status` in native/call/numbers.h. */
export const enum Status {
  ok,
  /** The views do not hold as many elements as the layout says: lib's own check and the memory disagree. */
  lengthMismatch,
  /** An output shares memory with another view. Nothing was written. */
  overlap,
  /** A range has no parameters: it holds NaN or an infinity, or its scale is 0, infinite or too large for ggml. */
  noParameters,
  /** A float is NaN or infinite where none may be. */
  notFinite,
}

/**
 * What stands in each slot, in order. The addon exports the names that it was compiled with, and one with others is not
 * used. The slots from `from` on repeat the first ones for the codes that `requantize` reads.
 */
export const slotNames = [
  'dtype',
  'rounding',
  'qmin',
  'qmax',
  'scale',
  'zeroPoint',
  'offset',
  'outer',
  'axis',
  'inner',
  'block',
  'fromDtype',
  'fromRounding',
  'fromQmin',
  'fromQmax',
  'fromScale',
  'fromZeroPoint',
  'fromOffset',
  'fromOuter',
  'fromAxis',
  'fromInner',
  'fromBlock',
  'floatType',
  'toFloatType',
  'symmetric',
  'eps',
  'scaleOfZero',
  'bitFlags',
  'min',
  'max',
  'index',
  'value',
  'status',
] as const;

/**
 * The places of the slots, for the compiler to write as numbers: a look-up of each would use up what V8 is willing to
 * inline into a call. `slotNames` says the same as a list.
 *
 * - `dtype`, `rounding`, `floatType`, `toFloatType`: indices of the tables. In calls of ggml `dtype` is the type of block
 * - `scale`, `zeroPoint`, `offset`: the parameters where no views of them are given; `quantizeDynamic` writes the first two
 * - `outer`, `axis`, `inner`, `block`: the {@link Layout}
 * - `symmetric` (0 or 1), `qmin`, `qmax`, `zeroPoint` (where symmetric), `eps`, `scaleOfZero`: the rule of `quantizeDynamic`
 * - `bitFlags`: {@link BitFlags} added up
 * - `min`, `max`: results of `minMax`; the floats for bits of 0 and of 1 in `unpackBits`
 * - `index`, `value`: results. After `notFinite` the index and value of the first unfit float; after `noParameters` `index`
 *   is that of the first range (of ggml: of the first block) without parameters
 * - `status`: result, a {@link Status}
 */
export const enum slot {
  dtype,
  rounding,
  qmin,
  qmax,
  scale,
  zeroPoint,
  offset,
  outer,
  axis,
  inner,
  block,
  from,
  floatType = 22,
  toFloatType,
  symmetric,
  eps,
  scaleOfZero,
  bitFlags,
  min,
  max,
  index,
  value,
  status,
}

/** What is no name where the place of a slot and the list above disagree: the line below it does not compile then. */
type Disagreeing = {
  [Name in keyof typeof slot]: (typeof slotNames)[`${(typeof slot)[Name]}`] extends Name | 'fromDtype'
    ? never
    : Name;
}[keyof typeof slot];
const disagreeing: [Disagreeing] extends [never] ? readonly never[] : Disagreeing = [];

/** The number of slots. */
export const slotCount = slotNames.length + disagreeing.length;

/**
 * Where the parameters of an element are found. Data of the shape [outer, axis, inner] has element (o, a, i) at
 * `(o * axis + a) * inner + i`. Its parameters have the index `a` where `block` is 0, else that of ONNX's blocked
 * QuantizeLinear: `(o * ceil(axis / block) + floor(a / block)) * inner + i`. One set of parameters for all is
 * [1, 1, count], block 0. Rows of bits are [rows, 1, columns], block 0.
 */
export interface Layout {
  readonly outer: number;
  readonly axis: number;
  readonly inner: number;
  readonly block: number;
}

/** How bits stand for floats, for the slot `bitFlags`. */
export const enum BitFlags {
  /** A bit is x >= 0, else x > 0. */
  orEqual = 1,
  /** The first float of a byte has its most significant bit, else the least significant one. */
  highFirst = 2,
  /** Each byte has its highest bit flipped at last, padding included: less 128 in an Int8Array. */
  signed = 4,
}

/**
 * What the native addon and the JavaScript fallback both do, with the same bytes as result. Arguments were judged by lib:
 * views are alive and of the right kind, parameters are in range, scale is a positive finite float32. Data may lie at any
 * byte offset; views of parameters and ranges are typed arrays, hence aligned. Floats are of the type in the slot
 * `floatType`, codes of that in `dtype`, packed ones as ONNX packs them. There are as many elements as the layout says, of
 * `convert` and ggml too; views of any other length give `lengthMismatch`. Outputs may share memory with nothing: else the
 * status is `overlap`. Nothing is written then.
 *
 * Views of parameters are left out, or undefined, where the slots hold one set for all. `offsets` are also undefined where
 * there are none.
 */
export interface Kernels {
  /** The slots. A call reads all it needs before it returns, and leaves the others as they are. */
  readonly numbers: Float64Array;
  /**
   * Minimum and maximum (NaN twice where there is a NaN; never -0), in float32, for each index of the layout: to `mins` and
   * `maxs`, or to the slots `min` and `max`. None is without elements.
   */
  minMax(x: ArrayBufferView, mins?: ArrayBufferView, maxs?: ArrayBufferView): void;
  /**
   * `clamp(round(f32(f32(x - offset) / scale)) + zeroPoint, qmin, qmax)`; NaN gives the code of 0. Any int32 zero point
   * in the slot, where there is no offset and rounding is half-even; else one in qmin..qmax.
   */
  quantize(
    x: ArrayBufferView,
    q: ArrayBufferView,
    scales?: ArrayBufferView,
    zeroPoints?: ArrayBufferView,
    offsets?: ArrayBufferView,
  ): void;
  /** `f32(f32(f32(q - zeroPoint) * scale) + offset)`, in the float type. Zero points as in quantize. */
  dequantize(
    q: ArrayBufferView,
    x: ArrayBufferView,
    scales?: ArrayBufferView,
    zeroPoints?: ArrayBufferView,
    offsets?: ArrayBufferView,
  ): void;
  /**
   * Finds the range of each index of the layout, none of which is without elements, its scale and zero point by the rule,
   * and the codes, whatever the slots `rounding` and `offset` hold. Parameters go to `scales` and `zeroPoints`, or to the slots. What was written is unspecified after
   * noParameters.
   */
  quantizeDynamic(
    x: ArrayBufferView,
    q: ArrayBufferView,
    scales?: ArrayBufferView,
    zeroPoints?: ArrayBufferView,
  ): void;
  /**
   * `dequantize(quantize(x))` in one pass, floats of one type to floats of the same; only qmin and qmax count of the
   * dtype. `mask` (a byte for each element) is 1 where the rounded quotient plus zero point lies outside qmin..qmax, and
   * for NaN.
   */
  fakeQuantize(
    x: ArrayBufferView,
    out: ArrayBufferView,
    mask: ArrayBufferView | undefined,
    scales?: ArrayBufferView,
    zeroPoints?: ArrayBufferView,
    offsets?: ArrayBufferView,
  ): void;
  /** `quantize(dequantize(q))`: codes under the parameters of the slots from `from` on to codes under the others. */
  requantize(
    q: ArrayBufferView,
    out: ArrayBufferView,
    scales: ArrayBufferView | undefined,
    zeroPoints: ArrayBufferView | undefined,
    offsets: ArrayBufferView | undefined,
    fromScales: ArrayBufferView | undefined,
    fromZeroPoints: ArrayBufferView | undefined,
    fromOffsets: ArrayBufferView | undefined,
  ): void;
  /** Floats of the type in `floatType` to those of `toFloatType`, ties to even in one rounding; NaN stays NaN. */
  convert(x: ArrayBufferView, out: ArrayBufferView): void;
  /** Blocks of 32 floats to blocks of ggml, of the type in `dtype`. */
  quantizeGgml(x: ArrayBufferView, blocks: ArrayBufferView): void;
  /** And back. */
  dequantizeGgml(blocks: ArrayBufferView, x: ArrayBufferView): void;
  /**
   * A bit for each float, compared as it is (float64 too), each row beginning with a byte of its own; bits behind the last
   * float of a row are 0 before the flip. After notFinite the bits are unspecified.
   */
  packBits(x: ArrayBufferView, bits: ArrayBufferView): void;
  /** And back, to float32. */
  unpackBits(bits: ArrayBufferView, x: ArrayBufferView): void;
}

/** The names of the operations: what a backend must have. */
export const operationNames = [
  'minMax',
  'quantize',
  'dequantize',
  'quantizeDynamic',
  'fakeQuantize',
  'requantize',
  'convert',
  'quantizeGgml',
  'dequantizeGgml',
  'packBits',
  'unpackBits',
] as const satisfies readonly (keyof Kernels)[];
