// The two-operation quotient in two variants, and the pairs of significands for which it is not the rounded quotient.
//
// 2^46 pairs are too many to try, so those that can be wrong are solved for. Let x and s be significands in 1..2,
// X = 2^23 x, S = 2^23 s, and d = 1/s - r, so |d| <= 2^-25. The residual 1 - r*s is a float: one fma gives it
// exactly.
//   Rounding the correction and the product x * rl brings in 2^-24 each, relative to x * d, so before its last
//   rounding the form is within x * 2^-48 (1 + 2^-24) of x / s. Where the correction is residual * r it is
//   1.5 times that, since r = (1 - s*d) / s and |s*d| <= 2^-24. A wrong
//   result needs a midpoint of two floats within that distance of x / s.
//   Midpoints are N * 2^-w, N odd in 2^24..2^25, where w = 24 for X >= S (quotients in 1..2) and 25 for X < S
//   (quotients in 1/2..1). With delta = X * 2^w - N * S the distance is delta / (S * 2^w), so that
//   |delta| < S * X * 2^(w - 71) * 1.5 <= 6. All |delta| <= kMostDelta are tried, which leaves room.
//   N * S = -delta (mod 2^w) has a solution only if delta has as many trailing zeros as S, say t. It then gives N modulo
//   2^(w - t), by the inverse of the odd part of S, and N gives X.
// A power of two has d = 0, and signs and exponents change nothing, so these pairs stand for all.
#ifndef LINQUANT_TEST_EXHAUSTIVE_QUOTIENT_FORMS_H_
#define LINQUANT_TEST_EXHAUSTIVE_QUOTIENT_FORMS_H_

#include <stdint.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace linquant::test {

constexpr int64_t kMostDelta = 8;
// Significands as integers: 1 and 2.
constexpr uint32_t kOne = 1u << 23, kTwo = 1u << 24;

inline float mantissa(uint32_t integer) { return static_cast<float>(integer) * 0x1p-23f; }

// The variant of the kernels.
struct DividedResidual {
  static constexpr const char* kName = "r = f32(1 / s), rl = f32((1 - r*s) / s)";
  static void split(float s, float& r, float& rl) {
    r = 1 / s;
    rl = std::fma(-r, s, 1.0f) / s;
  }
};

// Not good enough: for 1 / 0x1.fffffep+0 it gives the tie 1/2.
struct MultipliedResidual {
  static constexpr const char* kName = "r = f32(1 / s), rl = f32((1 - r*s) * r)";
  static void split(float s, float& r, float& rl) {
    r = 1 / s;
    rl = std::fma(-r, s, 1.0f) * r;
  }
};

template <class Form>
struct Quotient {
  float s, r, rl;
  explicit Quotient(uint32_t divisor) : s(mantissa(divisor)) { Form::split(s, r, rl); }
  float of(float x) const { return std::fma(x, r, x * rl); }
  bool isWrong(uint32_t numerator) const {
    const float x = mantissa(numerator);
    return of(x) != x / s;
  }
};

// The inverse modulo 2^32 by Newton's iteration. `odd` is its own inverse modulo 8, so 3 bits are right at first, and each
// round doubles them.
inline uint32_t inverse(uint32_t odd) {
  uint32_t result = odd;
  for (int i = 0; i < 4; i++) result *= 2 - odd * result;
  return result;
}

// The numerators that Form gets wrong, in order.
template <class Form>
std::vector<uint32_t> solve(uint32_t divisor) {
  std::vector<uint32_t> numerators;
  int zeros = 0;
  while ((divisor >> zeros & 1) == 0) zeros++;
  const Quotient<Form> quotient(divisor);
  const uint32_t inverted = inverse(divisor >> zeros);
  for (int64_t odd = 1; odd << zeros <= kMostDelta; odd += 2) {
    for (int64_t delta : {odd << zeros, -(odd << zeros)}) {
      for (int w : {24, 25}) {
        const uint64_t modulus = 1ull << (w - zeros);
        const uint64_t residue = (static_cast<uint64_t>(-(delta >> zeros)) * inverted) & (modulus - 1);
        for (uint64_t n = residue; n < 1ull << 25; n += modulus) {
          if (n < 1ull << 24) continue;
          const uint64_t numerator = (n * divisor + static_cast<uint64_t>(delta)) >> w;
          const bool isIn =
              w == 24 ? numerator >= divisor && numerator < kTwo : numerator >= kOne && numerator < divisor;
          if (isIn && quotient.isWrong(static_cast<uint32_t>(numerator))) {
            numerators.push_back(static_cast<uint32_t>(numerator));
          }
        }
      }
    }
  }
  std::sort(numerators.begin(), numerators.end());
  return numerators;
}

// The same by trying all numerators.
template <class Form>
std::vector<uint32_t> tryAll(uint32_t divisor) {
  std::vector<uint32_t> numerators;
  const Quotient<Form> quotient(divisor);
  for (uint32_t numerator = kOne; numerator < kTwo; numerator++) {
    if (quotient.isWrong(numerator)) numerators.push_back(numerator);
  }
  return numerators;
}

}  // namespace linquant::test

#endif  // LINQUANT_TEST_EXHAUSTIVE_QUOTIENT_FORMS_H_
