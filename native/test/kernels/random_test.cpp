// quantize and dequantize of float32 and codes of one byte: random numbers with random parameters, and a regular sample of
// all floats.
//
//   random_test [factor [seed]]    factor 1 (or LINQUANT_TEST_FACTOR) takes seconds, 10 ten times as much
#include <stdio.h>

#include "../support/byte_kernels.h"

namespace linquant::test {
namespace {

// Odd, so that every run has a tail.
constexpr size_t kRun = 4099;

Parameters randomParameters(Random& random, Dtype dtype) {
  const int32_t least = leastCode(dtype), most = greatestCode(dtype);
  Parameters p = wholeRange(dtype, random.scale(), static_cast<int32_t>(random.integer(least, most)));
  // One of two scales is in the range of real models.
  if (random.integer(0, 1) == 0) p.scale = static_cast<float>(exp(random.real(-12, 3)));
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

// Random bits, a number near the codes, or a tie or its neighbour.
float randomFloat(Random& random, int64_t kind, const Parameters& p) {
  if (kind == 0) return floatOf(random.bits());
  const double least = static_cast<double>(p.qmin) - p.zeroPoint - 9;
  const double most = static_cast<double>(p.qmax) - p.zeroPoint + 9;
  if (kind == 1) return static_cast<float>(random.real(least, most) * p.scale);
  const double tie = floor(random.real(least, most)) + 0.5;
  const float x = static_cast<float>(tie * p.scale);
  const int64_t side = random.integer(-1, 1);
  return side == 0 ? x : nextafterf(x, side < 0 ? -kInfinity : kInfinity);
}

void testRandom(double factor, uint64_t seed) {
  Random random(seed);
  std::vector<float> x(kRun);
  const int runs = static_cast<int>(2000 * factor) + 1;
  for (int run = 0; run < runs; run++) {
    const Dtype dtype = kByteDtypes[run % kByteDtypeCount];
    const Parameters p = randomParameters(random, dtype);
    const int64_t kind = random.integer(0, 2);
    // A few random bits, some of which are NaN or far from every code: blocks with and without them alternate.
    for (float& value : x) value = randomFloat(random, random.integer(0, 511) == 0 ? 0 : kind, p);
    checkQuantize(dtype, x, p);
    checkDequantize(dtype, randomBytes(random, kRun), p);
  }
}

// A regular sample of all 2^32 floats, with scales of both ways to divide.
void testSampled(double factor) {
  const float scales[] = {1.0f,      0.1f,     0.0078125f, 0x1.fffffep-5f, 0x1.000002p-9f, 3.0e-5f,
                          0x1p-126f, 0x1p100f, 0x1.5p-60f, 0x1.8p40f,      0x1.8p-140f,    0x1.8p101f};
  const uint64_t step = factor >= 1009 ? 1 : static_cast<uint64_t>(1009 / factor);
  std::vector<float> x;
  for (uint64_t bits = 0; bits < 1ull << 32; bits += step) {
    x.push_back(floatOf(static_cast<uint32_t>(bits)));
    if (x.size() < 16 * kRun && bits + step < 1ull << 32) continue;
    for (Dtype dtype : kByteDtypes) {
      for (float scale : scales) checkQuantize(dtype, x, wholeRange(dtype, scale, isSigned(dtype) ? 0 : 128));
    }
    x.clear();
  }
}

}  // namespace
}  // namespace linquant::test

int main(int count, char** arguments) {
  using namespace linquant::test;
  const RandomRuns runs = randomRuns(count, arguments, 20240607);
  printf("random_test: factor %g, seed %llu\n", runs.factor, static_cast<unsigned long long>(runs.seed));
  testRandom(runs.factor, runs.seed);
  testSampled(runs.factor);
  return finish("random_test");
}
