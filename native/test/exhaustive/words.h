// The parts of exhaustive_test about codes of 16 bits and about convert.
#ifndef LINQUANT_TEST_EXHAUSTIVE_WORDS_H_
#define LINQUANT_TEST_EXHAUSTIVE_WORDS_H_

#include "../definition/floats.h"
#include "patterns.h"

namespace linquant::test {

// A quotient clamped to where every code is clamped too; NaN counts as 0. Floats from 2^23 on are integers, so the sum rounds to the
// nearest integer, ties to even.
inline int32_t rounded(float quotient) {
  constexpr float kMost = 1e6f, kIntegers = 0x1.8p23f;
  float limited = quotient > kMost ? kMost : quotient;
  limited = limited < -kMost ? -kMost : limited;
  limited = limited == limited ? limited : 0;
  return static_cast<int32_t>(limited + kIntegers - kIntegers);
}

// quantize to int16 and uint16 at one scale, with zero points at both ends and in between. Without --quick only int16 and only
// the zero points that let every quotient be a code: the others only add another number to the same integers.
class WordsWorker {
 public:
  Counts counts = Counts(subjects().size());

  WordsWorker(const Patterns& patterns, float scale, bool isQuick)
      : patterns_(patterns),
        scale_(scale),
        isQuick_(isQuick),
        x_(kChunk),
        quotients_(kChunk),
        expected_(kChunk),
        given_(kChunk) {}

  void operator()(uint64_t chunk) {
    const size_t count = patterns_.fill(chunk, x_.data());
    for (size_t i = 0; i < count; i++) quotients_[i] = rounded(x_[i] / scale_);
    for (Dtype dtype : {Dtype::int16, Dtype::uint16}) {
      const int32_t least = definition::infoOf(dtype).least, most = least + 65535;
      for (int32_t zeroPoint : {least, most - 77, least + 32768, most}) {
        if (!isQuick_ && (dtype != Dtype::int16 || zeroPoint == most || zeroPoint == 0)) continue;
        for (size_t i = 0; i < count; i++) {
          expected_[i] = static_cast<uint16_t>(std::max(least, std::min(most, quotients_[i] + zeroPoint)));
        }
        compare(dtype, least, most, zeroPoint, count);
      }
    }
  }

 private:
  void compare(Dtype dtype, int32_t least, int32_t most, int32_t zeroPoint, size_t count) {
    const Coding coding = {FloatType::float32, dtype, Rounding::halfEven, least, most};
    const Affines affines = {raw(&scale_), raw(&zeroPoint), nullptr};
    for (size_t t = 0; t < subjects().size(); t++) {
      std::fill_n(given_.data(), count, 0x5a5a);
      linquant::quantize(*subjects()[t].table, coding, raw(x_), reinterpret_cast<uint8_t*>(given_.data()),
                         oneSetFor(count), affines);
      counts[t] += count;
      if (memcmp(expected_.data(), given_.data(), 2 * count) == 0) continue;
      size_t i = 0;
      while (expected_[i] == given_[i]) i++;
      stop(text("quantize %s %s scale %a zero point %d: x %a (0x%08x): expected 0x%04x, given 0x%04x",
                subjects()[t].table->name, definition::infoOf(dtype).name, scale_, zeroPoint, x_[i],
                bitsOf(x_[i]), expected_[i], given_[i]));
    }
  }

  const Patterns& patterns_;
  float scale_;
  bool isQuick_;
  std::vector<float> x_;
  std::vector<int32_t> quotients_;
  std::vector<uint16_t> expected_, given_;
};

// The float of a 16-bit type nearest to a float32, found in the list of all of them: faster than the definition, and another
// way to say it.
class Halves {
 public:
  explicit Halves(FloatType type) : type_(type) {
    const uint32_t infinity = static_cast<uint32_t>(definition::encoded(HUGE_VAL, type));
    for (uint32_t half = 0; half < infinity; half++) {
      const double next = half + 1 < infinity
                              ? definition::decoded(half + 1, type)
                              : 2 * definition::decoded(half, type) - definition::decoded(half - 1, type);
      middles_.push_back((definition::decoded(half, type) + next) / 2);
    }
  }

  uint16_t nearest(float x) const {
    const uint32_t bits = bitsOf(x);
    if (x != x) return static_cast<uint16_t>(definition::converted(bits, FloatType::float32, type_));
    const double magnitude = std::fabs(static_cast<double>(x));
    size_t half =
        static_cast<size_t>(std::lower_bound(middles_.begin(), middles_.end(), magnitude) - middles_.begin());
    if (half < middles_.size() && middles_[half] == magnitude && half % 2 != 0) half++;
    return static_cast<uint16_t>(half | (bits >> 16 & 0x8000));
  }

 private:
  FloatType type_;
  std::vector<double> middles_;  // between each number and the next one
};

// convert of float32 to float16 and bfloat16.
class ConvertWorker {
 public:
  Counts counts = Counts(subjects().size());

  explicit ConvertWorker(const Patterns& patterns)
      : patterns_(patterns), x_(kChunk), expected_(kChunk), given_(kChunk) {}

  void operator()(uint64_t chunk) {
    static const Halves halves(FloatType::float16), brains(FloatType::bfloat16);
    const size_t count = patterns_.fill(chunk, x_.data());
    compare(FloatType::float16, halves, count);
    compare(FloatType::bfloat16, brains, count);
  }

 private:
  void compare(FloatType type, const Halves& halves, size_t count) {
    for (size_t i = 0; i < count; i++) expected_[i] = halves.nearest(x_[i]);
    for (size_t t = 0; t < subjects().size(); t++) {
      const KernelTable& table = *subjects()[t].table;
      std::fill_n(given_.data(), count, 0x5a5a);
      table.convert(raw(x_), FloatType::float32, reinterpret_cast<uint8_t*>(given_.data()), type, count);
      counts[t] += count;
      if (memcmp(expected_.data(), given_.data(), 2 * count) == 0) continue;
      size_t i = 0;
      while (expected_[i] == given_[i]) i++;
      stop(text("convert %s to %s: x %a (0x%08x): expected 0x%04x, given 0x%04x", table.name,
                definition::infoOf(type).name, x_[i], bitsOf(x_[i]), expected_[i], given_[i]));
    }
  }

  const Patterns& patterns_;
  std::vector<float> x_;
  std::vector<uint16_t> expected_, given_;
};

// convert and quantize of all 65,536 values of float16 and of bfloat16.
class HalvesWorker {
 public:
  Counts counts = Counts(subjects().size());

  void operator()(uint64_t index) {
    const FloatType from = index == 0 ? FloatType::float16 : FloatType::bfloat16;
    std::vector<uint16_t> all(65536);
    for (size_t i = 0; i < all.size(); i++) all[i] = static_cast<uint16_t>(i);
    const uint8_t* const x = reinterpret_cast<const uint8_t*>(all.data());
    for (FloatType to : {FloatType::float32, FloatType::float64, FloatType::float16, FloatType::bfloat16}) {
      if (to == from) continue;
      const size_t bytes = definition::infoOf(to).bytes;
      for (size_t t = 0; t < subjects().size(); t++) {
        std::vector<uint8_t> given(all.size() * bytes);
        subjects()[t].table->convert(x, from, given.data(), to, all.size());
        counts[t] += all.size();
        for (size_t i = 0; i < all.size(); i++) {
          if (definition::bitsAt(given, i, to) != definition::converted(i, from, to)) {
            stop(text("convert %s 0x%04zx from %s to %s", subjects()[t].table->name, i,
                      definition::infoOf(from).name, definition::infoOf(to).name));
          }
        }
      }
    }
    for (float scale : {0.0078125f, 0.1f, 3.0e-5f, 511.7f}) compareCodes(x, from, scale);
  }

 private:
  void compareCodes(const uint8_t* x, FloatType from, float scale) {
    const int32_t zeroPoint = 3;
    const Affines affines = {raw(&scale), raw(&zeroPoint), nullptr};
    const Coding coding = {from, Dtype::int8, Rounding::halfEven, -128, 127};
    for (size_t t = 0; t < subjects().size(); t++) {
      std::vector<uint8_t> given(65536);
      linquant::quantize(*subjects()[t].table, coding, x, given.data(), oneSetFor(given.size()), affines);
      counts[t] += given.size();
      for (size_t i = 0; i < given.size(); i++) {
        const float value = static_cast<float>(definition::decoded(i, from));
        if (given[i] != definedCode(value, wholeRange(Dtype::int8, scale, zeroPoint))) {
          stop(text("quantize %s %s 0x%04zx scale %a", subjects()[t].table->name,
                    definition::infoOf(from).name, i, scale));
        }
      }
    }
  }
};

}  // namespace linquant::test

#endif  // LINQUANT_TEST_EXHAUSTIVE_WORDS_H_
