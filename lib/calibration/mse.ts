import { type Affine, type Choice, chooseAffine } from '../arithmetic/affine-of-range.js';
import { roundHalfEven } from '../arithmetic/rounding.js';
import { bins as allBins, type Bins, type Ends, half } from './bins.js';

const f32 = Math.fround;

/**
 * The range whose codes have the least squared error, where each element counts as the centre of its bin. All ends are tried that are edges
 * of bins: for a symmetric choice |end|, otherwise each pair of an end up to 0 and one from 0 on, no further than the bins in use. The
 * widest range wins among equals. Codes and what they decode to are those of `quantize` and `dequantize`.
 */
export function mseRange(bins: Bins, choice: Choice): Ends {
  const [below, above] = extentOf(bins.counts);
  return choice.symmetric
    ? symmetricRange(bins, choice, Math.max(below, above))
    : asymmetricRange(bins, choice, below, above);
}

/** How many bins below 0, and from 0 on, reach to the outermost one in use. */
function extentOf(counts: Float64Array): readonly [below: number, above: number] {
  let first = 0;
  while (first < half && counts[first] === 0) first++;
  let last = allBins - 1;
  while (last >= half && counts[last] === 0) last--;
  return [half - first, last + 1 - half];
}

/**
 * Whether an edge of a bin is a float32: that behind the largest floats is 2^128. (Of an asymmetric choice its distance from 0 or below is
 * infinite too, and so is the scale.)
 */
const isFloat = (edge: number): boolean => Math.abs(edge) < 2 ** 128;

const isUsable = ({ scale }: Affine): boolean => scale > 0 && scale < Infinity;

function symmetricRange({ counts, width }: Bins, choice: Choice, most: number): Ends {
  let least = Infinity;
  let best = most;
  for (let end = most; end > 0; end--) {
    const affine = chooseAffine(-end * width, end * width, choice);
    if (!isUsable(affine) || !isFloat(end * width)) continue;
    const [low, high] = [choice.qmin - affine.zeroPoint, choice.qmax - affine.zeroPoint];
    let error = 0;
    for (let bin = -most; bin < most; bin++) {
      const count = counts[bin + half]!;
      if (count === 0) continue;
      const centre = (bin + 0.5) * width;
      const quotient = Math.min(Math.max(roundHalfEven(f32(centre / affine.scale)), low), high);
      const lost = centre - f32(quotient * affine.scale);
      error += count * lost * lost;
    }
    if (error < least) {
      least = error;
      best = end;
    }
  }
  return { min: -best * width, max: best * width };
}

/**
 * The scale follows from the distance of the ends alone, and codes are multiples of it. So for each distance the errors of rounding are
 * found once, and added up; then each pair of that distance takes those of the bins that are not clamped, and adds the errors of those
 * that are, from sums of counts, centres and squares.
 */
function asymmetricRange({ counts, width }: Bins, choice: Choice, below: number, above: number): Ends {
  const size = below + above;
  const used = counts.subarray(half - below, half + above);
  const sums = new Sums(used, below, width);
  const quotients = new Float64Array(size);
  const rounding = new Float64Array(size + 1);
  let least = Infinity;
  let best: Ends = { min: -below * width, max: above * width };
  for (let distance = size; distance > 0; distance--) {
    const { scale } = chooseAffine(0, distance * width, choice);
    if (!(scale > 0 && scale < Infinity)) continue;
    for (let i = 0; i < size; i++) {
      const centre = (i - below + 0.5) * width;
      const quotient = roundHalfEven(f32(centre / scale));
      const lost = centre - f32(quotient * scale);
      quotients[i] = quotient;
      rounding[i + 1] = rounding[i]! + used[i]! * lost * lost;
    }
    // As the ends go up, so do the lowest and the highest code.
    let first = 0;
    let end = 0;
    for (let low = -Math.min(below, distance); low <= 0 && low + distance <= above; low++) {
      if (low + distance < 0) continue;
      const { zeroPoint } = chooseAffine(low * width, (low + distance) * width, choice);
      const [lowest, highest] = [choice.qmin - zeroPoint, choice.qmax - zeroPoint];
      while (first < size && quotients[first]! < lowest) first++;
      while (end < size && quotients[end]! <= highest) end++;
      const error =
        rounding[end]! -
        rounding[first]! +
        sums.error(0, first, f32(lowest * scale)) +
        sums.error(end, size, f32(highest * scale));
      if (error < least) {
        least = error;
        best = { min: low * width + 0, max: (low + distance) * width };
      }
    }
  }
  return best;
}

/** Sums over the first bins of counts, and of counts times centres and their squares, in half widths, which are integers. */
class Sums {
  readonly #count: Float64Array;
  readonly #first: Float64Array;
  readonly #second: Float64Array;

  constructor(
    used: Float64Array,
    below: number,
    readonly width: number,
  ) {
    const size = used.length + 1;
    this.#count = new Float64Array(size);
    this.#first = new Float64Array(size);
    this.#second = new Float64Array(size);
    for (let i = 0; i < used.length; i++) {
      const centre = 2 * (i - below) + 1;
      this.#count[i + 1] = this.#count[i]! + used[i]!;
      this.#first[i + 1] = this.#first[i]! + used[i]! * centre;
      this.#second[i + 1] = this.#second[i]! + used[i]! * centre * centre;
    }
  }

  /** The squared error of bins start to end if all become `value`. */
  error(start: number, end: number, value: number): number {
    if (start >= end) return 0;
    const half = this.width / 2;
    const at = value / half;
    const count = this.#count[end]! - this.#count[start]!;
    const first = this.#first[end]! - this.#first[start]!;
    const second = this.#second[end]! - this.#second[start]!;
    return Math.max(0, second - 2 * at * first + at * at * count) * half * half;
  }
}
