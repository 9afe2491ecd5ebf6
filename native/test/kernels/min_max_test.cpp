// minMax of float32: NaN, extremes and zeros of either sign in every position, at many lengths.
#include "../definition/range.h"
#include "../support/byte_kernels.h"

namespace linquant::test {
namespace {

void compareRange(const KernelTable& table, const std::vector<float>& x, const char* what, size_t position) {
  const Range expected = definition::rangeOf(x.data(), x.size());
  const Range given = table.minMax(raw(x), x.size());
  CHECK(isSameRange(given, expected), "expected %a..%a, given %a..%a (0x%08x..0x%08x): %s %s at %zu of %zu",
        expected.min, expected.max, given.min, given.max, bitsOf(given.min), bitsOf(given.max), table.name,
        what, position, x.size());
  // Every table gives the bytes of the scalar kernels, so also the same NaN.
  const Range scalar = scalarTable().minMax(raw(x), x.size());
  CHECK(bitsOf(given.min) == bitsOf(scalar.min) && bitsOf(given.max) == bitsOf(scalar.max),
        "scalar gives 0x%08x..0x%08x, given 0x%08x..0x%08x: %s %s at %zu of %zu", bitsOf(scalar.min),
        bitsOf(scalar.max), bitsOf(given.min), bitsOf(given.max), table.name, what, position, x.size());
}

struct Background {
  const char* name;
  double least, most;
};

constexpr Background kBackgrounds[] = {{"mixed", -8, 8},
                                       {"negative", -8, -1},
                                       {"positive", 1, 8},
                                       {"subnormal", -0x1p-127, 0x1p-127},
                                       {"negative subnormal", -0x1p-127, -0x1p-140},
                                       {"positive subnormal", 0x1p-140, 0x1p-127},
                                       {"zero", 0, 0},
                                       {"large", -3e38, 3e38}};

// What replaces one element.
std::vector<float> makeSpecials() {
  std::vector<float> specials = nans();
  for (float value : {kInfinity, FLT_MAX, 100.0f, 1.0f, FLT_MIN, 0x0.fffffep-126f, kLeastSubnormal, 0.0f}) {
    specials.insert(specials.end(), {value, -value});
  }
  return specials;
}

std::vector<size_t> makeCounts() {
  std::vector<size_t> counts;
  for (size_t count = 1; count <= 20; count++) counts.push_back(count);
  // Around one, two and three blocks of every vector width.
  for (size_t count : {31, 32, 33, 47, 63, 64, 65, 95, 127, 128, 129, 191, 193}) counts.push_back(count);
  return counts;
}

void testPositions(const KernelTable& table) {
  Random random(4);
  for (const Background& background : kBackgrounds) {
    for (size_t count : makeCounts()) {
      std::vector<float> x(count);
      for (float& value : x) value = static_cast<float>(random.real(background.least, background.most));
      compareRange(table, x, background.name, 0);
      for (float special : makeSpecials()) {
        for (size_t i = 0; i < count; i++) {
          const float value = x[i];
          x[i] = special;
          compareRange(table, x, background.name, i);
          x[i] = value;
        }
      }
    }
  }
}

// Zeros with one zero of the other sign, or with one other number: a result of zero is +0.
void testZeros(const KernelTable& table) {
  const auto isPlusZero = [](float value) { return bitsOf(value) == 0; };
  for (size_t count : makeCounts()) {
    for (float zero : {0.0f, -0.0f}) {
      for (size_t i = 0; i < count; i++) {
        std::vector<float> x(count, zero);
        x[i] = -zero;
        const Range mixed = table.minMax(raw(x), count);
        CHECK(isPlusZero(mixed.min) && isPlusZero(mixed.max), "%s zeros, other at %zu of %zu", table.name, i,
              count);
        for (float other : {1.0f, -1.0f}) {
          std::vector<float> y(count + 1, zero);
          y[i] = other;
          const Range range = table.minMax(raw(y), y.size());
          CHECK(isPlusZero(other > 0 ? range.min : range.max) && (other > 0 ? range.max : range.min) == other,
                "%s zeros with %g at %zu of %zu", table.name, other, i, y.size());
        }
      }
    }
  }
}

void testSame(const KernelTable& table) {
  for (size_t count : makeCounts()) {
    for (float value : makeSpecials()) compareRange(table, std::vector<float>(count, value), "same", 0);
  }
}

// Random bits. 1 float of 256 is NaN or infinite, so many long runs have a NaN and most short ones have none.
void testRandomBits(const KernelTable& table) {
  Random random(5);
  for (int run = 0; run < 20000; run++) {
    std::vector<float> x(static_cast<size_t>(random.integer(1, 200)));
    for (float& value : x) value = floatOf(random.bits());
    compareRange(table, x, "random bits", 0);
  }
}

}  // namespace
}  // namespace linquant::test

int main() {
  using namespace linquant::test;
  forEachTable([](const linquant::KernelTable& table) {
    testPositions(table);
    testZeros(table);
    testSame(table);
    testRandomBits(table);
  });
  return finish("min_max_test");
}
