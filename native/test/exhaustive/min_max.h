// The part of exhaustive_test about minMax.
#ifndef LINQUANT_TEST_EXHAUSTIVE_MIN_MAX_H_
#define LINQUANT_TEST_EXHAUSTIVE_MIN_MAX_H_

#include "../definition/range.h"
#include "patterns.h"

namespace linquant::test {

class MinMaxWorker {
 public:
  Counts counts;

  explicit MinMaxWorker(const Patterns& patterns) : counts(subjects().size()), patterns_(&patterns) {}

  // Every float in a long run, alone, and in changing places of a block of one value.
  void operator()(uint64_t chunk) {
    count_ = patterns_->fill(chunk, x_.data());
    const Range range = definition::rangeOf(x_.data(), count_);
    for (size_t t = 0; t < subjects().size(); t++) {
      compare(t, x_.data(), count_, range);
      counts[t] += 2 * count_;
      for (size_t i = 0; i < count_; i++) compare(t, &x_[i], 1, definition::rangeOf(&x_[i], 1));
      compareAmongEqual(t, chunk);
    }
  }

 private:
  // Nearly two blocks of the widest vectors; for scalar, nearly three of its blocks of 4.
  static constexpr size_t kLongest = 127, kScalarLongest = 11;

  // A number and its negative share a call. A NaN has a call of its own.
  void compareAmongEqual(size_t t, uint64_t chunk) {
    counts[t] += count_;
    const bool isScalar = subjects()[t].table == &scalarTable();
    const size_t length = isScalar ? kScalarLongest : kLongest;
    constexpr float kValues[] = {0.0f, -0.0f, 1.5f, -0x1p-149f, FLT_MAX, -kInfinity};
    const float value = kValues[chunk % (sizeof kValues / sizeof kValues[0])];
    float block[kLongest];
    std::fill_n(block, length, value);
    for (size_t i = 0, place = chunk % length; i < count_; i++) {
      const float x = x_[i];
      place = place + 1 == length ? 0 : place + 1;
      if (x != x) {
        block[place] = x;
        compare(t, block, length, {x, x});
      } else {
        if (std::signbit(x)) continue;
        const size_t other = place == 0 ? length - 1 : place - 1;
        block[place] = x;
        block[other] = -x;
        Range expected = definition::kEmptyRange;
        for (const float one : {value, x, -x}) definition::widen(expected, one);
        compare(t, block, length, expected);
        block[other] = value;
      }
      block[place] = value;
    }
  }

  void compare(size_t t, const float* x, size_t count, Range expected) {
    const KernelTable& table = *subjects()[t].table;
    const Range given = table.minMax(reinterpret_cast<const uint8_t*>(x), count);
    if (isSameRange(given, expected)) return;
    stop(text("minMax of %zu values from %a (0x%08x) on, %s: expected %a %a, given %a %a", count, x[0],
              bitsOf(x[0]), table.name, expected.min, expected.max, given.min, given.max));
  }

  const Patterns* patterns_;
  size_t count_ = 0;
  std::vector<float> x_ = std::vector<float>(kChunk);
};

}  // namespace linquant::test

#endif  // LINQUANT_TEST_EXHAUSTIVE_MIN_MAX_H_
