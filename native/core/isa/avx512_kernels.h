// Kernels that the files of AVX-512 have of each other.
#ifndef LINQUANT_CORE_ISA_AVX512_KERNELS_H_
#define LINQUANT_CORE_ISA_AVX512_KERNELS_H_

#include "../search/shape.h"
#include "avx2_kernels.h"

namespace linquant {

// Whether rows are shorter than a vector, which AVX2 reads without a copy of them. In software, where AVX2 is left out, none are.
#if defined(LINQUANT_EMULATED_AVX512)
LINQUANT_INLINE constexpr bool isForAvx2(const QueryShape&) { return false; }
#else
LINQUANT_INLINE bool isForAvx2(const QueryShape& shape) {
  return shape.form != ScoreForm::floats &&
         shape.columns * (shape.form == ScoreForm::bits ? 1 : shape.codes.bits) < 64 * 8;
}
#endif

void prepareQueriesAvx512(const QueryShape& shape, const uint8_t* queries, uint8_t* prepared);
uint64_t scoreRowsAvx512(const ScoreCall& call, uint64_t first, uint64_t end);
void prepareQueriesAvx512Vnni(const QueryShape& shape, const uint8_t* queries, uint8_t* prepared);
uint64_t scoreRowsAvx512Vnni(const ScoreCall& call, uint64_t first, uint64_t end);

}  // namespace linquant

#endif  // LINQUANT_CORE_ISA_AVX512_KERNELS_H_
