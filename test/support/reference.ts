import type { Dtype } from 'linquant';

/*
 * The definitions of the package written down once more, as slowly and plainly as they can be. They are what every
 * backend is compared with. Do not improve them.
 */
const f32 = Math.fround;

/** The lowest and the highest code, and those with a bit less. */
const bounds = {
  int8: [-128, 127, -64, 63],
  uint8: [0, 255, 0, 127],
  int16: [-32768, 32767, -16384, 16383],
  uint16: [0, 65535, 0, 32767],
  int4: [-8, 7, -4, 3],
  uint4: [0, 15, 0, 7],
  int2: [-2, 1, -1, 0],
  uint2: [0, 3, 0, 1],
} as const;

/** Nearest integer, ties to even. */
export function rne(x: number): number {
  const floor = Math.floor(x);
  const fraction = x - floor;
  if (fraction < 0.5) return floor;
  if (fraction > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

export function clamp(x: number, low: number, high: number): number {
  return Math.min(Math.max(x, low), high);
}

/** One code. The double quotient of two float32 rounds to the correctly rounded float32 quotient. */
export function quantizeOne(x: number, scale: number, zeroPoint: number, qmin: number, qmax: number): number {
  const quotient = f32(f32(x) / f32(scale));
  if (Number.isNaN(quotient)) return clamp(zeroPoint, qmin, qmax);
  return clamp((Number.isFinite(quotient) ? rne(quotient) : quotient) + zeroPoint, qmin, qmax);
}

/** One float. */
export function dequantizeOne(q: number, scale: number, zeroPoint: number): number {
  return f32(f32(q - zeroPoint) * f32(scale));
}

/** Minimum and maximum, NaN if any element is, never -0. */
export function minMaxOf(x: ArrayLike<number>): { min: number; max: number } {
  const values = Array.from(x);
  if (values.some(Number.isNaN)) return { min: Number.NaN, max: Number.NaN };
  const sorted = values.sort((a, b) => a - b);
  return { min: sorted[0]! + 0, max: sorted[sorted.length - 1]! + 0 };
}

/** How to choose scale and zero point, as the options of the package spell it. */
export interface ChoiceOfReference {
  readonly dtype?: Exclude<Dtype, 'int32'>;
  readonly rule?: 'observer' | 'onnx' | 'absmax';
  readonly scheme?: 'asymmetric' | 'symmetric';
  readonly reduceRange?: boolean;
  readonly narrowRange?: boolean;
  readonly qmin?: number;
  readonly qmax?: number;
  readonly eps?: number;
}

export interface ChosenByReference {
  readonly scale: number;
  readonly zeroPoint: number;
  readonly qmin: number;
  readonly qmax: number;
}

/** The codes in use. */
function boundsOf(options: ChoiceOfReference): { qmin: number; qmax: number } {
  if (options.rule === 'onnx') return { qmin: 0, qmax: 255 };
  if (options.rule === 'absmax') return { qmin: -127, qmax: 127 };
  const [low, high, reducedLow, reducedHigh] = bounds[options.dtype ?? 'uint8'];
  const [lowest, qmax] = options.reduceRange ? [reducedLow, reducedHigh] : [low, high];
  const qmin = options.narrowRange ? lowest + 1 : lowest;
  return { qmin: options.qmin ?? qmin, qmax: options.qmax ?? qmax };
}

/** Scale and zero point for min..max. The scale may be 0 or infinite: then there is none. */
export function chooseOf(min: number, max: number, options: ChoiceOfReference): ChosenByReference {
  const low = Math.min(f32(min), 0);
  const high = Math.max(f32(max), 0);
  const { qmin, qmax } = boundsOf(options);
  if (options.rule === 'onnx') {
    if (low === 0 && high === 0) return { scale: 1, zeroPoint: 0, qmin, qmax };
    const scale = f32(f32(high - low) / 255);
    return { scale, zeroPoint: clamp(rne(f32(0 - f32(low / scale))), 0, 255) + 0, qmin, qmax };
  }
  if (options.rule === 'absmax') {
    if (low === 0 && high === 0) return { scale: 1, zeroPoint: 0, qmin, qmax };
    return { scale: Math.max(f32(Math.max(-low, high) / 127), 2 ** -126), zeroPoint: 0, qmin, qmax };
  }
  const eps = f32(options.eps ?? 2 ** -23);
  if (options.scheme === 'symmetric') {
    const scale = Math.max(f32(Math.max(-low, high) / f32((qmax - qmin) / 2)), eps);
    return {
      scale,
      zeroPoint: bounds[options.dtype ?? 'uint8'][0] < 0 ? 0 : Math.ceil((qmin + qmax) / 2),
      qmin,
      qmax,
    };
  }
  const scale = Math.max(f32(f32(high - low) / f32(qmax - qmin)), eps);
  return { scale, zeroPoint: clamp(qmin - rne(f32(low / scale)), qmin, qmax) + 0, qmin, qmax };
}

/** Each of `rows` rows by itself: its range, the parameters for it, its codes. */
export function quantizeRowsOf(x: Float32Array, rows: number, options: ChoiceOfReference) {
  const columns = rows === 0 ? 0 : x.length / rows;
  const codes: number[] = [];
  const chosen: ChosenByReference[] = [];
  for (let row = 0; row < rows; row++) {
    const values = x.subarray(row * columns, (row + 1) * columns);
    const { min, max } = minMaxOf(values);
    const p = chooseOf(min, max, options);
    chosen.push(p);
    for (const value of values) codes.push(quantizeOne(value, p.scale, p.zeroPoint, p.qmin, p.qmax));
  }
  return { codes, scale: chosen.map((p) => p.scale), zeroPoint: chosen.map((p) => p.zeroPoint) };
}
