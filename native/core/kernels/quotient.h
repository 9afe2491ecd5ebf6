// x / scale, and the integer next to it: by division, or by multiplications with constants that depend on the scale only.
//
// The class of a quotient for patches has
//   Table             what is computed of sets of parameters before they are used: fill(first, end), first a multiple of kLanes
//   setOne, setEach   takes its constants from the table: those of index i for all lanes, or one per lane from i on
//   quotientOf(x), round(rounding, x, quotients, out)
// The multiplying ones need scales that covers() accepts, no offset, and ties to even. For NaN and overflow they raise the
// invalid flag in round(); the elements have to be done again then: by OrNan, in case that there is NaN alone, else by AnyDivision.
//
// x is a float32: elements of other types are rounded to it as they are loaded, once, as the definition has it, so what is proved below
// for every float32 holds for them. That takes from float64 what the flag tells:
//   NaN         becomes a quiet NaN, which raises the flag in round(); a signalling one raises it in the conversion already
//   overflow    beyond the largest float32 becomes an infinity of the same sign; its quotient by a scale of at most 2^100 is infinite, or
//               NaN, and raises the flag in round(). The conversion raises the flags of overflow, underflow and inexact results only.
//   subnormals  are rounded like all others, since nothing flushes them to zero
// So a clear flag means that no element was NaN or infinite as a float32, and a set one costs time only.
#ifndef LINQUANT_CORE_KERNELS_QUOTIENT_H_
#define LINQUANT_CORE_KERNELS_QUOTIENT_H_

#include "../vector/lanes.h"

namespace linquant {

// The scales for which the two-operation quotient holds. Outside of them one of its terms overflows or underflows.
constexpr float kLeastTwoOperationScale = 0x1p-126f, kMostTwoOperationScale = 0x1p100f;

// The two constants of the two-operation quotient:
//
//   q = fma(x, r, x * rl) with the reciprocal r = f32(1 / s) and the correction rl = f32((1 - r * s) / s)
//
// q is not always the correctly rounded quotient, but it rounds to the same integer for every quotient below 2^11 in
// magnitude. Of the 2^23 divisor mantissas, 106,762 have exactly one numerator for which q is not correctly rounded. None of
// those quotients is next to a tie (n + 0.5) of fewer than 13 significant bits, and ties below 2^11 have at most 12.
// native/test/quotient_enumeration.cpp enumerates them all. (With 13 bits there are misses: 0x1.46d598p+12 / 0x1.789ffep+0
// comes out as the tie 3554.5, though the quotient lies above it.)
//
// Where the quotient overflows, q is NaN or the opposite infinity, even for finite x. So x must be clamped first, or the
// overflow detected in round().
template <class V>
struct TwoOperationConstants {
  using F = typename V::F;
  F reciprocal, correction;

  static LINQUANT_INLINE_METHOD TwoOperationConstants of(F scale) {
    const F one = V::broadcast(1), r = V::divide(one, scale);
    return {r, V::divide(V::fma(V::subtract(V::broadcast(0), r), scale, one), scale)};
  }
  LINQUANT_INLINE_METHOD F quotientOf(F x) const {
    V::keepInRegister(x);
    return V::fma(x, reciprocal, V::multiply(x, correction));
  }
};

// One scale: the correctly rounded quotient.
template <class V>
struct Division {
  using F = typename V::F;
  F scale, limit;

  explicit Division(float s) : scale(V::broadcast(s)), limit(V::broadcast(V::kLimit)) {}
  LINQUANT_INLINE_METHOD F fast(F x) const { return V::divide(x, scale); }
  // Within kLimit, and 0 for NaN unless round() makes it 0.
  LINQUANT_INLINE_METHOD F careful(F x) const { return V::clampMagnitude(V::divide(x, scale), limit); }
};

// One scale: the two-operation quotient.
template <class V>
struct TwoOperations {
  using F = typename V::F;
  TwoOperationConstants<V> constants;
  F limit;

  static bool covers(float s) { return s >= kLeastTwoOperationScale && s <= kMostTwoOperationScale; }

  // kLimit is a power of two, so kLimit * s is exact, and it does not overflow for s up to 2^100.
  explicit TwoOperations(float s)
      : constants(TwoOperationConstants<V>::of(V::broadcast(s))), limit(V::broadcast(V::kLimit * s)) {}
  // With constants that were computed before, for data that never needs careful().
  TwoOperations(float reciprocal, float correction)
      : constants{V::broadcast(reciprocal), V::broadcast(correction)}, limit() {}

  LINQUANT_INLINE_METHOD F fast(F x) const { return constants.quotientOf(x); }
  LINQUANT_INLINE_METHOD F careful(F x) const { return fast(V::clampMagnitude(x, limit)); }
};

// Calls step(scales, i) for vectors of the scales first to count, the first of which has index i. Lanes behind the last scale are 1.
template <class V, class Step>
LINQUANT_INLINE void forEachScale(const uint8_t* scales, size_t first, size_t count, const Step& step) {
  for (size_t i = first; i < count; i += V::kLanes) {
    const size_t n = count - i < V::kLanes ? count - i : V::kLanes;
    if (n == V::kLanes) {
      step(V::load(scales + i * sizeof(float)), i);
      continue;
    }
    float padded[V::kLanes];
    for (float& scale : padded) scale = 1;
    memcpy(padded, scales + i * sizeof(float), n * sizeof(float));
    step(V::load(reinterpret_cast<const uint8_t*>(padded)), i);
  }
}

// Whether all scales lie within low..high.
template <class V>
LINQUANT_INLINE bool areScalesWithin(const uint8_t* scales, size_t count, float low, float high) {
  bool all = true;
  forEachScale<V>(scales, 0, count,
                  [&](typename V::F scale, size_t) { all &= V::areAllWithin(scale, low, high); });
  return all;
}

// Tables are written by whole vectors, so they have room for one vector more than there are sets.
template <class V>
constexpr size_t kTableLength = kMostColumns + V::kLanes;

// Many scales: the two-operation quotient, for codes of a byte with zero points that fitsWords accepts.
template <class V>
struct TwoOperationsOf : TwoOperationConstants<V> {
  static constexpr bool kTestsFlag = true;
  using F = typename V::F;

  static bool covers(const uint8_t* scales, size_t count) {
    return areScalesWithin<V>(scales, count, kLeastTwoOperationScale, kMostTwoOperationScale);
  }

  struct Table : Affines {
    float reciprocals[kTableLength<V>], corrections[kTableLength<V>];

    explicit Table(const Affines& affines) : Affines(affines) {}
    LINQUANT_INLINE_METHOD void fill(size_t first, size_t end) {
      forEachScale<V>(scales, first, end, [&](F scale, size_t i) {
        const auto constants = TwoOperationConstants<V>::of(scale);
        putVector<V>(reciprocals + i, constants.reciprocal);
        putVector<V>(corrections + i, constants.correction);
      });
    }
  };

  LINQUANT_INLINE_METHOD void setOne(const Table& table, size_t i) {
    this->reciprocal = Lane<V>::one(table.reciprocals, i);
    this->correction = Lane<V>::one(table.corrections, i);
  }
  LINQUANT_INLINE_METHOD void setEach(const Table& table, size_t i) {
    this->reciprocal = Lane<V>::each(table.reciprocals, i);
    this->correction = Lane<V>::each(table.corrections, i);
  }
  static LINQUANT_INLINE_METHOD void round(Rounding, const F (&)[4], const F (&quotients)[4],
                                           typename V::I (&out)[4]) {
    for (size_t j = 0; j < 4; j++) out[j] = V::round(quotients[j]);
  }
};

// Many scales: q0 = x * r, e = x - s * q0, q = q0 + e * r with r = f32(1 / s). This is the correctly rounded quotient
// wherever nothing overflows or underflows (Brisebarre, Muller, Raina, IEEE Trans. Computers 53(8), 2004), so it serves codes
// of any width. With scales in 2^-60..2^60 nothing underflows while |x| >= 2^-100, and for smaller x every quotient rounds to
// 0. Where something overflows, the result is NaN, an infinity or beyond 2^31.
template <class V>
struct ThreeOperations {
  static constexpr bool kTestsFlag = true;
  using F = typename V::F;

  static bool covers(const uint8_t* scales, size_t count) {
    return areScalesWithin<V>(scales, count, 0x1p-60f, 0x1p60f);
  }

  struct Table : Affines {
    float reciprocals[kTableLength<V>];

    explicit Table(const Affines& affines) : Affines(affines) {}
    LINQUANT_INLINE_METHOD void fill(size_t first, size_t end) {
      forEachScale<V>(scales, first, end, [&](F scale, size_t i) {
        putVector<V>(reciprocals + i, V::divide(V::broadcast(1), scale));
      });
    }
  };

  F reciprocal, minusScale;

  LINQUANT_INLINE_METHOD void setOne(const Table& table, size_t i) {
    reciprocal = Lane<V>::one(table.reciprocals, i);
    minusScale = V::subtract(V::broadcast(0), Lane<V>::one(table.scales, i));
  }
  LINQUANT_INLINE_METHOD void setEach(const Table& table, size_t i) {
    reciprocal = Lane<V>::each(table.reciprocals, i);
    minusScale = V::subtract(V::broadcast(0), Lane<V>::each(table.scales, i));
  }
  LINQUANT_INLINE_METHOD F quotientOf(F x) const {
    const F quotient = V::multiply(x, reciprocal);
    return V::fma(V::fma(minusScale, quotient, x), reciprocal, quotient);
  }
  static LINQUANT_INLINE_METHOD void round(Rounding, const F (&)[4], const F (&quotients)[4],
                                           typename V::I (&out)[4]) {
    for (size_t j = 0; j < 4; j++) out[j] = V::round(quotients[j]);
  }
};

// A multiplying quotient for data with NaN, which becomes 0 and raises no flag if it is a quiet one.
template <class V, class Quotient>
struct OrNan : Quotient {
  using F = typename V::F;
  static LINQUANT_INLINE_METHOD void round(Rounding, const F (&x)[4], const F (&quotients)[4],
                                           typename V::I (&out)[4]) {
    for (size_t j = 0; j < 4; j++) out[j] = V::roundNumbers(quotients[j], x[j]);
  }
};

// Many scales: a division. It takes every scale, offsets, and every rounding.
template <class V>
struct AnyDivision {
  static constexpr bool kTestsFlag = false;
  using F = typename V::F;

  struct Table : Affines {
    explicit Table(const Affines& affines) : Affines(affines) {}
    LINQUANT_INLINE_METHOD void fill(size_t, size_t) const {}
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
    return V::clampMagnitude(V::divide(V::subtract(V::nanToZero(x), offset), scale), V::broadcast(V::kLimit));
  }
  static LINQUANT_INLINE_METHOD void round(Rounding rounding, const F (&)[4], const F (&quotients)[4],
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

#endif  // LINQUANT_CORE_KERNELS_QUOTIENT_H_
