/**
 * Puts the value that sorting would put at `place` there, smaller ones before it and larger ones behind it. Hoare's
 * selection, the pivot in the middle: no random numbers, so the same every time. Values are numbers, not NaN.
 *
 * @returns that value
 */
export function select(values: Float32Array, place: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const value = values[i]!;
      values[i++] = values[j]!;
      values[j--] = value;
    }
    if (place <= j) high = j;
    else if (place >= i) low = i;
    else break;
  }
  return values[place]!;
}
