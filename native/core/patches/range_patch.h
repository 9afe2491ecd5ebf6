// RangePatchKernel (kernels.h) over a vector type.
#ifndef LINQUANT_CORE_PATCHES_RANGE_PATCH_H_
#define LINQUANT_CORE_PATCHES_RANGE_PATCH_H_

#include "../kernels/min_max.h"
#include "../vector/floats.h"
#include "../vector/lanes.h"

namespace linquant {

#if defined(_MSC_VER) && !defined(__clang__)
constexpr float kInfinity = static_cast<float>(1e300 * 1e300);
#else
constexpr float kInfinity = __builtin_huge_valf();
#endif

// least(x, a) and greatest(x, a) give a where x is NaN, and NaN where a is. So an accumulator that is NaN stays so, and what
// remains to be done is to notice a NaN among the data, which is rare.
template <class V>
struct RangeLanes {
  using F = typename V::F;
  F min[4], max[4];
  typename V::Nan nan{};

  LINQUANT_INLINE_METHOD void add(const F (&x)[4]) {
    for (size_t j = 0; j < 4; j++) {
      min[j] = V::least(x[j], min[j]);
      max[j] = V::greatest(x[j], max[j]);
    }
    V::noteNan(nan, x[0], x[1]);
    V::noteNan(nan, x[2], x[3]);
  }
};

// The first n elements of a block, and the first one of them for the others.
template <class V>
struct FilledBlock {
  uint8_t bytes[kBlock<V> * kMostFloatBytes];

  LINQUANT_INLINE_METHOD const uint8_t* fill(const uint8_t* x, size_t n, size_t size) {
    memcpy(bytes, x, n * size);
    for (size_t i = n; i < kBlock<V>; i++) memcpy(bytes + i * size, x, size);
    return bytes;
  }
};

LINQUANT_INLINE void putFloat(uint8_t* values, size_t index, float value) {
  memcpy(values + index * sizeof value, &value, sizeof value);
}

// Widens the range at `index` to hold min and max, NaN for good.
LINQUANT_INLINE void widenRange(uint8_t* mins, uint8_t* maxs, size_t index, float min, float max) {
  const float low = valueAt<float>(mins, index), high = valueAt<float>(maxs, index);
  if (!(low <= min)) putFloat(mins, index, low == low ? min : low);
  if (!(high >= max)) putFloat(maxs, index, high == high ? max : high);
}

// The range of `count` elements; NaN twice if there is one.
template <class V>
LINQUANT_OUTLINE Range rangeOfRun(FloatType type, const uint8_t* x, size_t count) {
  const size_t bytes = floatBytes(type);
  FilledBlock<V> filled;
  const bool isPartial = count < kBlock<V>;
  const uint8_t* const from = isPartial ? filled.fill(x, count, bytes) : x;
  const size_t last = isPartial ? 0 : count - kBlock<V>;
  RangeLanes<V> range;
  for (size_t j = 0; j < 4; j++) {
    range.min[j] = V::broadcast(kInfinity);
    range.max[j] = V::broadcast(-kInfinity);
  }
  for (size_t i = 0;; i += kBlock<V>) {
    if (i > last) i = last;
    typename V::F v[4];
    loadFloats<V>(type, from + i * bytes, v);
    range.add(v);
    if (i == last) break;
  }
  for (size_t j = 1; j < 4; j++) {
    range.min[0] = V::least(range.min[j], range.min[0]);
    range.max[0] = V::greatest(range.max[j], range.max[0]);
  }
  const float min = V::leastOf(range.min[0]), max = V::greatestOf(range.max[0]);
  if (V::any(range.nan) || min != min || max != max) return {quietNan(), quietNan()};
  return {min, max};
}

// As many short runs as a vector has lanes, which are then reduced together.
template <class V>
LINQUANT_INLINE void rangeOfShortRuns(FloatType type, const Patch& patch, size_t k, uint8_t* mins,
                                      uint8_t* maxs) {
  using F = typename V::F;
  const size_t bytes = floatBytes(type), vectors = patch.run / V::kLanes;
  F min[V::kLanes], max[V::kLanes];
  typename V::Nan nan{};
  for (size_t row = 0; row < V::kLanes; row++) {
    const uint8_t* x = patch.from + (k + row) * patch.run * bytes;
    min[row] = V::broadcast(kInfinity);
    max[row] = V::broadcast(-kInfinity);
    for (size_t j = 0; j < vectors; j++) {
      const F v = loadVector<V>(type, x + j * V::kLanes * bytes);
      min[row] = V::least(v, min[row]);
      max[row] = V::greatest(v, max[row]);
      V::noteNan(nan, v, v);
    }
  }
  if (V::any(nan)) [[unlikely]] {
    for (size_t row = 0; row < V::kLanes; row++) {
      const Range range = rangeOfRun<V>(type, patch.from + (k + row) * patch.run * bytes, patch.run);
      widenRange(mins, maxs, k + row, range.min, range.max);
    }
    return;
  }
  uint8_t *const low = mins + k * sizeof(float), *const high = maxs + k * sizeof(float);
  V::store(low, V::least(V::leastOfEach(min), V::load(low)));
  V::store(high, V::greatest(V::greatestOfEach(max), V::load(high)));
}

template <class V>
LINQUANT_INLINE void rangeOfRuns(FloatType type, const Patch& patch, uint8_t* mins, uint8_t* maxs) {
  size_t k = 0;
  if (patch.run <= kBlock<V> * 2 && patch.run % V::kLanes == 0) {
    for (; patch.runs - k >= V::kLanes; k += V::kLanes) rangeOfShortRuns<V>(type, patch, k, mins, maxs);
  }
  for (; k < patch.runs; k++) {
    const Range range = rangeOfRun<V>(type, patch.from + k * patch.run * floatBytes(type), patch.run);
    widenRange(mins, maxs, k, range.min, range.max);
  }
}

// Rows `top` to `bottom` of a block of columns, of which `columns` count.
template <class V>
LINQUANT_INLINE void rangeOfColumns(FloatType type, const Patch& patch, size_t top, size_t bottom, size_t c,
                                    size_t columns, uint8_t* mins, uint8_t* maxs) {
  const size_t bytes = floatBytes(type);
  uint8_t low[kBlock<V> * 4] = {}, high[kBlock<V> * 4] = {};
  memcpy(low, mins + c * 4, columns * 4);
  memcpy(high, maxs + c * 4, columns * 4);
  FilledBlock<V> filled;
  RangeLanes<V> range;
  for (size_t j = 0; j < 4; j++) {
    range.min[j] = V::load(low + j * V::kLanes * 4);
    range.max[j] = V::load(high + j * V::kLanes * 4);
  }
  for (size_t row = top; row < bottom; row++) {
    const uint8_t* x = patch.from + (row * patch.stride + c) * bytes;
    typename V::F v[4];
    loadFloats<V>(type, columns == kBlock<V> ? x : filled.fill(x, columns, bytes), v);
    range.add(v);
  }
  for (size_t j = 0; j < 4; j++) {
    V::store(low + j * V::kLanes * 4, range.min[j]);
    V::store(high + j * V::kLanes * 4, range.max[j]);
  }
  memcpy(mins + c * 4, low, columns * 4);
  memcpy(maxs + c * 4, high, columns * 4);
  if (V::any(range.nan)) [[unlikely]] {
    for (size_t row = top; row < bottom; row++) {
      for (size_t i = 0; i < columns; i++) {
        const Range one = rangeOfRun<V>(type, patch.from + (row * patch.stride + c + i) * bytes, 1);
        if (one.min != one.min) putFloat(mins, c + i, quietNan());
      }
    }
  }
}

template <class V>
void rangePatchKernel(FloatType type, const Patch& patch, uint8_t* mins, uint8_t* maxs) {
  if (patch.runs != 0) return rangeOfRuns<V>(type, patch, mins, maxs);
  constexpr size_t kRowsAtOnce = 16;  // few enough for the processor to follow
  for (size_t top = 0; top < patch.rows; top += kRowsAtOnce) {
    const size_t bottom = patch.rows - top < kRowsAtOnce ? patch.rows : top + kRowsAtOnce;
    for (size_t c = 0; c < patch.columns; c += kBlock<V>) {
      const size_t left = patch.columns - c;
      rangeOfColumns<V>(type, patch, top, bottom, c, left < kBlock<V> ? left : kBlock<V>, mins, maxs);
    }
  }
}

}  // namespace linquant

#endif  // LINQUANT_CORE_PATCHES_RANGE_PATCH_H_
