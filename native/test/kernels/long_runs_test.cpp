// quantize, dequantize and minMax on runs long enough for the ways that kernels have for long runs: aligned stores, and
// pieces after which they look at the processor's invalid flag. Values that they handle apart (NaN, infinity, numbers too
// large for a code) are put on each side of every boundary.
#include "../support/long_runs.h"
#include "../definition/range.h"

namespace linquant::test {
namespace {

class LongRunsTest {
 public:
  explicit LongRunsTest(const KernelTable& table) : table_(table), isScalar_(&table == &scalarTable()) {}

  void run() {
    for (Dtype dtype : kByteDtypes) {
      std::vector<Parameters> all = longRunParameters(dtype);
      if (isScalar_ && testFactor() < 1) all.resize(2);
      for (const Parameters& p : all) {
        testValues(dtype, p);
        testPatterns(dtype, p);
      }
      testDequantize(dtype, wholeRange(dtype, 0.05f, 0));
      testDequantize(dtype, wholeRange(dtype, 0x1.8p100f, isSigned(dtype) ? -9 : 120));
    }
  }

 private:
  // Quantizes `count` elements and compares the codes.
  void check(Dtype dtype, const Parameters& p, const uint8_t* x, const uint8_t* expected, size_t count,
             const char* what, size_t which) {
    uint8_t* given = output_.place(count, offsets_.output);
    setInvalidFlag(offsets_.turn % 2 != 0);
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
    CHECK(isSameRange(given, expected), "%s %zu at offset %zu, %s %zu: expected %a..%a, given %a..%a",
          table_.name, count, offsets_.input, what, which, expected.min, expected.max, given.min, given.max);
  }

  // One value that is handled apart among ordinary ones.
  void testValues(Dtype dtype, const Parameters& p) {
    const std::vector<float> x = ordinaryFloats(p.scale);
    std::vector<uint8_t> expected = definedCodes(x, p);
    const float values[] = {nans()[2], 1e38f, -kInfinity, nans()[1], -1e38f, kInfinity};
    size_t turn = 0;
    for (size_t count : kCounts) {
      const Range range = definition::rangeOf(x.data(), count);
      offsets_.next();
      uint8_t* input = input_.place(count * sizeof(float), offsets_.input);
      memcpy(input, x.data(), count * sizeof(float));
      check(dtype, p, input, expected.data(), count, "ordinary", 0);
      checkRange(input, count, range, "ordinary", 0);
      for (size_t i : boundaryPositions(count)) {
        turn++;
        if (turn % stride_ != 0) continue;
        const uint8_t code = expected[i];
        for (size_t kind = turn % 2; kind < 6; kind += 2) {
          const float value = values[kind];
          offsets_.output = (offsets_.output + 5) % kOffsets;
          offsets_.turn++;
          memcpy(input + i * sizeof(float), &value, sizeof value);
          expected[i] = definedCode(value, p);
          check(dtype, p, input, expected.data(), count, "value at", i);
          Range with = range;
          definition::widen(with, value);
          checkRange(input, count, with, "value at", i);
        }
        memcpy(input + i * sizeof(float), &x[i], sizeof x[i]);
        expected[i] = code;
      }
    }
  }

  void testPatterns(Dtype dtype, const Parameters& p) {
    for (int pattern = 0; pattern < kPatterns; pattern++) {
      std::vector<float> x = ordinaryFloats(p.scale);
      for (size_t i = 0; i < x.size(); i++) x[i] = withPattern(pattern, i, x[i]);
      const std::vector<uint8_t> expected = definedCodes(x, p);
      for (size_t count : kCounts) {
        offsets_.next();
        uint8_t* input = input_.place(count * sizeof(float), offsets_.input);
        memcpy(input, x.data(), count * sizeof(float));
        check(dtype, p, input, expected.data(), count, "pattern", static_cast<size_t>(pattern));
        checkRange(input, count, definition::rangeOf(x.data(), count), "pattern",
                   static_cast<size_t>(pattern));
      }
    }
  }

  void testDequantize(Dtype dtype, const Parameters& p) {
    Random random(4);
    const std::vector<uint8_t> codes = randomBytes(random, kMostElements);
    const std::vector<float> expected = definedFloats(codes, dtype, p);
    for (size_t count : kCounts) {
      for (size_t i = 0; i < (stride_ > 1 ? 8 : kOffsets); i++) {
        offsets_.next();
        uint8_t* input = input_.place(count, offsets_.input);
        memcpy(input, codes.data(), count);
        uint8_t* given = output_.place(count * sizeof(float), offsets_.output);
        dequantize(table_, dtype, input, given, count, p);
        const auto describeCase = [&](size_t) {
          return describe(table_, dtype, p) +
                 text(", %zu from offset %zu to %zu", count, offsets_.input, offsets_.output);
        };
        CHECK_ARRAY(raw(expected), given, sizeof(float), count, describeCase);
        CHECK(output_.isIntact(), "wrote outside: %s", describeCase(0).c_str());
      }
    }
  }

  const KernelTable& table_;
  const bool isScalar_;
  // Of the positions, every so many: scalar code has no boundaries, and is slow.
  const size_t stride_ = testFactor() < 1 ? 101 : isScalar_ ? 64 : 1;
  Offsets offsets_;
  WatchedBuffer input_, output_;
};

}  // namespace
}  // namespace linquant::test

int main() {
  using namespace linquant::test;
  forEachTable([](const linquant::KernelTable& table) { LongRunsTest(table).run(); });
  return finish("long_runs_test");
}
