// quantizeFinite: the first NaN or infinity, wherever it is, of every float type and layout; and the codes of quantize where there is
// none. Data is longer than what is looked at at a time.
#include "../../core/features.h"
#include "../../core/tuning.h"
#include "../definition/dtypes.h"
#include "../support/tensors.h"

namespace linquant::test {
namespace {

constexpr size_t kSome = tuning::kFiniteElements, kCount = 3 * kSome + 3 * 1024;

struct Case {
  const char* name;
  Coding coding;
  bool hasOffset;
};
constexpr Case kCases[] = {
    {"int8", {FloatType::float32, Dtype::int8, Rounding::halfEven, -128, 127}, false},
    {"float16", {FloatType::float16, Dtype::int8, Rounding::halfEven, -128, 127}, false},
    {"bfloat16", {FloatType::bfloat16, Dtype::uint8, Rounding::halfEven, 0, 255}, false},
    {"float64", {FloatType::float64, Dtype::int8, Rounding::halfEven, -128, 127}, false},
    {"int4", {FloatType::float32, Dtype::int4, Rounding::halfEven, -8, 7}, false},
    {"int16", {FloatType::float32, Dtype::int16, Rounding::halfEven, -32768, 32767}, false},
    {"int32", {FloatType::float32, Dtype::int32, Rounding::halfEven, -1000000, 1000000}, false},
    {"halfAway", {FloatType::float32, Dtype::int8, Rounding::halfAway, -128, 127}, false},
    {"offset", {FloatType::float32, Dtype::uint8, Rounding::down, 0, 255}, true},
};
// One set; runs that are long, short, and those of vectors; columns in whole chunks or not; blocks; scattered parameters.
constexpr Layout kLayouts[] = {{1, 1, kCount, 0},
                               {1, 4, kCount / 4, 0},
                               {1, kCount / 24, 24, 0},
                               {1, kCount / 2, 2, 0},
                               {kCount / 256, 256, 1, 0},
                               {kCount / 1000 / 3, 1000, 3, 0},
                               {kCount / 1025, 1025, 1, 0},
                               {kCount / 4096, 4096, 1, 0},
                               {kCount / 1024, 1024, 1, 32},
                               {kCount / 1024, 1024, 1, 100},
                               {kCount / 3072, 16, 192, 3}};

// Numbers that are not finite as float32.
const std::vector<double>& unfit(FloatType type) {
  static const std::vector<double> usual = {nan(""), HUGE_VAL, -HUGE_VAL};
  static const std::vector<double> wide = {nan(""), -HUGE_VAL, 0x1.ffffffp127, -1e300};
  return type == FloatType::float64 ? wide : usual;
}
// The largest numbers of a type that are, whose quotients overflow.
double largest(FloatType type) {
  return type == FloatType::float64    ? 0x1.fffffefffffffp127
         : type == FloatType::float16  ? 65504
         : type == FloatType::bfloat16 ? 0x1.fep127
                                       : 0x1.fffffep127;
}

class FiniteTest {
 public:
  FiniteTest(const KernelTable& table, const Case& c, const Layout& layout)
      : table_(table), c_(c), layout_(layout), count_(layout.count()) {
    Random random(count_ + layout.axis);
    parameters_ = randomParameters(random, c.coding, layout.parameters(), c.hasOffset);
    for (float& scale : parameters_.scales)
      scale = 0.02f + static_cast<float>(random.integer(0, 99)) * 0.001f;
    x_.resize(count_ * infoOf(c.coding.floatType).bytes);
    for (size_t i = 0; i < count_; i++) put(i, random.real(-3, 3));
    expected_.assign(definition::codeBytes(c.coding.dtype, count_), kSentinel);
    given_ = expected_;
    canTell_ = quantize(table_, c.coding, x_.data(), expected_.data(), layout_, parameters_.affines());
  }

  void run() {
    check(kNone, "clean");
    CHECK_ARRAY(expected_.data(), given_.data(), 1, expected_.size(),
                [&](size_t) { return context("clean"); });
    // What keeps this as fast as quantize alone.
    const bool isVector = table_.features != 0 && kInvalidFlagWorks;
    if (isVector) {
      CHECK(canTell_, "%s: quantize has not noticed that all is finite", context("clean").c_str());
    }
    Random random(7);
    const size_t places[] = {0,         1,          63,           kSome - 1,
                             kSome,     kSome + 1,  kSome + 4000, 2 * kSome - 1,
                             2 * kSome, count_ / 2, count_ - 2,   count_ - 1};
    for (const size_t place : places) {
      if (isSampled()) testPlace(random, place);
    }
  }

 private:
  void put(size_t i, double value) { definition::putNumber(x_, i, value, c_.coding.floatType); }
  std::string context(const char* what) const { return describe(what, table_, c_.coding, layout_); }

  void check(uint64_t expected, const char* what) {
    const uint64_t found = quantizeFinite(table_, c_.coding, x_.data(), given_.data(), wholeOf(layout_),
                                          layout_, parameters_.affines());
    CHECK(found == expected, "%s %s: %llu, not %llu", c_.name, context(what).c_str(), number(found),
          number(expected));
  }

  // One that is unfit, perhaps another behind it, and perhaps one before both that only looks so.
  void testPlace(Random& random, size_t place) {
    const std::vector<double>& values = unfit(c_.coding.floatType);
    const auto any = [&] {
      return values[static_cast<size_t>(random.integer(0, static_cast<int64_t>(values.size()) - 1))];
    };
    const Data before = x_;
    put(place, any());
    if (random.coin())
      put(static_cast<size_t>(random.integer(static_cast<int64_t>(place), static_cast<int64_t>(count_) - 1)),
          any());
    if (place > 0 && random.coin()) {
      const size_t earlier = static_cast<size_t>(random.integer(0, static_cast<int64_t>(place) - 1));
      put(earlier, random.coin() ? largest(c_.coding.floatType) : -largest(c_.coding.floatType));
    }
    check(place, "unfit");
    x_ = before;
  }

  const KernelTable& table_;
  const Case& c_;
  const Layout layout_;
  const size_t count_;
  ParameterArrays parameters_;
  Data x_, expected_, given_;
  bool canTell_;
};

// Data of which everything is large, and nothing unfit.
void testLarge(const KernelTable& table) {
  const std::vector<float> x(kCount, 0x1.fffffep127f);
  std::vector<uint8_t> q(kCount);
  const float scale = 0.5f;
  const int32_t zeroPoint = 0;
  const Layout layout = {1, 1, kCount, 0};
  const uint64_t found = quantizeFinite(table, kCases[0].coding, raw(x), q.data(), wholeOf(layout), layout,
                                        {raw(&scale), raw(&zeroPoint), nullptr});
  CHECK(found == kNone, "%s: large numbers, %llu", table.name, number(found));
  CHECK(isFilled(q.data(), 127, kCount), "%s: codes of large numbers", table.name);
}

}  // namespace
}  // namespace linquant::test

int main() {
  using namespace linquant::test;
  forEachTable([](const linquant::KernelTable& table) {
    for (const Case& c : kCases) {
      for (const linquant::Layout& layout : kLayouts) FiniteTest(table, c, layout).run();
    }
    testLarge(table);
  });
  return finish("finite_test");
}
