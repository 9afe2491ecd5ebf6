// The instruction sets of this build, and whether a machine can run them.
#ifndef LINQUANT_CORE_DISPATCH_H_
#define LINQUANT_CORE_DISPATCH_H_

#include <stddef.h>

#include "kernels.h"

namespace linquant {

// The tables of all instruction sets in this build, the fastest first. The last one is scalar.
extern const KernelTable* const kTables[];
extern const size_t kTableCount;

// The portable kernels, which run everywhere and define all results.
const KernelTable& scalarTable();

// Whether a machine with `features` (detectFeatures) can run a table.
inline bool isSupported(const KernelTable& table, uint32_t features) {
  return (table.features & ~features) == 0;
}

}  // namespace linquant

#endif  // LINQUANT_CORE_DISPATCH_H_
