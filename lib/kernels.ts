/**
 * The interface of a backend. A call is an operation, numbers in the slots of one Float64Array, and views. Numbers are passed in
 * slots because each Node-API argument costs about as much as a view does. A call allocates nothing.
 */

/** T with writable properties, for the code that builds an object which is readonly for everyone else. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The result of a backend's call. lib has checked all other errors before. The same as `Status` in native/call/numbers.h. */
export const enum Status {
  ok,
  /** A view does not have the number of elements in the layout: it was resized or detached after lib's check. */
  lengthMismatch,
  /** An output shares memory with another view. Nothing was written. */
  overlap,
  /** A range has no parameters: it holds NaN or an infinity, or its scale is 0, infinite or too large for ggml. */
  noParameters,
  /** The data holds NaN or an infinity, which this call refuses. */
  notFinite,
}

/**
 * The names of the slots, in order. The addon exports the names it was compiled with; the loader refuses an addon with other
 * names. `requantize` reads codes with one set of parameters and writes codes with another: the slots `from...` are for the first.
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
  'saturate',
  'finite',
  'symmetric',
  'eps',
  'scaleOfZero',
  'bitFlags',
  'form',
  'metric',
  'firstRow',
  'rows',
  'columns',
  'queries',
  'k',
  'min',
  'max',
  'index',
  'value',
  'status',
] as const;

/**
 * The index of each slot. A const enum compiles to numbers: property look-ups would count against the bytecode budget within
 * which V8 inlines a function. `slotNames` is the same as a list.
 *
 * - `dtype`, `rounding`, `floatType`, `toFloatType`: indices of the tables in lib/tables. For ggml `dtype` is the type of block
 * - `saturate`: 0 or 1; read by `convert` if it converts to float8
 * - `finite`: 0 or 1; read by `quantize`
 * - `scale`, `zeroPoint`, `offset`: the parameters of the whole tensor, where no views of parameters are given. `quantizeDynamic`
 *   writes the first two
 * - `outer`, `axis`, `inner`, `block`: the {@link Layout}
 * - `fromOuter`, `fromAxis`, `fromInner`: in `measure` the layout of its results, which has no blocks: `fromBlock` is 0
 * - `symmetric` (0 or 1), `qmin`, `qmax`, `zeroPoint` (if symmetric), `eps`, `scaleOfZero`: the `Choice` of `quantizeDynamic`
 * - `bitFlags`: {@link BitFlags} added up
 * - `form`, `metric`: a {@link ScoreForm} and a {@link Metric}
 * - `firstRow`, `rows`, `columns`, `queries`, `k`: of a search. `columns` are the elements of a row with those that fill its last byte;
 *   the true number of dimensions is in `axis`. `symmetric` is there 1 where both sides have one grid (`scoreRows`), and where larger
 *   scores are better (`selectBest`)
 * - `min`, `max`: results of `minMax`; in `unpackBits` the floats for a 0 bit and a 1 bit
 * - `index`, `value`: results. After `notFinite`: index and value of the first NaN or infinity (`scoreRows`: only
 *   the number of its row in the corpus). After `noParameters`: `index` of the first range (for ggml: block) without parameters
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
  saturate,
  finite,
  symmetric,
  eps,
  scaleOfZero,
  bitFlags,
  form,
  metric,
  firstRow,
  rows,
  columns,
  queries,
  k,
  min,
  max,
  index,
  value,
  status,
}

/** The names whose index in `slot` differs from that in `slotNames`. Unless there are none, the next statement does not compile. */
type Disagreeing = {
  [Name in keyof typeof slot]: (typeof slotNames)[`${(typeof slot)[Name]}`] extends Name | 'fromDtype'
    ? never
    : Name;
}[keyof typeof slot];
const disagreeing: [Disagreeing] extends [never] ? readonly never[] : Disagreeing = [];

/** The number of slots. */
export const slotCount = slotNames.length + disagreeing.length;

/**
 * Which element has which parameters. Data of shape [outer, axis, inner] has element (o, a, i) at index
 * `(o * axis + a) * inner + i`. If `block` is 0, its parameters have index `a`. Else `block` indices of the axis share parameters,
 * in the order of ONNX's blocked QuantizeLinear: `(o * ceil(axis / block) + floor(a / block)) * inner + i`. One set of parameters
 * for the whole tensor is [1, 1, count], block 0. Rows of bits are [rows, 1, columns], block 0.
 */
export interface Layout {
  readonly outer: number;
  readonly axis: number;
  readonly inner: number;
  readonly block: number;
}

/** How floats become bits and bits become bytes, for the slot `bitFlags`. */
export const enum BitFlags {
  /** The bit is x >= 0; without this flag x > 0. */
  orEqual = 1,
  /** The first of eight floats is the most significant bit of its byte; without this flag the least significant. */
  highFirst = 2,
  /** Each byte, padding included, is XORed with 0x80 at last: as int8 that is the unsigned byte minus 128. */
  signed = 4,
}

/**
 * The operations of a backend. The native addon, WebAssembly and the JavaScript fallback produce the same bytes.
 *
 * lib has checked the arguments: views are of the right kind and not detached, parameters are in range, scales are positive finite
 * float32. Data may start at any byte offset; views of parameters and ranges are typed arrays, so they are aligned. The slot
 * `floatType` is the type of floats, `dtype` that of codes; codes of fewer than 8 bits are packed as in ONNX. The layout says how many
 * elements there are, for `convert` and ggml too. A view of another length gives `lengthMismatch`, an output that shares memory
 * with another view gives `overlap`; nothing is written then.
 *
 * Views of parameters are omitted or undefined where the slots hold one set for the whole tensor. `offsets` is undefined where all
 * offsets are 0.
 */
export interface Kernels {
  /** The slots. A call reads those of its operation and writes those of its results. */
  readonly numbers: Float64Array;
  /**
   * Minimum and maximum as float32 for each set of parameters of the layout, to `mins` and `maxs`. Without these views the layout has one
   * set, and they go to the slots `min` and `max`. Both are NaN where an element is NaN; -0 becomes 0. The caller makes sure that each
   * set has at least one element.
   */
  minMax(x: ArrayBufferView, mins?: ArrayBufferView, maxs?: ArrayBufferView): void;
  /**
   * `clamp(round(f32(f32(x - offset) / scale)) + zeroPoint, qmin, qmax)`. NaN gives the code of 0. Zero points lie in qmin..qmax; the
   * one in the slot may be any int32 if the offset is 0 and rounding is half-even. Where the slot `finite` is 1, a NaN or an infinity gives
   * `notFinite`: as float32, so also a float64 that is too large. Codes are unspecified then.
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
   * For each index of the layout: finds the range, chooses scale and zero point, and quantizes with rounding half-even and offset 0,
   * whatever those slots hold. Each index has at least one element. Parameters go to `scales` and `zeroPoints`, or to the slots.
   * After `noParameters` the outputs are unspecified.
   */
  quantizeDynamic(
    x: ArrayBufferView,
    q: ArrayBufferView,
    scales?: ArrayBufferView,
    zeroPoints?: ArrayBufferView,
  ): void;
  /**
   * `dequantize(quantize(x))` in one pass, to the float type of x. The slot `dtype` is not read, only qmin and qmax. `mask` has a byte for
   * each element: 1 where the rounded quotient plus zero point lies outside qmin..qmax and for NaN, else 0.
   */
  fakeQuantize(
    x: ArrayBufferView,
    out: ArrayBufferView,
    mask: ArrayBufferView | undefined,
    scales?: ArrayBufferView,
    zeroPoints?: ArrayBufferView,
    offsets?: ArrayBufferView,
  ): void;
  /**
   * `quantize(dequantize(q))` in one pass. q is decoded by the slots whose names begin with `from`, or by the views `from...`, and encoded
   * again by the slots and views of the same names without `from`.
   */
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
  /** Floats of the type in `floatType` to the type in `toFloatType`, rounded once, half to even. NaN stays NaN. */
  convert(x: ArrayBufferView, out: ArrayBufferView): void;
  /** Each 32 floats to one ggml block, of the type in `dtype`. */
  quantizeGgml(x: ArrayBufferView, blocks: ArrayBufferView): void;
  /** ggml blocks to floats. */
  dequantizeGgml(blocks: ArrayBufferView, x: ArrayBufferView): void;
  /**
   * One bit for each float. Floats are compared in their own type, float64 too. Each row starts a new byte; unused bits of its last byte
   * are 0 before the XOR. After `notFinite` the bits are unspecified.
   */
  packBits(x: ArrayBufferView, bits: ArrayBufferView): void;
  /** Bits to float32. */
  unpackBits(bits: ArrayBufferView, x: ArrayBufferView): void;
  /**
   * As `minMax` with views, but NaN and infinities are left out: Infinity and -Infinity where nothing else is there. `leftOut`, one float64,
   * becomes their number. Without elements nothing is written.
   */
  finiteRanges(
    x: ArrayBufferView,
    mins: ArrayBufferView,
    maxs: ArrayBufferView,
    leftOut: ArrayBufferView,
  ): void;
  /**
   * Adds to `counts`, 2048 float64 for each index of the layout, how many elements are in bin `floor(x * reciprocal) + 1024`; elements
   * beyond the bins are in the first or last one, NaN and infinities in none. `reciprocals` has a float32 for each index: 1 / width, a
   * normal power of two.
   */
  histogram(x: ArrayBufferView, reciprocals: ArrayBufferView, counts: ArrayBufferView): void;
  /**
   * For each row of a layout [1, rows, columns]: finds the scale of least squares (native/core/fit.cpp), with half of it as the offset
   * (negative for uint1) and the zero point 0, and quantizes. The dtype is int8, int4, int2 or uint1, and a row is whole bytes. After
   * `noParameters`, `index` is the first row with NaN or an infinity; outputs are unspecified.
   */
  fitRows(
    x: ArrayBufferView,
    q: ArrayBufferView,
    scales: ArrayBufferView,
    zeroPoints: ArrayBufferView,
    offsets: ArrayBufferView,
  ): void;
  /**
   * Brings queries into the backend's own form, which `scoreRows` reads. Slots: form, dtype, columns, queries. `queries` has the type
   * that its {@link ScoreForm} says, [queries, columns]. `prepared` has {@link preparedBytes}.
   */
  prepareQueries(queries: ArrayBufferView, prepared: ArrayBufferView): void;
  /**
   * The scores of rows with prepared queries: float64 [queries, rows]. `rows` is the corpus; scored are its rows `firstRow` up to
   * `firstRow + rows`, or those that the first `rows` elements of `list` (uint32) name; `firstRow` is 0 then. `constants` are those of
   * {@link QueryConstant}, for each query. `scales`, `zeroPoints` and `offsets` have an element for each row of the corpus; else the
   * slots hold one for all. After `notFinite` (floats only) the scores are unspecified.
   *
   * All in float64, in this order, each operation rounded. The form floats: x is float32(x). Eight sums, element i in sum `i % 8`; then
   * `((0+4)+(2+6)) + ((1+5)+(3+7))`. dot sums x * y; n sums x * x; l2 sums (x - y) * (x - y). cosine is dot / sqrt(n * norm).
   *
   * The forms of codes, with a, z, b the row's scale, zero point and offset; d, zq, bq, Q, M, norm and kappa the query's constants; D
   * the slot axis; S, C and N the exact sums of c * q, c and c * c:
   *
   *     P = S - z*Q - zq*C + D*z*zq    Q' = Q - D*zq    M' = M - 2*zq*Q + D*zq*zq    C' = C - D*z    N' = N - 2*z*C + D*z*z
   *
   * exact integers. Without offsets (no `offsets`, and 0 in the slot, in bq and in kappa):
   *
   *     dot = P * (a*d)    cosine = P / sqrt(N' * M')
   *
   * else:
   *
   *     dot = (((P*(a*d) + C'*(a*bq)) + Q'*(b*d)) + D*(b*bq)) + kappa
   *     n = (N'*(a*a) + C'*(2*(a*b))) + D*(b*b)    cosine = dot / sqrt(n * norm)
   *
   * l2 is (N' - 2*P + M') * (a*a) where the slot `symmetric` is 1, else max(0, (n + norm) - 2*dot). hamming counts the bits of
   * row ^ query.
   */
  scoreRows(
    rows: ArrayBufferView,
    prepared: ArrayBufferView,
    constants: ArrayBufferView,
    scores: ArrayBufferView,
    list?: ArrayBufferView,
    scales?: ArrayBufferView,
    zeroPoints?: ArrayBufferView,
    offsets?: ArrayBufferView,
  ): void;
  /**
   * Merges a block of scores, [queries, rows], into the best so far: `keys` (float64) and `ids` (uint32), [queries, capacity] with
   * capacity k + max(k, 256), and `counts`, how many each query holds, 0 at first. Row r has the id `list[r]`, or `firstRow + r`. The
   * slot `symmetric` is 1 where larger scores are better. The order: the better score, NaN behind all others, then the lower id. The
   * best k of all blocks are among the first `counts` elements, in no order; those behind are unspecified.
   */
  selectBest(
    scores: ArrayBufferView,
    keys: ArrayBufferView,
    ids: ArrayBufferView,
    counts: ArrayBufferView,
    list?: ArrayBufferView,
  ): void;
  /**
   * The error of codes, beside the floats that they stand for: x as float32, and `dequantize(q)` as float32, r. The results are the arrays of
   * {@link Measure}, one behind the other, with an element for each index of the axis of their own layout. If that has `outer` above 1 and
   * an axis above 1, `results` has as many elements again, for sums in between. Scales are above 0. After `notFinite`, the results are
   * unspecified. native/core/measure.h says in which order sums are made.
   */
  measure(
    x: ArrayBufferView,
    q: ArrayBufferView,
    results: ArrayBufferView,
    scales?: ArrayBufferView,
    zeroPoints?: ArrayBufferView,
    offsets?: ArrayBufferView,
  ): void;
}

/** What `scoreRows` compares. The same as `ScoreForm` in native/call/numbers.h. */
export const enum ScoreForm {
  /** Rows of floats of the slot floatType; queries Float32Array. */
  floats,
  /** Rows of codes of the slot dtype; queries Int32Array of integers from -256 to 255. */
  codes,
  /** Rows of codes of the slot dtype; queries Int32Array of integers up to 8355711 in magnitude, three digits of 8 bits. */
  wideCodes,
  /** Rows of bits; queries Uint8Array, the same. */
  bits,
}

/** What a score is. hamming is that of bits, and theirs only. */
export const enum Metric {
  dot,
  cosine,
  l2,
  hamming,
}

/** The constants of a query for `scoreRows`, in order. */
export const enum QueryConstant {
  scale,
  zeroPoint,
  offset,
  /** The sum of its integers. */
  sum,
  /** The sum of their squares. */
  squares,
  /** What is added to each dot product: offsets of dimensions. */
  added,
  /** |y|^2 of its values. */
  norm,
}

/** The stride of constants. */
export const queryConstants = 8;

/** The length of `prepared`: 8 bytes a number, with queries rounded up to a multiple of 16 and columns to one of 64. */
export function preparedBytes(queries: number, columns: number): number {
  return Math.ceil(queries / 16) * 16 * Math.ceil(columns / 64) * 64 * 8;
}

/** The arrays of `measure`, in order. Differences are those of float64, and sums and products too. */
export const enum Measure {
  /** The sum of x * x. */
  signal,
  /** The sum of (x - r) * (x - r). */
  noise,
  /** The sum of r * r. */
  restored,
  /** The sum of x * r. */
  product,
  /** The sum of |x - r|. */
  absolute,
  /** The largest |x - r|. */
  largest,
  /** The index of the first element that has it. */
  index,
  /** How many elements have a code outside qmin..qmax, before it is clamped. */
  clipped,
}

/** How many arrays `measure` gives. */
export const measureCount = 8;

/** The operations that a backend must have. */
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
  'measure',
  'finiteRanges',
  'histogram',
  'fitRows',
  'prepareQueries',
  'scoreRows',
  'selectBest',
] as const satisfies readonly (keyof Kernels)[];
