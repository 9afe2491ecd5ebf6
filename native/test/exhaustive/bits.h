// The part of exhaustive_test about packBits.
#ifndef LINQUANT_TEST_EXHAUSTIVE_BITS_H_
#define LINQUANT_TEST_EXHAUSTIVE_BITS_H_

#include "patterns.h"

namespace linquant::test {

class BitsWorker {
 public:
  Counts counts = Counts(subjects().size());

  explicit BitsWorker(const Patterns& patterns) : patterns_(&patterns) {}

  // Finite floats run beside each other. The others run alone, in changing places of a block of finite ones.
  void operator()(uint64_t chunk) {
    const size_t count = patterns_->fill(chunk, x_.data());
    size_t finite = 0;
    for (size_t i = 0; i < count; i++) {
      if (std::isfinite(x_[i])) {
        x_[finite++] = x_[i];
      } else {
        compareAmongEqual(x_[i], i);
      }
    }
    for (bool orEqual : {false, true}) {
      for (bool highFirst : {false, true}) compare({orEqual, highFirst, 0}, finite);
    }
  }

 private:
  // One element less than three blocks of the widest vectors.
  static constexpr size_t kLongest = 191;

  void compareAmongEqual(float x, size_t i) {
    float block[kLongest];
    std::fill_n(block, kLongest, FLT_MAX);
    const size_t place = i % kLongest;
    block[place] = x;
    for (size_t t = 0; t < subjects().size(); t++) {
      const size_t given = subjects()[t].table->packBits(reinterpret_cast<const uint8_t*>(block),
                                                         FloatType::float32, given_.data(), 1, kLongest, {});
      counts[t]++;
      if (given == place) continue;
      stop(text("pack bits %s: 0x%08x at %zu: returned %zu", subjects()[t].table->name, bitsOf(x), place,
                given));
    }
  }

  void compare(const BitCoding& coding, size_t count) {
    const size_t bytes = (count + 7) / 8;
    std::fill_n(expected_.data(), bytes, uint8_t{0});
    for (size_t i = 0; i < count; i++) {
      const uint32_t bit = coding.orEqual ? x_[i] >= 0 : x_[i] > 0;
      expected_[i / 8] |= static_cast<uint8_t>(bit << (coding.highFirst ? 7 - i % 8 : i % 8));
    }
    for (size_t t = 0; t < subjects().size(); t++) {
      const KernelTable& table = *subjects()[t].table;
      std::fill_n(given_.data(), bytes, uint8_t{0x5a});
      const size_t fit = table.packBits(raw(x_), FloatType::float32, given_.data(), 1, count, coding);
      counts[t] += count;
      if (fit == count && memcmp(expected_.data(), given_.data(), bytes) == 0) continue;
      size_t i = 0;
      while (i < bytes && expected_[i] == given_[i]) i++;
      stop(text("pack bits %s%s%s: from 0x%08x on: expected 0x%02x, given 0x%02x, returned %zu of %zu",
                table.name, coding.orEqual ? " or equal" : "", coding.highFirst ? " high first" : "",
                bitsOf(x_[std::min(8 * i, kChunk - 1)]), expected_[i], given_[i], fit, count));
    }
  }

  const Patterns* patterns_;
  std::vector<float> x_ = std::vector<float>(kChunk);
  std::vector<uint8_t> expected_ = std::vector<uint8_t>(kChunk / 8 + 1), given_ = expected_;
};

}  // namespace linquant::test

#endif  // LINQUANT_TEST_EXHAUSTIVE_BITS_H_
