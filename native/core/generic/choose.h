// Parameters from ranges, for many rows at once: the formula of Choice (kernels.h), every operation one float32
// operation.
#ifndef LINQUANT_CORE_GENERIC_CHOOSE_H_
#define LINQUANT_CORE_GENERIC_CHOOSE_H_

#include "../kernels.h"
#include "quotient.h"

namespace linquant {

// The constants of TwoOperations, for each row.
template <size_t kRows>
struct Reciprocals {
  float reciprocal[kRows], correction[kRows];
};

// The next integer, ties to even, of |x| < 2^51.
LINQUANT_INLINE int32_t roundHalfEven(float x) {
  constexpr double kShifter = 0x1.8p52;
  return static_cast<int32_t>((static_cast<double>(x) + kShifter) - kShifter);
}

// -(3.4e38)..3.4e38 and nothing else.
LINQUANT_INLINE bool isFinite(float x) { return x - x == 0; }

// group.min and group.max of `count` rows give scale, zeroPoint and reciprocals. Returns `count`, or the first row
// whose range is not finite or has no positive finite scale.
template <class V, class Group>
LINQUANT_INLINE size_t chooseGroup(Group& group, size_t count, const Choice& choice) {
  using F = typename V::F;
  const F zero = V::broadcast(0), one = V::broadcast(1);
  const F steps =
      V::broadcast(static_cast<float>(choice.qmax - choice.qmin) * (choice.symmetric ? 0.5f : 1.0f));
  float quotient[Group::kMost];
  for (size_t i = count; i < Group::kMost; i++) group.min[i] = group.max[i] = 0;
  for (size_t at = 0; at < count * sizeof(float); at += kVectorBytes<V>) {
    const auto place = [at](float* values) { return reinterpret_cast<uint8_t*>(values) + at; };
    const F min = V::least(V::load(place(group.min)), zero),
            max = V::greatest(V::load(place(group.max)), zero);
    const F extent = choice.symmetric ? V::greatest(V::minus(zero, min), max) : V::minus(max, min);
    const F scale = V::greatest(V::divide(extent, steps), V::broadcast(choice.eps));
    const F reciprocal = V::divide(one, scale);
    V::store(place(group.scale), scale);
    V::store(place(group.reciprocals.reciprocal), reciprocal);
    if constexpr (V::kHasFma) {
      const F residual = V::fma(V::minus(zero, reciprocal), scale, one);
      V::store(place(group.reciprocals.correction), V::divide(residual, scale));
    }
    V::store(place(quotient), V::divide(min, scale));
  }
  for (size_t i = 0; i < count; i++) {
    if (!isFinite(group.min[i]) || !isFinite(group.max[i])) return i;
    if (group.min[i] >= 0 && group.max[i] <= 0 && choice.scaleOfZero != 0) {
      group.scale[i] = choice.scaleOfZero;
      group.reciprocals.reciprocal[i] = 1 / choice.scaleOfZero;
      group.reciprocals.correction[i] = 0;
      quotient[i] = 0;
    }
    if (!(group.scale[i] > 0 && isFinite(group.scale[i]))) return i;
    const int32_t zeroPoint = choice.qmin - roundHalfEven(quotient[i]);
    group.zeroPoint[i] = choice.symmetric          ? choice.zeroPoint
                         : zeroPoint < choice.qmin ? choice.qmin
                         : zeroPoint > choice.qmax ? choice.qmax
                                                   : zeroPoint;
  }
  return count;
}

}  // namespace linquant

#endif  // LINQUANT_CORE_GENERIC_CHOOSE_H_
