#include "tensors.h"

namespace linquant::test {

Layout randomLayout(Random& random) {
  const auto size = [&](int64_t most) { return random.size(most); };
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
      return blocks(1, size(100), 1, size_t{1} << random.integer(0, 8));
    case 4:
      return blocks(size(6), 16 * size(40), 1, size_t{16} << random.integer(0, 3));
    case 5:
      return blocks(size(4), size(150), size(20), size(60));
    case 6:
      return blocks(size(3), size(9), size(700), size(8));
    case 7:  // many short rows of blocks
      return blocks(size(300), size(9), size(4), size(4));
    case 8:
      return {1, size(900), size(6), 0};
    case 9:  // runs shorter than a vector's stores, which reach into the next run
      return {size(3), size(120), size(63), 0};
    case 10:  // more elements than are quantized between two looks at the invalid flag
      return {1, 30 + size(20), 600 + size(100), 0};
    case 11:  // rows longer than the buffer for packed codes
      return blocks(1, size(4), 4096 + size(1000), size(4));
    default:
      return {size(5), size(30), size(120), 0};
  }
}

ParameterArrays randomParameters(Random& random, const Coding& coding, size_t count, bool hasOffset) {
  ParameterArrays p;
  const bool isAnyScale = random.integer(0, 5) == 0;
  for (size_t i = 0; i < count; i++) {
    p.scales.push_back(isAnyScale ? random.scale() : static_cast<float>(exp(random.real(-9, 3))));
    p.zeroPoints.push_back(static_cast<int32_t>(random.integer(coding.qmin, coding.qmax)));
    if (coding.dtype == Dtype::int32) p.zeroPoints.back() = 0;
    if (hasOffset) {
      p.offsets.push_back(random.integer(0, 9) == 0 ? 0 : static_cast<float>(random.real(-30, 30)));
    }
  }
  return p;
}

Coding randomCoding(Random& random) {
  const FloatType floatType = static_cast<FloatType>(random.integer(0, kFloatTypeCount - 1));
  const Dtype dtype = static_cast<Dtype>(random.integer(0, kDtypeCount - 1));
  const definition::DtypeInfo& info = infoOf(dtype);
  Coding coding = {floatType, dtype, Rounding::halfEven, info.least, info.greatest};
  if (random.coin()) coding.rounding = static_cast<Rounding>(random.integer(0, kRoundingCount - 1));
  if (random.integer(0, 2) == 0 && dtype != Dtype::int32) {
    coding.qmin = static_cast<int32_t>(random.integer(info.least, info.greatest - 1));
    coding.qmax = static_cast<int32_t>(random.integer(coding.qmin + 1, info.greatest));
  }
  return coding;
}

Data randomFloats(Random& random, const Coding& coding, const Layout& layout, const ParameterArrays& p) {
  const FloatType type = coding.floatType;
  Data data(layout.count() * infoOf(type).bytes);
  const int64_t kind = random.integer(0, 3);
  for (size_t e = 0; e < layout.count(); e++) {
    const definition::Affine by = p.at(definition::parameterOf(layout, e));
    if (kind == 3 && random.integer(0, 40) == 0) {
      definition::putBits(data, e, static_cast<uint64_t>(random.bits()) << 32 | random.bits(), type);
      continue;
    }
    const double least = static_cast<double>(coding.qmin) - by.zeroPoint - 3;
    const double most = static_cast<double>(coding.qmax) - by.zeroPoint + 3;
    double quotient = random.real(least, most);
    if (kind >= 1) quotient = floor(quotient) + 0.5 * static_cast<double>(random.integer(0, 1));
    float x = static_cast<float>(quotient * by.scale + by.offset);
    if (kind == 2) x = nextafterf(x, random.coin() ? kInfinity : -kInfinity);
    definition::putNumber(data, e, static_cast<double>(x), type);
  }
  return data;
}

Data randomCodes(Random& random, Dtype dtype, size_t count) {
  std::vector<int64_t> codes(count);
  for (int64_t& code : codes) code = random.integer(infoOf(dtype).least, infoOf(dtype).greatest);
  return definition::bytesOf(codes, dtype);
}

std::string describe(const char* what, const KernelTable& table, const Coding& coding, const Layout& layout) {
  return text("%s %s %s %s rounding %d range %d..%d layout [%llu, %llu, %llu] block %llu", what, table.name,
              infoOf(coding.floatType).name, infoOf(coding.dtype).name, static_cast<int>(coding.rounding),
              coding.qmin, coding.qmax, number(layout.outer), number(layout.axis), number(layout.inner),
              number(layout.block));
}

}  // namespace linquant::test
