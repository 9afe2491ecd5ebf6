// Runs long enough for what kernels/quantize.h and its like do with them: aligned starts, pieces between two looks
// at the processor's invalid flag, probes. A value that needs care lies on each side of every boundary.
#include "long.h"

namespace linquant::test {
namespace {

class LongTest {
 public:
  explicit LongTest(const KernelTable& table) : table_(table), isScalar_(&table == &scalarTable()) {}

  void run() {
    for (Dtype dtype : kDtypes) {
      for (const Parameters& p : makeParameters(dtype)) {
        testValues(dtype, p);
        testPatterns(dtype, p);
      }
      testDequantize(dtype, wholeRange(dtype, 0.05f, 0));
      testDequantize(dtype, wholeRange(dtype, 0x1.8p100f, isSigned(dtype) ? -9 : 120));
    }
  }

 private:
  // The arrays of `count` elements: x in the input, what it gives in `expected`.
  void check(Dtype dtype, const Parameters& p, const uint8_t* x, const uint8_t* expected, size_t count,
             const char* what, size_t which) {
    uint8_t* given = output_.place(count, offsets_.output, kSentinel);
    setFlag(offsets_.turn % 2 != 0);
    quantize(table_, dtype, x, given, count, p);
    const auto describeCase = [&](size_t) {
      return describe(table_, dtype, p) + text(", %zu from offset %zu to %zu, %s %zu", count, offsets_.input,
                                               offsets_.output, what, which);
    };
    CHECK_ARRAY(expected, given, 1, count, describeCase);
    CHECK(output_.isIntact(), "wrote outside: %s", describeCase(0).c_str());
  }

  void checkRange(const uint8_t* x, size_t count, Range expected, const char* what, size_t which) {
    const Range given = table_.minMax(x, count);
    CHECK(isSameFloat(given.min, expected.min) && isSameFloat(given.max, expected.max),
          "%s %zu at offset %zu, %s %zu: expected %a..%a, given %a..%a", table_.name, count, offsets_.input,
          what, which, expected.min, expected.max, given.min, given.max);
  }

  // One value that needs care among ordinary ones.
  void testValues(Dtype dtype, const Parameters& p) {
    const std::vector<float> x = makeFloats(p.scale);
    std::vector<uint8_t> expected = referenceCodes(x, p);
    const float values[] = {nans()[2], 1e38f, -kInfinity, nans()[1], -1e38f, kInfinity};
    size_t turn = 0;
    for (size_t count : kCounts) {
      const Range range = rangeOf(x.data(), count);
      offsets_.next();
      uint8_t* input = input_.place(count * sizeof(float), offsets_.input, kSentinel);
      memcpy(input, x.data(), count * sizeof(float));
      check(dtype, p, input, expected.data(), count, "ordinary", 0);
      checkRange(input, count, range, "ordinary", 0);
      for (size_t i : makePositions(count)) {
        turn++;
        if (turn % stride_ != 0) continue;
        const uint8_t code = expected[i];
        for (size_t kind = turn % 2; kind < 6; kind += 2) {
          const float value = values[kind];
          offsets_.output = (offsets_.output + 5) % kOffsets;
          offsets_.turn++;
          memcpy(input + i * sizeof(float), &value, sizeof value);
          expected[i] = quantizedByte(value, p);
          check(dtype, p, input, expected.data(), count, "value at", i);
          const Range with = value != value ? Range{value, value}
                                            : Range{std::fmin(range.min, value), std::fmax(range.max, value)};
          checkRange(input, count, with, "value at", i);
        }
        memcpy(input + i * sizeof(float), &x[i], sizeof x[i]);
        expected[i] = code;
      }
    }
  }

  void testPatterns(Dtype dtype, const Parameters& p) {
    for (int pattern = 0; pattern < kPatterns; pattern++) {
      std::vector<float> x = makeFloats(p.scale);
      for (size_t i = 0; i < x.size(); i++) x[i] = withPattern(pattern, i, x[i]);
      const std::vector<uint8_t> expected = referenceCodes(x, p);
      for (size_t count : kCounts) {
        offsets_.next();
        uint8_t* input = input_.place(count * sizeof(float), offsets_.input, kSentinel);
        memcpy(input, x.data(), count * sizeof(float));
        check(dtype, p, input, expected.data(), count, "pattern", static_cast<size_t>(pattern));
        checkRange(input, count, rangeOf(x.data(), count), "pattern", static_cast<size_t>(pattern));
      }
    }
  }

  void testDequantize(Dtype dtype, const Parameters& p) {
    Random random(4);
    std::vector<uint8_t> codes(kMostElements);
    for (uint8_t& code : codes) code = static_cast<uint8_t>(random.bits());
    std::vector<float> expected(codes.size());
    for (size_t i = 0; i < codes.size(); i++) expected[i] = dequantizedFloat(codes[i], dtype, p);
    for (size_t count : kCounts) {
      for (size_t i = 0; i < (stride_ > 1 ? 8 : kOffsets); i++) {
        offsets_.next();
        uint8_t* input = input_.place(count, offsets_.input, kSentinel);
        memcpy(input, codes.data(), count);
        uint8_t* given = output_.place(count * sizeof(float), offsets_.output, kSentinel);
        dequantize(table_, dtype, input, given, count, p);
        const auto describeCase = [&](size_t) {
          return describe(table_, dtype, p) +
                 text(", %zu from offset %zu to %zu", count, offsets_.input, offsets_.output);
        };
        CHECK_ARRAY(bytesOf(expected), given, sizeof(float), count, describeCase);
        CHECK(output_.isIntact(), "wrote outside: %s", describeCase(0).c_str());
      }
    }
  }

  const KernelTable& table_;
  const bool isScalar_;
  // Scalar code has no boundaries, and takes long.
  const size_t stride_ = testFactor() < 1 ? 101 : isScalar_ ? 64 : 1;
  Offsets offsets_;
  Framed input_, output_;
};

}  // namespace
}  // namespace linquant::test

int main() {
  using namespace linquant::test;
  forEachTable([](const linquant::KernelTable& table) { LongTest(table).run(); });
  return finish("long_test");
}
