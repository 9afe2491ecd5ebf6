// Random tensors of every dtype, float type and layout, and the calls that are compared with the reference.
#ifndef LINQUANT_TEST_FAMILY_CASE_H_
#define LINQUANT_TEST_FAMILY_CASE_H_

#include "family_reference.h"
#include "framed.h"
#include "tables.h"

namespace linquant::test {

inline const uint8_t* raw(const void* values) { return static_cast<const uint8_t*>(values); }

// Parameters of a layout.
struct Parameters2 {
  std::vector<float> scales, offsets;
  std::vector<int32_t> zeroPoints;

  Affine at(size_t i) const { return {scales[i], zeroPoints[i], offsets.empty() ? 0 : offsets[i]}; }
  Affines affines() const {
    return {raw(scales.data()), raw(zeroPoints.data()), offsets.empty() ? nullptr : raw(offsets.data())};
  }
};

inline Layout randomLayout(Random& random) {
  // One element at least.
  const auto size = [&](int64_t most) { return static_cast<size_t>(random.integer(1, most)); };
  const auto blocks = [&](size_t outer, size_t axis, size_t inner, size_t block) {
    return Layout{outer, axis, inner, block < axis ? block : axis};
  };
  switch (random.integer(0, 12)) {
    case 0:
      return {1, 1, size(5000), 0};
    case 1:
      return {size(40), size(300), 1, 0};
    case 2:
      return {size(9), size(1400), 1, 0};
    case 3:
      return blocks(1, size(100), 1, static_cast<size_t>(1 << random.integer(0, 8)));
    case 4:
      return blocks(size(6), 16 * size(40), 1, static_cast<size_t>(16 << random.integer(0, 3)));
    case 5:
      return blocks(size(4), size(150), size(20), size(60));
    case 6:
      return blocks(size(3), size(9), size(700), size(8));
    case 7:  // scattered parameters
      return blocks(size(300), size(9), size(4), size(4));
    case 8:
      return {1, size(900), size(6), 0};
    case 9:  // short runs, some of which reach over the end of the one before
      return {size(3), size(120), size(63), 0};
    case 10:  // more than is done between two looks at the invalid flag
      return {1, 30 + size(20), 600 + size(100), 0};
    case 11:  // rows longer than a piece of packed codes
      return blocks(1, size(4), 4096 + size(1000), size(4));
    default:
      return {size(5), size(30), size(120), 0};
  }
}

inline Parameters2 randomParameters(Random& random, const Coding& coding, size_t count, bool hasOffset) {
  Parameters2 p;
  const bool isWild = random.integer(0, 5) == 0;
  for (size_t i = 0; i < count; i++) {
    p.scales.push_back(isWild ? random.scale() : static_cast<float>(std::exp(random.real(-9, 3))));
    p.zeroPoints.push_back(static_cast<int32_t>(random.integer(coding.qmin, coding.qmax)));
    if (coding.dtype == Dtype::int32) p.zeroPoints.back() = 0;
    if (hasOffset) {
      p.offsets.push_back(random.integer(0, 9) == 0 ? 0 : static_cast<float>(random.real(-30, 30)));
    }
  }
  return p;
}

inline Coding randomCoding(Random& random) {
  Coding coding = {static_cast<FloatType>(random.integer(0, kFloatTypeCount - 1)),
                   static_cast<Dtype>(random.integer(0, kDtypeCount - 1)), Rounding::halfEven, 0, 0};
  if (random.integer(0, 1) == 0)
    coding.rounding = static_cast<Rounding>(random.integer(0, kRoundingCount - 1));
  const DtypeOf& info = infoOf(coding.dtype);
  coding.qmin = static_cast<int32_t>(info.least);
  coding.qmax = static_cast<int32_t>(info.greatest);
  if (random.integer(0, 2) == 0 && coding.dtype != Dtype::int32) {
    coding.qmin = static_cast<int32_t>(random.integer(info.least, info.greatest - 1));
    coding.qmax = static_cast<int32_t>(random.integer(coding.qmin + 1, info.greatest));
  }
  return coding;
}

// Mostly values near the codes of their parameters, ties among them; sometimes any bits.
inline Data randomFloats(Random& random, const Coding& coding, const Layout& layout, const Parameters2& p) {
  Data data(layout.count() * infoOf(coding.floatType).bytes);
  const int64_t kind = random.integer(0, 3);
  for (size_t e = 0; e < layout.count(); e++) {
    const Affine by = p.at(parameterOf(layout, e));
    if (kind == 3 && random.integer(0, 40) == 0) {
      const uint64_t bits = static_cast<uint64_t>(random.bits()) << 32 | random.bits();
      memcpy(data.data() + e * infoOf(coding.floatType).bytes, &bits, infoOf(coding.floatType).bytes);
      continue;
    }
    const double least = static_cast<double>(coding.qmin) - by.zeroPoint - 3;
    const double most = static_cast<double>(coding.qmax) - by.zeroPoint + 3;
    double quotient = random.real(least, most);
    if (kind >= 1) quotient = std::floor(quotient) + 0.5 * static_cast<double>(random.integer(0, 1));
    float x = static_cast<float>(quotient * by.scale + by.offset);
    if (kind == 2) x = std::nextafter(x, random.integer(0, 1) == 0 ? kInfinity : -kInfinity);
    putNumber(data, e, x, coding.floatType);
  }
  return data;
}

inline unsigned long long number(uint64_t value) { return value; }

inline std::string describe(const char* what, const KernelTable& table, const Coding& coding,
                            const Layout& layout) {
  return text("%s %s %s %s rounding %d range %d..%d layout [%llu, %llu, %llu] block %llu", what, table.name,
              infoOf(coding.floatType).name, infoOf(coding.dtype).name, static_cast<int>(coding.rounding),
              coding.qmin, coding.qmax, number(layout.outer), number(layout.axis), number(layout.inner),
              number(layout.block));
}

// Compares what a call wrote, at any address and between sentinels, with what it should have written.
template <class Call>
void compareOutput(const Data& expected, size_t size, size_t offset, const std::string& context,
                   const Call& call) {
  static Framed framed;
  uint8_t* const out = framed.place(expected.size(), offset, 0xaa);
  call(out);
  CHECK(framed.isIntact(), "%s wrote outside its output", context.c_str());
  CHECK_ARRAY(expected.data(), out, size, expected.size() / size, [&](size_t) { return context; });
}

}  // namespace linquant::test

#endif  // LINQUANT_TEST_FAMILY_CASE_H_
