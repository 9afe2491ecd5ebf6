#include "floats.h"

#include <math.h>
#include <string.h>

#include <algorithm>

namespace linquant::definition {

const FloatInfo& infoOf(FloatType type) {
  static constexpr FloatInfo kAll[] = {{"float32", 4, 24, -126},      {"float64", 8, 53, -1022},
                                       {"float16", 2, 11, -14},       {"bfloat16", 2, 8, -126},
                                       {"float8_e4m3fn", 1, 4, -6},   {"float8_e5m2", 1, 3, -14},
                                       {"float8_e8m0fnu", 1, 1, -127}};
  static_assert(sizeof kAll / sizeof *kAll == kConvertTypeCount);
  return kAll[static_cast<size_t>(type)];
}

uint64_t encoded(double x, FloatType type) {
  const FloatInfo& info = infoOf(type);
  const int fraction = info.fraction();
  const uint64_t sign = static_cast<uint64_t>(signbit(x)) << (info.width() - 1);
  if (isinf(x)) return sign | info.infinity();
  if (x == 0) return sign;
  const int least = ilogb(x), exponent = least > info.leastExponent ? least : info.leastExponent;
  const double units = nearbyint(ldexp(fabs(x), fraction - exponent));
  // The sum carries into the exponent where rounding reached the next power of two, as it should.
  const uint64_t bits =
      static_cast<uint64_t>(units) + (static_cast<uint64_t>(exponent - info.leastExponent) << fraction);
  return sign | (bits < info.infinity() ? bits : info.infinity());
}

double decoded(uint64_t bits, FloatType type) {
  const FloatInfo& info = infoOf(type);
  const int fraction = info.fraction();
  const uint64_t payload = bits & ((1ull << fraction) - 1), magnitude = bits & ~(1ull << (info.width() - 1));
  const int exponent = static_cast<int>(magnitude >> fraction);
  double x;
  if (magnitude >= info.infinity()) {
    x = payload == 0 ? HUGE_VAL : nan("");
  } else if (exponent == 0) {
    x = ldexp(static_cast<double>(payload), info.leastExponent - fraction);
  } else {
    x = ldexp(static_cast<double>(payload | 1ull << fraction), info.leastExponent - fraction + exponent - 1);
  }
  return magnitude != bits ? -x : x;
}

static uint64_t convertedNan(uint64_t bits, FloatType from, FloatType to) {
  const FloatInfo &before = infoOf(from), &after = infoOf(to);
  if (isFloat8(from) || isFloat8(to)) {
    const uint64_t isNegative = from == FloatType::e8m0fnu ? 0 : bits >> (before.width() - 1);
    const uint64_t quietest =
        to == FloatType::e4m3fn ? 0x7f : after.infinity() | 1ull << (after.fraction() - 1);
    return isNegative << (after.width() - 1) | quietest;
  }
  const int wider = after.fraction() - before.fraction();
  uint64_t payload = bits & ((1ull << before.fraction()) - 1);
  payload = wider > 0 ? payload << wider : payload >> -wider;
  const uint64_t sign = bits >> (before.width() - 1) << (after.width() - 1);
  const bool isShift = from == FloatType::bfloat16 && to == FloatType::float32;
  const uint64_t quiet = isShift ? 0 : 1ull << (after.fraction() - 1);
  return sign | after.infinity() | payload | quiet;
}

// The value of a float8, written out.
static double float8Value(uint64_t code, FloatType type) {
  if (type == FloatType::e8m0fnu) return code == 255 ? nan("") : ldexp(1, static_cast<int>(code) - 127);
  const uint64_t magnitude = code & 0x7f;
  if (type == FloatType::e5m2) return decoded(code << 8, FloatType::float16);
  const double x = magnitude == 0x7f ? nan("")
                   : magnitude < 8
                       ? ldexp(static_cast<double>(magnitude), -9)
                       : ldexp(static_cast<double>(8 + magnitude % 8), static_cast<int>(magnitude / 8) - 10);
  return code >= 0x80 ? -x : x;
}

// The middles between the codes from 0 to the largest number. Beyond that lies a number that would have the next code.
static std::vector<double> middlesOf(FloatType type, uint64_t most) {
  std::vector<double> middles;
  for (uint64_t code = 0; code < most; code++) {
    middles.push_back((float8Value(code, type) + float8Value(code + 1, type)) / 2);
  }
  middles.push_back((3 * float8Value(most, type) - float8Value(most - 1, type)) / 2);
  return middles;
}

// The nearest of all codes, found among the middles.
static uint64_t float8Code(double x, FloatType type, bool saturate) {
  constexpr uint64_t kMost[] = {0x7e, 0x7b};
  static const std::vector<double> kMiddles[] = {middlesOf(FloatType::e4m3fn, kMost[0]),
                                                 middlesOf(FloatType::e5m2, kMost[1])};
  const size_t which = type == FloatType::e5m2;
  const std::vector<double>& middles = kMiddles[which];
  const auto found = std::lower_bound(middles.begin(), middles.end(), fabs(x));
  uint64_t code = static_cast<uint64_t>(found - middles.begin());
  if (found != middles.end() && *found == fabs(x) && code % 2 != 0) code++;
  if (saturate && code > kMost[which]) code = kMost[which];
  return (signbit(x) ? 0x80 : 0) | code;
}

uint64_t converted(uint64_t bits, FloatType from, FloatType to, bool saturate) {
  if (from == to) return bits;
  const double x = isFloat8(from) ? float8Value(bits, from) : decoded(bits, from);
  if (x != x) return convertedNan(bits, from, to);
  return isFloat8(to) ? float8Code(x, to, saturate) : encoded(x, to);
}

uint64_t bitsAt(const Data& data, size_t i, FloatType type) {
  const size_t bytes = infoOf(type).bytes;
  uint64_t bits = 0;
  memcpy(&bits, data.data() + i * bytes, bytes);
  return bits;
}

double numberAt(const Data& data, size_t i, FloatType type) { return decoded(bitsAt(data, i, type), type); }

void putBits(Data& data, size_t i, uint64_t bits, FloatType type) {
  const size_t bytes = infoOf(type).bytes;
  memcpy(data.data() + i * bytes, &bits, bytes);
}

void putNumber(Data& data, size_t i, double x, FloatType type) {
  constexpr uint64_t kNan = 0x7ff8ull << 48;
  putBits(data, i, x != x ? converted(kNan, FloatType::float64, type) : encoded(x, type), type);
}

}  // namespace linquant::definition
