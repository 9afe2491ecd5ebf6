#include "floats.h"

#include <math.h>
#include <string.h>

namespace linquant::definition {

const FloatInfo& infoOf(FloatType type) {
  static constexpr FloatInfo kAll[] = {
      {"float32", 4, 24, -126}, {"float64", 8, 53, -1022}, {"float16", 2, 11, -14}, {"bfloat16", 2, 8, -126}};
  static_assert(sizeof kAll / sizeof *kAll == kFloatTypeCount);
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
  const int wider = after.fraction() - before.fraction();
  uint64_t payload = bits & ((1ull << before.fraction()) - 1);
  payload = wider > 0 ? payload << wider : payload >> -wider;
  const uint64_t sign = bits >> (before.width() - 1) << (after.width() - 1);
  const bool isShift = from == FloatType::bfloat16 && to == FloatType::float32;
  const uint64_t quiet = isShift ? 0 : 1ull << (after.fraction() - 1);
  return sign | after.infinity() | payload | quiet;
}

uint64_t converted(uint64_t bits, FloatType from, FloatType to) {
  if (from == to) return bits;
  const double x = decoded(bits, from);
  return x != x ? convertedNan(bits, from, to) : encoded(x, to);
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
