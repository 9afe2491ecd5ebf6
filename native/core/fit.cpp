// The scale of least squares of rows of few bits. The levels of a row follow from one number t: a magnitude m has the level
// min(trunc(m * t), most), and stands for level + 1/2 steps. Of all t the one is searched whose levels have the largest cosine with
// the row; the scale then is least squares of these levels.
//
// Magnitudes are integers below 2^53 / (numbers in the row * 2^bits), so that every sum is exact and has no order.
#include <string.h>

#include "quantization.h"
#include "tuning.h"

namespace linquant {
namespace {

constexpr size_t kChunk = tuning::kBufferElements;

// The numbers of a row as integers. Those of a long row are made anew in each pass.
class Magnitudes {
 public:
  Magnitudes(const KernelTable& table, FloatType type, const uint8_t* x, size_t count)
      : table_(table), type_(type), x_(x), count_(count) {}

  size_t count() const { return count_; }
  double sum() const { return sum_; }
  double most() const { return most_; }
  // What one of the integers stands for.
  double unit() const { return powerOfTwo(-shift_); }

  enum class Kind { zeros, numbers, notFinite };

  Kind read(size_t bits) {
    float largest = 0;
    for (size_t at = 0; at < count_; at += kChunk) {
      const Range range = table_.minMax(floats(at, length(at)), length(at));
      if (!(range.min >= -kMostFloat && range.max <= kMostFloat)) return Kind::notFinite;
      largest = range.max > largest ? range.max : largest;
      largest = -range.min > largest ? -range.min : largest;
    }
    if (largest == 0) return Kind::zeros;
    const int most = 53 - static_cast<int>(bits) - bitsOfLength();
    shift_ = (most > 1 ? most : 1) - exponentAbove(static_cast<double>(largest));
    const double factor = powerOfTwo(shift_);
    most_ = static_cast<double>(largest) * factor;
    for (size_t at = 0; at < count_; at += kChunk) sum_ += make(at, factor);
    return Kind::numbers;
  }

  // Calls f(integers, how many) for each chunk, with zeros behind the last one.
  template <class F>
  void forEach(const F& f) {
    for (size_t at = 0; at < count_; at += kChunk) {
      if (count_ > kChunk) make(at, powerOfTwo(shift_));
      f(values_, (length(at) + kLevelBlock - 1) / kLevelBlock * kLevelBlock);
    }
  }

 private:
  size_t length(size_t at) const { return count_ - at < kChunk ? count_ - at : kChunk; }

  const uint8_t* floats(size_t at, size_t count) {
    const uint8_t* const from = x_ + at * floatBytes(type_);
    if (type_ == FloatType::float32) return from;
    uint8_t* const to = reinterpret_cast<uint8_t*>(floats_);
    table_.convert(from, type_, to, FloatType::float32, count);
    return to;
  }

  double make(size_t at, double factor) {
    return table_.magnitudes(floats(at, length(at)), length(at), factor, values_);
  }

  // The least e with count <= 2^e.
  int bitsOfLength() const {
    int e = 0;
    while (e < 63 && uint64_t{1} << e < count_) e++;
    return e;
  }
  // The least e with value < 2^e.
  static int exponentAbove(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return static_cast<int>(bits >> 52) - 1022;
  }
  static double powerOfTwo(int exponent) {
    const uint64_t bits = static_cast<uint64_t>(exponent + 1023) << 52;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
  }

  const KernelTable& table_;
  const FloatType type_;
  const uint8_t* const x_;
  const size_t count_;
  int shift_ = 0;
  double sum_ = 0, most_ = 0;
  double values_[kChunk];
  float floats_[kChunk];
};

// The levels of one t: their sums, and with weights w = 2 * level + 1 the sums of m * w and w * w. quality is the square of the
// cosine, but for a factor.
struct State {
  double t, products, squares, levels, product, square, quality;
};

// At most 45 intervals wait at a time: 1 - low.t / high.t, below 1 at first, halves with each of them (between), down to 2^-44.
constexpr size_t kMostWaiting = 64;

class Search {
 public:
  Search(const KernelTable& table, Magnitudes& row, size_t bits)
      : table_(table), row_(row), limit_(static_cast<double>(size_t{1} << (bits - 1)) - 0.5) {}

  // Twice the sum of m * w by that of w * w: the size of a step, in integers.
  double step() {
    best_ = stateOf(0.5 / row_.most(), {0, 0, 0});
    if (limit_ > 1) search();
    return 2 * best_.product / best_.square;
  }

 private:
  State stateOf(double t, const LevelSums& sums) const {
    const double product = 2 * sums.products + row_.sum();
    const double square = 4 * (sums.squares + sums.levels) + static_cast<double>(row_.count());
    return {t, sums.products, sums.squares, sums.levels, product, square, product * product / square};
  }

  State at(double t) {
    LevelSums all = {0, 0, 0};
    row_.forEach([&](const double* x, size_t count) {
      const LevelSums some = table_.levelSums(x, count, t, limit_);
      all = {all.products + some.products, all.squares + some.squares, all.levels + some.levels};
    });
    const State state = stateOf(t, all);
    consider(state);
    return state;
  }

  void consider(const State& state) {
    if (state.quality > best_.quality) best_ = state;
  }

  void search() {
    const State first = best_, last = at(limit_ - 0.5);
    // The best t of normally distributed numbers, by Max's tables, and twice the t of least squares for its levels.
    const double usual = limit_ < 2 ? 0.8013 : limit_ < 8 ? 2.38 : 25.9;
    State state = at(usual * static_cast<double>(row_.count()) / row_.sum());
    for (int i = 0; i < 2; i++) state = at(state.square / (2 * state.product));
    const double centre = state.t;
    State before = first;
    State states[sizeof tuning::kFitPlaces / sizeof(double) + 1];
    size_t count = 0;
    for (double place : tuning::kFitPlaces) {
      const double t = centre * place;
      if (!(t > before.t && t < last.t)) continue;
      states[count++] = before = at(t);
    }
    states[count++] = last;
    before = first;
    for (size_t i = 0; i < count; i++) {
      between(before, states[i]);
      before = states[i];
    }
  }

  // Each number that passes a threshold adds 2 m to the product and 8 * level to the square, and the thresholds are in the order of
  // level / m. So the product is a concave function of the square, which lies below its tangents at both ends. Where they meet is
  // the best that can be between them.
  static double bound(const State& a, const State& b) {
    const double slope = 1 / (4 * a.t), otherSlope = 1 / (4 * b.t);
    const double rise = b.product - a.product - (b.square - a.square) * otherSlope;
    const double length = rise / (slope - otherSlope);
    const double product = a.product + length * slope;
    return product * product / (a.square + length);
  }

  // Less than this is no gain: a part of 2^-43.
  bool isWorth(const State& a, const State& b) const {
    return b.levels - a.levels > 1 && bound(a, b) > best_.quality * (1 + 0x1p-43);
  }

  // Everything in (a.t, b.t).
  void between(const State& a, const State& b) {
    State ends[kMostWaiting];
    size_t waiting = 0;
    State low = a, high = b;
    for (;;) {
      // Not the middle: the ends may be far apart, and the best is near the lower one.
      const double middle = 2 * low.t * high.t / (low.t + high.t);
      const bool isSearched = isWorth(low, high);
      if (isSearched && high.levels - low.levels <= static_cast<double>(tuning::kSortedSteps)) {
        sweep(low, high);
      } else if (isSearched && middle > low.t * (1 + 0x1p-44) && middle < high.t && waiting < kMostWaiting) {
        ends[waiting++] = high;
        high = at(middle);
        continue;
      }
      if (waiting == 0) return;
      low = high;
      high = ends[--waiting];
    }
  }

  // All thresholds of an interval, in order.
  void sweep(const State& low, const State& high) {
    LevelStep steps[tuning::kSortedSteps];
    size_t count = 0;
    row_.forEach([&](const double* x, size_t n) {
      count += table_.levelSteps(x, n, low.t, high.t, limit_, steps + count, tuning::kSortedSteps - count);
    });
    sort(steps, count);
    LevelSums sums = {low.products, low.squares, low.levels};
    for (size_t i = 0; i < count; i++) {
      sums.products += steps[i].magnitude;
      sums.squares += 2 * steps[i].level - 1;
      sums.levels += 1;
      if (i + 1 < count && steps[i + 1].t == steps[i].t) continue;
      consider(stateOf(steps[i].t, sums));
    }
  }

  static void sort(LevelStep* steps, size_t count) {
    for (size_t i = 1; i < count; i++) {
      const LevelStep step = steps[i];
      size_t j = i;
      for (; j > 0 && steps[j - 1].t > step.t; j--) steps[j] = steps[j - 1];
      steps[j] = step;
    }
  }

  const KernelTable& table_;
  Magnitudes& row_;
  const double limit_;
  State best_;
};

struct Fit {
  bool isFinite;
  float scale, offset;
};

Fit fitRow(const KernelTable& table, FloatType type, const uint8_t* x, size_t count, Dtype dtype) {
  Magnitudes row(table, type, x, count);
  const size_t bits = codeBits(dtype);
  switch (row.read(bits)) {
    case Magnitudes::Kind::notFinite:
      return {false, 1, 0};
    case Magnitudes::Kind::zeros:
      return {true, 1, 0};
    default:
      break;
  }
  const double step = Search(table, row, bits).step() * row.unit();
  const double most = static_cast<double>(kMostFloat);
  const float scale = static_cast<float>(step > most ? most : step < 0x1p-126 ? 0x1p-126 : step);
  return {true, scale, rowOf(dtype).isSigned ? scale / 2 : -scale / 2};
}

}  // namespace

uint64_t fitRows(const KernelTable& table, FloatType type, const uint8_t* x, Dtype dtype, uint8_t* q,
                 const Part& part, uint64_t columns, uint8_t* scales, uint8_t* zeroPoints, uint8_t* offsets) {
  const Bounds bounds = boundsOf(dtype);
  const Coding coding = {type, dtype, Rounding::halfEven, bounds.least, bounds.most};
  const int32_t zero = 0;
  for (uint64_t at = part.start; at < part.end; at += columns) {
    const uint64_t row = at / columns;
    const Fit fit = fitRow(table, type, x + (at - part.origin) * floatBytes(type), columns, dtype);
    if (!fit.isFinite) return row;
    memcpy(scales + row * sizeof fit.scale, &fit.scale, sizeof fit.scale);
    memcpy(zeroPoints + row * sizeof zero, &zero, sizeof zero);
    memcpy(offsets + row * sizeof fit.offset, &fit.offset, sizeof fit.offset);
    const auto bytes = [](const void* value) { return static_cast<const uint8_t*>(value); };
    quantize(table, coding, x, q, {part.origin, at, at + columns}, {1, 1, at + columns, 0},
             {bytes(&fit.scale), bytes(&zero), bytes(&fit.offset)});
  }
  return kNone;
}

}  // namespace linquant
