import type { Dtype } from 'linquant';
import { limits } from './dtypes.js';
import { clamp, roundHalfEven } from './quotient.js';

/*
 * The definition of parameters from a range, by every rule and scheme.
 */
const f32 = Math.fround;

/** How to choose scale and zero point, as the options of the package spell it. */
export interface Choice {
  readonly dtype?: Exclude<Dtype, 'int32'>;
  readonly rule?: 'observer' | 'onnx' | 'absmax';
  readonly scheme?: 'asymmetric' | 'symmetric';
  readonly reduceRange?: boolean;
  readonly narrowRange?: boolean;
  readonly qmin?: number;
  readonly qmax?: number;
  readonly eps?: number;
}

export interface Chosen {
  readonly scale: number;
  readonly zeroPoint: number;
  readonly qmin: number;
  readonly qmax: number;
}

/** The codes in use. */
function boundsOf(options: Choice): { qmin: number; qmax: number } {
  if (options.rule === 'onnx') return { qmin: 0, qmax: 255 };
  if (options.rule === 'absmax') return { qmin: -127, qmax: 127 };
  const { qmin: low, qmax: high } = limits[options.dtype ?? 'uint8'];
  // A bit less: -64..63 of int8, 0..127 of uint8.
  const [lowest, qmax] = options.reduceRange ? [low / 2, Math.floor(high / 2)] : [low, high];
  const qmin = options.narrowRange ? lowest + 1 : lowest;
  return { qmin: options.qmin ?? qmin, qmax: options.qmax ?? qmax };
}

/** Scale and zero point for min..max. The scale may be 0 or infinite: then there is none. */
export function chooseOf(min: number, max: number, options: Choice): Chosen {
  const low = Math.min(f32(min), 0);
  const high = Math.max(f32(max), 0);
  const { qmin, qmax } = boundsOf(options);
  if (options.rule === 'onnx') {
    if (low === 0 && high === 0) return { scale: 1, zeroPoint: 0, qmin, qmax };
    const scale = f32(f32(high - low) / 255);
    return { scale, zeroPoint: clamp(roundHalfEven(f32(0 - f32(low / scale))), 0, 255) + 0, qmin, qmax };
  }
  if (options.rule === 'absmax') {
    if (low === 0 && high === 0) return { scale: 1, zeroPoint: 0, qmin, qmax };
    return { scale: Math.max(f32(Math.max(-low, high) / 127), 2 ** -126), zeroPoint: 0, qmin, qmax };
  }
  const eps = f32(options.eps ?? 2 ** -23);
  if (options.scheme === 'symmetric') {
    const isSigned = limits[options.dtype ?? 'uint8'].qmin < 0;
    const scale = Math.max(f32(Math.max(-low, high) / f32((qmax - qmin) / 2)), eps);
    return { scale, zeroPoint: isSigned ? 0 : Math.ceil((qmin + qmax) / 2), qmin, qmax };
  }
  const scale = Math.max(f32(f32(high - low) / f32(qmax - qmin)), eps);
  return { scale, zeroPoint: clamp(qmin - roundHalfEven(f32(low / scale)), qmin, qmax) + 0, qmin, qmax };
}
