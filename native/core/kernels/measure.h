// MeasureKernel and MeasureColumnsKernel (kernels.h) over a vector type.
#ifndef LINQUANT_CORE_KERNELS_MEASURE_H_
#define LINQUANT_CORE_KERNELS_MEASURE_H_

#include "../kernels.h"
#include "../vector/lanes.h"
#include "min_max.h"

namespace linquant {

LINQUANT_INLINE void putDouble(uint8_t* to, double value) { memcpy(to, &value, sizeof value); }

template <class T>
LINQUANT_INLINE uint8_t* bytesAt(T* values) {
  return reinterpret_cast<uint8_t*>(values);
}

// The sums of the lanes of one D.
template <class V>
struct MeasureSums {
  using D = typename V::D;
  D signal, noise, restored, product, absolute;

  // Returns |d|. Products of two float32 are exact as double; the square of a difference is not.
  LINQUANT_INLINE_METHOD D add(D x, D r) {
    const D d = V::subtractDoubles(x, r), magnitude = V::magnitudes(d);
    signal = V::addProduct(signal, x, x);
    restored = V::addProduct(restored, r, r);
    product = V::addProduct(product, x, r);
    noise = V::addDoubles(noise, V::multiplyDoubles(d, d));
    // An fma by 1 is the same sum, on units that are less busy than those of additions.
    absolute = V::addProduct(absolute, magnitude, V::broadcastDouble(1));
    return magnitude;
  }
};

// Eight lanes, whatever the instruction set: as many D as hold them.
constexpr size_t kSumLanes = 8;
template <class V>
constexpr size_t kSumVectors = kSumLanes / V::kDoubles;

// The lanes of a chunk, in memory between two blocks.
struct MeasureLanes {
  double signal[kSumLanes], noise[kSumLanes], restored[kSumLanes], product[kSumLanes], absolute[kSumLanes];
};

// Adds `count` elements, a multiple of eight, and returns the largest |d| and `most`, in all lanes of which it is looked for. A
// function of its own, since AVX2 has just enough registers for these sums.
template <class V>
LINQUANT_OUTLINE typename V::D measureEights(const uint8_t* x, const uint8_t* restored, size_t count,
                                             MeasureLanes& lanes, typename V::D most) {
  using D = typename V::D;
  MeasureSums<V> sums[kSumVectors<V>];
  LINQUANT_UNROLL
  for (size_t j = 0; j < kSumVectors<V>; j++) {
    const auto load = [j](double* values) { return V::loadDoubles(bytesAt(values + j * V::kDoubles)); };
    sums[j] = {load(lanes.signal), load(lanes.noise), load(lanes.restored), load(lanes.product),
               load(lanes.absolute)};
  }
  for (size_t i = 0; i < count; i += kSumLanes) {
    LINQUANT_UNROLL
    for (size_t j = 0; j < kSumVectors<V>; j++) {
      const size_t at = (i + j * V::kDoubles) * sizeof(float);
      const D magnitude = sums[j].add(V::widen(x + at), V::widen(restored + at));
      most = V::maxDoubles(most, magnitude);
    }
  }
  LINQUANT_UNROLL
  for (size_t j = 0; j < kSumVectors<V>; j++) {
    const auto store = [j](double* values, D sum) {
      V::storeDoubles(bytesAt(values + j * V::kDoubles), sum);
    };
    store(lanes.signal, sums[j].signal);
    store(lanes.noise, sums[j].noise);
    store(lanes.restored, sums[j].restored);
    store(lanes.product, sums[j].product);
    store(lanes.absolute, sums[j].absolute);
  }
  return most;
}

// The first element whose |d| is the largest. If another thread has changed the memory, any element.
template <class V>
LINQUANT_OUTLINE size_t firstOfLargest(const uint8_t* x, const uint8_t* restored, size_t count,
                                       double largest) {
  size_t i = 0;
  if (largest > 0) {
    // The number below it: above that is what is not less than the largest.
    uint64_t bits;
    memcpy(&bits, &largest, sizeof bits);
    bits--;
    double below;
    memcpy(&below, &bits, sizeof below);
    const typename V::D limit = V::broadcastDouble(below);
    for (; count - i > V::kDoubles; i += V::kDoubles) {
      const size_t at = i * sizeof(float);
      const auto d = V::subtractDoubles(V::widen(x + at), V::widen(restored + at));
      if (V::anyAbove(V::magnitudes(d), limit)) break;
    }
  }
  for (; count - i > 1; i++) {
    const double d =
        static_cast<double>(valueAt<float>(x, i)) - static_cast<double>(valueAt<float>(restored, i));
    if (d == largest || d == -largest) break;
  }
  return i;
}

template <class V>
LINQUANT_INLINE double greatestLane(typename V::D lanes) {
  double v[V::kDoubles];
  V::storeDoubles(bytesAt(v), lanes);
  double most = v[0];
  for (size_t i = 1; i < V::kDoubles; i++) most = v[i] > most ? v[i] : most;
  return most;
}

// The sum of lanes, in the one order that every instruction set has.
LINQUANT_INLINE double treeOf(const double (&v)[kSumLanes]) {
  return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
}

// Adds up lanes, and adds their sum to a double in memory.
LINQUANT_INLINE void addLanes(const double (&v)[kSumLanes], uint8_t* to) {
  putDouble(to, valueAt<double>(to, 0) + treeOf(v));
}

// Elements between two looks at the largest |d|: the index is searched for from where it grew last.
constexpr size_t kMeasureBlock = 512;

// A plain loop, which compilers make vectors of.
LINQUANT_INLINE size_t countOutside(const uint8_t* x, size_t count, float low, float high) {
  uint32_t outside = 0;
  for (size_t i = 0; i < count; i++) {
    const float value = valueAt<float>(x, i);
    outside += static_cast<uint32_t>(!((value >= low) & (value <= high)));
  }
  return outside;
}

template <class V>
size_t measureKernel(const uint8_t* x, const uint8_t* restored, size_t count, uint64_t index, float low,
                     float high, const MeasurePlace& to) {
  using D = typename V::D;
  MeasureLanes lanes = {};
  D most = V::broadcastDouble(valueAt<double>(to.of(Measure::largest), 0)), kept = most;
  size_t grown = count;
  for (size_t i = 0; i < count; i += kMeasureBlock) {
    const size_t n = count - i < kMeasureBlock ? count - i : kMeasureBlock, whole = n / kSumLanes * kSumLanes;
    const uint8_t *const a = x + i * sizeof(float), *const b = restored + i * sizeof(float);
    if (whole != 0) most = measureEights<V>(a, b, whole, lanes, most);
    if (whole != n) {
      // Zeros add nothing.
      float lastX[kSumLanes] = {}, lastRestored[kSumLanes] = {};
      memcpy(lastX, a + whole * sizeof(float), (n - whole) * sizeof(float));
      memcpy(lastRestored, b + whole * sizeof(float), (n - whole) * sizeof(float));
      most = measureEights<V>(bytesAt(lastX), bytesAt(lastRestored), kSumLanes, lanes, most);
    }
    if (V::anyAbove(most, kept)) [[unlikely]] {
      grown = i;
      kept = V::broadcastDouble(greatestLane<V>(most));
    }
  }
  addLanes(lanes.signal, to.of(Measure::signal));
  addLanes(lanes.noise, to.of(Measure::noise));
  addLanes(lanes.restored, to.of(Measure::restored));
  addLanes(lanes.product, to.of(Measure::product));
  addLanes(lanes.absolute, to.of(Measure::absolute));
  if (grown != count) {
    const double largest = greatestLane<V>(kept);
    const size_t from = grown * sizeof(float);
    const size_t at = grown + firstOfLargest<V>(x + from, restored + from, count - grown, largest);
    putDouble(to.of(Measure::largest), largest);
    putDouble(to.of(Measure::index), static_cast<double>(static_cast<int64_t>(index + at)));
  }
  // Mostly no element is outside, which minimum and maximum tell in half the time.
  if (count >= kChunk<V>) {
    const Range range = minMaxKernel<V>(x, count);
    if (range.min >= low && range.max <= high) return 0;
  }
  return countOutside(x, count, low, high);
}

// Columns c to c + n of all rows, for n of at most kDoubles; of fewer where kIsPartial.
template <class V, bool kIsPartial>
LINQUANT_INLINE void measureColumn(const uint8_t* x, const uint8_t* restored, size_t rows, size_t columns,
                                   size_t c, size_t n, uint64_t index, const MeasurePlace& to) {
  using D = typename V::D;
  const auto load = [&](Measure measure) LINQUANT_INLINE_LAMBDA {
    if constexpr (!kIsPartial) return V::loadDoubles(to.of(measure, c));
    double v[V::kDoubles] = {};
    memcpy(v, to.of(measure, c), n * sizeof(double));
    return V::loadDoubles(bytesAt(v));
  };
  const auto store = [&](Measure measure, D sum) LINQUANT_INLINE_LAMBDA {
    if constexpr (!kIsPartial) return V::storeDoubles(to.of(measure, c), sum);
    double v[V::kDoubles];
    V::storeDoubles(bytesAt(v), sum);
    memcpy(to.of(measure, c), v, n * sizeof(double));
  };
  const auto widen = [&](const uint8_t* from) LINQUANT_INLINE_LAMBDA {
    if constexpr (!kIsPartial) return V::widen(from);
    float v[V::kDoubles] = {};
    memcpy(v, from, n * sizeof(float));
    return V::widen(bytesAt(v));
  };
  MeasureSums<V> sums = {load(Measure::signal), load(Measure::noise), load(Measure::restored),
                         load(Measure::product), load(Measure::absolute)};
  D largest = load(Measure::largest);
  for (size_t row = 0; row < rows; row++) {
    const size_t element = row * columns + c, at = element * sizeof(float);
    const D magnitude = sums.add(widen(x + at), widen(restored + at));
    if (!V::anyAbove(magnitude, largest)) [[likely]]
      continue;
    double before[V::kDoubles], now[V::kDoubles];
    V::storeDoubles(bytesAt(before), largest);
    V::storeDoubles(bytesAt(now), magnitude);
    largest = V::maxDoubles(largest, magnitude);
    for (size_t i = 0; i < n; i++) {
      if (!(now[i] > before[i])) continue;
      putDouble(to.of(Measure::index, c + i), static_cast<double>(static_cast<int64_t>(index + element + i)));
    }
  }
  store(Measure::signal, sums.signal);
  store(Measure::noise, sums.noise);
  store(Measure::restored, sums.restored);
  store(Measure::product, sums.product);
  store(Measure::absolute, sums.absolute);
  store(Measure::largest, largest);
}

template <class V>
void measureColumnsKernel(const uint8_t* x, const uint8_t* restored, size_t rows, size_t columns,
                          uint64_t index, const MeasurePlace& to) {
  constexpr size_t kStep = V::kDoubles;
  size_t c = 0;
  for (; columns - c >= kStep; c += kStep)
    measureColumn<V, false>(x, restored, rows, columns, c, kStep, index, to);
  if (c != columns) measureColumn<V, true>(x, restored, rows, columns, c, columns - c, index, to);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_MEASURE_H_
