#include "benches.h"

namespace linquant::bench {

void rowsBench(size_t) {}

}  // namespace linquant::bench
