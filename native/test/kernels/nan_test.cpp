// quantize of data with NaN and overflow, of every layout and float type, longer than what kernels do again for them: the pieces between
// two looks at the processor's invalid flag, the first of which is short, and what is done behind a piece with NaN (tuning.h).
#include <math.h>

#include "../../core/tuning.h"
#include "../support/tensors.h"

namespace linquant::test {
namespace {

constexpr size_t kCount = 1024 * 200;
static_assert(kCount > tuning::kNanRun + 2 * tuning::kFlagPiece + tuning::kFirstPiece);

// Long runs, runs of some and of one chunk, of whole vectors, of neither; rows of columns, many and few.
constexpr Layout kLayouts[] = {{1, 1, kCount, 0},
                               {1, 8, kCount / 8, 0},
                               {1, 50, kCount / 50, 0},
                               {1, 256, kCount / 256, 0},
                               {kCount / 1024, 1024, 1, 0},
                               {kCount / 64, 64, 1, 0},
                               {kCount / 1024, 1024, 1, 128},
                               {kCount / 1024, 1024, 1, 32},
                               {kCount / 1000, 1000, 1, 20}};

enum class Special { nan, signalling, overflow };

double numberOf(Special special, size_t i) {
  if (special != Special::overflow) return NAN;
  const double far[] = {HUGE_VAL, -HUGE_VAL, 1e38, -1e38};
  return far[i % 4];
}

constexpr int kPatterns = 7;
// Whether element i is special in a pattern, and how.
bool isSpecial(int pattern, size_t i, Special& special) {
  const auto at = [i](size_t place) { return i == place; };
  special = Special::nan;
  switch (pattern) {
    case 0:  // none
      return false;
    case 1:  // everywhere, now and then
      return i % 1009 == 77;
    case 2:  // in the first piece, and behind what is done again for it
      return at(5) || at(tuning::kNanRun + 3 * tuning::kFirstPiece) || at(kCount - 1);
    case 3:  // around the ends of pieces
      return at(tuning::kFirstPiece - 1) || at(tuning::kFirstPiece + tuning::kFlagPiece) || at(kCount / 2);
    case 4:  // overflow among NaN
      if (i % 2003 == 100) return true;
      special = Special::overflow;
      return i % 30011 == 900;
    case 5:  // overflow alone, at the end of what is done again too
      special = Special::overflow;
      return at(40) || at(tuning::kNanRun - 1) || at(tuning::kNanRun + 1) || at(kCount - 70);
    default:  // the other kind of NaN, which raises the flag wherever it is read
      special = Special::signalling;
      return i % 4001 == 3;
  }
}

// The bits of a signalling NaN.
uint64_t signallingBits(FloatType type) { return infoOf(type).infinity() + 1; }

void testType(FloatType type, Dtype dtype, const Layout& layout) {
  const size_t count = layout.count(), bytes = definition::codeBytes(dtype, 1);
  const Coding coding = {type, dtype, Rounding::halfEven, infoOf(dtype).least, infoOf(dtype).greatest};
  ParameterArrays parameters;
  for (size_t i = 0; i < layout.parameters(); i++) {
    parameters.scales.push_back(0.015f + static_cast<float>(i % 37) * 0.0003f);
    parameters.zeroPoints.push_back(static_cast<int32_t>(i % 17) - 8);
  }
  Random random(count);
  Data x(count * infoOf(type).bytes);
  for (size_t i = 0; i < count; i++) definition::putNumber(x, i, random.real(-3, 3), type);
  const Data clean = x, ordinary = definition::quantized(x, coding, layout, parameters);
  for (int pattern = 0; pattern < kPatterns; pattern++) {
    if (!isSampled()) continue;
    x = clean;
    Data expected = ordinary;
    for (size_t i = 0; i < count; i++) {
      Special special;
      if (!isSpecial(pattern, i, special)) continue;
      definition::putNumber(x, i, numberOf(special, i), type);
      if (special == Special::signalling) definition::putBits(x, i, signallingBits(type), type);
      const double code = definition::unclampedCode(
          numberOf(special, i), parameters.at(definition::parameterOf(layout, i)), coding.rounding);
      const int32_t clamped = static_cast<int32_t>(definition::clampedCode(code, coding.qmin, coding.qmax));
      memcpy(expected.data() + i * bytes, &clamped, bytes);
    }
    forEachTable([&](const KernelTable& table) {
      Data given(expected.size(), 0x5a);
      quantize(table, coding, x.data(), given.data(), layout, parameters.affines());
      CHECK_ARRAY(expected.data(), given.data(), bytes, count, [&](size_t) {
        return describe("quantize", table, coding, layout) + text(", pattern %d", pattern);
      });
    });
  }
}

}  // namespace
}  // namespace linquant::test

int main() {
  using namespace linquant::test;
  using linquant::Dtype, linquant::FloatType;
  for (const linquant::Layout& layout : kLayouts) {
    for (FloatType type : {FloatType::float32, FloatType::float64, FloatType::float16, FloatType::bfloat16}) {
      for (Dtype dtype : {Dtype::int8, Dtype::uint8, Dtype::int16}) {
        if (dtype == Dtype::uint8 && type != FloatType::float32) continue;
        testType(type, dtype, layout);
      }
    }
  }
  return finish("nan_test");
}
