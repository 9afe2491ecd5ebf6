#include "dispatch.h"

#include "instruction_sets.h"

namespace linquant {

// CMakeLists.txt writes instruction_sets.h: LINQUANT_INSTRUCTION_SETS(X), the target's, the fastest first.
#define LINQUANT_DECLARE(name) extern const KernelTable k_##name;
LINQUANT_INSTRUCTION_SETS(LINQUANT_DECLARE)
#undef LINQUANT_DECLARE

#define LINQUANT_ENTRY(name) &k_##name,
const KernelTable* const kTables[] = {LINQUANT_INSTRUCTION_SETS(LINQUANT_ENTRY)};
#undef LINQUANT_ENTRY

const size_t kTableCount = sizeof(kTables) / sizeof(kTables[0]);

const KernelTable& scalarTable() { return k_scalar; }

}  // namespace linquant
