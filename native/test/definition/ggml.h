// The definition of ggml's blocks of 32 floats: Q8_0 and Q4_0, as its quantize_row_q8_0_ref and quantize_row_q4_0_ref make
// them.
#ifndef LINQUANT_TEST_DEFINITION_GGML_H_
#define LINQUANT_TEST_DEFINITION_GGML_H_

#include "floats.h"

namespace linquant::definition {

enum GgmlType : size_t { kQ8, kQ4 };

// The blocks of x before the first one that holds NaN or an infinity or whose scale float16 does not hold. A scale so
// small that its reciprocal is infinite makes all codes of a block 0.
Data ggmlBlocks(const Data& x, FloatType floatType, size_t type);

// The floats of blocks.
Data ggmlFloats(const Data& blocks, size_t type, FloatType floatType);

}  // namespace linquant::definition

#endif  // LINQUANT_TEST_DEFINITION_GGML_H_
