// The numeric contract once more, written from its text and not from native/core: what all kernels must give.
#ifndef LINQUANT_TEST_REFERENCE_H_
#define LINQUANT_TEST_REFERENCE_H_

#include <string.h>

#include <cmath>
#include <limits>

#include "../core/kernels.h"

namespace linquant::test {

// The range of a dtype. A dtype added to the core stops the build here until the tests know it.
static_assert(kByteDtypeCount == 2);
constexpr Dtype kDtypes[kByteDtypeCount] = {Dtype::int8, Dtype::uint8};
constexpr bool isSigned(Dtype dtype) { return dtype == Dtype::int8; }
constexpr int32_t leastCode(Dtype dtype) { return isSigned(dtype) ? -128 : 0; }
constexpr int32_t greatestCode(Dtype dtype) { return isSigned(dtype) ? 127 : 255; }
constexpr const char* nameOf(Dtype dtype) { return isSigned(dtype) ? "int8" : "uint8"; }

// Parameters with the whole range of a dtype.
inline Parameters wholeRange(Dtype dtype, float scale, int32_t zeroPoint) {
  return {scale, zeroPoint, leastCode(dtype), greatestCode(dtype), shiftOf(dtype)};
}

// q = clamp(rne(f32(x / scale)) + zeroPoint, qmin, qmax), and NaN like 0.
inline uint8_t quantizedByte(float x, const Parameters& p) {
  const float quotient = std::isnan(x) ? 0.0f : x / p.scale;
  const float rounded = std::nearbyint(quotient);
  int64_t code;
  if (rounded > 0x1p40f) {
    code = p.qmax;
  } else if (rounded < -0x1p40f) {
    code = p.qmin;
  } else {
    code = static_cast<int64_t>(rounded) + p.zeroPoint;
  }
  if (code < p.qmin) code = p.qmin;
  if (code > p.qmax) code = p.qmax;
  return static_cast<uint8_t>(code & 0xff);
}

// x = f32(f32(q - zeroPoint) * scale)
inline float dequantizedFloat(uint8_t byte, Dtype dtype, const Parameters& p) {
  const int64_t code = isSigned(dtype) && byte >= 128 ? static_cast<int64_t>(byte) - 256 : byte;
  return static_cast<float>(code - p.zeroPoint) * p.scale;
}

inline Range rangeOf(const float* x, size_t count) {
  Range range = {std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity()};
  for (size_t i = 0; i < count; i++) {
    if (std::isnan(x[i])) return {x[i], x[i]};
    if (x[i] < range.min) range.min = x[i];
    if (x[i] > range.max) range.max = x[i];
  }
  // A zero is +0, whichever came first.
  if (range.min == 0) range.min = 0.0f;
  if (range.max == 0) range.max = 0.0f;
  return range;
}

}  // namespace linquant::test

#endif  // LINQUANT_TEST_REFERENCE_H_
