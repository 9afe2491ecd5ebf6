// convert of float32 to float8.
#ifndef LINQUANT_TEST_EXHAUSTIVE_FLOAT8_H_
#define LINQUANT_TEST_EXHAUSTIVE_FLOAT8_H_

#include "../definition/floats.h"
#include "patterns.h"

namespace linquant::test {

class Float8Worker {
 public:
  Counts counts = Counts(subjects().size());

  explicit Float8Worker(const Patterns& patterns)
      : patterns_(patterns), x_(kChunk), expected_(kChunk), given_(kChunk) {}

  void operator()(uint64_t chunk) {
    const size_t count = patterns_.fill(chunk, x_.data());
    for (FloatType type : {FloatType::e4m3fn, FloatType::e5m2}) {
      for (size_t i = 0; i < count; i++) {
        expected_[i] = static_cast<uint8_t>(definition::converted(bitsOf(x_[i]), FloatType::float32, type));
      }
      compare(type, false, count);
      // Only what is beyond the largest number differs, or may.
      const int most = type == FloatType::e5m2 ? 0x7b : 0x7e;
      for (size_t i = 0; i < count; i++) {
        if ((expected_[i] & 0x7f) <= most) continue;
        expected_[i] =
            static_cast<uint8_t>(definition::converted(bitsOf(x_[i]), FloatType::float32, type, true));
      }
      compare(type, true, count);
    }
  }

 private:
  void compare(FloatType type, bool saturate, size_t count) {
    for (size_t t = 0; t < subjects().size(); t++) {
      const KernelTable& table = *subjects()[t].table;
      std::fill_n(given_.data(), count, uint8_t{0x5a});
      table.convertFloat8(raw(x_), FloatType::float32, given_.data(), type, count, saturate);
      counts[t] += count;
      if (memcmp(expected_.data(), given_.data(), count) == 0) continue;
      size_t i = 0;
      while (expected_[i] == given_[i]) i++;
      stop(text("convert %s to %s%s: x %a (0x%08x): expected 0x%02x, given 0x%02x", table.name,
                definition::infoOf(type).name, saturate ? " saturated" : "", x_[i], bitsOf(x_[i]),
                expected_[i], given_[i]));
    }
  }

  const Patterns& patterns_;
  std::vector<float> x_;
  std::vector<uint8_t> expected_, given_;
};

}  // namespace linquant::test

#endif  // LINQUANT_TEST_EXHAUSTIVE_FLOAT8_H_
