// The whole family at random: every table must give the reference's bytes, and touch no other.
//
//   family_test [factor [seed]]    factor 1 takes seconds; LINQUANT_TEST_FACTOR stands for an absent one
#include "family_case.h"

namespace linquant::test {
namespace {

struct Case {
  Coding coding;
  Layout layout;
  Parameters2 parameters;
  Data x;
  size_t offset;

  explicit Case(Random& random) : coding(randomCoding(random)), layout(randomLayout(random)) {
    const bool hasOffset = coding.dtype != Dtype::int32 && random.integer(0, 3) == 0;
    parameters = randomParameters(random, coding, layout.parameters(), hasOffset);
    x = randomFloats(random, coding, layout, parameters);
    offset = static_cast<size_t>(random.integer(0, 63));
  }
  Affine affineOf(size_t e) const { return parameters.at(parameterOf(layout, e)); }
  double number(size_t e) const { return numberAt(x, e, coding.floatType); }
};

void testQuantize(const Case& c) {
  std::vector<int64_t> codes(c.layout.count());
  for (size_t e = 0; e < codes.size(); e++) {
    codes[e] = limitedCode(unlimited(c.number(e), c.affineOf(e), c.coding.rounding), c.coding);
  }
  forEachTable([&](const KernelTable& table) {
    compareOutput(
        bytesOf(codes, c.coding.dtype), 1, c.offset, describe("quantize", table, c.coding, c.layout),
        [&](uint8_t* q) { quantize(table, c.coding, c.x.data(), q, c.layout, c.parameters.affines()); });
  });
}

void testFakeQuantize(const Case& c) {
  if (c.coding.dtype == Dtype::int32) return;
  Data out(c.x.size()), mask(c.layout.count());
  for (size_t e = 0; e < mask.size(); e++) {
    const double code = unlimited(c.number(e), c.affineOf(e), c.coding.rounding);
    mask[e] = std::isnan(c.number(e)) || code < c.coding.qmin || code > c.coding.qmax;
    putNumber(out, e, valueOf(limitedCode(code, c.coding), c.affineOf(e)), c.coding.floatType);
  }
  forEachTable([&](const KernelTable& table) {
    const std::string context = describe("fakeQuantize", table, c.coding, c.layout);
    Data marks(mask.size() + 1, 7);
    compareOutput(out, infoOf(c.coding.floatType).bytes, c.offset, context, [&](uint8_t* to) {
      fakeQuantize(table, c.coding, c.x.data(), to, c.offset % 3 == 0 ? nullptr : marks.data(), c.layout,
                   c.parameters.affines());
    });
    CHECK(marks.back() == 7, "%s wrote outside its mask", context.c_str());
    if (c.offset % 3 != 0)
      CHECK_ARRAY(mask.data(), marks.data(), 1, mask.size(), [&](size_t) { return context; });
  });
}

void testDequantize(Random& random, const Case& c) {
  std::vector<int64_t> codes(c.layout.count());
  Data out(c.x.size());
  for (size_t e = 0; e < codes.size(); e++) {
    codes[e] = random.integer(infoOf(c.coding.dtype).least, infoOf(c.coding.dtype).greatest);
    putNumber(out, e, valueOf(codes[e], c.affineOf(e)), c.coding.floatType);
  }
  const Data packed = bytesOf(codes, c.coding.dtype);
  forEachTable([&](const KernelTable& table) {
    compareOutput(
        out, infoOf(c.coding.floatType).bytes, c.offset, describe("dequantize", table, c.coding, c.layout),
        [&](uint8_t* x) { dequantize(table, c.coding, packed.data(), x, c.layout, c.parameters.affines()); });
  });
}

// The codes of one case as those of another, of as many elements.
void testRequantize(Random& random, const Case& c) {
  CodesOf from = {c.coding, c.layout, c.parameters.affines()}, to = from;
  to.coding = randomCoding(random);
  if (random.integer(0, 1) == 0) to.layout = {1, 1, c.layout.count(), 0};
  to.coding.floatType = from.coding.floatType = FloatType::float32;
  const Parameters2 p = randomParameters(random, to.coding, to.layout.parameters(),
                                         to.coding.dtype != Dtype::int32 && random.integer(0, 1) == 0);
  to.affines = p.affines();
  std::vector<int64_t> codes(c.layout.count()), expected(codes.size());
  for (size_t e = 0; e < codes.size(); e++) {
    codes[e] = random.integer(infoOf(c.coding.dtype).least, infoOf(c.coding.dtype).greatest);
    const float x = valueOf(codes[e], c.affineOf(e));
    expected[e] = limitedCode(unlimited(x, p.at(parameterOf(to.layout, e)), to.coding.rounding), to.coding);
  }
  const Data packed = bytesOf(codes, c.coding.dtype);
  forEachTable([&](const KernelTable& table) {
    compareOutput(bytesOf(expected, to.coding.dtype), 1, c.offset,
                  describe("requantize", table, to.coding, to.layout),
                  [&](uint8_t* q) { requantize(table, packed.data(), from, q, to, wholeOf(from.layout)); });
  });
}

void testRanges(const Case& c) {
  const size_t count = c.layout.parameters();
  std::vector<float> mins(count, kInfinity), maxs(count, -kInfinity);
  for (size_t e = 0; e < c.layout.count(); e++) {
    const float x = static_cast<float>(c.number(e));
    float &min = mins[parameterOf(c.layout, e)], &max = maxs[parameterOf(c.layout, e)];
    if (std::isnan(x) || std::isnan(min)) {
      min = max = floatOf(0x7fc00000);  // mingw's nanf is negative
    } else {
      min = std::fmin(min, x) + 0.0f;
      max = std::fmax(max, x) + 0.0f;
    }
  }
  forEachTable([&](const KernelTable& table) {
    const std::string context = describe("ranges", table, c.coding, c.layout);
    std::vector<float> low(count + 1, 7), high(count + 1, 7);
    ranges(table, c.coding.floatType, c.x.data(), c.layout, reinterpret_cast<uint8_t*>(low.data()),
           reinterpret_cast<uint8_t*>(high.data()));
    CHECK(low.back() == 7 && high.back() == 7, "%s wrote outside its output", context.c_str());
    CHECK_ARRAY(raw(mins.data()), raw(low.data()), 4, count, [&](size_t) { return "min " + context; });
    CHECK_ARRAY(raw(maxs.data()), raw(high.data()), 4, count, [&](size_t) { return "max " + context; });
  });
}

// As separate calls do it: ranges, parameters, codes.
void testDynamic(Random& random, const Case& c) {
  if (c.coding.dtype == Dtype::int32) return;
  const Choice choice = {random.integer(0, 1) == 0, c.coding.qmin, c.coding.qmin, c.coding.qmax, 0x1p-23f, 0};
  const size_t count = c.layout.parameters();
  Coding coding = c.coding;
  coding.rounding = Rounding::halfEven;
  std::vector<float> scales(count);
  std::vector<int32_t> zeroPoints(count);
  uint8_t* const low = reinterpret_cast<uint8_t*>(scales.data());
  uint8_t* const high = reinterpret_cast<uint8_t*>(zeroPoints.data());
  ranges(scalarTable(), coding.floatType, c.x.data(), c.layout, low, high);
  const bool areFit = scalarTable().choose(low, high, count, choice, low, high) == count;
  Data expected(bytesOfCodes(coding.dtype, c.layout.count()));
  if (areFit) {
    quantize(scalarTable(), coding, c.x.data(), expected.data(), c.layout, {low, high, nullptr});
  }
  forEachTable([&](const KernelTable& table) {
    const std::string context = describe("quantizeDynamic", table, coding, c.layout);
    std::vector<float> givenScales(count);
    std::vector<int32_t> givenZeroPoints(count);
    static Framed framed;
    uint8_t* const q = framed.place(expected.size(), c.offset, 0xaa);
    const bool isDone =
        kNone == quantizeDynamic(table, coding.floatType, c.x.data(), coding.dtype, q, c.layout, choice,
                                 reinterpret_cast<uint8_t*>(givenScales.data()),
                                 reinterpret_cast<uint8_t*>(givenZeroPoints.data()));
    CHECK(framed.isIntact(), "%s wrote outside its output", context.c_str());
    CHECK(isDone == areFit, "%s: %d, not %d", context.c_str(), isDone, areFit);
    if (!areFit) return;
    CHECK_ARRAY(expected.data(), q, 1, expected.size(), [&](size_t) { return context; });
    CHECK_ARRAY(low, raw(givenScales.data()), 4, count, [&](size_t) { return "scale " + context; });
    CHECK_ARRAY(high, raw(givenZeroPoints.data()), 4, count, [&](size_t) { return "zero point " + context; });
  });
}

// A quotient that is a tie after rounding, which a product that underflows misses: at every exponent of the scale.
void testHardQuotients() {
  for (int exponent = -126; exponent <= 110; exponent++) {
    constexpr size_t kCount = 256;
    const float scale = std::ldexp(0x1.227fcp+0f, exponent), x = std::ldexp(0x1.2c3058p+0f, exponent + 14);
    std::vector<float> floats(kCount, x);
    const int16_t code = static_cast<int16_t>(std::nearbyint(x / scale));
    Data expected(kCount * sizeof code);
    for (size_t i = 0; i < kCount; i++) memcpy(expected.data() + i * sizeof code, &code, sizeof code);
    const int32_t zero = 0;
    const Coding coding = {FloatType::float32, Dtype::int16, Rounding::halfEven, -32768, 32767};
    const Layout layout = {1, 1, kCount, 0};
    forEachTable([&](const KernelTable& table) {
      compareOutput(expected, 2, 0, describe("hard quotient", table, coding, layout), [&](uint8_t* q) {
        quantize(table, coding, raw(floats.data()), q, layout, {raw(&scale), raw(&zero), nullptr});
      });
    });
  }
}

void testConvert(const Case& c) {
  for (size_t type = 0; type < kFloatTypeCount; type++) {
    const FloatType from = c.coding.floatType, to = static_cast<FloatType>(type);
    Data out(c.layout.count() * infoOf(to).bytes);
    for (size_t e = 0; e < c.layout.count(); e++) {
      const uint64_t bits = rawAt(c.x, e, infoOf(from).bytes);
      const bool isNan = std::isnan(c.number(e)) && from != to;
      const uint64_t result = from == to ? bits
                              : isNan    ? encodedNan(bits, from, to)
                                         : encoded(c.number(e), to);
      memcpy(out.data() + e * infoOf(to).bytes, &result, infoOf(to).bytes);
    }
    forEachTable([&](const KernelTable& table) {
      compareOutput(out, infoOf(to).bytes, c.offset,
                    std::string(infoOf(to).name) + describe(" from", table, c.coding, c.layout),
                    [&](uint8_t* to8) { table.convert(c.x.data(), from, to8, to, c.layout.count()); });
    });
  }
}

}  // namespace
}  // namespace linquant::test

int main(int count, char** arguments) {
  using namespace linquant::test;
  const double factor = count > 1 ? strtod(arguments[1], nullptr) : testFactor();
  const uint64_t seed = count > 2 ? strtoull(arguments[2], nullptr, 0) : 20261124;
  const int runs = static_cast<int>(1500 * factor) + 1;
  Random random(seed);
  for (int run = 0; run < runs; run++) {
    const Case c(random);
    testQuantize(c);
    testFakeQuantize(c);
    testDequantize(random, c);
    testRequantize(random, c);
    testRanges(c);
    testDynamic(random, c);
    testConvert(c);
  }
  testHardQuotients();
  return finish("family_test");
}
