// Runs on more bytes than the caches hold. Kernels read these in four streams, one for each quarter, and write them with
// non-temporal stores.
#include <algorithm>

#include "../definition/range.h"
#include "../support/long_runs.h"
#include "../support/rows.h"

namespace linquant::test {
namespace {

// Data repeats itself after so many elements, so that the definition is computed for one period only. The length of a quarter
// is no multiple of this prime, so an element taken from another quarter is noticed.
constexpr size_t kPeriod = 10007;

template <class T>
std::vector<T> repeated(const std::vector<T>& period, size_t count) {
  std::vector<T> all(count);
  for (size_t i = 0; i < count; i += kPeriod) {
    memcpy(all.data() + i, period.data(), std::min(kPeriod, count - i) * sizeof(T));
  }
  return all;
}

// At the start and the end, and in each quarter at its ends and in between.
std::vector<size_t> quarterPositions(size_t count) {
  std::vector<size_t> places = {0, 30, 63, 64, count - 1, count - 40, count - 66};
  for (size_t quarter = 0; quarter < 4; quarter++) {
    for (size_t part : {3, 50, 97}) places.push_back(count / 4 * quarter + count / 400 * part);
  }
  for (size_t quarter = 1; quarter < 4; quarter++) {
    places.insert(places.end(), {count / 4 * quarter - 70, count / 4 * quarter + 66});
  }
  // Around the end of the last quarter in blocks of 8 and of 16 lanes, where the tail begins.
  for (size_t block : {32, 64}) {
    const size_t end = count / 4 / block * block * 4;
    places.insert(places.end(), {end - 1, end, end + 1});
  }
  places.erase(std::remove_if(places.begin(), places.end(), [count](size_t i) { return i >= count; }),
               places.end());
  return places;
}

class StreamsTest {
 public:
  explicit StreamsTest(const KernelTable& table) : table_(table), isScalar_(&table == &scalarTable()) {}

  void run() {
    for (Dtype dtype : kByteDtypes) {
      const std::vector<Parameters> all = longRunParameters(dtype);
      // Without and with a zero point and with narrower bounds by the two-operation quotient, and one by division.
      for (size_t i : {0, 1, 5, 8}) {
        if (!isScalar_ || i == 5) testQuantize(dtype, all[i]);
      }
      testDequantize(dtype, all[1]);
    }
    testMinMax();
  }

 private:
  void checkCodes(Dtype dtype, const Parameters& p, const uint8_t* x, const std::vector<uint8_t>& expected,
                  const char* what) {
    const size_t offset = ++turn_ * 29 % 64;
    uint8_t* given = output_.place(expected.size(), offset);
    setInvalidFlag(turn_ % 2 != 0);
    quantize(table_, dtype, x, given, expected.size(), p);
    CHECK_ARRAY(expected.data(), given, 1, expected.size(), [&](size_t) {
      return describe(table_, dtype, p) + text(", to offset %zu, %s", offset, what);
    });
    CHECK(output_.isIntact(), "wrote outside: %s offset %zu", describe(table_, dtype, p).c_str(), offset);
  }

  void testQuantize(Dtype dtype, const Parameters& p) {
    const size_t count = kCachedBytes / 5 + 1 + turn_ * 37 % 1000;
    const std::vector<float> period = ordinaryFloats(p.scale, kPeriod), x = repeated(period, count);
    std::vector<uint8_t> expected = repeated(definedCodes(period, p), count);
    uint8_t* input = input_.place(count * sizeof(float), turn_ * 13 % 64);
    memcpy(input, x.data(), count * sizeof(float));
    for (int run = 0; run < 2; run++) checkCodes(dtype, p, input, expected, "ordinary");
    const auto put = [&](size_t i, float value) {
      memcpy(input + i * sizeof(float), &value, sizeof value);
      expected[i] = definedCode(value, p);
    };
    const std::vector<size_t> places = quarterPositions(count);
    for (size_t i : places) {
      if (isScalar_ && i % 8 != 0) continue;
      put(i, turn_ % 3 == 0 ? 1e38f : nans()[turn_ % nans().size()]);
      checkCodes(dtype, p, input, expected, text("value at %zu", i).c_str());
      put(i, x[i]);
    }
    for (size_t i : places) put(i, nans()[0]);
    for (size_t i = 0; i < 300; i++) put(i % 2 == 0 ? i : count - i, 1e38f);
    checkCodes(dtype, p, input, expected, "values everywhere");
  }

  void testDequantize(Dtype dtype, const Parameters& p) {
    Random random(6);
    const std::vector<uint8_t> period = randomBytes(random, kPeriod);
    const std::vector<float> floats = definedFloats(period, dtype, p);
    for (size_t offset : {0, 4, 20, 36, 60, 1, 34}) {
      const size_t count = kCachedBytes / 5 + 1 + offset * 3;
      const std::vector<uint8_t> codes = repeated(period, count);
      const std::vector<float> expected = repeated(floats, count);
      uint8_t* input = input_.place(count, ++turn_ * 13 % 64);
      memcpy(input, codes.data(), count);
      uint8_t* given = output_.place(count * sizeof(float), offset);
      dequantize(table_, dtype, input, given, count, p);
      CHECK_ARRAY(raw(expected), given, sizeof(float), count,
                  [&](size_t) { return describe(table_, dtype, p) + text(", to offset %zu", offset); });
      CHECK(output_.isIntact(), "wrote outside: %s offset %zu", describe(table_, dtype, p).c_str(), offset);
    }
  }

  void testMinMax() {
    const size_t count = kCachedBytes / sizeof(float) + 1 + 345;
    const std::vector<float> x = repeated(ordinaryFloats(0.05f, kPeriod), count);
    const Range range = definition::rangeOf(x.data(), kPeriod);
    for (size_t offset : {0, 4, 33}) {
      uint8_t* input = input_.place(count * sizeof(float), offset);
      memcpy(input, x.data(), count * sizeof(float));
      for (size_t i : quarterPositions(count)) {
        const float value = offset == 0 ? nans()[0] : offset == 4 ? 17.0f : -17.0f;
        memcpy(input + i * sizeof(float), &value, sizeof value);
        const Range given = table_.minMax(input, count);
        Range expected = range;
        definition::widen(expected, value);
        CHECK(isSameRange(given, expected), "%s %zu at offset %zu, %a at %zu: expected %a..%a, given %a..%a",
              table_.name, count, offset, value, i, expected.min, expected.max, given.min, given.max);
        memcpy(input + i * sizeof(float), &x[i], sizeof value);
      }
    }
  }

  const KernelTable& table_;
  const bool isScalar_;
  size_t turn_ = 0;
  WatchedBuffer input_, output_;
};

// Two rows, each of more bytes than the caches hold, the second one without and with a NaN.
void testDynamic(const Rule& rule) {
  const size_t columns = kCachedBytes / sizeof(float) + 1 + 77;
  std::vector<float> x = repeated(ordinaryFloats(0.05f, kPeriod), 2 * columns);
  for (bool withNan : {false, true}) {
    if (withNan) x[columns + columns / 3] = nans()[1];
    const DefinedRows expected = definedRows(x, columns, rule.choice);
    forEachTable([&](const KernelTable& table) {
      std::vector<uint8_t> codes(x.size());
      float scales[2];
      int32_t zeroPoints[2];
      const size_t given = table.dynamic(raw(x), codes.data(), 2, columns, rule.choice, shiftOf(rule.dtype),
                                         raw(scales), raw(zeroPoints));
      CHECK(given == expected.rows && given == (withNan ? 1 : 2), "%s returned %zu",
            describe(table.name, rule, 2, columns).c_str(), given);
      for (size_t row = 0; row < expected.rows; row++) {
        CHECK(scales[row] == expected.scales[row] && zeroPoints[row] == expected.zeroPoints[row],
              "%s, row %zu", describe(table.name, rule, 2, columns).c_str(), row);
      }
      CHECK_ARRAY(expected.codes.data(), codes.data(), 1, expected.codes.size(),
                  [&](size_t) { return describe(table.name, rule, 2, columns); });
    });
  }
}

}  // namespace
}  // namespace linquant::test

int main() {
  using namespace linquant::test;
  forEachTable([](const linquant::KernelTable& table) { StreamsTest(table).run(); });
  testDynamic(rules()[0]);
  testDynamic(rules()[7]);
  return finish("streams_test");
}
