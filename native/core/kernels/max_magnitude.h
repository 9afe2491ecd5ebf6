// The largest magnitude of floats: all that symmetric parameters need, for half the work of a range.
#ifndef LINQUANT_CORE_KERNELS_MAX_MAGNITUDE_H_
#define LINQUANT_CORE_KERNELS_MAX_MAGNITUDE_H_

#include "../vector/walk.h"

namespace linquant {

// V::maxWithMagnitude takes NaN for larger than every number, so a NaN stays in the accumulator.
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
      largest[j] = V::maxWithMagnitude(largest[j], V::load(p + j * kVectorBytes<V>));
  }

  LINQUANT_INLINE_METHOD void partial(size_t i, size_t n) {
    const uint8_t* p = x + i * sizeof(float);
    if constexpr (V::kHasMasks) {
      for (size_t j = 0; j < 4; j++) largest[j] = V::maxWithMagnitude(largest[j], V::loadPartial(p, n, j));
    } else {
      // Element by element rather than by padding: stores of single floats would stall the loads of whole vectors.
      for (size_t j = 0; j < n; j++) {
        float value;
        memcpy(&value, p + j * sizeof(float), sizeof value);
        largest[0] = V::maxWithMagnitude(largest[0], V::broadcast(value));
      }
    }
  }

  LINQUANT_INLINE_METHOD float result() const {
    const F a = V::maxWithMagnitude(largest[0], largest[1]), b = V::maxWithMagnitude(largest[2], largest[3]);
    return V::reduceMaxMagnitude(V::maxWithMagnitude(a, b));
  }
};

// NaN if there is one among the floats; 0 for no floats.
template <class V>
LINQUANT_INLINE float maxMagnitude(const uint8_t* x, size_t count) {
  MaxMagnitudeSteps<V> steps(x);
  walkChunks(count, steps);
  return steps.result();
}

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_MAX_MAGNITUDE_H_
