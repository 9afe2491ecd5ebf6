/** The indices of the `count` highest scores, highest first; of equal scores the lower index is first. */
export function largest(scores: Float64Array, count: number): Int32Array {
  const places = new Int32Array(count);
  const kept = new Float64Array(count);
  let filled = 0;
  for (let place = 0; place < scores.length; place++) {
    const value = scores[place]!;
    if (filled === count && !(value > kept[count - 1]!)) continue;
    let at = filled < count ? filled++ : count - 1;
    for (; at > 0 && value > kept[at - 1]!; at--) {
      kept[at] = kept[at - 1]!;
      places[at] = places[at - 1]!;
    }
    kept[at] = value;
    places[at] = place;
  }
  return places;
}

/** Re-ranks some indices by other scores and returns the best k; of equal scores the lower index is first. */
export function rankedAgain(places: Int32Array, scores: Float64Array, k: number): Int32Array {
  const ordered = places.slice().sort((a, b) => scores[b]! - scores[a]! || a - b);
  return ordered.subarray(0, k);
}

/** The number of indices that two results have in common. */
export function countCommon(a: Int32Array, b: Int32Array): number {
  const others = new Set(b);
  let common = 0;
  for (const place of a) if (others.has(place)) common++;
  return common;
}
