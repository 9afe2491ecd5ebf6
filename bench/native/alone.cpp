#include "benches.h"

namespace linquant::bench {

// quantize by the fastest kernels and nothing beside it, so that the caches hold what a program finds that calls it again and
// again: bench/call/core.mjs sets the way through Node beside it.
void aloneBench(size_t floatCount) {
  const Memory x = floats(floatCount), q(floatCount), expected(floatCount);
  const Parameters parameters = {0.0078125f * 2.1f, 3, -128, 127, 0};
  scalarTable().quantize(x.data(), expected.data(), floatCount, parameters);
  const KernelTable* table = tables(floatCount).front();
  race("alone", "", floatCount,
       {contestant(
           table->name, [=, &x, &q] { table->quantize(x.data(), q.data(), floatCount, parameters); },
           [&] { return memcmp(q.data(), expected.data(), floatCount) == 0; })},
       {table->name});
}

}  // namespace linquant::bench
