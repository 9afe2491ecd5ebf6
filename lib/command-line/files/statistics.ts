import { exponentOf } from '../../calibration/bins.js';
import { HistogramCalibration } from '../../calibration/index.js';

/** What the numbers of a tensor are like. */
export interface Summary {
  /** The least finite number; undefined where there is none. */
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** The mean of finite numbers. */
  readonly mean: number | undefined;
  readonly nan: number;
  readonly infinite: number;
  /** How many finite numbers lie in each of up to 16 equal parts of min..max, about: they are counted in bins of a histogram. */
  readonly histogram: readonly number[];
}

const most = 16;

/** Collects a {@link Summary} piece by piece. */
export class Statistics {
  readonly #calibration = new HistogramCalibration({ skipNaN: true });
  #count = 0;
  #nan = 0;
  #infinite = 0;
  #sum = 0;
  #min = Infinity;
  #max = -Infinity;

  add(numbers: Float32Array | Float64Array): void {
    let [min, max, sum, nan, infinite] = [this.#min, this.#max, 0, 0, 0];
    for (let i = 0; i < numbers.length; i++) {
      const x = numbers[i]!;
      // Of NaN and infinities the difference to themselves is NaN.
      if (x - x === 0) {
        sum += x;
        if (x < min) min = x;
        if (x > max) max = x;
      } else if (Number.isNaN(x)) nan++;
      else infinite++;
    }
    this.#count += numbers.length - nan - infinite;
    this.#min = min;
    this.#max = max;
    this.#sum += sum;
    this.#nan += nan;
    this.#infinite += infinite;
    this.#calibration.observe(numbers);
  }

  summary(): Summary {
    const hasAny = this.#count > 0;
    return {
      min: hasAny ? this.#min : undefined,
      max: hasAny ? this.#max : undefined,
      mean: hasAny ? this.#sum / this.#count : undefined,
      nan: this.#nan,
      infinite: this.#infinite,
      histogram: this.#calibration.count > 0 ? this.#histogram() : [],
    };
  }

  #histogram(): number[] {
    const { min, max, bins } = this.#calibration.toJSON();
    const [low, high] = [min[0]!, max[0]!];
    const { first, counts } = bins[0]!;
    const parts = Math.min(most, counts.length);
    const histogram = new Array<number>(parts).fill(0);
    const width = 2 ** Math.max(exponentOf(low, high), -126);
    counts.forEach((count, i) => {
      const centre = (first + i + 0.5) * width;
      const part = Math.floor((parts * (centre - low)) / (high - low || 1));
      histogram[Math.min(parts - 1, Math.max(0, part))]! += count;
    });
    return histogram;
  }
}

/** A histogram in a line: the height of a character is a count beside the largest; a space is none. */
export function barsText(histogram: readonly number[]): string {
  const highest = Math.max(...histogram);
  return histogram
    .map((count) => (count === 0 ? ' ' : '▁▂▃▄▅▆▇█'[Math.ceil((8 * count) / highest) - 1]))
    .join('');
}
