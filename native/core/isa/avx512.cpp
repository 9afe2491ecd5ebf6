// The tables of AVX-512: with VNNI only searching has kernels of its own.
#include "avx512.h"

#include "avx512_kernels.h"

namespace linquant {

void prepareQueriesAvx512(const QueryShape& shape, const uint8_t* queries, uint8_t* prepared) {
  isForAvx2(shape) ? prepareQueriesAvx2(shape, queries, prepared)
                   : prepareQueriesKernel<Avx512>(shape, queries, prepared);
}
uint64_t scoreRowsAvx512(const ScoreCall& call, uint64_t first, uint64_t end) {
  return isForAvx2(call.shape) ? scoreRowsAvx2(call, first, end) : scoreRowsKernel<Avx512>(call, first, end);
}

// Selecting is AVX2's: few scores reach what wider vectors would do faster.
#if defined(LINQUANT_EMULATED_AVX512)
constexpr SelectBestKernel kSelectBest = selectBestKernel<Avx512>;
#else
constexpr SelectBestKernel kSelectBest = selectBestAvx2;
#endif

extern const KernelTable k_avx512;
const KernelTable k_avx512 =
    makeTable<Avx512>("avx512", kFeatureAvx512, {prepareQueriesAvx512, scoreRowsAvx512, kSelectBest});

extern const KernelTable k_avx512vnni;
const KernelTable k_avx512vnni =
    makeTable<Avx512>("avx512vnni", kFeatureAvx512 | kFeatureAvx512Vnni,
                      {prepareQueriesAvx512Vnni, scoreRowsAvx512Vnni, kSelectBest});

}  // namespace linquant
