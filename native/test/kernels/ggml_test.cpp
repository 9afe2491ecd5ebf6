// quantizeGgml and dequantizeGgml: random blocks, ties of products, scales at the ends of float16, and no scale.
#include "../definition/ggml.h"

#include "../support/tensors.h"

namespace linquant::test {
namespace {

void testQuantize(size_t kind, FloatType type, const Data& x, size_t blocks, size_t offset) {
  // What follows a block without a scale is not written, or unspecified.
  const Data expected = definition::ggmlBlocks(x, type, kind);
  const size_t fit = expected.size() / kGgmlBlockBytes[kind];
  forEachTable([&](const KernelTable& table) {
    static WatchedBuffer buffer;
    uint8_t* const out = buffer.place(blocks * kGgmlBlockBytes[kind], offset);
    const std::string context =
        text("%s type %zu %s %zu blocks", table.name, kind, infoOf(type).name, blocks);
    const size_t given = table.quantizeGgml[kind](x.data(), type, out, blocks);
    CHECK(given == fit, "%s: returned %zu, not %zu", context.c_str(), given, fit);
    CHECK(buffer.isIntact(), "%s wrote outside its output", context.c_str());
    CHECK_ARRAY(expected.data(), out, 1, expected.size(), [&](size_t) { return context; });
  });
}

void testDequantize(size_t kind, FloatType type, const Data& in, size_t blocks, size_t offset) {
  const Data expected = definition::ggmlFloats(in, kind, type);
  forEachTable([&](const KernelTable& table) {
    checkOutput(expected, infoOf(type).bytes, offset,
                text("%s dequantize type %zu %s %zu blocks", table.name, kind, infoOf(type).name, blocks),
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
      return static_cast<float>(random.real(-1, 1) * exp2(random.real(-140, 20)));
  }
}

}  // namespace
}  // namespace linquant::test

int main() {
  using namespace linquant::test;
  using namespace linquant;
  Random random(20261124);
  const int runs = static_cast<int>(1500 * testFactor()) + 1;
  for (int run = 0; run < runs; run++) {
    const size_t kind = static_cast<size_t>(run) % kGgmlTypeCount;
    const FloatType type = static_cast<FloatType>(random.integer(0, 1) == 0 ? 0 : random.integer(1, 3));
    const size_t blocks = static_cast<size_t>(random.integer(0, 40)),
                 offset = static_cast<size_t>(random.integer(0, 63));
    Data x(blocks * kGgmlFloats * infoOf(type).bytes);
    const Data in = randomBytes(random, blocks * kGgmlBlockBytes[kind]);
    for (size_t block = 0; block < blocks; block++) {
      const int64_t values = random.integer(0, 7);
      for (size_t i = 0; i < kGgmlFloats; i++)
        definition::putNumber(x, block * kGgmlFloats + i, valueFor(random, values, i), type);
      if (random.integer(0, 60) == 0) {
        // The last two make the scale the largest float16, and one that is larger but would round to it.
        const double most = kind == 0 ? 127 : 8;
        const double unfit[] = {nan(""), HUGE_VAL, -HUGE_VAL, 1e7, 65504 * most, 65512 * most};
        definition::putNumber(x, block * kGgmlFloats + static_cast<size_t>(random.integer(0, 31)),
                              unfit[random.integer(0, 5)], type);
      }
    }
    testQuantize(kind, type, x, blocks, offset);
    testDequantize(kind, type, in, blocks, offset);
  }
  return finish("ggml_test");
}
