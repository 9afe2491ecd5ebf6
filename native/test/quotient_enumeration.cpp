// All pairs of float mantissas whose quotient the two-operation form gets wrong, and how near ties they lie:
// the figures in native/core/generic/quotient.h.
//
//   quotient_enumeration [divisors]    so many of them once more by brute force (64)
//
// 2^46 pairs are too many to try. Let x and s be mantissas in 1..2, X = 2^23 x and S = 2^23 s, and let
// d = 1/s - r, so |d| <= 2^-25 for s > 1. The residual 1 - r*s is a float, so one fma gives it exactly.
//   Rounding the correction and the product x * rl brings in 2^-24 each, relative to x * d: before its last
//   rounding the form is within x * 2^-48 (1 + 2^-24) of x / s, or x * 1.5 * 2^-48 (1 + 2^-23) where the
//   correction is residual * r, since r = (1 - s*d) / s and |s*d| <= 2^-24. A wrong result needs a midpoint
//   of two floats that near x / s.
//   Midpoints are N * 2^-w, N odd in 2^24..2^25, where w = 24 for X >= S (quotients in 1..2) and 25 for X < S
//   (quotients in 1/2..1). With delta = X * 2^w - N * S the distance is delta / (S * 2^w), so that
//   |delta| < S * X * 2^(w - 71) * 1.5 < 6. All |delta| <= kMostDelta are tried, which leaves room.
//   N * S = -delta (mod 2^w), for delta and S with equally many trailing zeros t: it gives N modulo 2^(w - t)
//   by the inverse of the odd part of S, and then X.
// A power of two has d = 0, and signs and exponents change nothing, so these pairs stand for all.
#include <stdlib.h>

#include <algorithm>

#include "check.h"
#include "numbers.h"
#include "parallel.h"

namespace linquant::test {
namespace {

constexpr int64_t kMostDelta = 8;
constexpr uint32_t kOne = 1u << 23, kTwo = 1u << 24;
constexpr size_t kBits = 25;

float mantissa(uint32_t integer) { return static_cast<float>(integer) * 0x1p-23f; }

struct DividedResidual {
  static constexpr const char* kName = "r = f32(1 / s), rl = f32((1 - r*s) / s)";
  static void split(float s, float& r, float& rl) {
    r = 1 / s;
    rl = std::fma(-r, s, 1.0f) / s;
  }
};

struct MultipliedResidual {
  static constexpr const char* kName = "r = f32(1 / s), rl = f32((1 - r*s) * r)";
  static void split(float s, float& r, float& rl) {
    r = 1 / s;
    rl = std::fma(-r, s, 1.0f) * r;
  }
};

struct DoubleReciprocal {
  static constexpr const char* kName = "d = f64(1 / s), r = f32(d), rl = f32(d - r)";
  static void split(float s, float& r, float& rl) {
    const double reciprocal = 1 / static_cast<double>(s);
    r = static_cast<float>(reciprocal);
    rl = static_cast<float>(reciprocal - r);
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

// The bits from the highest to the lowest that is 1.
int significantBits(float value) {
  const uint32_t significand = (bitsOf(value) & 0x7fffff) | kOne;
  int bits = 24;
  while ((significand >> (24 - bits) & 1) == 0) bits--;
  return bits;
}

// Whether two floats in 1/2..2 round to different integers, ties to even, once a power of two makes a number
// of `bits` significant bits a tie: an integer and a half.
bool roundApart(float a, float b, int bits) {
  const float power = std::ldexp(1.0f, bits - 2);
  return a < 1 ? std::nearbyint(2 * a * power) != std::nearbyint(2 * b * power)
               : std::nearbyint(a * power) != std::nearbyint(b * power);
}

// Newton's iteration: each round doubles the bits that are right, from the three of odd * odd = 1 (mod 8).
uint32_t inverse(uint32_t odd) {
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

template <class Form>
std::vector<uint32_t> tryAll(uint32_t divisor) {
  std::vector<uint32_t> numerators;
  const Quotient<Form> quotient(divisor);
  for (uint32_t numerator = kOne; numerator < kTwo; numerator++) {
    if (quotient.isWrong(numerator)) numerators.push_back(numerator);
  }
  return numerators;
}

struct Pair {
  uint32_t divisor, numerator;
};

// A part of all divisors, and what it found.
template <class Form>
struct Search {
  static constexpr uint32_t kPart = 1 << 13;
  std::vector<Pair> pairs;
  uint64_t divisors = 0;
  void operator()(uint64_t part) {
    const uint32_t first = kOne + static_cast<uint32_t>(part) * kPart;
    for (uint32_t divisor = first; divisor < first + kPart; divisor++) {
      const std::vector<uint32_t> numerators = solve<Form>(divisor);
      if (!numerators.empty()) divisors++;
      for (uint32_t numerator : numerators) pairs.push_back({divisor, numerator});
    }
  }
};

template <class Form>
struct BruteForce {
  const std::vector<uint32_t>* sample;
  std::vector<uint32_t> differing;
  void operator()(uint64_t i) {
    const uint32_t divisor = (*sample)[i];
    if (solve<Form>(divisor) != tryAll<Form>(divisor)) differing.push_back(divisor);
  }
};

struct Figures {
  uint64_t divisors, numerators;
  // By the significant bits of the tie: of the right quotient and the wrong one, the one that has fewer.
  uint64_t atTies[kBits], integers[kBits];
};

template <class Form>
Figures enumerate(size_t sampleSize) {
  const Stopwatch time;
  std::vector<Search<Form>> searches(processorCount());
  shareAmong(searches, kOne / Search<Form>::kPart);
  std::vector<Pair> pairs;
  Figures figures = {};
  for (const Search<Form>& search : searches) {
    figures.divisors += search.divisors;
    pairs.insert(pairs.end(), search.pairs.begin(), search.pairs.end());
  }
  std::sort(pairs.begin(), pairs.end(), [](Pair a, Pair b) { return a.divisor < b.divisor; });
  figures.numerators = pairs.size();
  printf("%s: of 2^23 divisors %llu have a numerator misrounded, %llu numerators in all\n", Form::kName,
         static_cast<unsigned long long>(figures.divisors),
         static_cast<unsigned long long>(figures.numerators));
  for (Pair pair : pairs) {
    const float x = mantissa(pair.numerator), s = mantissa(pair.divisor);
    const float right = x / s, wrong = Quotient<Form>(pair.divisor).of(x);
    const int bits = std::min(significantBits(wrong), significantBits(right));
    figures.atTies[bits]++;
    if (!roundApart(right, wrong, bits)) continue;
    if (figures.integers[bits]++ == 0 && bits <= 16) {
      printf("  %a / %a is %a, not %a, at a tie of %d bits\n", x, s, right, wrong, bits);
    }
  }
  for (size_t bits = 0; bits < kBits; bits++) {
    if (figures.atTies[bits] == 0) continue;
    printf("  next to ties of %zu bits: %llu, another integer: %llu\n", bits,
           static_cast<unsigned long long>(figures.atTies[bits]),
           static_cast<unsigned long long>(figures.integers[bits]));
  }
  // Half of them divisors with a miss, the others any.
  std::vector<uint32_t> sample;
  Random random(23);
  for (size_t i = 0; i < sampleSize; i++) {
    sample.push_back(i % 2 == 0 && !pairs.empty() ? pairs[random.bits() % pairs.size()].divisor
                                                  : kOne + (random.bits() & (kOne - 1)));
  }
  std::vector<BruteForce<Form>> checks(processorCount(), BruteForce<Form>{&sample, {}});
  shareAmong(checks, sample.size());
  for (const BruteForce<Form>& check : checks) {
    CHECK(check.differing.empty(), "brute force finds other numerators for %a", mantissa(check.differing[0]));
  }
  printf("  the same by brute force over 2^23 numerators for %zu divisors, %.1f s\n", sample.size(),
         time.seconds());
  return figures;
}

}  // namespace
}  // namespace linquant::test

int main(int count, char** arguments) {
  using namespace linquant::test;
  const size_t sample = count > 1 ? strtoull(arguments[1], nullptr, 10) : 64;
  // What kernels use, and what else they could: the last is as safe, the second is not.
  const Figures kernel = enumerate<DividedResidual>(sample);
  enumerate<MultipliedResidual>(sample);
  enumerate<DoubleReciprocal>(sample);
  CHECK(kernel.divisors == 106762 && kernel.numerators == 106762, "given %llu divisors, %llu numerators",
        static_cast<unsigned long long>(kernel.divisors), static_cast<unsigned long long>(kernel.numerators));
  for (size_t bits = 0; bits < 13; bits++) {
    CHECK(kernel.atTies[bits] == 0, "given %llu at ties of %zu bits",
          static_cast<unsigned long long>(kernel.atTies[bits]), bits);
  }
  constexpr uint64_t kIntegers[] = {43, 14, 102, 228};
  for (size_t i = 0; i < 4; i++) {
    CHECK(kernel.integers[13 + i] == kIntegers[i], "given %llu at ties of %zu bits",
          static_cast<unsigned long long>(kernel.integers[13 + i]), 13 + i);
  }
  printf("quotient_enumeration: %s\n", programTally.failures == 0 ? "passed" : "FAILED");
  return programTally.failures == 0 ? 0 : 1;
}
