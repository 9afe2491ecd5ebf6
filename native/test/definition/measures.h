// The definition of measure: sums one by one, in the order that native/core/measure.h gives.
#ifndef LINQUANT_TEST_DEFINITION_MEASURES_H_
#define LINQUANT_TEST_DEFINITION_MEASURES_H_

#include "tensors.h"

namespace linquant::definition {

struct Measures {
  // The index of the first float that is not finite, or how many floats there are; and it as float32.
  size_t fit = 0;
  double value = 0;
  // The arrays of Measure, one behind the other.
  std::vector<double> values;
};
Measures measured(const Data& x, const Data& codes, const CodesWith& by, const Layout& results);

}  // namespace linquant::definition

#endif  // LINQUANT_TEST_DEFINITION_MEASURES_H_
