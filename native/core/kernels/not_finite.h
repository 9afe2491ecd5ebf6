// The search for the first NaN or infinity, after a kernel has noticed that there is one.
#ifndef LINQUANT_CORE_KERNELS_NOT_FINITE_H_
#define LINQUANT_CORE_KERNELS_NOT_FINITE_H_

#include "../vector/floats.h"
#include "../vector/walk.h"

namespace linquant {

// Whether all floats of whole chunks are finite. float64 is rounded to odd: a large one must not become infinite.
template <class V>
LINQUANT_INLINE bool areAllFinite(const uint8_t* x, FloatType type, size_t count) {
  typename V::F largest = V::broadcast(0);
  for (size_t i = 0; i < count; i += kChunk<V>) {
    typename V::F v[4];
    loadAnyFloatsOdd<V>(type, x + i * floatBytes(type), v);
    for (const auto& vector : v) largest = V::maxWithMagnitude(largest, vector);
  }
  return V::reduceMaxMagnitude(largest) <= kMostFloat;
}

// The first of `count` floats that is NaN or infinite, or `count`. The exponent of such a float is all ones; it lies in the
// upper 16 bits of every type.
template <class V>
LINQUANT_OUTLINE size_t firstNotFinite(const uint8_t* x, FloatType type, size_t count) {
  constexpr size_t kStep = 8 * kChunk<V>;
  const size_t bytes = floatBytes(type);
  const uint32_t ones = type == FloatType::float64 ? 0x7ff0 : type == FloatType::float16 ? 0x7c00 : 0x7f80;
  size_t i = 0;
  while (count - i >= kStep && areAllFinite<V>(x + i * bytes, type, kStep)) i += kStep;
  for (; i < count; i++) {
    uint16_t upper;
    memcpy(&upper, x + (i + 1) * bytes - sizeof upper, sizeof upper);
    if ((upper & ones) == ones) return i;
  }
  return count;
}

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_NOT_FINITE_H_
