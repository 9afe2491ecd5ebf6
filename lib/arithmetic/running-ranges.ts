/**
 * The range of each of several things, found part by part: minima and maxima as float32, never -0. What is joined, and in which order,
 * does not matter. Both arrays are empty before the first part. Where nothing was seen yet, the range is Infinity to -Infinity.
 */
export class RunningRanges {
  min = new Float32Array(0);
  max = new Float32Array(0);

  /** Widens the ranges to include others: as many, without NaN. */
  widen(min: Float32Array, max: Float32Array): void {
    if (this.min.length === 0) {
      // Adding 0 turns a -0 into 0. They compare as equal, so the result would depend on which of them came first.
      this.min = min.map((end) => end + 0);
      this.max = max.map((end) => end + 0);
      return;
    }
    for (let i = 0; i < min.length; i++) {
      if (min[i]! < this.min[i]!) this.min[i] = min[i]! + 0;
      if (max[i]! > this.max[i]!) this.max[i] = max[i]! + 0;
    }
  }
}
