// MeasureKernel and MeasureColumnsKernel (kernels.h) over a vector type.
#ifndef LINQUANT_CORE_KERNELS_MEASURE_H_
#define LINQUANT_CORE_KERNELS_MEASURE_H_

#include "../kernels.h"
#include "../vector/lanes.h"

namespace linquant {

LINQUANT_INLINE void putDouble(uint8_t* to, double value) { memcpy(to, &value, sizeof value); }

// The sums of eight lanes, or of eight columns.
template <class V>
struct MeasureLanes {
  using Eight = typename V::Eight;
  Eight signal, noise, restored, product, absolute, largest;

  LINQUANT_INLINE_METHOD void begin() {
    signal = noise = restored = product = absolute = V::broadcastDouble(0);
    largest = V::broadcastDouble(-1);
  }

  // Products of two float32 are exact as double; the square of a difference is not.
  LINQUANT_INLINE_METHOD void add(Eight x, Eight r) {
    const Eight d = V::subtractDoubles(x, r);
    signal = V::addProduct(signal, x, x);
    restored = V::addProduct(restored, r, r);
    product = V::addProduct(product, x, r);
    noise = V::addDoubles(noise, V::multiplyDoubles(d, d));
    const Eight magnitude = V::magnitudes(d);
    absolute = V::addDoubles(absolute, magnitude);
    largest = V::maxDoubles(largest, magnitude);
  }
};

template <class V>
LINQUANT_INLINE typename V::Eight magnitudesAt(const uint8_t* x, const uint8_t* restored, size_t i) {
  return V::magnitudes(
      V::subtractDoubles(V::widen(x + i * sizeof(float)), V::widen(restored + i * sizeof(float))));
}

LINQUANT_INLINE double magnitudeAt(const uint8_t* x, const uint8_t* restored, size_t i) {
  const double d =
      static_cast<double>(valueAt<float>(x, i)) - static_cast<double>(valueAt<float>(restored, i));
  return d < 0 ? -d : d;
}

// The first element whose |d| is the largest. Other threads may have changed the memory: then any element.
template <class V>
LINQUANT_OUTLINE size_t firstOfLargest(const uint8_t* x, const uint8_t* restored, size_t count,
                                       double largest) {
  size_t i = 0;
  if (largest > 0) {
    uint64_t bits;
    memcpy(&bits, &largest, sizeof bits);
    bits--;
    double below;
    memcpy(&below, &bits, sizeof below);
    const typename V::Eight limit = V::broadcastDouble(below);
    while (count - i > 8 && !V::anyAbove(magnitudesAt<V>(x, restored, i), limit)) i += 8;
  }
  while (count - i > 1 && magnitudeAt(x, restored, i) != largest) i++;
  return i;
}

template <class V>
LINQUANT_INLINE double largestOf(typename V::Eight lanes) {
  double v[8];
  V::storeDoubles(reinterpret_cast<uint8_t*>(v), lanes);
  double most = v[0];
  for (size_t i = 1; i < 8; i++) most = v[i] > most ? v[i] : most;
  return most;
}

// Adds up lanes, and adds their sum to a double in memory.
template <class V>
LINQUANT_INLINE void addSumOf(typename V::Eight lanes, uint8_t* to) {
  double v[8];
  V::storeDoubles(reinterpret_cast<uint8_t*>(v), lanes);
  const double sum = ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
  putDouble(to, valueAt<double>(to, 0) + sum);
}

template <class V>
Range measureKernel(const uint8_t* x, const uint8_t* restored, size_t count, uint64_t index,
                    const MeasurePlace& to) {
  constexpr size_t kStep = 16, kVectors = kStep / V::kLanes;
  MeasureLanes<V> lanes;
  lanes.begin();
  const float first = valueAt<float>(x, 0);
  Range range = {first, first};
  size_t i = 0;
  if (count >= kStep) {
    typename V::F min = V::broadcast(first), max = min;
    for (; count - i >= kStep; i += kStep) {
      const uint8_t *const a = x + i * sizeof(float), *const b = restored + i * sizeof(float);
      LINQUANT_UNROLL
      for (size_t j = 0; j < kVectors; j++) {
        const typename V::F v = V::load(a + j * kVectorBytes<V>);
        min = V::min(v, min);
        max = V::max(v, max);
      }
      lanes.add(V::widen(a), V::widen(b));
      lanes.add(V::widen(a + 32), V::widen(b + 32));
    }
    range = {V::reduceMin(min), V::reduceMax(max)};
  }
  for (size_t j = i; j < count; j++) {
    const float value = valueAt<float>(x, j);
    range.min = value < range.min ? value : range.min;
    range.max = value > range.max ? value : range.max;
  }
  for (; i < count; i += 8) {
    const size_t n = count - i < 8 ? count - i : 8;
    // Zeros add nothing.
    float a[8] = {}, b[8] = {};
    memcpy(a, x + i * sizeof(float), n * sizeof(float));
    memcpy(b, restored + i * sizeof(float), n * sizeof(float));
    lanes.add(V::widen(reinterpret_cast<uint8_t*>(a)), V::widen(reinterpret_cast<uint8_t*>(b)));
  }
  addSumOf<V>(lanes.signal, to.of(Measure::signal));
  addSumOf<V>(lanes.noise, to.of(Measure::noise));
  addSumOf<V>(lanes.restored, to.of(Measure::restored));
  addSumOf<V>(lanes.product, to.of(Measure::product));
  addSumOf<V>(lanes.absolute, to.of(Measure::absolute));
  const double largest = largestOf<V>(lanes.largest);
  if (largest > valueAt<double>(to.of(Measure::largest), 0)) {
    putDouble(to.of(Measure::largest), largest);
    const size_t at = firstOfLargest<V>(x, restored, count, largest);
    putDouble(to.of(Measure::index), static_cast<double>(static_cast<int64_t>(index + at)));
  }
  return range;
}

// Columns c to c + n of all rows, for n of at most 8.
template <class V>
LINQUANT_INLINE void measureEight(const uint8_t* x, const uint8_t* restored, size_t rows, size_t columns,
                                  size_t c, size_t n, uint64_t index, const MeasurePlace& to) {
  using Eight = typename V::Eight;
  const auto load = [&](Measure measure) LINQUANT_INLINE_LAMBDA {
    if (n == 8) return V::loadDoubles(to.of(measure, c));
    double v[8] = {};
    memcpy(v, to.of(measure, c), n * sizeof(double));
    return V::loadDoubles(reinterpret_cast<uint8_t*>(v));
  };
  const auto store = [&](Measure measure, Eight a) LINQUANT_INLINE_LAMBDA {
    double v[8];
    V::storeDoubles(reinterpret_cast<uint8_t*>(v), a);
    memcpy(to.of(measure, c), v, n * sizeof(double));
  };
  const auto widen = [&](const uint8_t* from) LINQUANT_INLINE_LAMBDA {
    if (n == 8) return V::widen(from);
    float v[8] = {};
    memcpy(v, from, n * sizeof(float));
    return V::widen(reinterpret_cast<uint8_t*>(v));
  };
  MeasureLanes<V> lanes = {load(Measure::signal),  load(Measure::noise),    load(Measure::restored),
                           load(Measure::product), load(Measure::absolute), load(Measure::largest)};
  for (size_t row = 0; row < rows; row++) {
    const size_t at = (row * columns + c) * sizeof(float);
    const Eight before = lanes.largest;
    lanes.add(widen(x + at), widen(restored + at));
    if (V::anyAbove(lanes.largest, before)) {
      double old[8], now[8];
      V::storeDoubles(reinterpret_cast<uint8_t*>(old), before);
      V::storeDoubles(reinterpret_cast<uint8_t*>(now), lanes.largest);
      for (size_t i = 0; i < n; i++) {
        if (now[i] > old[i]) {
          const uint64_t element = index + row * columns + c + i;
          putDouble(to.of(Measure::index, c + i), static_cast<double>(static_cast<int64_t>(element)));
        }
      }
    }
  }
  store(Measure::signal, lanes.signal);
  store(Measure::noise, lanes.noise);
  store(Measure::restored, lanes.restored);
  store(Measure::product, lanes.product);
  store(Measure::absolute, lanes.absolute);
  store(Measure::largest, lanes.largest);
}

template <class V>
void measureColumnsKernel(const uint8_t* x, const uint8_t* restored, size_t rows, size_t columns,
                          uint64_t index, const MeasurePlace& to) {
  size_t c = 0;
  for (; columns - c >= 8; c += 8) measureEight<V>(x, restored, rows, columns, c, 8, index, to);
  if (c != columns) measureEight<V>(x, restored, rows, columns, c, columns - c, index, to);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_MEASURE_H_
