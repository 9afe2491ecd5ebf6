#include "layout.h"

namespace linquant::definition {

size_t parameterOf(const Layout& layout, size_t e) {
  const size_t row = e / layout.inner, i = e % layout.inner;
  const size_t o = row / layout.axis, a = row % layout.axis;
  if (layout.block == 0) return a;
  const size_t blocks = (layout.axis + layout.block - 1) / layout.block;
  return (o * blocks + a / layout.block) * layout.inner + i;
}

Affines ParameterArrays::affines() const {
  const auto bytes = [](const void* values) { return static_cast<const uint8_t*>(values); };
  return {bytes(scales.data()), bytes(zeroPoints.data()), offsets.empty() ? nullptr : bytes(offsets.data())};
}

}  // namespace linquant::definition
