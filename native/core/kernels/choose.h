// ChooseKernel (kernels.h) over a vector type: parameters from ranges by the formula of Choice, each operation in float32.
#ifndef LINQUANT_CORE_KERNELS_CHOOSE_H_
#define LINQUANT_CORE_KERNELS_CHOOSE_H_

#include "../vector/lanes.h"

namespace linquant {

// A choice with its constants in vectors.
template <class V>
struct Chooser {
  using F = typename V::F;
  using I = typename V::I;
  F zero, steps, eps, scaleOfZero;
  I zeroPoint, qmin, qmax;
  bool symmetric;

  explicit Chooser(const Choice& choice)
      : zero(V::broadcast(0)),
        steps(V::broadcast(static_cast<float>(choice.qmax - choice.qmin) * (choice.symmetric ? 0.5f : 1.0f))),
        eps(V::broadcast(choice.eps)),
        scaleOfZero(V::broadcast(choice.scaleOfZero)),
        zeroPoint(V::broadcastInteger(choice.zeroPoint)),
        qmin(V::broadcastInteger(choice.qmin)),
        qmax(V::broadcastInteger(choice.qmax)),
        symmetric(choice.symmetric) {}

  LINQUANT_INLINE_METHOD void parameters(F min, F max, F& scale, I& code) const {
    const F low = V::min(min, zero), high = V::max(max, zero);
    const F extent = symmetric ? V::max(V::subtract(zero, low), high) : V::subtract(high, low);
    scale = V::max(V::divide(extent, steps), eps);
    // scaleOfZero is 0 where a range of zero gets no scale of its own; its scale is eps then.
    scale = V::selectWhereZero(extent, V::max(scaleOfZero, scale), scale);
    code = zeroPoint;
    if (!symmetric) {
      // Clamped, because a range that is not finite may give any quotient.
      const F quotient = V::clampMagnitude(V::divide(low, scale), V::broadcast(V::kLimit));
      code = V::subtractIntegers(qmin, V::round(quotient));
      code = V::minIntegers(V::maxIntegers(code, qmin), qmax);
    }
  }

  // Returns whether all of the ranges have parameters: the range is finite, and the scale is finite and positive.
  LINQUANT_INLINE_METHOD bool choose(F min, F max, F& scale, I& code) const {
    parameters(min, max, scale, code);
    return V::areAllWithin(min, -kMostFloat, kMostFloat) && V::areAllWithin(max, -kMostFloat, kMostFloat) &&
           V::areAllWithin(scale, kLeastFloat, kMostFloat);
  }
};

// The first of `count` ranges that has no parameters. There is one, and the scales have been chosen.
LINQUANT_INLINE size_t firstUnfit(const uint8_t* mins, const uint8_t* maxs, const uint8_t* scales,
                                  size_t count) {
  size_t i = 0;
  for (; i < count; i++) {
    const float min = valueAt<float>(mins, i), max = valueAt<float>(maxs, i),
                scale = valueAt<float>(scales, i);
    const bool isFit = min >= -kMostFloat && min <= kMostFloat && max >= -kMostFloat && max <= kMostFloat;
    if (!isFit || !(scale >= kLeastFloat && scale <= kMostFloat)) break;
  }
  return i;
}

template <class V>
size_t chooseKernel(const uint8_t* mins, const uint8_t* maxs, size_t count, const Choice& choice,
                    uint8_t* scales, uint8_t* zeroPoints) {
  const Chooser<V> chooser(choice);
  constexpr size_t kBytes = kVectorBytes<V>;
  for (size_t i = 0; i < count; i += V::kLanes) {
    const size_t left = count - i, n = left < V::kLanes ? left : V::kLanes, at = i * sizeof(float);
    uint8_t min[kBytes] = {}, max[kBytes] = {}, scale[kBytes], zeroPoint[V::kLanes * sizeof(typename V::I)];
    memcpy(min, mins + at, n * sizeof(float));
    memcpy(max, maxs + at, n * sizeof(float));
    typename V::F chosen;
    typename V::I code;
    const bool areFit = chooser.choose(V::load(min), V::load(max), chosen, code);
    V::store(scale, chosen);
    V::storeIntegers(zeroPoint, code);
    memcpy(scales + at, scale, n * sizeof(float));
    memcpy(zeroPoints + at, zeroPoint, n * sizeof(int32_t));
    if (!areFit) return i + firstUnfit(min, max, scale, n);
  }
  return count;
}

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_CHOOSE_H_
