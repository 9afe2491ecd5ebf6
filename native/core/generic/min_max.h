// MinMaxKernel (kernels.h) over a vector type.
#ifndef LINQUANT_CORE_GENERIC_MIN_MAX_H_
#define LINQUANT_CORE_GENERIC_MIN_MAX_H_

#include "../kernels.h"
#include "block.h"

namespace linquant {

// Works on the bits of the floats, as integers, which finds NaN for nothing. Read as unsigned, the bits of
// negative floats lie above those of all others and rise with the magnitude; read as signed, those of floats
// without sign lie above and rise with the value. So over any floats
//   largestUnsigned   is the least float, if one has a sign,
//   largestSigned     is the greatest float, if one has none,
//   smallestUnsigned  is the least float if none has a sign, and the greatest if all have one.
// A NaN lies beyond the infinity of its sign in both readings.
struct BitRange {
  uint32_t largestSigned = 0x80000000u;
  uint32_t largestUnsigned = 0;
  uint32_t smallestUnsigned = 0xffffffffu;

  void add(uint32_t bits) {
    if (static_cast<int32_t>(bits) > static_cast<int32_t>(largestSigned)) largestSigned = bits;
    if (bits > largestUnsigned) largestUnsigned = bits;
    if (bits < smallestUnsigned) smallestUnsigned = bits;
  }

  Range range() const {
    constexpr uint32_t kSign = 0x80000000u, kInfinity = 0x7f800000u, kNan = 0x7fc00000u;
    if (static_cast<int32_t>(largestSigned) > static_cast<int32_t>(kInfinity) ||
        largestUnsigned > (kSign | kInfinity)) {
      return {toFloat(kNan), toFloat(kNan)};
    }
    const bool anySigned = (largestUnsigned & kSign) != 0, anyUnsigned = (smallestUnsigned & kSign) == 0;
    // Adding +0 turns -0 into +0.
    return {toFloat(anySigned ? largestUnsigned : smallestUnsigned) + 0.0f,
            toFloat(anyUnsigned ? largestSigned : smallestUnsigned) + 0.0f};
  }

  static float toFloat(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
  }
};

template <class V>
struct MinMaxSteps {
  using B = typename V::Bits;
  static constexpr size_t kBlock = 4 * V::kLanes;
  static constexpr size_t kStep = V::kLanes * sizeof(float);
  static constexpr bool kOverlapTail = true;
  const uint8_t* x;
  B largestSigned[4], largestUnsigned[4], smallestUnsigned[4];
  BitRange rest;

  // Any element may count twice, so the first one fills the lanes.
  explicit MinMaxSteps(const uint8_t* data) : x(data) {
    const B first = V::broadcastBits(bitsAt(0));
    for (size_t j = 0; j < 4; j++) largestSigned[j] = largestUnsigned[j] = smallestUnsigned[j] = first;
  }

  uint32_t bitsAt(size_t i) const {
    uint32_t bits;
    memcpy(&bits, x + i * sizeof(float), sizeof bits);
    return bits;
  }

  LINQUANT_INLINE_METHOD void add(size_t j, B s, B u, B m) {
    largestSigned[j] = V::maxSigned(largestSigned[j], s);
    largestUnsigned[j] = V::maxUnsigned(largestUnsigned[j], u);
    smallestUnsigned[j] = V::minUnsigned(smallestUnsigned[j], m);
  }

  LINQUANT_INLINE_METHOD void whole(size_t i) {
    for (size_t j = 0; j < 4; j++) {
      const B bits = V::loadBits(x + i * sizeof(float) + j * kStep);
      add(j, bits, bits, bits);
    }
  }

  LINQUANT_INLINE_METHOD void partial(size_t i, size_t n) {
    for (size_t j = i; j < i + n; j++) rest.add(bitsAt(j));
  }

  Range result() {
    for (size_t j = 1; j < 4; j++) add(0, largestSigned[j], largestUnsigned[j], smallestUnsigned[j]);
    const B vectors[3] = {largestSigned[0], largestUnsigned[0], smallestUnsigned[0]};
    for (const B& vector : vectors) {
      uint32_t lanes[V::kLanes];
      V::storeBits(lanes, vector);
      for (uint32_t bits : lanes) rest.add(bits);
    }
    return rest.range();
  }
};

template <class V>
Range minMaxKernel(const uint8_t* x, size_t count) {
  MinMaxSteps<V> steps(x);
  walk(count, steps);
  return steps.result();
}

}  // namespace linquant

#endif  // LINQUANT_CORE_GENERIC_MIN_MAX_H_
