// Kernels that the files of NEON have of each other.
#ifndef LINQUANT_CORE_ISA_NEON_KERNELS_H_
#define LINQUANT_CORE_ISA_NEON_KERNELS_H_

#include "../search/search.h"

namespace linquant {

uint64_t scoreRowsNeon(const ScoreCall& call, uint64_t first, uint64_t end);
void prepareQueriesNeonDot(const QueryShape& shape, const uint8_t* queries, uint8_t* prepared);
uint64_t scoreRowsNeonDot(const ScoreCall& call, uint64_t first, uint64_t end);

}  // namespace linquant

#endif  // LINQUANT_CORE_ISA_NEON_KERNELS_H_
