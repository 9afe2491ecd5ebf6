// MinMaxKernel (kernels.h) over a vector type.
#ifndef LINQUANT_CORE_KERNELS_MIN_MAX_H_
#define LINQUANT_CORE_KERNELS_MIN_MAX_H_

#include "../kernels.h"
#include "../vector/vector.h"

namespace linquant {

// Minimum and maximum of floats, and whether one of them was NaN. V::least and V::greatest may give either
// operand where one is NaN; V::noteNan(nan, a, b) remembers it at the price of one comparison for two vectors.
LINQUANT_INLINE float quietNan() {
  const uint32_t bits = 0x7fc00000u;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

template <class V>
struct MinMaxSteps {
  using Vector = V;
  using F = typename V::F;
  static constexpr bool kPairs = false;
  const uint8_t* x;
  F min[4], max[4];
  typename V::Nan nan{};

  // Any element may count twice, so the first one fills the lanes.
  explicit MinMaxSteps(const uint8_t* data) : x(data) {
    const F first = V::broadcast(floatAt(0));
    for (size_t j = 0; j < 4; j++) min[j] = max[j] = first;
  }

  float floatAt(size_t i) const {
    float value;
    memcpy(&value, x + i * sizeof(float), sizeof value);
    return value;
  }

  LINQUANT_INLINE_METHOD void add(F (&v)[4]) {
    for (size_t j = 0; j < 4; j++) {
      min[j] = V::least(v[j], min[j]);
      max[j] = V::greatest(v[j], max[j]);
    }
    V::noteNan(nan, v[0], v[1]);
    V::noteNan(nan, v[2], v[3]);
  }

  LINQUANT_INLINE_METHOD void whole(size_t i) {
    F v[4];
    for (size_t j = 0; j < 4; j++) v[j] = V::load(x + i * sizeof(float) + j * kVectorBytes<V>);
    add(v);
  }

  LINQUANT_INLINE_METHOD void partial(size_t i, size_t n) {
    if constexpr (V::kHasMasks) {
      const F first = V::broadcast(floatAt(0));
      F v[4];
      for (size_t j = 0; j < 4; j++) v[j] = V::loadPartialOver(first, x + i * sizeof(float), n, j);
      add(v);
    } else {
      for (size_t j = i; j < i + n; j++) {
        F v[4] = {min[0], min[1], min[2], V::broadcast(floatAt(j))};
        add(v);
      }
    }
  }

  Range result() {
    for (size_t j = 1; j < 4; j++) {
      min[0] = V::least(min[j], min[0]);
      max[0] = V::greatest(max[j], max[0]);
    }
    const float least = V::leastOf(min[0]), greatest = V::greatestOf(max[0]);
    if (V::any(nan) || least != least || greatest != greatest) return {quietNan(), quietNan()};
    return {least + 0.0f, greatest + 0.0f};  // -0 becomes +0
  }
};

template <class V>
Range minMaxKernel(const uint8_t* x, size_t count) {
  MinMaxSteps<V> steps(x);
  size_t done = 0;
  if constexpr (V::kStreams) {
    if (V::streams(count * sizeof(float))) {
      // Four reads at a time keep more of the memory busy than one.
      const size_t quarter = count / 4 / kBlock<V> * kBlock<V>;
      for (; done < quarter; done += kBlock<V>) {
        for (size_t stream = 0; stream < 4; stream++) steps.whole(stream * quarter + done);
      }
      done = 4 * quarter;
    }
  }
  steps.x += done * sizeof(float);
  walk(count - done, steps);
  return steps.result();
}

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_MIN_MAX_H_
