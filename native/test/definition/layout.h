// The definition of a layout: which parameters an element has.
#ifndef LINQUANT_TEST_DEFINITION_LAYOUT_H_
#define LINQUANT_TEST_DEFINITION_LAYOUT_H_

#include "dtypes.h"
#include "quotient.h"

namespace linquant::definition {

// The index of the parameters of element e: its index on the axis, or that of its block.
size_t parameterOf(const Layout& layout, size_t e);

// Parameters of a layout, one set for each index; no offsets are offsets of 0.
struct ParameterArrays {
  std::vector<float> scales, offsets;
  std::vector<int32_t> zeroPoints;

  Affine at(size_t i) const { return {scales[i], zeroPoints[i], offsets.empty() ? 0 : offsets[i]}; }
  // As the core takes them.
  Affines affines() const;
};

}  // namespace linquant::definition

#endif  // LINQUANT_TEST_DEFINITION_LAYOUT_H_
