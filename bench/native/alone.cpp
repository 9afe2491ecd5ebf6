#include "benches.h"

namespace linquant::bench {

// quantize with the fastest kernels and no other contestant, so that the caches are as in a program that calls it repeatedly.
// bench/call/core.mjs compares it with the call through Node.
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
