// RangePatchKernel (kernels.h) over a vector type.
#ifndef LINQUANT_CORE_PATCHES_RANGE_PATCH_H_
#define LINQUANT_CORE_PATCHES_RANGE_PATCH_H_

#include "../kernels/min_max.h"
#include "../vector/floats.h"
#include "../vector/lanes.h"
#include "../vector/walk.h"

namespace linquant {

#if defined(_MSC_VER) && !defined(__clang__)
constexpr float kInfinity = static_cast<float>(1e300 * 1e300);
#else
constexpr float kInfinity = __builtin_huge_valf();
#endif

LINQUANT_INLINE void putFloat(uint8_t* values, size_t index, float value) {
  memcpy(values + index * sizeof value, &value, sizeof value);
}

// Widens the range at `index` to include min and max. A bound that is NaN stays NaN.
LINQUANT_INLINE void widenRange(uint8_t* mins, uint8_t* maxs, size_t index, float min, float max) {
  const float low = valueAt<float>(mins, index), high = valueAt<float>(maxs, index);
  if (!(low <= min)) putFloat(mins, index, low == low ? min : low);
  if (!(high >= max)) putFloat(maxs, index, high == high ? max : high);
}

// The range of `count` elements; NaN twice if there is one.
template <class V, int kType>
LINQUANT_OUTLINE Range rangeOfRun(FloatType given, const uint8_t* x, size_t count) {
  const FloatType type = typeOr<kType>(given);
  const size_t bytes = floatBytes(type);
  PaddedChunk<V, kMostFloatBytes> padded;
  const bool isPartial = count < kChunk<V>;
  const uint8_t* const from = isPartial ? padded.withFirst(x, count, bytes) : x;
  LaneRanges<V> ranges;
  ranges.begin(V::broadcast(kInfinity), V::broadcast(-kInfinity));
  forEachChunk<V>(count, [&](size_t i) LINQUANT_INLINE_LAMBDA {
    typename V::F v[4];
    loadFloats<V>(type, from + i * bytes, v);
    ranges.add(v);
  });
  return ranges.result();
}

// The ranges of kLanes short runs, which are reduced together.
template <class V, int kType>
LINQUANT_INLINE void rangeOfShortRuns(FloatType given, const Patch& patch, size_t k, uint8_t* mins,
                                      uint8_t* maxs) {
  using F = typename V::F;
  const FloatType type = typeOr<kType>(given);
  const size_t bytes = floatBytes(type), vectors = patch.run / V::kLanes;
  F min[V::kLanes], max[V::kLanes];
  typename V::Nan nan{};
  for (size_t row = 0; row < V::kLanes; row++) {
    const uint8_t* x = patch.from + (k + row) * patch.run * bytes;
    min[row] = V::broadcast(kInfinity);
    max[row] = V::broadcast(-kInfinity);
    for (size_t j = 0; j < vectors; j++) {
      const F v = loadVector<V>(type, x + j * V::kLanes * bytes);
      min[row] = V::min(v, min[row]);
      max[row] = V::max(v, max[row]);
      V::noteNan(nan, v, v);
    }
  }
  if (V::anyNan(nan)) [[unlikely]] {
    for (size_t row = 0; row < V::kLanes; row++) {
      const Range range = rangeOfRun<V, kType>(type, patch.from + (k + row) * patch.run * bytes, patch.run);
      widenRange(mins, maxs, k + row, range.min, range.max);
    }
    return;
  }
  uint8_t *const low = mins + k * sizeof(float), *const high = maxs + k * sizeof(float);
  V::store(low, V::min(V::reduceMinEach(min), V::load(low)));
  V::store(high, V::max(V::reduceMaxEach(max), V::load(high)));
}

template <class V, int kType>
LINQUANT_INLINE void rangeOfRuns(FloatType given, const Patch& patch, uint8_t* mins, uint8_t* maxs) {
  const FloatType type = typeOr<kType>(given);
  size_t k = 0;
  if (patch.run <= tuning::kShortRangeChunks * kChunk<V> && patch.run % V::kLanes == 0) {
    for (; patch.runs - k >= V::kLanes; k += V::kLanes)
      rangeOfShortRuns<V, kType>(type, patch, k, mins, maxs);
  }
  for (; k < patch.runs; k++) {
    const Range range = rangeOfRun<V, kType>(type, patch.from + k * patch.run * floatBytes(type), patch.run);
    widenRange(mins, maxs, k, range.min, range.max);
  }
}

// Some rows of a patch, and up to a chunk of its columns.
struct Strip {
  size_t top, bottom, column, columns;
};

// Calls widen(strip) for all strips of a patch of columns. A strip's rows are few, so that its ranges stay in registers.
template <class V, class Widen>
LINQUANT_INLINE void forEachStrip(const Patch& patch, const Widen& widen) {
  for (size_t top = 0; top < patch.rows; top += tuning::kRangeRows) {
    const size_t bottom = patch.rows - top < tuning::kRangeRows ? patch.rows : top + tuning::kRangeRows;
    for (size_t c = 0; c < patch.columns; c += kChunk<V>) {
      const size_t left = patch.columns - c;
      widen(Strip{top, bottom, c, left < kChunk<V> ? left : kChunk<V>});
    }
  }
}

// Adds the rows of a strip to lanes that begin with the ranges of its columns, and stores them. pad(x, columns) fills up a row of fewer
// columns than a chunk.
template <class V, class Lanes, class Pad>
LINQUANT_INLINE void addStrip(FloatType type, const Patch& patch, const Strip& strip, uint8_t* mins,
                              uint8_t* maxs, Lanes& lanes, const Pad& pad) {
  const size_t bytes = floatBytes(type);
  uint8_t low[kChunk<V> * 4] = {}, high[kChunk<V> * 4] = {};
  memcpy(low, mins + strip.column * 4, strip.columns * 4);
  memcpy(high, maxs + strip.column * 4, strip.columns * 4);
  for (size_t j = 0; j < 4; j++) {
    lanes.min[j] = V::load(low + j * V::kLanes * 4);
    lanes.max[j] = V::load(high + j * V::kLanes * 4);
  }
  for (size_t row = strip.top; row < strip.bottom; row++) {
    const uint8_t* x = patch.from + (row * patch.stride + strip.column) * bytes;
    typename V::F v[4];
    loadFloats<V>(type, strip.columns == kChunk<V> ? x : pad(x, strip.columns), v);
    lanes.add(v);
  }
  for (size_t j = 0; j < 4; j++) {
    V::store(low + j * V::kLanes * 4, lanes.min[j]);
    V::store(high + j * V::kLanes * 4, lanes.max[j]);
  }
  memcpy(mins + strip.column * 4, low, strip.columns * 4);
  memcpy(maxs + strip.column * 4, high, strip.columns * 4);
}

// Widens the ranges of the columns of a strip. V::min(x, a) and V::max(x, a) stay NaN once the accumulator a is NaN; a NaN among the
// floats is noted, and found afterwards.
template <class V, int kType>
LINQUANT_INLINE void rangeOfStrip(FloatType given, const Patch& patch, const Strip& strip, uint8_t* mins,
                                  uint8_t* maxs) {
  const FloatType type = typeOr<kType>(given);
  const size_t bytes = floatBytes(type);
  PaddedChunk<V, kMostFloatBytes> padded;
  LaneRanges<V> range;
  addStrip<V>(type, patch, strip, mins, maxs, range,
              [&](const uint8_t* x, size_t columns)
                  LINQUANT_INLINE_LAMBDA { return padded.withFirst(x, columns, bytes); });
  if (V::anyNan(range.nan)) [[unlikely]] {
    for (size_t row = strip.top; row < strip.bottom; row++) {
      for (size_t c = strip.column; c < strip.column + strip.columns; c++) {
        const Range one = rangeOfRun<V, kType>(type, patch.from + (row * patch.stride + c) * bytes, 1);
        if (one.min != one.min) putFloat(mins, c, quietNan());
      }
    }
  }
}

template <class V, int kType>
LINQUANT_INLINE void rangesOf(FloatType type, const Patch& patch, uint8_t* mins, uint8_t* maxs) {
  if (patch.runs != 0) return rangeOfRuns<V, kType>(type, patch, mins, maxs);
  forEachStrip<V>(patch, [&](const Strip& strip) LINQUANT_INLINE_LAMBDA {
    rangeOfStrip<V, kType>(type, patch, strip, mins, maxs);
  });
}

// float32 has loops of its own: branches by type in each chunk take up to a fifth of the time of short runs.
template <class V>
void rangePatchKernel(FloatType type, const Patch& patch, uint8_t* mins, uint8_t* maxs) {
  if (type == FloatType::float32) return rangesOf<V, kFloat32>(type, patch, mins, maxs);
  rangesOf<V, kAnyFloatType>(type, patch, mins, maxs);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_PATCHES_RANGE_PATCH_H_
