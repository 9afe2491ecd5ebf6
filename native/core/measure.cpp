#include "measure.h"

#include "kernels/measure.h"
#include "patches/range_patch.h"
#include "tuning.h"

namespace linquant {
namespace {

uint64_t least(uint64_t a, uint64_t b) { return a < b ? a : b; }

bool isFinite(double value) { return value - value == 0; }

constexpr size_t kBuffer = kMeasureChunk;
// Packed codes can be read from whole bytes on only, which have up to eight codes.
constexpr size_t kMostBefore = 7;

// The end of the elements from `at` on that have its parameters.
uint64_t sameUntil(const Layout& layout, uint64_t at) {
  if (layout.isOneSet()) return layout.count();
  if (layout.block == 0) return (at / layout.inner + 1) * layout.inner;
  if (layout.inner != 1) return at + 1;
  const uint64_t row = at / layout.axis * layout.axis;
  return row + least(((at - row) / layout.block + 1) * layout.block, layout.axis);
}

// The float32 that are not clamped: low <= x <= high.
struct Limits {
  float low, high;
};

// Finds the limits of one set of parameters. Code by code the formula of quantize is monotonic in x, so that they are found by
// halving: from where they should be by real arithmetic, which roundings move by some floats.
class LimitsOf {
 public:
  LimitsOf(const Coding& coding, const Affines& affines, uint64_t index)
      : coding_(coding),
        scale_(valueAt<float>(affines.scales, index)),
        offset_(affines.offsets == nullptr ? 0 : valueAt<float>(affines.offsets, index)),
        zeroPoint_(valueAt<int32_t>(affines.zeroPoints, index)) {}

  Limits find() const {
    const double low = coding_.qmin - zeroPoint_, high = coding_.qmax - zeroPoint_;
    double below = 0.5, above = 0.5;
    if (coding_.rounding == Rounding::down) {
      below = 0;
      above = 1;
    } else if (coding_.rounding == Rounding::towardZero) {
      below = low <= 0 ? 1 : 0;
      above = high >= 0 ? 1 : 0;
    }
    // The last float at or above which the code is not below qmin; the last one whose code is not above qmax.
    return {last(low - below, -1, [this](float x) { return code(x) >= coding_.qmin; }),
            last(high + above, 1, [this](float x) { return code(x) <= coding_.qmax; })};
  }

 private:
  // Before it is clamped.
  double code(float x) const {
    const float difference = x - offset_, quotient = difference / scale_;
    const double q = static_cast<double>(quotient);
    if (!(q > -0x1p51 && q < 0x1p51)) return q + zeroPoint_;
    const double whole = static_cast<double>(static_cast<int64_t>(q)), rest = q - whole;
    switch (coding_.rounding) {
      case Rounding::halfEven:
        return (q + 0x1.8p52) - 0x1.8p52 + zeroPoint_;
      case Rounding::halfAway:
        return whole + (rest >= 0.5 ? 1 : rest <= -0.5 ? -1 : 0) + zeroPoint_;
      case Rounding::towardZero:
        return whole + zeroPoint_;
      default:
        return whole - (rest < 0) + zeroPoint_;
    }
  }

  // Floats in order as integers, and back: both zeros are 0.
  static constexpr int64_t kMostKey = 0x7f7fffff;
  static float floatOf(int64_t key) {
    const uint32_t bits = key < 0 ? static_cast<uint32_t>(-key) | 0x80000000u : static_cast<uint32_t>(key);
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
  }
  static int64_t keyOf(double number) {
    const double most = static_cast<double>(kMostFloat);
    const float value = static_cast<float>(number > most ? most : number < -most ? -most : number);
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    const int64_t magnitude = bits & 0x7fffffffu;
    return bits >> 31 != 0 ? -magnitude : magnitude;
  }

  // The last float that is inside, in the direction of `sign`. With none it is the infinity at the other side.
  template <class IsInside>
  float last(double quotient, int64_t sign, const IsInside& isInside) const {
    const auto is = [&](int64_t key) { return isInside(floatOf(key)); };
    int64_t inside = keyOf(quotient * static_cast<double>(scale_) + static_cast<double>(offset_));
    int64_t outside = inside;
    if (is(inside)) {
      for (int64_t step = 1; outside == inside; step *= 2) {
        if (inside * sign == kMostKey) return floatOf(inside);
        const int64_t next = inside * sign + step < kMostKey ? inside + step * sign : kMostKey * sign;
        (is(next) ? inside : outside) = next;
        if (outside != next) outside = inside;
      }
    } else {
      for (int64_t step = 1; outside == inside; step *= 2) {
        if (outside * sign == -kMostKey) return sign > 0 ? -kInfinity : kInfinity;
        const int64_t next = outside * sign - step > -kMostKey ? outside - step * sign : -kMostKey * sign;
        (is(next) ? inside : outside) = next;
        if (inside != next) inside = outside;
      }
    }
    while (inside + sign != outside) {
      const int64_t middle = inside + (outside - inside) / 2;
      (is(middle) ? inside : outside) = middle;
    }
    return floatOf(inside);
  }

  const Coding& coding_;
  const float scale_, offset_;
  const double zeroPoint_;
};

constexpr Limits kNoLimits = {-kInfinity, kInfinity};

// Some elements at a time, as float32, beside the restored ones.
class Portion {
 public:
  Portion(const Measured& measured, uint64_t origin) : m(measured), origin_(origin) {}

  // Makes elements start to start + count, at most kBuffer.
  void make(uint64_t start, uint64_t count) {
    start_ = start;
    count_ = count;
    const Coding& coding = m.codes.coding;
    x = m.x + (start - origin_) * floatBytes(coding.floatType);
    if (coding.floatType != FloatType::float32) {
      m.table.convert(x, coding.floatType, bytes(converted_), FloatType::float32, count);
      x = bytes(converted_);
    }
    const uint64_t perByte = isPacked(coding.dtype) ? 8 / codeBits(coding.dtype) : 1;
    const uint64_t before = start % perByte, first = start - before;
    Coding plain = coding;
    plain.floatType = FloatType::float32;
    dequantize(m.table, plain, m.q + bytesOfCodes(coding.dtype, first - origin_), bytes(restored_),
               {first, first, start + count}, m.codes.layout, m.codes.affines);
    restored = bytes(restored_) + before * sizeof(float);
  }

  // Adds a run of elements from `at` on to a result. Returns whether they are finite.
  bool addRun(uint64_t at, uint64_t count, const MeasurePlace& to, uint64_t result) {
    const size_t bytes = (at - start_) * sizeof(float);
    const MeasurePlace place = {to.of(Measure::signal, result), to.stride};
    // The limits of one set of parameters, or marks for several sets.
    const bool isOneSet = count >= tuning::kLongRun && sameUntil(m.codes.layout, at) >= at + count;
    const Limits limits = isOneSet ? limitsAt(at) : kNoLimits;
    const size_t outside =
        m.table.measure(x + bytes, restored + bytes, count, at, limits.low, limits.high, place);
    if (!isFinite(valueAt<double>(place.data, 0))) return false;
    addTo(place.of(Measure::clipped), isOneSet ? outside : clipped(at, count));
    return true;
  }

  // Adds rows of `columns` elements to results from `result` on.
  void addColumns(uint64_t columns, const MeasurePlace& to, uint64_t result) {
    const MeasurePlace place = {to.of(Measure::signal, result), to.stride};
    m.table.measureColumns(x, restored, count_ / columns, columns, start_, place);
    const Range range = m.table.minMax(x, count_);
    if (!isFinite(static_cast<double>(range.min)) || !isFinite(static_cast<double>(range.max))) return;
    if (m.codes.layout.isOneSet()) {
      const Limits limits = limitsAt(start_);
      if (range.min >= limits.low && range.max <= limits.high) return;
    }
    markClipped(start_, count_);
    // Marks are rare: eight bytes without one are passed over at once.
    for (uint64_t i = 0; i < count_; i++) {
      if (i % 8 == 0 && count_ - i >= 8 && valueAt<uint64_t>(mask_ + i, 0) == 0) {
        i += 7;
      } else if (mask_[i] != 0) {
        addTo(place.of(Measure::clipped, i % columns), 1);
      }
    }
  }

  // The first element that is not finite, or kNone.
  uint64_t firstUnfit() const {
    for (uint64_t i = 0; i < count_; i++) {
      if (!isFinite(static_cast<double>(valueAt<float>(x, i)))) return start_ + i;
    }
    return kNone;
  }

 private:
  static uint8_t* bytes(float* values) { return reinterpret_cast<uint8_t*>(values); }
  static void addTo(uint8_t* to, uint64_t count) {
    if (count != 0) putDouble(to, valueAt<double>(to, 0) + static_cast<double>(static_cast<int64_t>(count)));
  }

  // How many elements with several sets of parameters are clamped.
  uint64_t clipped(uint64_t at, uint64_t count) {
    uint64_t sum = 0;
    for (const uint64_t end = at + count; at < end;) {
      const uint64_t next = least(sameUntil(m.codes.layout, at), end), length = next - at;
      if (length < tuning::kLongRun) return sum + countMarked(at, end - at);
      const Limits limits = limitsAt(at);
      sum += countOutside(x + (at - start_) * sizeof(float), length, limits.low, limits.high);
      at = next;
    }
    return sum;
  }

  // The limits for element `at`. The last ones are kept.
  Limits limitsAt(uint64_t at) {
    const Layout& layout = m.codes.layout;
    const uint64_t index = layout.isOneSet() ? 0 : Indices(layout, at).next();
    if (index != limitsIndex_) limits_ = LimitsOf(m.codes.coding, m.codes.affines, index).find();
    limitsIndex_ = index;
    return limits_;
  }

  uint64_t countMarked(uint64_t at, uint64_t count) {
    markClipped(at, count);
    uint64_t sum = 0, i = 0;
    // Bytes of 0 or 1, eight at a time: 255 of them fit into the bytes of a sum.
    while (count - i >= 8) {
      const uint64_t end = i + least((count - i) / 8, 255) * 8;
      uint64_t bytes = 0;
      for (; i < end; i += 8) bytes += valueAt<uint64_t>(mask_ + i, 0);
      for (; bytes != 0; bytes >>= 8) sum += bytes & 255;
    }
    for (; i < count; i++) sum += mask_[i];
    return sum;
  }

  // The mask of fakeQuantize for elements from `at` on.
  void markClipped(uint64_t at, uint64_t count) {
    Coding coding = m.codes.coding;
    coding.floatType = FloatType::float32;
    // As in fakeQuantize, whose kernels take the bounds of any dtype but int32.
    const KernelTable& table = coding.dtype == Dtype::int32 ? scalarTable() : m.table;
    fakeQuantize(table, coding, x + (at - start_) * sizeof(float), bytes(unused_), mask_,
                 {at, at, at + count}, m.codes.layout, m.codes.affines);
  }

  const Measured& m;
  const uint64_t origin_;
  uint64_t start_, count_;
  const uint8_t *x, *restored;
  float converted_[kBuffer], restored_[kBuffer + kMostBefore], unused_[kBuffer];
  uint8_t mask_[kBuffer];
  Limits limits_;
  uint64_t limitsIndex_ = kNone;
};

}  // namespace

uint64_t partElements(const Layout& results) {
  if (results.axis == 1) return kMeasureChunk;
  if (results.count() == 0) return 1;
  const uint64_t rows = results.outer == 1 ? 1 : (kMeasureChunk - 1) / results.inner + 1;
  return rows * (results.outer == 1 ? 1 : results.axis) * results.inner;
}

void beginMeasures(const MeasurePlace& to, uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    for (size_t k = 0; k < kMeasureCount; k++) putDouble(to.of(static_cast<Measure>(k), i), 0);
    putDouble(to.of(Measure::largest, i), -1);
  }
}

uint64_t addMeasures(const Measured& measured, const Part& part, const MeasurePlace& to) {
  const Layout& results = measured.results;
  const uint64_t inner = results.inner;
  Portion portion(measured, part.origin);
  // Columns are as many elements as the axis has, each of its own result; else runs.
  const bool areColumns = inner == 1 && results.axis != 1;
  const uint64_t unit = areColumns ? results.axis : inner;
  uint64_t unfit = kNone;
  for (uint64_t at = part.start, next; at < part.end && unfit == kNone; at = next) {
    // Whole units, or a chunk of one, or what is left of it.
    const uint64_t inUnit = at % unit;
    next = at + (inUnit == 0 && unit <= kBuffer ? kBuffer / unit * unit : least(kBuffer, unit - inUnit));
    next = least(next, part.end);
    portion.make(at, next - at);
    if (areColumns) {
      portion.addColumns(least(unit, next - at), to, inUnit);
      bool isFit = true;
      for (uint64_t c = 0; c < least(unit, next - at); c++) {
        isFit &= isFinite(valueAt<double>(to.of(Measure::signal, inUnit + c), 0));
      }
      if (!isFit) unfit = portion.firstUnfit();
      continue;
    }
    for (uint64_t run = at; run < next;) {
      const uint64_t end = least(next, (run / unit + 1) * unit);
      const bool isFit = portion.addRun(run, end - run, to, run / unit % results.axis);
      if (!isFit) unfit = portion.firstUnfit();
      if (!isFit) break;
      run = end;
    }
  }
  return unfit;
}

void addPart(const MeasurePlace& to, const MeasurePlace& part, uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    constexpr Measure kSums[] = {Measure::signal,  Measure::noise,    Measure::restored,
                                 Measure::product, Measure::absolute, Measure::clipped};
    for (const Measure k : kSums) {
      putDouble(to.of(k, i), valueAt<double>(to.of(k, i), 0) + valueAt<double>(part.of(k, i), 0));
    }
    const double largest = valueAt<double>(part.of(Measure::largest, i), 0);
    if (largest > valueAt<double>(to.of(Measure::largest, i), 0)) {
      putDouble(to.of(Measure::largest, i), largest);
      putDouble(to.of(Measure::index, i), valueAt<double>(part.of(Measure::index, i), 0));
    }
  }
}

}  // namespace linquant
