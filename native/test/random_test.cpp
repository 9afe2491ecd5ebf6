// Random and regularly sampled floats with random parameters: every table must give the reference's bytes.
//
//   random_test [factor [seed]]    factor 1 takes seconds, 10 ten times as much
//
// The environment variable LINQUANT_TEST_FACTOR stands for an absent factor.
#include <stdlib.h>

#include "compare.h"

namespace linquant::test {
namespace {

// Odd, so that every run has a tail.
constexpr size_t kRun = 4099;

void compareTables(Dtype dtype, const std::vector<float>& x, const Parameters& p) {
  const std::vector<uint8_t> expected = referenceCodes(x, p);
  forEachTable([&](const KernelTable& table) { compareQuantized(table, dtype, x, p, expected); });
}

Parameters randomParameters(Random& random, Dtype dtype) {
  const int32_t least = leastCode(dtype), most = greatestCode(dtype);
  Parameters p = wholeRange(dtype, random.scale(), static_cast<int32_t>(random.integer(least, most)));
  // The scales of real models, as often as all others together.
  if (random.integer(0, 1) == 0) p.scale = static_cast<float>(std::exp(random.real(-12, 3)));
  switch (random.integer(0, 5)) {
    case 0:
      p.zeroPoint = static_cast<int32_t>(random.bits());
      break;
    case 1:
      p.zeroPoint = static_cast<int32_t>(random.integer(-33000, 33000));
      break;
    default:
      break;
  }
  if (random.integer(0, 1) == 0) {
    p.qmin = static_cast<int32_t>(random.integer(least, most));
    p.qmax = static_cast<int32_t>(random.integer(p.qmin, most));
  }
  return p;
}

// Any bits, values with codes around the range, or ties and what lies next to them.
float randomFloat(Random& random, int64_t kind, const Parameters& p) {
  if (kind == 0) return floatOf(random.bits());
  const double least = static_cast<double>(p.qmin) - p.zeroPoint - 9;
  const double most = static_cast<double>(p.qmax) - p.zeroPoint + 9;
  if (kind == 1) return static_cast<float>(random.real(least, most) * p.scale);
  const double tie = std::floor(random.real(least, most)) + 0.5;
  const float x = static_cast<float>(tie * p.scale);
  const int64_t side = random.integer(-1, 1);
  return side == 0 ? x : std::nextafter(x, side < 0 ? -kInfinity : kInfinity);
}

void testRandom(double factor, uint64_t seed) {
  Random random(seed);
  std::vector<float> x(kRun);
  const int runs = static_cast<int>(2000 * factor) + 1;
  for (int run = 0; run < runs; run++) {
    const Dtype dtype = kDtypes[run % kByteDtypeCount];
    const Parameters p = randomParameters(random, dtype);
    const int64_t kind = random.integer(0, 2);
    // A NaN or far value now and then, but not in every block: so blocks of both kinds follow each other.
    for (float& value : x) value = randomFloat(random, random.integer(0, 511) == 0 ? 0 : kind, p);
    compareTables(dtype, x, p);
    std::vector<uint8_t> codes(kRun);
    for (uint8_t& code : codes) code = static_cast<uint8_t>(random.bits());
    forEachTable([&](const KernelTable& table) { compareDequantized(table, dtype, codes, p); });
  }
}

// A regular sample of all 2^32 floats, with scales of both methods.
void testSampled(double factor) {
  const float scales[] = {1.0f,      0.1f,     0.0078125f, 0x1.fffffep-5f, 0x1.000002p-9f, 3.0e-5f,
                          0x1p-126f, 0x1p100f, 0x1.5p-60f, 0x1.8p40f,      0x1.8p-140f,    0x1.8p101f};
  const uint64_t step = factor >= 1009 ? 1 : static_cast<uint64_t>(1009 / factor);
  std::vector<float> x;
  for (uint64_t bits = 0; bits < 1ull << 32; bits += step) {
    x.push_back(floatOf(static_cast<uint32_t>(bits)));
    if (x.size() < 16 * kRun && bits + step < 1ull << 32) continue;
    for (Dtype dtype : kDtypes) {
      for (float scale : scales) compareTables(dtype, x, wholeRange(dtype, scale, isSigned(dtype) ? 0 : 128));
    }
    x.clear();
  }
}

}  // namespace
}  // namespace linquant::test

int main(int count, char** arguments) {
  using namespace linquant::test;
  const double factor = count > 1 ? strtod(arguments[1], nullptr) : testFactor();
  const uint64_t seed = count > 2 ? strtoull(arguments[2], nullptr, 0) : 20240607;
  if (!(factor > 0)) {
    fprintf(stderr, "usage: random_test [factor > 0 [seed]]\n");
    return 2;
  }
  printf("random_test: factor %g, seed %llu\n", factor, static_cast<unsigned long long>(seed));
  testRandom(factor, seed);
  testSampled(factor);
  return finish("random_test");
}
