#include "quotient.h"

#include <math.h>

namespace linquant::definition {
namespace {

// Not std::round: that of msvcrt makes 1 of 0x1.fffffep-2f, the float below a half.
double roundedAway(double quotient) {
  const double whole = trunc(quotient);
  return fabs(quotient - whole) >= 0.5 ? whole + copysign(1.0, quotient) : whole;
}

}  // namespace

double rounded(float quotient, Rounding rounding) {
  const double exact = static_cast<double>(quotient);
  switch (rounding) {
    case Rounding::halfEven:
      return nearbyint(exact);
    case Rounding::halfAway:
      return roundedAway(exact);
    case Rounding::towardZero:
      return trunc(exact);
    default:
      return floor(exact);
  }
}

double unclampedCode(double x, const Affine& by, Rounding rounding) {
  const float number = x != x ? 0.0f : static_cast<float>(x);
  const float difference = number - by.offset;
  const float quotient = difference / by.scale;
  return rounded(quotient, rounding) + by.zeroPoint;
}

int64_t clampedCode(double code, int32_t qmin, int32_t qmax) {
  if (code < qmin) return qmin;
  if (code > qmax) return qmax;
  return static_cast<int64_t>(code);
}

float valueOf(int64_t code, const Affine& by) {
  const float difference = static_cast<float>(code - by.zeroPoint);
  const float product = difference * by.scale;
  return product + by.offset;
}

}  // namespace linquant::definition
