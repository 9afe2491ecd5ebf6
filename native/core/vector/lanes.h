// Parameters in memory, and as the lanes of vectors.
#ifndef LINQUANT_CORE_VECTOR_LANES_H_
#define LINQUANT_CORE_VECTOR_LANES_H_

#include "../kernels.h"
#include "vector.h"

namespace linquant {

template <class T>
LINQUANT_INLINE T valueAt(const uint8_t* values, size_t index) {
  T value;
  memcpy(&value, values + index * sizeof value, sizeof value);
  return value;
}

template <class V>
LINQUANT_INLINE void putVector(float* values, typename V::F vector) {
  V::store(reinterpret_cast<uint8_t*>(values), vector);
}

LINQUANT_INLINE Affines affinesFrom(const Affines& affines, size_t index) {
  const size_t at = index * sizeof(float);
  return {affines.scales + at, affines.zeroPoints + at,
          affines.offsets == nullptr ? nullptr : affines.offsets + at};
}

// A vector of parameters from a table: one(values, i) broadcasts value i, each(values, i) loads values i, i + 1, ...
template <class V>
struct Lane {
  using F = typename V::F;
  using I = typename V::I;
  static LINQUANT_INLINE_METHOD F one(const float* values, size_t i) { return V::broadcast(values[i]); }
  static LINQUANT_INLINE_METHOD F each(const float* values, size_t i) {
    return V::load(reinterpret_cast<const uint8_t*>(values + i));
  }
  static LINQUANT_INLINE_METHOD F one(const uint8_t* values, size_t i) {
    return V::broadcast(valueAt<float>(values, i));
  }
  static LINQUANT_INLINE_METHOD F each(const uint8_t* values, size_t i) {
    return V::load(values + i * sizeof(float));
  }
  static LINQUANT_INLINE_METHOD I oneInteger(const uint8_t* values, size_t i) {
    return V::broadcastInteger(valueAt<int32_t>(values, i));
  }
  static LINQUANT_INLINE_METHOD I eachInteger(const uint8_t* values, size_t i) {
    return V::loadIntegers(values + i * sizeof(int32_t));
  }
};

// The parameters of `count` elements, fewer than a chunk has, padded with those of the first.
template <size_t kElements>
struct PaddedAffines {
  uint8_t scales[kElements * 4], zeroPoints[kElements * 4], offsets[kElements * 4];

  Affines fill(const Affines& given, size_t first, size_t count) {
    for (size_t i = 0; i < kElements; i++) {
      const size_t from = (first + (i < count ? i : 0)) * 4;
      memcpy(scales + i * 4, given.scales + from, 4);
      memcpy(zeroPoints + i * 4, given.zeroPoints + from, 4);
      if (given.offsets != nullptr) memcpy(offsets + i * 4, given.offsets + from, 4);
    }
    return {scales, zeroPoints, given.offsets == nullptr ? nullptr : offsets};
  }
};

}  // namespace linquant

#endif  // LINQUANT_CORE_VECTOR_LANES_H_
