// Kernels of avx2.cpp that the table of AVX-512 has too.
#ifndef LINQUANT_CORE_ISA_AVX2_KERNELS_H_
#define LINQUANT_CORE_ISA_AVX2_KERNELS_H_

#include "../search/search.h"

namespace linquant {

void prepareQueriesAvx2(const QueryShape& shape, const uint8_t* queries, uint8_t* prepared);
uint64_t scoreRowsAvx2(const ScoreCall& call, uint64_t first, uint64_t end);
void selectBestAvx2(const SelectCall& call);

}  // namespace linquant

#endif  // LINQUANT_CORE_ISA_AVX2_KERNELS_H_
