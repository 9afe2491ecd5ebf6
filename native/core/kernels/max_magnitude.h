// The largest magnitude of floats, which is all that symmetric parameters ask for: half the work of a range.
#ifndef LINQUANT_CORE_KERNELS_MAX_MAGNITUDE_H_
#define LINQUANT_CORE_KERNELS_MAX_MAGNITUDE_H_

#include "../vector/vector.h"

namespace linquant {

// V::greaterMagnitude(a, x) is a, or the magnitude of x where that is larger. A NaN is larger than all numbers, so
// it stays.
template <class V>
struct MaxMagnitudeSteps {
  using Vector = V;
  using F = typename V::F;
  static constexpr bool kPairs = false;
  const uint8_t* x;
  F largest[4];

  explicit MaxMagnitudeSteps(const uint8_t* data) : x(data) {
    for (F& vector : largest) vector = V::broadcast(0);
  }

  LINQUANT_INLINE_METHOD void whole(size_t i) {
    const uint8_t* p = x + i * sizeof(float);
    for (size_t j = 0; j < 4; j++)
      largest[j] = V::greaterMagnitude(largest[j], V::load(p + j * kVectorBytes<V>));
  }

  LINQUANT_INLINE_METHOD void partial(size_t i, size_t n) {
    const uint8_t* p = x + i * sizeof(float);
    if constexpr (V::kHasMasks) {
      for (size_t j = 0; j < 4; j++) largest[j] = V::greaterMagnitude(largest[j], V::loadPartial(p, n, j));
    } else {
      for (size_t j = 0; j < n; j++) {
        float value;
        memcpy(&value, p + j * sizeof(float), sizeof value);
        largest[0] = V::greaterMagnitude(largest[0], V::broadcast(value));
      }
    }
  }

  LINQUANT_INLINE_METHOD float result() const {
    const F a = V::greaterMagnitude(largest[0], largest[1]), b = V::greaterMagnitude(largest[2], largest[3]);
    return V::greatestMagnitudeOf(V::greaterMagnitude(a, b));
  }
};

// NaN where there is one; 0 for no floats.
template <class V>
LINQUANT_INLINE float maxMagnitude(const uint8_t* x, size_t count) {
  MaxMagnitudeSteps<V> steps(x);
  walk(count, steps);
  return steps.result();
}

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_MAX_MAGNITUDE_H_
