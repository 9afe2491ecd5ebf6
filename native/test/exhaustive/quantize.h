// The part of exhaustive_test about quantize to codes of a byte. Its expected codes are made by loops that compilers make
// vectors of, since the definition would take days; at the floats of the list these are compared with it.
#ifndef LINQUANT_TEST_EXHAUSTIVE_QUANTIZE_H_
#define LINQUANT_TEST_EXHAUSTIVE_QUANTIZE_H_

#include <utility>

#include "patterns.h"

namespace linquant::test {

// round(x / scale), clamped to where every code of every zero point within kMostZeroPoint is clamped too. It is done once for
// all dtypes, zero points and tables.
constexpr int32_t kMostZeroPoint = 1792;
inline void roundedQuotients(const float* x, int16_t* quotients, size_t count, float scale) {
  constexpr float kLimit = 4096, kShifter = 0x1.8p23f;
  static_assert(kLimit > kMostZeroPoint + 256);
  for (size_t i = 0; i < count; i++) {
    float quotient = x[i] / scale;
    quotient = quotient == quotient ? quotient : 0.0f;
    quotient = quotient > kLimit ? kLimit : quotient;
    quotient = quotient < -kLimit ? -kLimit : quotient;
    // The sum has no bits for a fraction, so the addition rounds to the nearest integer, ties to even.
    quotients[i] = static_cast<int16_t>((quotient + kShifter) - kShifter);
  }
}

inline void codesOf(const int16_t* quotients, uint8_t* codes, size_t count, const Parameters& p) {
  const int16_t zeroPoint = static_cast<int16_t>(p.zeroPoint);
  const int16_t least = static_cast<int16_t>(p.qmin), most = static_cast<int16_t>(p.qmax);
  for (size_t i = 0; i < count; i++) {
    int16_t code = static_cast<int16_t>(quotients[i] + zeroPoint);
    code = code < least ? least : code;
    code = code > most ? most : code;
    codes[i] = static_cast<uint8_t>(code);
  }
}

// Six for each dtype, int8 first.
inline const std::vector<std::pair<Dtype, int32_t>>& zeroPoints() {
  static const std::vector<std::pair<Dtype, int32_t>> all = [] {
    std::vector<std::pair<Dtype, int32_t>> list;
    for (Dtype dtype : kByteDtypes) {
      const int32_t least = leastCode(dtype), most = greatestCode(dtype);
      for (int32_t z : {least, (least + most + 1) / 2, least + 91, most, -kMostZeroPoint, kMostZeroPoint}) {
        list.push_back({dtype, z});
      }
    }
    return list;
  }();
  return all;
}

class QuantizeWorker {
 public:
  Counts counts;

  QuantizeWorker(const Patterns& patterns, float scale)
      : counts(subjects().size()), patterns_(&patterns), scale_(scale) {}

  // Every table gets every float with every zero point in long runs, but the slow scalar one with one zero point of each
  // dtype. So do short calls. Which zero point that is changes from chunk to chunk.
  void operator()(uint64_t chunk) {
    count_ = patterns_->fill(chunk, x_.data());
    roundedQuotients(x_.data(), quotients_.data(), count_, scale_);
    for (size_t i = 0; i < zeroPoints().size(); i++) {
      const auto [dtype, zeroPoint] = zeroPoints()[i];
      const Parameters p = wholeRange(dtype, scale_, zeroPoint);
      codesOf(quotients_.data(), expected_.data(), count_, p);
      if (patterns_->isList(chunk)) checkAgainstDefinition(p);
      const bool isTurn = (chunk + i) % (zeroPoints().size() / kByteDtypeCount) == 0;
      for (size_t t = 0; t < subjects().size(); t++) {
        const KernelTable& table = *subjects()[t].table;
        if (&table != &scalarTable() || isTurn) compare(t, dtype, p, "long run", count_, count_);
        if (isTurn) compare(t, dtype, p, "short calls", 1 + chunk % kLongestCall, kLongestCall);
      }
    }
  }

 private:
  // Less than a block of the widest vectors, so that all elements are in tails there. With narrower vectors each element is in
  // a tail at some length.
  static constexpr size_t kLongestCall = 63;

  // Calls of length `first`, then one longer each, from `longest` on to 1 again.
  void compare(size_t t, Dtype dtype, const Parameters& p, const char* way, size_t first, size_t longest) {
    const KernelTable& table = *subjects()[t].table;
    memset(given_.data(), 0x5a, count_);
    size_t length = first;
    for (size_t i = 0; i < count_;) {
      const size_t n = std::min(length, count_ - i);
      quantize(table, dtype, reinterpret_cast<const uint8_t*>(x_.data() + i), given_.data() + i, n, p);
      i += n;
      length = length == longest ? 1 : length + 1;
    }
    counts[t] += count_;
    if (memcmp(expected_.data(), given_.data(), count_) == 0) return;
    size_t i = 0;
    while (expected_[i] == given_[i]) i++;
    stop(text("quantize in %s: x %a (0x%08x), x / scale %a, %s: expected %s, given %s", way, x_[i],
              bitsOf(x_[i]), x_[i] / p.scale, describe(table, dtype, p).c_str(),
              element(&expected_[i], 1).c_str(), element(&given_[i], 1).c_str()));
  }

  // Compares the expected codes with the definition.
  void checkAgainstDefinition(const Parameters& p) const {
    for (size_t i = 0; i < count_; i++) {
      if (expected_[i] == definedCode(x_[i], p)) continue;
      stop(text("the expected code is not the defined one: x %a (0x%08x) scale %a zero point %d", x_[i],
                bitsOf(x_[i]), p.scale, p.zeroPoint));
    }
  }

  const Patterns* patterns_;
  float scale_;
  size_t count_ = 0;
  std::vector<float> x_ = std::vector<float>(kChunk);
  std::vector<int16_t> quotients_ = std::vector<int16_t>(kChunk);
  std::vector<uint8_t> expected_ = std::vector<uint8_t>(kChunk), given_ = std::vector<uint8_t>(kChunk);
};

}  // namespace linquant::test

#endif  // LINQUANT_TEST_EXHAUSTIVE_QUANTIZE_H_
