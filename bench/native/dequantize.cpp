#include "benches.h"
#include "peers.h"

namespace linquant::bench {

static constexpr float kScale = 0.0078125f * 2.1f;

static void dequantizeAt(size_t floatCount, size_t offset) {
  const Memory q(floatCount), x(floatCount * 4, offset), expected(floatCount * 4), other(floatCount * 4);
  for (size_t i = 0; i < floatCount; i++) q.data()[i] = static_cast<uint8_t>(i * 167 + i / 256);
  const Parameters parameters = {kScale, 3, -128, 127, 0};
  scalarTable().dequantize(q.data(), expected.data(), floatCount, parameters);
  const auto exact = [&] { return memcmp(x.data(), expected.data(), x.bytes()) == 0; };
  const auto any = [] { return true; };

  std::vector<Contestant> contestants;
  for (const KernelTable* table : tables(floatCount)) {
    contestants.push_back(contestant(
        table->name, [=, &x, &q] { table->dequantize(q.data(), x.data(), floatCount, parameters); }, exact));
  }
  const auto* in = reinterpret_cast<const int8_t*>(q.data());
  auto* out = reinterpret_cast<float*>(x.data());
  std::vector<std::string> references;
#ifdef LINQUANT_XNNPACK_KERNELS
  const DequantizeConstants constants = {3, kScale};
  if (__builtin_cpu_supports("avx512bw")) {
    contestants.push_back(contestant(
        "XNNPACK avx512skx",
        [=, &constants] { xnn_qs8_f32_vcvt_ukernel__avx512skx_u64(floatCount, in, out, &constants); },
        exact));
    references.push_back("XNNPACK avx512skx");
  }
  contestants.push_back(contestant(
      "XNNPACK avx2",
      [=, &constants] { xnn_qs8_f32_vcvt_ukernel__avx2_u32(floatCount, in, out, &constants); }, exact));
  references.push_back("XNNPACK avx2");
#endif
  const Operator peer = Operator::dequantize(kScale, 3, floatCount, in, out);
  if (peer.exists() && offset % 4 == 0) {
    contestants.push_back(contestant(
        "XNNPACK operator", [&] { peer.run(); }, exact));
    references.push_back("XNNPACK operator");
  }
  contestants.push_back(contestant(
      "memset", [&] { memset(x.data(), 0, x.bytes()); }, any));
  contestants.push_back(contestant(
      "memcpy", [&] { memcpy(other.data(), x.data(), x.bytes()); }, any));
  references.push_back("memset");
  race("dequantize", offset == 0 ? "" : ", " + std::to_string(offset) + " bytes off alignment", floatCount,
       contestants, references);
}

void dequantizeBench(size_t floatCount) {
  dequantizeAt(floatCount, 0);
  dequantizeAt(floatCount, 4);
}

}  // namespace linquant::bench
