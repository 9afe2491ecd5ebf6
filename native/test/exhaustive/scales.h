// The scales of exhaustive_test, and the sample of floats for each with --quick.
#ifndef LINQUANT_TEST_EXHAUSTIVE_SCALES_H_
#define LINQUANT_TEST_EXHAUSTIVE_SCALES_H_

#include "patterns.h"

namespace linquant::test {

struct Scale {
  float value;
  const char* why;
  // The only significand whose two-operation quotient by this scale rounds to another integer.
  float hardNumerator = 0;
};

constexpr Scale kScales[] = {
    {1.0f, "a power of two, which has no correction"},
    {0x1p-7f, "a power of two"},
    {0x1.000002p-9f, "next to a power of two, above"},
    {0x1.fffffep-5f, "next to a power of two, below"},
    {0x1p-126f, "the least scale of the two-operation quotient"},
    {0x1.fffffcp-127f, "subnormal"},
    {0x1.8p-140f, "subnormal, its reciprocal overflows"},
    {0x1.5p-100f, "near 2^-100"},
    {0x1p100f, "the greatest scale of the two-operation quotient"},
    {0x1.000002p100f, "the next one, divided by"},
    {0x1.8p120f, "near 2^120"},
    {0x1.51142p-8f, "examples/data/word-vectors.npy, int8"},
    {0x1.621d96p-8f, "examples/data/glyph-classifier.safetensors, fc1.weight, symmetric int8"},
    {0x1.94f288p-6f, "test/fixtures/onnx.json, quantize[1]"},
    {0x1.bff116p-14f, "test/fixtures/pytorch.json, linear[0]"},
    {0x1.789ffep-8f, "a miss at a tie of 13 bits", 0x1.46d598p0f},
    {0x1.dc0ffep-60f, "a miss at a tie of 14 bits", 0x1.18d4ep0f},
    {0x1.4193fep+7f, "a miss at a tie of 16 bits", 0x1.3e91f6p0f},
};

// Every float.
inline Patterns allPatterns() {
  Patterns patterns;
  patterns.addRun(0, 1ull << 32);
  return patterns;
}

// All ties between codes with zero points that vector kernels take, with their neighbours; NaNs and infinities; and at every
// exponent the significand whose two-operation quotient rounds wrongly.
inline std::vector<float> hardFloats(const Scale& scale) {
  std::vector<float> x = nans();
  x.insert(x.end(), {kInfinity, -kInfinity, 0.0f, -0.0f, FLT_MAX, -FLT_MAX});
  for (int tie = -2100; tie < 2100; tie++) appendWithNeighbours((tie + 0.5) * scale.value, x);
  if (scale.hardNumerator == 0) return x;
  for (int exponent = -149; exponent < 128; exponent++) {
    const float numerator = ldexpf(scale.hardNumerator, exponent);
    x.insert(x.end(), {numerator, -numerator});
  }
  return x;
}

// A regular sample of all floats; all significands at one exponent and of one sign (which differ from scale to scale) at which quotients are
// codes; and the hard ones.
inline Patterns quickPatterns(const Scale& scale) {
  Patterns patterns;
  constexpr uint64_t kStep = 4099, kSign = 1ull << 31, kMantissas = 1ull << 23;
  patterns.addRun(0, (1ull << 32) / kStep, kStep);
  const uint64_t index = static_cast<uint64_t>(&scale - kScales);
  const float power = ldexpf(scale.value, static_cast<int>(index % 10) - 1);
  if (power < kInfinity) {
    const uint64_t first = bitsOf(power) & ~(kMantissas - 1);
    patterns.addRun(index % 2 == 0 ? first : first + kSign, kMantissas);
  }
  patterns.addList(hardFloats(scale));
  return patterns;
}

}  // namespace linquant::test

#endif  // LINQUANT_TEST_EXHAUSTIVE_SCALES_H_
