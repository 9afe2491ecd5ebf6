// The definition of quantize and dequantize for one element.
#ifndef LINQUANT_TEST_DEFINITION_QUOTIENT_H_
#define LINQUANT_TEST_DEFINITION_QUOTIENT_H_

#include "../support/core.h"

namespace linquant::definition {

// The parameters of one element.
struct Affine {
  float scale;
  int32_t zeroPoint;
  float offset;
};

// An integer near the quotient, as the rounding wants it.
double rounded(float quotient, Rounding rounding);

// round((x - offset) / scale) + zeroPoint, before it is clamped to qmin..qmax. x is rounded to float32 first; difference and
// quotient are operations of float32. NaN counts as 0.
double unclampedCode(double x, const Affine& by, Rounding rounding);

int64_t clampedCode(double code, int32_t qmin, int32_t qmax);

// (code - zeroPoint) * scale + offset. The difference becomes a float32; product and sum are operations of float32.
float valueOf(int64_t code, const Affine& by);

}  // namespace linquant::definition

#endif  // LINQUANT_TEST_DEFINITION_QUOTIENT_H_
