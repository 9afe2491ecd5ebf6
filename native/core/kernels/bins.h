// BinsKernel (kernels.h) over a vector type.
#ifndef LINQUANT_CORE_KERNELS_BINS_H_
#define LINQUANT_CORE_KERNELS_BINS_H_

#include "../vector/floats.h"
#include "../vector/lanes.h"
#include "../vector/walk.h"

namespace linquant {

// The lanes that are neither NaN nor infinite: only their difference to themselves is a number.
template <class V>
LINQUANT_INLINE typename V::Mask areFinite(typename V::F x) {
  return V::isNumber(V::subtract(x, x));
}

// Below 0 and above -1, so that its floor is -1.
constexpr float kJustBelowZero = -0x1p-20f;

// How the reciprocals of a call are given.
enum class Reciprocals { oneFrom1, oneBelow1, each };

// floor(x * reciprocal) + kHalfBins. The reciprocal is a power of two, so the product is exact, unless it is subnormal, which takes a
// reciprocal below 1. Its floor is then 0 or -1, by the sign of x. That of a negative x may have been rounded to -0, whose floor is
// 0: `least` is then below 0, otherwise no less than the product. The clamp makes any product a bin; NaN too, or round() does.
template <class V, Reciprocals kGiven>
LINQUANT_INLINE typename V::I binOf(typename V::F x, typename V::F reciprocal) {
  using F = typename V::F;
  F product = V::multiply(x, reciprocal);
  if constexpr (kGiven != Reciprocals::oneFrom1) {
    const F larger = V::max(reciprocal, V::broadcast(1));
    const F least = V::max(V::multiply(x, larger), V::broadcast(kJustBelowZero));
    product = V::min(product, least);
  }
  const F clamped =
      V::min(V::max(product, V::broadcast(-kHalfBins)), V::broadcast(static_cast<float>(kHalfBins) - 0.5f));
  return V::selectIntegers(areFinite<V>(x),
                           V::addIntegers(V::roundDown(clamped), V::broadcastInteger(kHalfBins)),
                           V::broadcastInteger(kBins));
}

template <class V, int kType, Reciprocals kGiven>
LINQUANT_INLINE void binsOfChunk(FloatType type, const uint8_t* x, const uint8_t* reciprocals,
                                 typename V::F one, uint8_t* bins) {
  typename V::F v[4];
  loadFloatsOf<V, kType>(type, x, v);
  typename V::I index[4];
  for (size_t j = 0; j < 4; j++) {
    if constexpr (kGiven == Reciprocals::each) one = Lane<V>::each(reciprocals, j * V::kLanes);
    index[j] = binOf<V, kGiven>(v[j], one);
  }
  V::storeWords(bins, index);
}

template <class V, int kType, Reciprocals kGiven>
LINQUANT_OUTLINE void binsOf(FloatType type, const uint8_t* x, const uint8_t* reciprocals, uint8_t* bins,
                             size_t count) {
  const size_t bytes = floatBytes(type), step = kGiven == Reciprocals::each ? sizeof(float) : 0;
  const typename V::F one = Lane<V>::one(reciprocals, 0);
  const auto chunk = [&](const uint8_t* from, const uint8_t* by, uint8_t* to)
                         LINQUANT_INLINE_LAMBDA { binsOfChunk<V, kType, kGiven>(type, from, by, one, to); };
  size_t i = 0;
  for (; count - i >= kChunk<V>; i += kChunk<V>) {
    chunk(x + i * bytes, reciprocals + i * step, bins + i * sizeof(uint16_t));
  }
  if (i == count) return;
  uint8_t floats[kChunk<V> * kMostFloatBytes] = {}, each[kChunk<V> * sizeof(float)] = {},
                             words[kChunk<V> * sizeof(uint16_t)];
  memcpy(floats, x + i * bytes, (count - i) * bytes);
  memcpy(each, reciprocals + i * step, (count - i) * step);
  chunk(floats, each, words);
  memcpy(bins + i * sizeof(uint16_t), words, (count - i) * sizeof(uint16_t));
}

template <class V>
void binsKernel(FloatType type, const uint8_t* x, const uint8_t* reciprocals, bool areEach, uint8_t* bins,
                size_t count) {
  if (count == 0) return;
  const bool isFloat32 = type == FloatType::float32;
  if (areEach || !(valueAt<float>(reciprocals, 0) >= 1)) {
    const auto general = areEach     ? binsOf<V, kAnyFloatType, Reciprocals::each>
                         : isFloat32 ? binsOf<V, kFloat32, Reciprocals::oneBelow1>
                                     : binsOf<V, kAnyFloatType, Reciprocals::oneBelow1>;
    return general(type, x, reciprocals, bins, count);
  }
  const auto usual = isFloat32 ? binsOf<V, kFloat32, Reciprocals::oneFrom1>
                               : binsOf<V, kAnyFloatType, Reciprocals::oneFrom1>;
  usual(type, x, reciprocals, bins, count);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_BINS_H_
