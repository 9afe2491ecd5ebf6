#include "measure.h"

#include "kernels/measure.h"
#include "patches/range_patch.h"
#include "tuning.h"

namespace linquant {
namespace {

uint64_t least(uint64_t a, uint64_t b) { return a < b ? a : b; }

bool isFinite(double value) { return value - value == 0; }

constexpr size_t kBuffer = kMeasureChunk;
// Packed codes can be read from whole bytes on only.
constexpr size_t kMostBefore = 3;

// The end of the elements from `at` on that have its parameters.
uint64_t sameUntil(const Layout& layout, uint64_t at) {
  if (layout.isOneSet()) return layout.count();
  if (layout.block == 0) return (at / layout.inner + 1) * layout.inner;
  if (layout.inner != 1) return at + 1;
  const uint64_t row = at / layout.axis * layout.axis;
  return row + least(((at - row) / layout.block + 1) * layout.block, layout.axis);
}

uint64_t parameterOf(const Layout& layout, uint64_t at) { return Indices(layout, at).next(); }

// Whether no element within a range is clamped; false where that is not quickly seen. A quotient of at most N + 0.49 is rounded
// to N or less, also if it was rounded to float32 before: up to 2^16 that is an error of less than 0.01.
bool isSurelyInside(const Coding& coding, const Affines& affines, uint64_t index, Range range) {
  constexpr double kMost = 0x1p16;
  const double scale = static_cast<double>(valueAt<float>(affines.scales, index));
  const double zeroPoint = valueAt<int32_t>(affines.zeroPoints, index);
  const double low = coding.qmin - zeroPoint, high = coding.qmax - zeroPoint;
  if (low < -kMost || high > kMost) return false;
  if (affines.offsets != nullptr) {
    const float offset = valueAt<float>(affines.offsets, index);
    range = {range.min - offset, range.max - offset};
  }
  const bool isNearest = coding.rounding == Rounding::halfEven || coding.rounding == Rounding::halfAway;
  const double margin = isNearest ? 0.49 : 0;
  return static_cast<double>(range.min) >= scale * (low - margin) &&
         static_cast<double>(range.max) <= scale * (high + margin);
}

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
    const Range range = m.table.measure(x + bytes, restored + bytes, count, at, place);
    if (!isFinite(valueAt<double>(place.data, 0))) return false;
    addTo(place.of(Measure::clipped), clipped(at, count, range));
    return true;
  }

  // Adds rows of `columns` elements to results from `result` on.
  void addColumns(uint64_t columns, const MeasurePlace& to, uint64_t result) {
    const MeasurePlace place = {to.of(Measure::signal, result), to.stride};
    m.table.measureColumns(x, restored, count_ / columns, columns, start_, place);
    const Range range = m.table.minMax(x, count_);
    if (!isFinite(static_cast<double>(range.min)) || !isFinite(static_cast<double>(range.max))) return;
    markClipped(start_, count_);
    for (size_t i = 0; i < count_; i++) {
      if (mask_[i] != 0) addTo(place.of(Measure::clipped, i % columns), 1);
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

  // How many of these elements are clamped. `all` is their range.
  uint64_t clipped(uint64_t at, uint64_t count, Range all) {
    const Layout& layout = m.codes.layout;
    uint64_t sum = 0;
    for (const uint64_t end = at + count; at < end;) {
      const uint64_t next = least(sameUntil(layout, at), end);
      const uint64_t length = next - at;
      if (length != count && length < tuning::kLongRun) return sum + countMarked(at, end - at);
      const Range range = length == count ? all : m.table.minMax(x + (at - start_) * sizeof(float), length);
      const uint64_t index = layout.isOneSet() ? 0 : parameterOf(layout, at);
      if (!isSurelyInside(m.codes.coding, m.codes.affines, index, range)) sum += countMarked(at, length);
      at = next;
    }
    return sum;
  }

  uint64_t countMarked(uint64_t at, uint64_t count) {
    markClipped(at, count);
    uint64_t sum = 0;
    for (uint64_t i = 0; i < count; i++) sum += mask_[i];
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
