// The definition of the float types: their numbers as bits, and conversions from one type to another.
#ifndef LINQUANT_TEST_DEFINITION_FLOATS_H_
#define LINQUANT_TEST_DEFINITION_FLOATS_H_

#include "dtypes.h"

namespace linquant::definition {

struct FloatInfo {
  const char* name;
  size_t bytes;
  int precision;      // bits of the significand, with the one that is not stored
  int leastExponent;  // of the smallest normal number
  int fraction() const { return precision - 1; }
  int width() const { return static_cast<int>(bytes) * 8; }
  uint64_t infinity() const { return ((1ull << (width() - precision)) - 1) << fraction(); }
};
const FloatInfo& infoOf(FloatType type);

// The bits of the number of the type that is nearest to x, ties to even; infinity where x is too large. Not for NaN.
uint64_t encoded(double x, FloatType type);
double decoded(uint64_t bits, FloatType type);

// The bits of a number in another type, which may be float8. A NaN keeps its sign and the leading bits of its payload and becomes
// quiet, except from bfloat16 to float32, where bits are only shifted; from and to float8 it keeps only its sign. The same type is
// a copy. With `saturate` a float8 is at most the largest number.
uint64_t converted(uint64_t bits, FloatType from, FloatType to, bool saturate = false);

// Element i of an array.
uint64_t bitsAt(const Data& data, size_t i, FloatType type);
double numberAt(const Data& data, size_t i, FloatType type);
void putBits(Data& data, size_t i, uint64_t bits, FloatType type);
void putNumber(Data& data, size_t i, double x, FloatType type);

}  // namespace linquant::definition

#endif  // LINQUANT_TEST_DEFINITION_FLOATS_H_
