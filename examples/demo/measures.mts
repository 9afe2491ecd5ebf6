/**
 * Signal-to-quantization-noise ratio in dB: `10 log10(sum x^2 / sum (x - restored)^2)`. 6 dB more are half the error.
 */
export function signalToNoise(x: Float32Array, restored: Float32Array): number {
  let signal = 0;
  let noise = 0;
  for (let i = 0; i < x.length; i++) {
    const error = x[i]! - restored[i]!;
    signal += x[i]! * x[i]!;
    noise += error * error;
  }
  return 10 * Math.log10(signal / noise);
}

/** The largest `|x - restored|`. */
export function largestError(x: Float32Array, restored: Float32Array): number {
  let largest = 0;
  for (let i = 0; i < x.length; i++) largest = Math.max(largest, Math.abs(x[i]! - restored[i]!));
  return largest;
}

/** The shortest of the runs within some time, in microseconds: what the work takes when nothing gets in its way. */
export function bestMicroseconds(milliseconds: number, work: () => void): number {
  const end = performance.now() + milliseconds;
  let best = Infinity;
  for (let start = performance.now(); start < end; start = performance.now()) {
    work();
    best = Math.min(best, performance.now() - start);
  }
  return best * 1000;
}
