// Three ways from floats to integers for patches. Each has
//   Table             what is worked out for `count` sets of parameters at once
//   setOne, setEach   takes its constants from a table: index i for all lanes, or one for each lane from i on
//   quotientOf(x), round(quotients, out)   which is all
// The fast ones take some scales only (covers), no offset and ties to even, and for NaN and overflow they raise the invalid
// flag: what was done then has to be done once more by AnyDivision.
#ifndef LINQUANT_CORE_KERNELS_QUOTIENTS_H_
#define LINQUANT_CORE_KERNELS_QUOTIENTS_H_

#include "../vector/lanes.h"
#include "quotient.h"

namespace linquant {

// Calls step(scale, i, n) for vectors of scales: n of them from index i on, ones behind the last.
template <class V, class Step>
LINQUANT_INLINE void forEachScale(const uint8_t* scales, size_t count, const Step& step) {
  for (size_t i = 0; i < count; i += V::kLanes) {
    const size_t n = count - i < V::kLanes ? count - i : V::kLanes;
    if (n == V::kLanes) {
      step(V::load(scales + i * sizeof(float)), i);
      continue;
    }
    float some[V::kLanes];
    for (float& scale : some) scale = 1;
    memcpy(some, scales + i * sizeof(float), n * sizeof(float));
    step(V::load(reinterpret_cast<const uint8_t*>(some)), i);
  }
}

// Whether all scales lie within low..high.
template <class V>
LINQUANT_INLINE bool areScalesWithin(const uint8_t* scales, size_t count, float low, float high) {
  bool all = true;
  forEachScale<V>(scales, count,
                  [&](typename V::F scale, size_t) { all &= V::areAllWithin(scale, low, high); });
  return all;
}

// Room for a vector more than there are sets.
template <class V>
constexpr size_t kTableLength = kMostColumns + V::kLanes;

// TwoOperations (quotient.h): for codes of a byte, with zero points that fitsWords accepts.
template <class V>
struct TwoOperationsOf {
  static constexpr bool kWatchesFlag = true;
  using F = typename V::F;

  static bool covers(const uint8_t* scales, size_t count) {
    return areScalesWithin<V>(scales, count, 0x1p-126f, 0x1p100f);
  }

  struct Table : Affines {
    float reciprocals[kTableLength<V>], corrections[kTableLength<V>];

    Table(const Affines& affines, size_t count) : Affines(affines) {
      const F zero = V::broadcast(0), one = V::broadcast(1);
      forEachScale<V>(scales, count, [&](F scale, size_t i) {
        const F r = V::divide(one, scale);
        putVector<V>(reciprocals + i, r);
        putVector<V>(corrections + i, V::divide(V::fma(V::minus(zero, r), scale, one), scale));
      });
    }
  };

  F reciprocal, correction;

  LINQUANT_INLINE_METHOD void setOne(const Table& table, size_t i) {
    reciprocal = Lane<V>::one(table.reciprocals, i);
    correction = Lane<V>::one(table.corrections, i);
  }
  LINQUANT_INLINE_METHOD void setEach(const Table& table, size_t i) {
    reciprocal = Lane<V>::each(table.reciprocals, i);
    correction = Lane<V>::each(table.corrections, i);
  }
  LINQUANT_INLINE_METHOD F quotientOf(F x) const {
    V::keepInRegister(x);
    return V::fma(x, reciprocal, V::multiply(x, correction));
  }
  static LINQUANT_INLINE_METHOD void round(Rounding, const F (&quotients)[4], typename V::I (&out)[4]) {
    for (size_t j = 0; j < 4; j++) out[j] = V::round(quotients[j]);
  }
};

// q0 = x * r, e = x - s * q0, q = q0 + e * r with r = f32(1 / s): the correctly rounded quotient wherever nothing under- or
// overflows (Brisebarre, Muller, Raina, IEEE Trans. Computers 53(8), 2004), hence right for codes of any width. With
// scales in 2^-60..2^60 nothing underflows while |x| >= 2^-100, and below that every quotient rounds to 0, with ties
// to even. Where something overflows, the result is NaN, an infinity or beyond 2^31.
template <class V>
struct ThreeOperations {
  static constexpr bool kWatchesFlag = true;
  using F = typename V::F;

  static bool covers(const uint8_t* scales, size_t count) {
    return areScalesWithin<V>(scales, count, 0x1p-60f, 0x1p60f);
  }

  struct Table : Affines {
    float reciprocals[kTableLength<V>];

    Table(const Affines& affines, size_t count) : Affines(affines) {
      forEachScale<V>(scales, count, [&](F scale, size_t i) {
        putVector<V>(reciprocals + i, V::divide(V::broadcast(1), scale));
      });
    }
  };

  F reciprocal, minusScale;

  LINQUANT_INLINE_METHOD void setOne(const Table& table, size_t i) {
    reciprocal = Lane<V>::one(table.reciprocals, i);
    minusScale = V::minus(V::broadcast(0), Lane<V>::one(table.scales, i));
  }
  LINQUANT_INLINE_METHOD void setEach(const Table& table, size_t i) {
    reciprocal = Lane<V>::each(table.reciprocals, i);
    minusScale = V::minus(V::broadcast(0), Lane<V>::each(table.scales, i));
  }
  LINQUANT_INLINE_METHOD F quotientOf(F x) const {
    const F quotient = V::multiply(x, reciprocal);
    return V::fma(V::fma(minusScale, quotient, x), reciprocal, quotient);
  }
  static LINQUANT_INLINE_METHOD void round(Rounding, const F (&quotients)[4], typename V::I (&out)[4]) {
    for (size_t j = 0; j < 4; j++) out[j] = V::round(quotients[j]);
  }
};

// A division: for every scale, with offsets and in every way of rounding.
template <class V>
struct AnyDivision {
  static constexpr bool kWatchesFlag = false;
  using F = typename V::F;

  struct Table : Affines {
    Table(const Affines& affines, size_t) : Affines(affines) {}
  };

  F scale, offset;

  LINQUANT_INLINE_METHOD void setOne(const Table& table, size_t i) {
    scale = Lane<V>::one(table.scales, i);
    offset = table.offsets == nullptr ? V::broadcast(0) : Lane<V>::one(table.offsets, i);
  }
  LINQUANT_INLINE_METHOD void setEach(const Table& table, size_t i) {
    scale = Lane<V>::each(table.scales, i);
    offset = table.offsets == nullptr ? V::broadcast(0) : Lane<V>::each(table.offsets, i);
  }
  LINQUANT_INLINE_METHOD F quotientOf(F x) const {
    return V::limit(V::divide(V::minus(V::orZero(x), offset), scale), V::broadcast(V::kLimit));
  }
  static LINQUANT_INLINE_METHOD void round(Rounding rounding, const F (&quotients)[4],
                                           typename V::I (&out)[4]) {
    if (rounding == Rounding::halfEven) {
      for (size_t j = 0; j < 4; j++) out[j] = V::round(quotients[j]);
    } else if (rounding == Rounding::halfAway) {
      for (size_t j = 0; j < 4; j++) out[j] = V::roundHalfAway(quotients[j]);
    } else if (rounding == Rounding::towardZero) {
      for (size_t j = 0; j < 4; j++) out[j] = V::truncate(quotients[j]);
    } else {
      for (size_t j = 0; j < 4; j++) out[j] = V::roundDown(quotients[j]);
    }
  }
};

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_QUOTIENTS_H_
