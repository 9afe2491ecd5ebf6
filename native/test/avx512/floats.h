// Arithmetic of floats.
#ifndef LINQUANT_TEST_AVX512_FLOATS_H_
#define LINQUANT_TEST_AVX512_FLOATS_H_

#include "vectors.h"

namespace linquant {
namespace {

LINQUANT_OF_TWO(__m512, add_ps, add_ps)
LINQUANT_OF_TWO(__m512, sub_ps, sub_ps)
LINQUANT_OF_TWO(__m512, mul_ps, mul_ps)
LINQUANT_OF_TWO(__m512, div_ps, div_ps)
// The second operand where one is NaN or both are zero, like AVX2's minimum and maximum.
LINQUANT_OF_TWO(__m512, min_ps, min_ps)
LINQUANT_OF_TWO(__m512, max_ps, max_ps)

LINQUANT_OF_TWO(__m512d, add_pd, add_pd)
LINQUANT_OF_TWO(__m512d, sub_pd, sub_pd)
LINQUANT_OF_TWO(__m512d, mul_pd, mul_pd)
LINQUANT_OF_TWO(__m512d, div_pd, div_pd)
LINQUANT_OF_TWO(__m512d, max_pd, max_pd)
LINQUANT_OF_TWO(__m512d, min_pd, min_pd)
inline __m512d _mm512_roundscale_pd(__m512d a, int mode) {
  constexpr int kTruncate = _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC;
  if (mode != kTruncate) abort();
  return {{_mm256_round_pd(a.half[0], kTruncate), _mm256_round_pd(a.half[1], kTruncate)}};
}
inline __m512d _mm512_sqrt_pd(__m512d a) { return {{_mm256_sqrt_pd(a.half[0]), _mm256_sqrt_pd(a.half[1])}}; }
inline __m512d _mm512_abs_pd(__m512d a) {
  const __m256d sign = _mm256_set1_pd(-0.0);
  return {{_mm256_andnot_pd(sign, a.half[0]), _mm256_andnot_pd(sign, a.half[1])}};
}
inline __m512d _mm512_fmadd_pd(__m512d a, __m512d b, __m512d c) {
  return {
      {_mm256_fmadd_pd(a.half[0], b.half[0], c.half[0]), _mm256_fmadd_pd(a.half[1], b.half[1], c.half[1])}};
}
inline __m512 _mm512_fmadd_ps(__m512 a, __m512 b, __m512 c) {
  return {
      {_mm256_fmadd_ps(a.half[0], b.half[0], c.half[0]), _mm256_fmadd_ps(a.half[1], b.half[1], c.half[1])}};
}

// Reductions are not instructions: each compiler has an order of its own. This is GCC's, which halves the vector repeatedly.
template <class Reduce>
inline float reduceHalves(const __m512& x, Reduce reduce) {
  const __m256 eight = reduce(x.half[1], x.half[0]);
  const __m256 four = reduce(_mm256_permute2f128_ps(eight, eight, 1), eight);
  const __m256 two = reduce(four, _mm256_permute_ps(four, 0x4e));
  return _mm256_cvtss_f32(reduce(two, _mm256_permute_ps(two, 0xb1)));
}
inline float _mm512_reduce_min_ps(__m512 x) {
  return reduceHalves(x, [](__m256 a, __m256 b) { return _mm256_min_ps(a, b); });
}
inline float _mm512_reduce_max_ps(__m512 x) {
  return reduceHalves(x, [](__m256 a, __m256 b) { return _mm256_max_ps(a, b); });
}

constexpr uint32_t kSignBit = 0x80000000, kQuietBit = 0x00400000;
inline bool isNanBits(uint32_t x) { return (x & ~kSignBit) > 0x7f800000; }
inline bool isSignalingBits(uint32_t x) { return isNanBits(x) && (x & kQuietBit) == 0; }

inline void raiseInvalidFlag() { _mm_setcsr(_mm_getcsr() | _MM_EXCEPT_INVALID); }

// Integers in the same order as the floats, with -0 before +0.
inline int64_t orderOf(uint32_t x) {
  const int64_t magnitude = x & ~kSignBit;
  return (x & kSignBit) != 0 ? -1 - magnitude : magnitude;
}

// The choice of VRANGEPS between two numbers by imm8[1:0]: minimum, maximum, smaller magnitude, larger magnitude. Of equal
// magnitudes (also -0 and +0) a minimum takes the negative one and a maximum the positive one.
inline uint32_t rangeOfNumbers(uint32_t a, uint32_t b, int operation) {
  const uint32_t x = a & ~kSignBit, y = b & ~kSignBit;
  const bool isByMagnitude = operation >= 2 && x != y;
  const bool isLesser = isByMagnitude ? x < y : orderOf(a) < orderOf(b);
  const bool wantsLesser = operation % 2 == 0;
  return isLesser == wantsLesser ? a : b;
}

// One lane of VRANGEPS, by Intel's manual, volume 2C, with its table of NaNs. imm8[3:2] says which sign the result has: that of
// the first operand, its own, positive, or negative. A signaling NaN that was made quiet keeps its sign.
inline uint32_t rangeOfBits(uint32_t a, uint32_t b, int imm8) {
  if (isSignalingBits(a) || isSignalingBits(b)) {
    raiseInvalidFlag();
    return (isSignalingBits(a) ? a : b) | kQuietBit;
  }
  const uint32_t chosen = isNanBits(a)   ? (isNanBits(b) ? a : b)
                          : isNanBits(b) ? a
                                         : rangeOfNumbers(a, b, imm8 & 3);
  const uint32_t magnitude = chosen & ~kSignBit;
  switch (imm8 >> 2 & 3) {
    case 0:
      return magnitude | (a & kSignBit);
    case 1:
      return chosen;
    case 2:
      return magnitude;
    default:
      return magnitude | kSignBit;
  }
}
inline __m512 _mm512_maskz_range_ps(__mmask16 mask, __m512 a, __m512 b, int imm8) {
  const auto x = lanesOf<uint32_t>(a), y = lanesOf<uint32_t>(b);
  Lanes<uint32_t> result = {};
  for (size_t i = 0; i < result.kCount; i++) {
    if (hasLane(mask, i)) result.at[i] = rangeOfBits(x.at[i], y.at[i], imm8);
  }
  return vectorOf<__m512>(result);
}
inline __m512 _mm512_range_ps(__m512 a, __m512 b, int imm8) {
  return _mm512_maskz_range_ps(0xffff, a, b, imm8);
}

}  // namespace
}  // namespace linquant

#endif  // LINQUANT_TEST_AVX512_FLOATS_H_
