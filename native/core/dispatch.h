// Which instruction sets there are, and which of them this machine can run.
#ifndef LINQUANT_CORE_DISPATCH_H_
#define LINQUANT_CORE_DISPATCH_H_

#include <stddef.h>

#include "kernels.h"

namespace linquant {

// All instruction sets in this build, the fastest first; the last one is scalar.
extern const KernelTable* const kTables[];
extern const size_t kTableCount;

// The portable kernels, which run everywhere and define every result.
const KernelTable& scalarTable();

// Whether a machine with `features` (detectFeatures) can run a table.
inline bool isSupported(const KernelTable& table, uint32_t features) {
  return (table.features & ~features) == 0;
}

}  // namespace linquant

#endif  // LINQUANT_CORE_DISPATCH_H_
