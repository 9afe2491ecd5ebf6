// MinMaxKernel (kernels.h) over a vector type.
#ifndef LINQUANT_CORE_KERNELS_MIN_MAX_H_
#define LINQUANT_CORE_KERNELS_MIN_MAX_H_

#include "../kernels.h"
#include "../tuning.h"
#include "../vector/walk.h"

namespace linquant {

LINQUANT_INLINE float quietNan() {
  const uint32_t bits = 0x7fc00000u;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

// The minima and maxima of the lanes of a chunk. V::min and V::max may lose a NaN, so V::noteNan notes it, at the price of one
// comparison for two vectors.
template <class V>
struct LaneRanges {
  using F = typename V::F;
  F min[4], max[4];
  typename V::Nan nan{};

  LINQUANT_INLINE_METHOD void begin(F low, F high) {
    for (size_t j = 0; j < 4; j++) {
      min[j] = low;
      max[j] = high;
    }
  }

  LINQUANT_INLINE_METHOD void add(const F (&v)[4]) {
    for (size_t j = 0; j < 4; j++) {
      min[j] = V::min(v[j], min[j]);
      max[j] = V::max(v[j], max[j]);
    }
    V::noteNan(nan, v[0], v[1]);
    V::noteNan(nan, v[2], v[3]);
  }

  // The range of all lanes; NaN twice if there was one. Zeros may have either sign.
  LINQUANT_INLINE_METHOD Range result() {
    for (size_t j = 1; j < 4; j++) {
      min[0] = V::min(min[j], min[0]);
      max[0] = V::max(max[j], max[0]);
    }
    const float least = V::reduceMin(min[0]), greatest = V::reduceMax(max[0]);
    if (V::anyNan(nan) || least != least || greatest != greatest) return {quietNan(), quietNan()};
    return {least, greatest};
  }
};

template <class V>
struct MinMaxSteps {
  using Vector = V;
  using F = typename V::F;
  static constexpr bool kPairs = V::kTestsLoops;
  const uint8_t* x;
  LaneRanges<V> ranges;

  // The first element fills all lanes: counting it several times changes nothing.
  explicit MinMaxSteps(const uint8_t* data) : x(data) {
    const F first = V::broadcast(floatAt(0));
    ranges.begin(first, first);
  }

  float floatAt(size_t i) const {
    float value;
    memcpy(&value, x + i * sizeof(float), sizeof value);
    return value;
  }

  LINQUANT_INLINE_METHOD void whole(size_t i) {
    F v[4];
    for (size_t j = 0; j < 4; j++) v[j] = V::load(x + i * sizeof(float) + j * kVectorBytes<V>);
    ranges.add(v);
  }

  LINQUANT_INLINE_METHOD void pair(size_t i) {
    whole(i);
    whole(i + kChunk<V>);
  }

  LINQUANT_INLINE_METHOD void partial(size_t i, size_t n) {
    if constexpr (V::kHasMasks) {
      const F first = V::broadcast(floatAt(0));
      F v[4];
      for (size_t j = 0; j < 4; j++) v[j] = V::loadPartialOver(first, x + i * sizeof(float), n, j);
      ranges.add(v);
    } else {
      // Element by element, as in max_magnitude.h.
      for (size_t j = i; j < i + n; j++) {
        F v[4] = {ranges.min[0], ranges.min[1], ranges.min[2], V::broadcast(floatAt(j))};
        ranges.add(v);
      }
    }
  }

  LINQUANT_INLINE_METHOD Range result() {
    const Range range = ranges.result();
    return {range.min + 0.0f, range.max + 0.0f};  // -0 becomes +0
  }
};

template <class V>
Range minMaxKernel(const uint8_t* x, size_t count) {
  MinMaxSteps<V> steps(x);
  size_t done = 0;
  if constexpr (V::kHasStreaming) {
    if (V::shouldStream(count * sizeof(float))) {
      // Several streams keep more memory requests in flight than one.
      const size_t part = count / tuning::kStreams / kChunk<V> * kChunk<V>;
      for (; done < part; done += kChunk<V>) {
        for (size_t stream = 0; stream < tuning::kStreams; stream++) steps.whole(stream * part + done);
      }
      done = tuning::kStreams * part;
    }
  }
  steps.x += done * sizeof(float);
  walkChunks(count - done, steps);
  return steps.result();
}

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_MIN_MAX_H_
