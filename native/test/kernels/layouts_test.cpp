// The entry points of the core (quantization.h) on random tensors of every dtype, float type, rounding and layout.
//
//   layouts_test [factor [seed]]    factor 1 (or LINQUANT_TEST_FACTOR) takes seconds
#include "../support/tensors.h"

namespace linquant::test {
namespace {

struct Case {
  Coding coding;
  Layout layout;
  ParameterArrays parameters;
  Data x, codes;
  size_t offset;  // of outputs, from a multiple of 64

  explicit Case(Random& random) : coding(randomCoding(random)), layout(randomLayout(random)) {
    const bool hasOffset = coding.dtype != Dtype::int32 && random.integer(0, 3) == 0;
    parameters = randomParameters(random, coding, layout.parameters(), hasOffset);
    x = randomFloats(random, coding, layout, parameters);
    codes = randomCodes(random, coding.dtype, layout.count());
    offset = static_cast<size_t>(random.integer(0, 63));
  }
  size_t floatBytes() const { return infoOf(coding.floatType).bytes; }
};

void testQuantize(const Case& c) {
  const Data expected = definition::quantized(c.x, c.coding, c.layout, c.parameters);
  forEachTable([&](const KernelTable& table) {
    checkOutput(expected, 1, c.offset, describe("quantize", table, c.coding, c.layout), [&](uint8_t* q) {
      quantize(table, c.coding, c.x.data(), q, c.layout, c.parameters.affines());
    });
  });
}

void testFakeQuantize(const Case& c) {
  if (c.coding.dtype == Dtype::int32) return;
  const definition::FakeQuantized expected = definition::fakeQuantized(c.x, c.coding, c.layout, c.parameters);
  const bool hasMask = c.offset % 3 != 0;
  forEachTable([&](const KernelTable& table) {
    const std::string context = describe("fakeQuantize", table, c.coding, c.layout);
    Data mask(expected.mask.size() + 1, kSentinel);
    checkOutput(expected.x, c.floatBytes(), c.offset, context, [&](uint8_t* out) {
      fakeQuantize(table, c.coding, c.x.data(), out, hasMask ? mask.data() : nullptr, c.layout,
                   c.parameters.affines());
    });
    CHECK(mask.back() == kSentinel, "%s wrote outside its mask", context.c_str());
    if (!hasMask) return;
    CHECK_ARRAY(expected.mask.data(), mask.data(), 1, expected.mask.size(), [&](size_t) { return context; });
  });
}

void testDequantize(const Case& c) {
  const Data expected = definition::dequantized(c.codes, c.coding, c.layout, c.parameters);
  forEachTable([&](const KernelTable& table) {
    checkOutput(expected, c.floatBytes(), c.offset, describe("dequantize", table, c.coding, c.layout),
                [&](uint8_t* x) {
                  dequantize(table, c.coding, c.codes.data(), x, c.layout, c.parameters.affines());
                });
  });
}

// To codes of another dtype, and to other parameters of the same layout or to one set.
void testRequantize(Random& random, const Case& c) {
  Coding fromCoding = c.coding, toCoding = randomCoding(random);
  fromCoding.floatType = toCoding.floatType = FloatType::float32;
  const Layout toLayout = random.coin() ? Layout{1, 1, c.layout.count(), 0} : c.layout;
  const bool hasOffset = toCoding.dtype != Dtype::int32 && random.coin();
  const ParameterArrays p = randomParameters(random, toCoding, toLayout.parameters(), hasOffset);
  const Data expected =
      definition::requantized(c.codes, {fromCoding, c.layout, c.parameters}, {toCoding, toLayout, p});
  const CodesOf from = {fromCoding, c.layout, c.parameters.affines()}, to = {toCoding, toLayout, p.affines()};
  forEachTable([&](const KernelTable& table) {
    checkOutput(expected, 1, c.offset, describe("requantize", table, toCoding, toLayout),
                [&](uint8_t* q) { requantize(table, c.codes.data(), from, q, to, wholeOf(c.layout)); });
  });
}

void testRanges(const Case& c) {
  const definition::Ranges expected = definition::rangesOf(c.x, c.coding.floatType, c.layout);
  const size_t count = expected.mins.size();
  forEachTable([&](const KernelTable& table) {
    const std::string context = describe("ranges", table, c.coding, c.layout);
    std::vector<float> mins(count + 1, 7), maxs(count + 1, 7);
    ranges(table, c.coding.floatType, c.x.data(), c.layout, raw(mins.data()), raw(maxs.data()));
    CHECK(mins.back() == 7 && maxs.back() == 7, "%s wrote outside its output", context.c_str());
    CHECK_ARRAY(raw(expected.mins), raw(mins), 4, count, [&](size_t) { return "min " + context; });
    CHECK_ARRAY(raw(expected.maxs), raw(maxs), 4, count, [&](size_t) { return "max " + context; });
  });
}

void testQuantizeDynamic(Random& random, const Case& c) {
  const FloatType type = c.coding.floatType;
  const Dtype dtype = c.coding.dtype;
  if (dtype == Dtype::int32) return;
  const Choice choice = {random.coin(), c.coding.qmin, c.coding.qmin, c.coding.qmax, 0x1p-23f, 0};
  const definition::DynamicQuantized expected =
      definition::quantizedDynamic(c.x, type, dtype, c.layout, choice);
  const size_t count = c.layout.parameters();
  const bool areAllChosen = expected.chosen == count;
  forEachTable([&](const KernelTable& table) {
    const std::string context = describe("quantizeDynamic", table, c.coding, c.layout);
    std::vector<float> scales(count);
    std::vector<int32_t> zeroPoints(count);
    static WatchedBuffer buffer;
    uint8_t* const q = buffer.place(definition::codeBytes(dtype, c.layout.count()), c.offset);
    const uint64_t unfit = quantizeDynamic(table, type, c.x.data(), dtype, q, c.layout, choice,
                                           raw(scales.data()), raw(zeroPoints.data()));
    CHECK(buffer.isIntact(), "%s wrote outside its output", context.c_str());
    CHECK(unfit == (areAllChosen ? kNone : expected.chosen), "%s: %llu, not %zu", context.c_str(),
          number(unfit), expected.chosen);
    if (!areAllChosen) return;
    CHECK_ARRAY(expected.codes.data(), q, 1, expected.codes.size(), [&](size_t) { return context; });
    CHECK_ARRAY(raw(expected.parameters.scales), raw(scales), 4, count,
                [&](size_t) { return "scale " + context; });
    CHECK_ARRAY(raw(expected.parameters.zeroPoints.data()), raw(zeroPoints.data()), 4, count,
                [&](size_t) { return "zero point " + context; });
  });
}

void testConvert(const Case& c) {
  const FloatType from = c.coding.floatType;
  for (size_t type = 0; type < kFloatTypeCount; type++) {
    const FloatType to = static_cast<FloatType>(type);
    const Data expected = definition::converted(c.x, from, to);
    forEachTable([&](const KernelTable& table) {
      checkOutput(expected, infoOf(to).bytes, c.offset,
                  std::string(infoOf(to).name) + describe(" from", table, c.coding, c.layout),
                  [&](uint8_t* out) { table.convert(c.x.data(), from, out, to, c.layout.count()); });
    });
  }
}

// Where the quotient rounds to a tie of codes of 16 bits, and the small product of the two-operation quotient underflows at
// small scales: at every exponent of the scale.
void testTiesByRounding() {
  constexpr size_t kCount = 256;
  const Coding coding = {FloatType::float32, Dtype::int16, Rounding::halfEven, -32768, 32767};
  const Layout layout = {1, 1, kCount, 0};
  for (int exponent = -126; exponent <= 110; exponent++) {
    const ParameterArrays p = {{ldexpf(0x1.227fcp+0f, exponent)}, {}, {0}};
    const std::vector<float> floats(kCount, ldexpf(0x1.2c3058p+0f, exponent + 14));
    const Data x(raw(floats), raw(floats) + kCount * sizeof(float));
    const Data expected = definition::quantized(x, coding, layout, p);
    forEachTable([&](const KernelTable& table) {
      checkOutput(expected, 2, 0, describe("tie by rounding", table, coding, layout),
                  [&](uint8_t* q) { quantize(table, coding, x.data(), q, layout, p.affines()); });
    });
  }
}

}  // namespace
}  // namespace linquant::test

int main(int count, char** arguments) {
  using namespace linquant::test;
  const RandomRuns runs = randomRuns(count, arguments, 20261124);
  Random random(runs.seed);
  for (int run = 0; run < 1500 * runs.factor + 1; run++) {
    const Case c(random);
    testQuantize(c);
    testFakeQuantize(c);
    testDequantize(c);
    testRequantize(random, c);
    testRanges(c);
    testQuantizeDynamic(random, c);
    testConvert(c);
  }
  testTiesByRounding();
  return finish("layouts_test");
}
