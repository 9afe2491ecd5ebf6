import type { Bins, Ends } from './bins.js';
import { half } from './bins.js';

/**
 * The range that leaves out the outermost of the elements: a share of (100 - percentile) %, in whole bins. An end is an edge of the bin in which the percentile lies: the edge towards 0. Of 100 nothing is left out.
 *
 * - symmetric: the share is of the largest |x|
 * - elements of both signs: half of the share at each side
 * - elements of one sign: the whole share, at the side away from 0; the other end is their minimum or maximum
 */
export function percentileRange(bins: Bins, percentile: number, symmetric: boolean): Ends {
  const { counts, width, min, max } = bins;
  // Something is always kept, also where 100 - percentile is rounded to 100.
  const cut = Math.min((bins.total * (100 - percentile)) / 100, bins.total - 1);
  if (symmetric) {
    const end = cut === 0 ? Math.max(-min, max) : magnitudeAt(counts, cut) * width;
    return { min: -end + 0, max: end };
  }
  if (cut === 0) return { min, max };
  const side = min < 0 && max > 0 ? cut / 2 : cut;
  const low = min < 0 ? lowAt(counts, side) : -half;
  const high = max > 0 ? highAt(counts, side) : half;
  return {
    min: low === -half && min >= 0 ? min : within(edge(low) * width, min, max),
    max: high === half && max <= 0 ? max : within(edge(high) * width, min, max),
  };
}

/** The edge towards 0 of a bin, in widths. */
const edge = (bin: number): number => (bin < 0 ? bin + 1 : bin);

const within = (end: number, min: number, max: number): number => Math.min(Math.max(end, min), max) + 0;

/** The first bin, from the lowest on, with which more than `cut` elements were passed. */
function lowAt(counts: Float64Array, cut: number): number {
  let bin = -half;
  for (let passed = counts[0]!; passed <= cut; passed += counts[bin + half]!) bin++;
  return bin;
}

/** The same from the highest bin on. */
function highAt(counts: Float64Array, cut: number): number {
  let bin = half - 1;
  for (let passed = counts[bin + half]!; passed <= cut; passed += counts[bin + half]!) bin--;
  return bin;
}

/** The same for magnitudes: bin i of both signs. */
function magnitudeAt(counts: Float64Array, cut: number): number {
  const both = (bin: number): number => counts[half + bin]! + counts[half - 1 - bin]!;
  let bin = half - 1;
  for (let passed = both(bin); passed <= cut; passed += both(bin)) bin--;
  return bin;
}
