// Parameters from ranges, for many at once: the formula of Choice (kernels.h), every operation one float32 operation.
#ifndef LINQUANT_CORE_KERNELS_CHOOSE_H_
#define LINQUANT_CORE_KERNELS_CHOOSE_H_

#include "../kernels.h"
#include "../vector/lanes.h"
#include "quotient.h"

namespace linquant {

// A choice, ready for ranges by the vector.
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
    const F low = V::least(min, zero), high = V::greatest(max, zero);
    const F extent = symmetric ? V::greatest(V::minus(zero, low), high) : V::minus(high, low);
    scale = V::greatest(V::divide(extent, steps), eps);
    // scaleOfZero is 0 where a range of zero is no exception: the scale is eps then.
    scale = V::whereZero(extent, V::greatest(scaleOfZero, scale), scale);
    code = zeroPoint;
    if (!symmetric) {
      // Limited for the sake of ranges that have no parameters.
      const F quotient = V::limit(V::divide(low, scale), V::broadcast(V::kLimit));
      code = V::subtractIntegers(qmin, V::round(quotient));
      code = V::lesserInteger(V::greaterInteger(code, qmin), qmax);
    }
  }

  // Whether all of the ranges have parameters: they are finite, and so is the scale, and positive.
  LINQUANT_INLINE_METHOD bool choose(F min, F max, F& scale, I& code) const {
    parameters(min, max, scale, code);
    return V::areAllWithin(min, -kMostFloat, kMostFloat) && V::areAllWithin(max, -kMostFloat, kMostFloat) &&
           V::areAllWithin(scale, kLeastFloat, kMostFloat);
  }
};

// The first of `count` ranges without parameters, of which there is one; the scales were chosen.
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

// The constants of TwoOperations, for each row.
template <size_t kRows>
struct Reciprocals {
  float reciprocal[kRows], correction[kRows];
};

// The same for a group of rows (dynamic.h), with reciprocals. group.min and group.max of `count` rows are given. Returns
// `count`, or the first row that has no parameters.
template <class V, class Group>
LINQUANT_INLINE size_t chooseGroup(Group& group, size_t count, const Choice& choice) {
  using F = typename V::F;
  const Chooser<V> chooser(choice);
  const F one = V::broadcast(1);
  const auto place = [](void* values, size_t at) { return static_cast<uint8_t*>(values) + at; };
  for (size_t i = count; i < Group::kMost; i++) group.min[i] = group.max[i] = 0;
  bool areFit = true;
  for (size_t at = 0; at < count * sizeof(float); at += kVectorBytes<V>) {
    F scale;
    typename V::I zeroPoint;
    areFit &= chooser.choose(V::load(place(group.min, at)), V::load(place(group.max, at)), scale, zeroPoint);
    const F reciprocal = V::divide(one, scale);
    V::store(place(group.scale, at), scale);
    V::storeIntegers(place(group.zeroPoint, at), zeroPoint);
    V::store(place(group.reciprocals.reciprocal, at), reciprocal);
    if constexpr (V::kHasFma) {
      const F residual = V::fma(V::minus(chooser.zero, reciprocal), scale, one);
      V::store(place(group.reciprocals.correction, at), V::divide(residual, scale));
    }
  }
  if (areFit) [[likely]]
    return count;
  return firstUnfit(place(group.min, 0), place(group.max, 0), place(group.scale, 0), count);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_CHOOSE_H_
