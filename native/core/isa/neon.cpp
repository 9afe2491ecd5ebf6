// The tables of NEON: with dot products only searching has kernels of its own.
#include "neon.h"

#include "neon_kernels.h"

namespace linquant {

uint64_t scoreRowsNeon(const ScoreCall& call, uint64_t first, uint64_t end) {
  return scoreRowsKernel<Neon>(call, first, end);
}

extern const KernelTable k_neon;
const KernelTable k_neon = makeTable<Neon>("neon", 0, searchKernels<Neon>());

extern const KernelTable k_neondot;
const KernelTable k_neondot = makeTable<Neon>(
    "neondot", kFeatureNeonDot, {prepareQueriesNeonDot, scoreRowsNeonDot, selectBestKernel<Neon>});

}  // namespace linquant
