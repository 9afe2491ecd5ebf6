// FiniteRangePatchKernel (kernels.h) over a vector type.
#ifndef LINQUANT_CORE_PATCHES_FINITE_RANGE_PATCH_H_
#define LINQUANT_CORE_PATCHES_FINITE_RANGE_PATCH_H_

#include "../kernels/bins.h"
#include "range_patch.h"

namespace linquant {

// The minima and maxima of the finite floats in the lanes of a chunk, and how many floats were left out.
template <class V>
struct FiniteLanes {
  using F = typename V::F;
  using I = typename V::I;
  F min[4], max[4];
  I leftOut = V::broadcastInteger(0);

  LINQUANT_INLINE_METHOD void add(const F (&v)[4]) {
    const I most = V::asIntegers(V::broadcast(kInfinity)), least = V::asIntegers(V::broadcast(-kInfinity));
    for (size_t j = 0; j < 4; j++) {
      const typename V::Mask mask = areFinite<V>(v[j]);
      const I bits = V::asIntegers(v[j]);
      min[j] = V::min(V::asFloats(V::selectIntegers(mask, bits, most)), min[j]);
      max[j] = V::max(V::asFloats(V::selectIntegers(mask, bits, least)), max[j]);
      leftOut = V::addIntegers(leftOut, V::oneUnless(mask));
    }
  }

  size_t countLeftOut() const {
    uint8_t each[V::kLanes * sizeof(int32_t)];
    V::storeIntegers(each, leftOut);
    size_t sum = 0;
    for (size_t i = 0; i < V::kLanes; i++) sum += static_cast<size_t>(valueAt<int32_t>(each, i));
    return sum;
  }
};

// Elements in which no count of a lane overflows.
constexpr size_t kMostCounted = size_t{1} << 24;

// Fewer elements than a chunk, followed by NaN, which is left out and must not be counted.
template <class V>
LINQUANT_INLINE const uint8_t* paddedByNan(uint8_t* padded, const uint8_t* x, size_t count, size_t bytes) {
  memset(padded, 0xff, kChunk<V> * bytes);
  memcpy(padded, x, count * bytes);
  return padded;
}

// Widens the range at `index` by `count` elements, at most kMostCounted.
template <class V>
LINQUANT_OUTLINE size_t finiteRangeOfRun(FloatType type, const uint8_t* x, size_t count, uint8_t* mins,
                                         uint8_t* maxs, size_t index) {
  const size_t bytes = floatBytes(type);
  FiniteLanes<V> lanes;
  for (size_t j = 0; j < 4; j++) {
    lanes.min[j] = V::broadcast(kInfinity);
    lanes.max[j] = V::broadcast(-kInfinity);
  }
  typename V::F v[4];
  size_t i = 0, padding = 0;
  for (; count - i >= kChunk<V>; i += kChunk<V>) {
    loadFloats<V>(type, x + i * bytes, v);
    lanes.add(v);
  }
  if (i != count) {
    uint8_t padded[kChunk<V> * kMostFloatBytes];
    padding = kChunk<V> - (count - i);
    loadFloats<V>(type, paddedByNan<V>(padded, x + i * bytes, count - i, bytes), v);
    lanes.add(v);
  }
  for (size_t j = 1; j < 4; j++) {
    lanes.min[0] = V::min(lanes.min[j], lanes.min[0]);
    lanes.max[0] = V::max(lanes.max[j], lanes.max[0]);
  }
  widenRange(mins, maxs, index, V::reduceMin(lanes.min[0]), V::reduceMax(lanes.max[0]));
  return lanes.countLeftOut() - padding;
}

// Widens the ranges of the columns of a strip.
template <class V>
LINQUANT_INLINE size_t finiteRangeOfStrip(FloatType type, const Patch& patch, const Strip& strip,
                                          uint8_t* mins, uint8_t* maxs) {
  uint8_t padded[kChunk<V> * kMostFloatBytes];
  FiniteLanes<V> lanes;
  addStrip<V>(type, patch, strip, mins, maxs, lanes,
              [&](const uint8_t* x, size_t columns)
                  LINQUANT_INLINE_LAMBDA { return paddedByNan<V>(padded, x, columns, floatBytes(type)); });
  return lanes.countLeftOut() - (strip.bottom - strip.top) * (kChunk<V> - strip.columns);
}

template <class V>
size_t finiteRangePatchKernel(FloatType type, const Patch& patch, uint8_t* mins, uint8_t* maxs) {
  size_t leftOut = 0;
  for (size_t k = 0; k < patch.runs; k++) {
    for (size_t i = 0, n; i < patch.run; i += n) {
      n = patch.run - i < kMostCounted ? patch.run - i : kMostCounted;
      const uint8_t* x = patch.from + (k * patch.run + i) * floatBytes(type);
      leftOut += finiteRangeOfRun<V>(type, x, n, mins, maxs, k);
    }
  }
  if (patch.runs != 0) return leftOut;
  forEachStrip<V>(patch, [&](const Strip& strip) LINQUANT_INLINE_LAMBDA {
    leftOut += finiteRangeOfStrip<V>(type, patch, strip, mins, maxs);
  });
  return leftOut;
}

}  // namespace linquant

#endif  // LINQUANT_CORE_PATCHES_FINITE_RANGE_PATCH_H_
