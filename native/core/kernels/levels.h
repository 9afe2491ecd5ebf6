// MagnitudesKernel, LevelSumsKernel and LevelStepsKernel (kernels.h) over a vector type.
#ifndef LINQUANT_CORE_KERNELS_LEVELS_H_
#define LINQUANT_CORE_KERNELS_LEVELS_H_

#include "measure.h"

namespace linquant {

// Independent sums, so that one does not wait for the other.
template <class V>
constexpr size_t kLevelSums = kLevelBlock / V::kDoubles < 4 ? kLevelBlock / V::kDoubles : 4;

// The sum of lanes of integers, which is exact and so has no order.
template <class V>
LINQUANT_INLINE double sumOfLanes(typename V::D sums) {
  double lanes[V::kDoubles], total = 0;
  V::storeDoubles(bytesAt(lanes), sums);
  for (double lane : lanes) total += lane;
  return total;
}

template <class V>
double magnitudesKernel(const uint8_t* x, size_t count, double factor, double* out) {
  using D = typename V::D;
  const D by = V::broadcastDouble(factor), shift = V::broadcastDouble(0x1p52);
  D sum = V::broadcastDouble(0);
  const auto put = [&](const uint8_t* from, double* to) LINQUANT_INLINE_LAMBDA {
    // Below 2^51, so that the shift rounds to the nearest integer, ties to even.
    const D scaled = V::multiplyDoubles(V::magnitudes(V::widen(from)), by);
    const D whole = V::subtractDoubles(V::addDoubles(scaled, shift), shift);
    V::storeDoubles(bytesAt(to), whole);
    sum = V::addDoubles(sum, whole);
  };
  size_t i = 0;
  for (; count - i >= V::kDoubles; i += V::kDoubles) put(x + i * sizeof(float), out + i);
  const size_t end = (count + kLevelBlock - 1) / kLevelBlock * kLevelBlock;
  if (i != count) {
    float last[V::kDoubles] = {};
    memcpy(last, x + i * sizeof(float), (count - i) * sizeof(float));
    put(bytesAt(last), out + i);
    i += V::kDoubles;
  }
  for (; i < end; i++) out[i] = 0;
  return sumOfLanes<V>(sum);
}

template <class V>
LINQUANT_INLINE typename V::D levelsOf(typename V::D x, typename V::D t, typename V::D limit) {
  return V::truncateDoubles(V::minDoubles(V::multiplyDoubles(x, t), limit));
}

template <class V>
LINQUANT_INLINE double sumOf(typename V::D (&sums)[kLevelSums<V>]) {
  LINQUANT_UNROLL
  for (size_t j = 1; j < kLevelSums<V>; j++) sums[0] = V::addDoubles(sums[0], sums[j]);
  return sumOfLanes<V>(sums[0]);
}

template <class V>
LevelSums levelSumsKernel(const double* x, size_t count, double t, double limit) {
  using D = typename V::D;
  const D by = V::broadcastDouble(t), most = V::broadcastDouble(limit);
  D products[kLevelSums<V>], squares[kLevelSums<V>], levels[kLevelSums<V>];
  LINQUANT_UNROLL
  for (size_t j = 0; j < kLevelSums<V>; j++) products[j] = squares[j] = levels[j] = V::broadcastDouble(0);
  for (size_t i = 0; i < count; i += kLevelSums<V> * V::kDoubles) {
    LINQUANT_UNROLL
    for (size_t j = 0; j < kLevelSums<V>; j++) {
      const D value = V::loadDoubles(reinterpret_cast<const uint8_t*>(x + i + j * V::kDoubles));
      const D level = levelsOf<V>(value, by, most);
      products[j] = V::addProduct(products[j], value, level);
      squares[j] = V::addProduct(squares[j], level, level);
      levels[j] = V::addDoubles(levels[j], level);
    }
  }
  return {sumOf<V>(products), sumOf<V>(squares), sumOf<V>(levels)};
}

template <class V>
size_t levelStepsKernel(const double* x, size_t count, double from, double to, double limit, LevelStep* steps,
                        size_t most) {
  using D = typename V::D;
  const D low = V::broadcastDouble(from), high = V::broadcastDouble(to), cap = V::broadcastDouble(limit);
  size_t found = 0;
  for (size_t i = 0; i < count; i += V::kDoubles) {
    const D value = V::loadDoubles(reinterpret_cast<const uint8_t*>(x + i));
    const D before = levelsOf<V>(value, low, cap), after = levelsOf<V>(value, high, cap);
    if (!V::anyAbove(after, before)) continue;
    double first[V::kDoubles], last[V::kDoubles];
    V::storeDoubles(bytesAt(first), before);
    V::storeDoubles(bytesAt(last), after);
    for (size_t j = 0; j < V::kDoubles; j++) {
      for (double level = first[j] + 1; level <= last[j]; level++) {
        if (found == most) return found;
        steps[found++] = {level / x[i + j], x[i + j], level};
      }
    }
  }
  return found;
}

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_LEVELS_H_
