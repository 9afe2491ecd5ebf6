/** How far numbers are from those that they should be. */
export interface Differences {
  /** 10 log10(sum x^2 / sum (x - y)^2) in dB; Infinity where all are equal. */
  readonly sqnr: number;
  /** NaN where one of them is all zero. */
  readonly cosine: number;
  readonly largest: number;
  readonly mean: number;
  /** Pairs of which one is no finite number, and the other is another. Not counted above. */
  readonly unfit: number;
}

/** Squares of numbers below it can be summed, as many as a piece has. */
const most = 1e150;

/** Sums over pairs of numbers, in float64. */
export class DifferenceSums {
  #count = 0;
  #own = 0;
  #other = 0;
  #product = 0;
  #noise = 0;
  #absolute = 0;
  #largest = 0;
  #unfit = 0;

  add(x: Float32Array | Float64Array, y: Float32Array | Float64Array): void {
    let [own, other, product, noise, absolute, largest] = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < x.length; i++) {
      const a = x[i]!;
      const b = y[i]!;
      const difference = a > b ? a - b : b - a;
      own += a * a;
      other += b * b;
      product += a * b;
      noise += difference * difference;
      absolute += difference;
      if (difference > largest) largest = difference;
    }
    // A NaN or an infinity in any number is one in these sums.
    if (!Number.isFinite(own + other)) {
      this.#addFinite(x, y);
      return;
    }
    this.#count += x.length;
    this.#own += own;
    this.#other += other;
    this.#product += product;
    this.#noise += noise;
    this.#absolute += absolute;
    this.#largest = Math.max(this.#largest, largest);
  }

  /** Leaves out pairs with a NaN, an infinity, or a number whose square is too large to be summed. */
  #addFinite(x: Float32Array | Float64Array, y: Float32Array | Float64Array): void {
    const isKept = (i: number) => Math.abs(x[i]!) < most && Math.abs(y[i]!) < most;
    const kept = Array.from(x.keys()).filter(isKept);
    for (const i of x.keys()) if (!isKept(i) && !Object.is(x[i], y[i])) this.#unfit++;
    this.add(
      Float64Array.from(kept, (i) => x[i]!),
      Float64Array.from(kept, (i) => y[i]!),
    );
  }

  result(): Differences {
    const cosine = this.#product / Math.sqrt(this.#own * this.#other);
    return {
      sqnr: this.#noise === 0 ? Infinity : 10 * Math.log10(this.#own / this.#noise),
      cosine: Math.max(-1, Math.min(1, cosine)),
      largest: this.#largest,
      mean: this.#count === 0 ? 0 : this.#absolute / this.#count,
      unfit: this.#unfit,
    };
  }
}
