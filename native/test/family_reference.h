// The contract of every dtype, float type, rounding and layout (kernels.h, layout.h), element by element and written from
// its text.
#ifndef LINQUANT_TEST_FAMILY_REFERENCE_H_
#define LINQUANT_TEST_FAMILY_REFERENCE_H_

#include <string.h>

#include <cmath>
#include <vector>

#include "../core/quantization.h"
#include "numbers.h"

namespace linquant::test {

using Data = std::vector<uint8_t>;

struct DtypeOf {
  const char* name;
  int bits;
  int64_t least, greatest;
};
inline const DtypeOf& infoOf(Dtype dtype) {
  static const DtypeOf all[] = {{"int8", 8, -128, 127},
                                {"uint8", 8, 0, 255},
                                {"int16", 16, -32768, 32767},
                                {"uint16", 16, 0, 65535},
                                {"int32", 32, INT32_MIN, INT32_MAX},
                                {"int4", 4, -8, 7},
                                {"uint4", 4, 0, 15},
                                {"int2", 2, -2, 1},
                                {"uint2", 2, 0, 3}};
  static_assert(sizeof all / sizeof *all == kDtypeCount);
  return all[static_cast<size_t>(dtype)];
}

struct FloatsOf {
  const char* name;
  size_t bytes;
  int precision, leastExponent;  // significant bits; of the least normal number
};
inline const FloatsOf& infoOf(FloatType type) {
  static const FloatsOf all[] = {
      {"float32", 4, 24, -126}, {"float64", 8, 53, -1022}, {"float16", 2, 11, -14}, {"bfloat16", 2, 8, -126}};
  static_assert(sizeof all / sizeof *all == kFloatTypeCount);
  return all[static_cast<size_t>(type)];
}

// Codes of a dtype, in order.
inline std::vector<int64_t> codesIn(const Data& data, Dtype dtype, size_t count) {
  const DtypeOf& info = infoOf(dtype);
  std::vector<int64_t> codes(count);
  for (size_t i = 0; i < count; i++) {
    int64_t code = 0;
    for (int bit = 0; bit < info.bits; bit++) {
      const size_t at = i * static_cast<size_t>(info.bits) + static_cast<size_t>(bit);
      code |= static_cast<int64_t>(data[at / 8] >> (at % 8) & 1) << bit;
    }
    codes[i] = code > info.greatest ? code - (1ll << info.bits) : code;
  }
  return codes;
}

inline Data bytesOf(const std::vector<int64_t>& codes, Dtype dtype) {
  const size_t bits = static_cast<size_t>(infoOf(dtype).bits);
  Data data((codes.size() * bits + 7) / 8);
  for (size_t i = 0; i < codes.size() * bits; i++) {
    data[i / 8] = static_cast<uint8_t>(data[i / 8] | (codes[i / bits] >> (i % bits) & 1) << (i % 8));
  }
  return data;
}

// A number's float of a type, nearest, ties to even, as bits.
inline uint64_t encoded(double x, FloatType type) {
  const FloatsOf& info = infoOf(type);
  const int width = static_cast<int>(info.bytes) * 8, fraction = info.precision - 1;
  const uint64_t sign = static_cast<uint64_t>(std::signbit(x)) << (width - 1);
  const uint64_t infinity = ((1ull << (width - 1 - fraction)) - 1) << fraction;
  if (std::isinf(x)) return sign | infinity;
  if (x == 0) return sign;
  const int exponent = std::max(std::ilogb(x), info.leastExponent);
  const double units = std::nearbyint(std::ldexp(std::fabs(x), fraction - exponent));
  // The units of a binade run on into the next one, as the bits do.
  const double bits = units + std::ldexp(static_cast<double>(exponent - info.leastExponent), fraction);
  return sign | std::min(infinity, static_cast<uint64_t>(bits));
}

// A NaN's bits in another type: its sign and the leading bits of its payload, quiet, unless they are only shifted.
inline uint64_t encodedNan(uint64_t bits, FloatType from, FloatType to) {
  const int before = static_cast<int>(infoOf(from).bytes) * 8, after = static_cast<int>(infoOf(to).bytes) * 8;
  const int fraction = infoOf(from).precision - 1, kept = infoOf(to).precision - 1;
  uint64_t payload = bits & ((1ull << fraction) - 1);
  payload = kept > fraction ? payload << (kept - fraction) : payload >> (fraction - kept);
  const uint64_t infinity = ((1ull << (after - 1 - kept)) - 1) << kept;
  const bool isShift = from == FloatType::bfloat16 && to == FloatType::float32;
  return bits >> (before - 1) << (after - 1) | infinity | payload | (isShift ? 0 : 1ull << (kept - 1));
}

inline uint64_t rawAt(const Data& data, size_t i, size_t bytes) {
  uint64_t bits = 0;
  memcpy(&bits, data.data() + i * bytes, bytes);
  return bits;
}

inline double decoded(uint64_t bits, FloatType type) {
  const FloatsOf& info = infoOf(type);
  const int width = static_cast<int>(info.bytes) * 8, fraction = info.precision - 1;
  const uint64_t payload = bits & ((1ull << fraction) - 1);
  const int exponent = static_cast<int>(bits >> fraction & ((1ull << (width - 1 - fraction)) - 1));
  const bool isSpecial = exponent == (1 << (width - 1 - fraction)) - 1;
  double x = std::ldexp(static_cast<double>(payload | (exponent == 0 ? 0 : 1ull << fraction)),
                        info.leastExponent - fraction + (exponent == 0 ? 0 : exponent - 1));
  if (isSpecial) x = payload == 0 ? HUGE_VAL : std::nan("");
  return bits >> (width - 1) != 0 ? -x : x;
}

inline double numberAt(const Data& data, size_t i, FloatType type) {
  return decoded(rawAt(data, i, infoOf(type).bytes), type);
}

inline void putNumber(Data& data, size_t i, double x, FloatType type) {
  const uint64_t bits =
      std::isnan(x) ? encodedNan(0x7ff8ull << 48, FloatType::float64, type) : encoded(x, type);
  memcpy(data.data() + i * infoOf(type).bytes, &bits, infoOf(type).bytes);
}

// The index of the parameters of element e.
inline size_t parameterOf(const Layout& layout, size_t e) {
  const size_t i = e % layout.inner, a = e / layout.inner % layout.axis, o = e / layout.inner / layout.axis;
  if (layout.block == 0) return a;
  const size_t blocks = (layout.axis + layout.block - 1) / layout.block;
  return (o * blocks + a / layout.block) * layout.inner + i;
}

// One element's parameters.
struct Affine {
  float scale;
  int32_t zeroPoint;
  float offset;
};

// std::round, which msvcrt rounds 0x1.fffffep-2f up with.
inline double roundedAway(float x) {
  const double whole = std::trunc(static_cast<double>(x)), rest = x - whole;
  return std::fabs(rest) >= 0.5 ? whole + std::copysign(1.0, x) : whole;
}

inline double roundedBy(Rounding rounding, float quotient) {
  switch (rounding) {
    case Rounding::halfEven:
      return std::nearbyint(quotient);
    case Rounding::halfAway:
      return roundedAway(quotient);
    case Rounding::towardZero:
      return std::trunc(quotient);
    default:
      return std::floor(quotient);
  }
}

// The rounded quotient plus zero point, before it is limited; exact unless far beyond every code.
inline double unlimited(double number, const Affine& by, Rounding rounding) {
  const float x = std::isnan(number) ? 0.0f : static_cast<float>(number);
  const float distance = x - by.offset, quotient = distance / by.scale;
  return roundedBy(rounding, quotient) + by.zeroPoint;
}

inline int64_t limitedCode(double code, const Coding& coding) {
  return static_cast<int64_t>(std::fmin(std::fmax(code, coding.qmin), coding.qmax));
}

inline float valueOf(int64_t code, const Affine& by) {
  const float product = static_cast<float>(code - by.zeroPoint) * by.scale;
  return product + by.offset;
}

}  // namespace linquant::test

#endif  // LINQUANT_TEST_FAMILY_REFERENCE_H_
