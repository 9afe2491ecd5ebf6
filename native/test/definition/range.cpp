#include "range.h"

#include <math.h>

#include "quotient.h"

namespace linquant::definition {

void widen(Range& range, float x) {
  if (range.min != range.min) return;
  if (x != x) {
    // Not nanf(""): the sign bit of mingw's is set.
    range.min = range.max = std::numeric_limits<float>::quiet_NaN();
    return;
  }
  // The sum makes +0 of -0.
  if (x < range.min) range.min = x + 0.0f;
  if (x > range.max) range.max = x + 0.0f;
}

Range rangeOf(const float* x, size_t count) {
  Range range = kEmptyRange;
  for (size_t i = 0; i < count; i++) widen(range, x[i]);
  return range;
}

bool choose(const Range& range, const Choice& choice, float& scale, int32_t& zeroPoint) {
  if (!isfinite(range.min) || !isfinite(range.max)) return false;
  const float min = range.min < 0 ? range.min : 0, max = range.max > 0 ? range.max : 0;
  float steps = static_cast<float>(choice.qmax - choice.qmin), extent = max - min;
  if (choice.symmetric) {
    steps = steps / 2;
    extent = -min > max ? -min : max;
  }
  scale = extent / steps;
  if (scale < choice.eps) scale = choice.eps;
  if (extent == 0 && choice.scaleOfZero != 0) scale = choice.scaleOfZero;
  if (!(scale > 0) || !isfinite(scale)) return false;
  zeroPoint = choice.zeroPoint;
  if (!choice.symmetric) {
    const float quotient = min / scale;
    const double code = choice.qmin - rounded(quotient, Rounding::halfEven);
    zeroPoint = static_cast<int32_t>(clampedCode(code, choice.qmin, choice.qmax));
  }
  return true;
}

}  // namespace linquant::definition
