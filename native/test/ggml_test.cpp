// Blocks of ggml: every table must give the bytes of its reference, written here from kernels/ggml.h's text.
#include "family_case.h"

namespace linquant::test {
namespace {

constexpr size_t kFloats = kGgmlFloats;

// One block; false where it has no scale.
bool quantizedBlock(const float* x, size_t kind, uint8_t* out) {
  float most = 0;
  for (size_t i = 0; i < kFloats; i++) {
    if (!std::isfinite(x[i])) return false;
    if (std::fabs(x[i]) > std::fabs(most)) most = x[i];
  }
  const float d = kind == 0 ? std::fabs(most) / 127 : most / -8, id = d == 0 ? 0 : 1 / d;
  if (std::fabs(d) > 65504) return false;
  const uint64_t half = encoded(d, FloatType::float16);
  memset(out, 0, kGgmlBlockBytes[kind]);
  memcpy(out, &half, 2);
  if (std::isinf(id)) return true;
  for (size_t i = 0; i < kFloats; i++) {
    const float product = x[i] * id;
    if (kind == 0) {
      out[2 + i] = static_cast<uint8_t>(static_cast<int>(roundedAway(product)));
    } else {
      const float sum = product + 8.5f;
      const int code = std::min(15, static_cast<int>(sum));
      out[2 + i % 16] = static_cast<uint8_t>(out[2 + i % 16] | code << (i < 16 ? 0 : 4));
    }
  }
  return true;
}

void testQuantize(size_t kind, FloatType type, const Data& x, size_t blocks, size_t offset) {
  Data expected(blocks * kGgmlBlockBytes[kind]);
  size_t fit = blocks;
  for (size_t block = 0; block < fit; block++) {
    float values[kFloats];
    for (size_t i = 0; i < kFloats; i++)
      values[i] = static_cast<float>(numberAt(x, block * kFloats + i, type));
    if (!quantizedBlock(values, kind, expected.data() + block * kGgmlBlockBytes[kind])) fit = block;
  }
  // What follows a block without scale is not written, or unspecified.
  expected.resize(fit * kGgmlBlockBytes[kind]);
  forEachTable([&](const KernelTable& table) {
    static Framed framed;
    uint8_t* const out = framed.place(blocks * kGgmlBlockBytes[kind], offset, 0xaa);
    const std::string context =
        text("%s kind %zu %s %zu blocks", table.name, kind, infoOf(type).name, blocks);
    const size_t given = table.quantizeGgml[kind](x.data(), type, out, blocks);
    CHECK(given == fit, "%s: returned %zu, not %zu", context.c_str(), given, fit);
    CHECK(framed.isIntact(), "%s wrote outside its output", context.c_str());
    CHECK_ARRAY(expected.data(), out, 1, expected.size(), [&](size_t) { return context; });
  });
}

void testDequantize(size_t kind, FloatType type, const Data& in, size_t blocks, size_t offset) {
  Data expected(blocks * kFloats * infoOf(type).bytes);
  for (size_t i = 0; i < blocks * kFloats; i++) {
    const uint8_t* block = in.data() + i / kFloats * kGgmlBlockBytes[kind];
    const size_t j = i % kFloats;
    uint16_t half;
    memcpy(&half, block, 2);
    const float d = static_cast<float>(decoded(half, FloatType::float16));
    const int code = kind == 0 ? static_cast<int8_t>(block[2 + j])
                     : j < 16  ? (block[2 + j] & 15) - 8
                               : (block[2 + j - 16] >> 4) - 8;
    putNumber(expected, i, static_cast<float>(code) * d, type);
  }
  forEachTable([&](const KernelTable& table) {
    compareOutput(expected, infoOf(type).bytes, offset,
                  text("%s dequantize kind %zu %s %zu blocks", table.name, kind, infoOf(type).name, blocks),
                  [&](uint8_t* out) { table.dequantizeGgml[kind](in.data(), out, type, blocks); });
  });
}

float valueFor(Random& random, int64_t kind, size_t i) {
  switch (kind) {
    case 0:
      return static_cast<float>(random.real(-3, 3));
    case 1:  // ties of products
      return i == 5 ? 127.0f : static_cast<float>(random.integer(-254, 254)) / 2;
    case 2:
      return i == 5 ? -8.0f : static_cast<float>(random.integer(-16, 16)) / 2;
    case 3:
      return random.integer(0, 1) == 0 ? 0.0f : -0.0f;
    case 4:
      return static_cast<float>(random.integer(-9, 9)) * kLeastSubnormal;
    case 5:
      return static_cast<float>(random.real(-6e5, 6e5));
    case 6:
      return random.integer(0, 1) == 0 ? 2.5f : -2.5f;
    default:
      return static_cast<float>(random.real(-1, 1) * std::exp2(random.real(-140, 20)));
  }
}

}  // namespace
}  // namespace linquant::test

int main() {
  using namespace linquant::test;
  using linquant::FloatType;
  Random random(20261124);
  const int runs = static_cast<int>(1500 * testFactor()) + 1;
  for (int run = 0; run < runs; run++) {
    const size_t kind = static_cast<size_t>(run) % linquant::kGgmlTypeCount;
    const FloatType type = static_cast<FloatType>(random.integer(0, 1) == 0 ? 0 : random.integer(1, 3));
    const size_t blocks = static_cast<size_t>(random.integer(0, 40)),
                 offset = static_cast<size_t>(random.integer(0, 63));
    Data x(blocks * kFloats * infoOf(type).bytes), in(blocks * linquant::kGgmlBlockBytes[kind]);
    for (size_t block = 0; block < blocks; block++) {
      const int64_t values = random.integer(0, 7);
      for (size_t i = 0; i < kFloats; i++)
        putNumber(x, block * kFloats + i, valueFor(random, values, i), type);
      if (random.integer(0, 60) == 0) {
        // The last two: scales at the largest float16, and such as would still round to it.
        const double most = kind == 0 ? 127 : 8;
        const double unfit[] = {std::nan(""), HUGE_VAL, -HUGE_VAL, 1e7, 65504 * most, 65512 * most};
        putNumber(x, block * kFloats + static_cast<size_t>(random.integer(0, 31)),
                  unfit[random.integer(0, 5)], type);
      }
    }
    for (uint8_t& byte : in) byte = static_cast<uint8_t>(random.bits());
    testQuantize(kind, type, x, blocks, offset);
    testDequantize(kind, type, in, blocks, offset);
  }
  return finish("ggml_test");
}
