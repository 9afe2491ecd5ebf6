#include "benches.h"
#include "peers.h"

namespace linquant::bench {

static void minMaxAt(size_t floatCount, size_t offset) {
  const Memory x = floats(floatCount, offset);
  const Range expected = scalarTable().minMax(x.data(), floatCount);
  static Range range;
  const auto exact = [=] { return memcmp(&range, &expected, sizeof range) == 0; };
  const auto any = [] { return true; };
  std::vector<Contestant> contestants;
  for (const KernelTable* table : tables(floatCount)) {
    contestants.push_back(contestant(
        table->name, [=, &x] { range = table->minMax(x.data(), floatCount); }, exact));
  }
#ifdef LINQUANT_XNNPACK_KERNELS
  if (__builtin_cpu_supports("avx512bw")) {
    contestants.push_back(contestant(
        "XNNPACK avx512f",
        [&] {
          xnn_f32_rminmax_ukernel__avx512f_u64_acc4(x.bytes(), reinterpret_cast<const float*>(x.data()),
                                                    &range.min, nullptr);
        },
        exact));
  }
#endif
  contestants.push_back(contestant(
      "read", [&] { readOnce(x.data(), x.bytes()); }, any));
  contestants.push_back(contestant(
      "read, 4 streams", [&] { readFourStreams(x.data(), x.bytes()); }, any));
  race("min/max", offset == 0 ? "" : ", " + std::to_string(offset) + " bytes off alignment", floatCount,
       contestants, {"read", "read, 4 streams"});
}

void minMaxBench(size_t floatCount) {
  minMaxAt(floatCount, 0);
  minMaxAt(floatCount, 4);
}

}  // namespace linquant::bench
