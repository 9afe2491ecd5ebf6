// The definition of ranges, and of the parameters that are chosen from them.
#ifndef LINQUANT_TEST_DEFINITION_RANGE_H_
#define LINQUANT_TEST_DEFINITION_RANGE_H_

#include <limits>

#include "../support/core.h"

namespace linquant::definition {

// The range of no numbers, and a range with one number more. A NaN makes it NaN for good; zeros are +0.
constexpr Range kEmptyRange = {std::numeric_limits<float>::infinity(),
                               -std::numeric_limits<float>::infinity()};
void widen(Range& range, float x);

Range rangeOf(const float* x, size_t count);

// Scale and zero point of a range by the rule of Choice (kernels.h). False where it has none: it is NaN or infinite, or the
// scale comes out as 0 or infinite.
bool choose(const Range& range, const Choice& choice, float& scale, int32_t& zeroPoint);

}  // namespace linquant::definition

#endif  // LINQUANT_TEST_DEFINITION_RANGE_H_
