// The part of exhaustive_test about quantize of float64, which is rounded to float32 first, and once.
#ifndef LINQUANT_TEST_EXHAUSTIVE_DOUBLES_H_
#define LINQUANT_TEST_EXHAUSTIVE_DOUBLES_H_

#include "words.h"

namespace linquant::test {

class DoublesWorker {
 public:
  Counts counts = Counts(subjects().size());

  DoublesWorker(const Patterns& patterns, float scale)
      : patterns_(patterns),
        scale_(scale),
        x_(kChunk),
        nearest_(kChunk),
        doubles_(kChunk),
        codes_(2 * kChunk) {}

  // Every float as the same float64; and for some of the chunks what lies between each float and the next one.
  void operator()(uint64_t chunk) {
    const size_t count = patterns_.fill(chunk, x_.data());
    for (size_t i = 0; i < count; i++) doubles_[i] = static_cast<double>(x_[i]);
    nearest_ = x_;
    compare(chunk, count);
    if (chunk % kMiddleChunks != 0 && !patterns_.isList(chunk)) return;
    for (int side : {-1, 0, 1}) {
      for (size_t i = 0; i < count; i++) setBetween(i, side);
      compare(chunk, count);
    }
  }

 private:
  static constexpr uint64_t kMiddleChunks = 16;

  // The middle between x[i] and the next float away from zero, or the float64 beside it, and the float32 nearest to that: told from
  // the bits, since a conversion would be what is tested. Behind the largest float comes infinity, as if it were 2^128.
  void setBetween(size_t i, int side) {
    const uint32_t bits = bitsOf(x_[i]);
    if ((bits & 0x7fffffff) >= bitsOf(kInfinity)) {
      doubles_[i] = x_[i];
      nearest_[i] = x_[i];
      return;
    }
    const float next = floatOf(bits + 1);
    const double beyond = std::isfinite(next) ? static_cast<double>(next) : std::copysign(0x1p128, next);
    const double middle = (static_cast<double>(x_[i]) + beyond) / 2;
    doubles_[i] = side == 0 ? middle : std::nextafter(middle, side < 0 ? static_cast<double>(x_[i]) : beyond);
    const bool isNext = side > 0 || (side == 0 && bits % 2 != 0);
    nearest_[i] = isNext ? next : x_[i];
  }

  void compare(uint64_t chunk, size_t count) {
    const struct {
      Dtype dtype;
      int32_t zeroPoint;
    } targets[] = {{Dtype::int8, -37}, {Dtype::uint8, 131}, {Dtype::int16, 17}};
    for (size_t i = 0; i < count; i++) quotients_[i] = rounded(nearest_[i] / scale_);
    for (const auto& [dtype, zeroPoint] : targets) compare(chunk, count, dtype, zeroPoint);
  }

  template <class Code>
  void makeCodes(Code* codes, size_t count, int32_t least, int32_t most, int32_t zeroPoint) const {
    for (size_t i = 0; i < count; i++) {
      codes[i] = static_cast<Code>(std::max(least, std::min(most, quotients_[i] + zeroPoint)));
    }
  }

  void compare(uint64_t chunk, size_t count, Dtype dtype, int32_t zeroPoint) {
    const auto& info = definition::infoOf(dtype);
    const size_t bytes = codeBytes(dtype);
    const int32_t least = info.least, most = info.greatest;
    if (bytes == 1) {
      makeCodes(expected_.data(), count, least, most, zeroPoint);
    } else {
      makeCodes(reinterpret_cast<uint16_t*>(expected_.data()), count, least, most, zeroPoint);
    }
    // Chunk by chunk in turns: one set of parameters, or one for each column.
    const size_t columns = count % kColumns == 0 && (chunk + bytes) % 2 == 0 ? kColumns : 1;
    const std::vector<float> scales(columns, scale_);
    const std::vector<int32_t> zeroPoints(columns, zeroPoint);
    const Layout layout = columns == 1 ? oneSetFor(count) : Layout{count / columns, columns, 1, 0};
    const Coding coding = {FloatType::float64, dtype, Rounding::halfEven, least, most};
    const Affines affines = {raw(scales.data()), raw(zeroPoints.data()), nullptr};
    for (size_t t = 0; t < subjects().size(); t++) {
      const KernelTable& table = *subjects()[t].table;
      if (&table == &scalarTable() && chunk % kMiddleChunks != 0) continue;
      std::fill_n(codes_.data(), count * bytes, uint8_t{0x5a});
      linquant::quantize(table, coding, raw(doubles_.data()), codes_.data(), layout, affines);
      counts[t] += count;
      if (memcmp(expected_.data(), codes_.data(), count * bytes) == 0) continue;
      size_t i = 0;
      while (memcmp(expected_.data() + i * bytes, codes_.data() + i * bytes, bytes) == 0) i++;
      stop(text(
          "quantize %s float64 to %s scale %a zero point %d: x %a, nearest float %a: expected %s, given %s",
          table.name, info.name, scale_, zeroPoint, doubles_[i], nearest_[i],
          element(expected_.data() + i * bytes, bytes).c_str(),
          element(codes_.data() + i * bytes, bytes).c_str()));
    }
  }

  static constexpr size_t kColumns = 256;

  const Patterns& patterns_;
  float scale_;
  std::vector<float> x_, nearest_;
  std::vector<double> doubles_;
  std::vector<int32_t> quotients_ = std::vector<int32_t>(kChunk);
  std::vector<uint8_t> codes_, expected_ = std::vector<uint8_t>(2 * kChunk);
};

}  // namespace linquant::test

#endif  // LINQUANT_TEST_EXHAUSTIVE_DOUBLES_H_
