// Two ways to the integer next to x / scale.
#ifndef LINQUANT_CORE_KERNELS_QUOTIENT_H_
#define LINQUANT_CORE_KERNELS_QUOTIENT_H_

#include "../vector/vector.h"

namespace linquant {

// The correctly rounded quotient.
template <class V>
struct Division {
  using F = typename V::F;
  F scale, limit;

  explicit Division(float s) : scale(V::broadcast(s)), limit(V::broadcast(V::kLimit)) {}
  LINQUANT_INLINE_METHOD F fast(F x) const { return V::divide(x, scale); }
  // Never beyond kLimit, and 0 for NaN where round() would not make it so.
  LINQUANT_INLINE_METHOD F careful(F x) const { return V::limit(V::divide(x, scale), limit); }
};

// q = fma(x, r, x * rl) with r = f32(1 / s) and rl = f32((1 - r * s) / s), for s in 2^-126..2^100.
//
// Not always the correctly rounded quotient, but one that rounds to the same integer for every quotient below
// 2^11 in magnitude: of all 2^23 divisor mantissas 106,762 have exactly one numerator missed, and none of
// those quotients lies at a tie of fewer than 13 significant bits, while ties below 2^11 have at most 12.
// native/test/quotient_enumeration.cpp finds them all.
// (With 13 bits there are misses: 0x1.46d598p+12 / 0x1.789ffep+0 comes out as the tie 3554.5, and lies above
// it.) Outside that range of s a term under- or overflows. Where the quotient itself overflows, the result is
// NaN or the opposite infinity, also for finite x: x must be limited first, or the result marked by round().
template <class V>
struct TwoOperations {
  using F = typename V::F;
  F reciprocal, correction, limit;

  static bool covers(float s) { return s >= 0x1p-126f && s <= 0x1p100f; }

  explicit TwoOperations(float s) {
    const float r = 1.0f / s;
    const F scale = V::broadcast(s);
    reciprocal = V::broadcast(r);
    correction = V::divide(V::fma(V::broadcast(-r), scale, V::broadcast(1.0f)), scale);
    // A power of two times s: exact, and no overflow for s up to 2^100.
    limit = V::broadcast(V::kLimit * s);
  }
  // With constants that were worked out before (kernels/choose.h), for data that needs no care.
  TwoOperations(float r, float rl) : reciprocal(V::broadcast(r)), correction(V::broadcast(rl)), limit() {}

  LINQUANT_INLINE_METHOD F fast(F x) const {
    V::keepInRegister(x);
    return V::fma(x, reciprocal, V::multiply(x, correction));
  }
  LINQUANT_INLINE_METHOD F careful(F x) const { return fast(V::limit(x, limit)); }
};

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_QUOTIENT_H_
