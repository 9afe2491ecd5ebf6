import { bins as allBins, type Bins, type Ends, half } from './bins.js';

/** Levels that a candidate's bins are merged to. */
const levels = 128;

/** What an empty bin of a distribution becomes. */
const leastShare = 1e-4;

/**
 * The range whose elements lose the least information when they are merged to 128 levels, by Kullback-Leibler divergence: as
 * `get_entropy_threshold` of ONNX Runtime 1.30 (quantization/calibrate.py) on the same counts with `num_quantized_bins=128`, but in double
 * precision, where ONNX Runtime has float32. A candidate i from 64 to 1024 is the bins from -i to i. The lowest one wins among equals.
 */
export function entropyRange({ counts, width, min, max }: Bins): Ends {
  let least = Infinity;
  let best = levels / 2;
  for (let i = levels / 2; i <= half; i++) {
    const divergence = divergenceOf(counts, half - i, Math.min(half + i + 1, allBins));
    if (divergence < least) {
      least = divergence;
      best = i;
    }
  }
  return {
    min: Math.max(-best * width, min) + 0,
    max: Math.min(Math.min(best + 1, half) * width, max) + 0,
  };
}

const reference = new Float64Array(allBins);
const candidate = new Float64Array(allBins);

/** How far bins start to end, merged to levels and spread again, are from the same bins with all outliers in the outermost ones. */
function divergenceOf(counts: Float64Array, start: number, end: number): number {
  const size = end - start;
  const p = reference.subarray(0, size);
  const q = candidate.subarray(0, size);
  p.set(counts.subarray(start, end));
  for (let i = 0; i < start; i++) p[0]! += counts[i]!;
  for (let i = end; i < allBins; i++) p[size - 1]! += counts[i]!;
  q.fill(0);
  const merged = Math.floor(size / levels);
  for (let level = 0; level < levels; level++) {
    const first = level * merged;
    const isLast = level === levels - 1;
    let sum = 0;
    let used = 0;
    for (let i = first; i < first + merged; i++) {
      sum += counts[start + i]!;
      if (p[i] !== 0) used++;
    }
    // The last level takes the elements of the rest, but is not spread over it.
    if (isLast) for (let i = first + merged; i < size; i++) sum += counts[start + i]!;
    if (used !== 0) q.fill(Math.trunc(sum / used), first, first + merged);
  }
  const ofP = smooth(p);
  const ofQ = smooth(q);
  if (ofP === 0 || ofQ === 0) return Infinity;
  let divergence = 0;
  for (let i = 0; i < size; i++) divergence += (p[i]! / ofP) * Math.log(p[i]! / ofP / (q[i]! / ofQ));
  return divergence;
}

/** Gives empty bins a little, and takes it from the others. Returns the sum; 0 where all are empty. */
function smooth(shares: Float64Array): number {
  let empty = 0;
  for (let i = 0; i < shares.length; i++) if (shares[i] === 0) empty++;
  if (empty === shares.length) return 0;
  const less = (leastShare * empty) / (shares.length - empty);
  let sum = 0;
  for (let i = 0; i < shares.length; i++) {
    shares[i] = shares[i] === 0 ? leastShare : shares[i]! - less;
    sum += shares[i]!;
  }
  return sum;
}
