// Enumerates all pairs of significands for which the two-operation quotient is not the rounded quotient, and counts how many
// significant bits the ties next to them have. core/kernels/quotient.h states these counts.
//
//   quotient_enumeration [divisors]    for so many divisors (32) the result is compared with that of trying all numerators
#include <stdlib.h>

#include "../support/check.h"
#include "../support/parallel.h"
#include "../support/values.h"
#include "quotient_forms.h"

namespace linquant::test {
namespace {

constexpr size_t kBits = 25;

// The number of bits from the highest 1 to the lowest 1 of the significand.
int significantBits(float value) {
  const uint32_t significand = (bitsOf(value) & 0x7fffff) | kOne;
  int bits = 24;
  while ((significand >> (24 - bits) & 1) == 0) bits--;
  return bits;
}

// Whether two floats in 1/2..2 round to different integers (ties to even) after they are scaled by the power of two that makes
// a number of `bits` significant bits a tie.
bool roundApart(float a, float b, int bits) {
  const float power = std::ldexp(1.0f, bits - 2);
  return a < 1 ? std::nearbyint(2 * a * power) != std::nearbyint(2 * b * power)
               : std::nearbyint(a * power) != std::nearbyint(b * power);
}

struct Pair {
  uint32_t divisor, numerator;
};

// Searches parts of all divisors and collects what it finds.
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
  // Counted by the significant bits of the tie, which is the one of the right and the wrong quotient that has fewer.
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
  // Every second one a divisor of a pair that was found, the others random.
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
  const size_t sample = count > 1 ? strtoull(arguments[1], nullptr, 10) : 32;
  const Figures kernel = enumerate<DividedResidual>(sample);
  enumerate<MultipliedResidual>(sample);
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
