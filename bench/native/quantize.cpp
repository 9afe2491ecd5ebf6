#include "benches.h"
#include "peers.h"

namespace linquant::bench {

static constexpr float kScale = 0.0078125f * 2.1f;

static void quantizeAt(size_t floatCount, size_t offset, int32_t zeroPoint, size_t everyNan = 0) {
  const Memory x = floats(floatCount, offset), q(floatCount), expected(floatCount), other(floatCount * 4);
  for (size_t i = 0; everyNan != 0 && i < floatCount; i += everyNan) {
    const float nan = NAN;
    memcpy(x.data() + i * 4, &nan, 4);
  }
  const Parameters parameters = {kScale, zeroPoint, -128, 127, 0};
  scalarTable().quantize(x.data(), expected.data(), floatCount, parameters);
  // A product with 1 / scale is off by one at some ties.
  const auto exact = [&] { return memcmp(q.data(), expected.data(), floatCount) == 0; };
  const auto close = [&] {
    size_t different = 0;
    for (size_t i = 0; i < floatCount; i++) different += q.data()[i] != expected.data()[i];
    return different <= floatCount / 1000 + 1 || everyNan != 0;
  };
  const auto any = [] { return true; };

  std::vector<Contestant> contestants;
  for (const KernelTable* table : tables(floatCount)) {
    contestants.push_back(contestant(
        table->name, [=, &x, &q] { table->quantize(x.data(), q.data(), floatCount, parameters); }, exact));
  }
  const auto* in = reinterpret_cast<const float*>(x.data());
  auto* out = reinterpret_cast<int8_t*>(q.data());
  std::vector<std::string> references;
#ifdef LINQUANT_XNNPACK_KERNELS
  const QuantizeConstants constants = {1 / kScale, static_cast<int16_t>(zeroPoint)};
  const size_t bytes = floatCount * 4;
  if (__builtin_cpu_supports("avx512bw")) {
    contestants.push_back(contestant(
        "XNNPACK avx512skx",
        [=, &constants] { xnn_f32_qs8_vcvt_ukernel__avx512skx_u128(bytes, in, out, &constants); }, close));
    references.push_back("XNNPACK avx512skx");
  }
  contestants.push_back(contestant(
      "XNNPACK avx2", [=, &constants] { xnn_f32_qs8_vcvt_ukernel__avx2_u64(bytes, in, out, &constants); },
      close));
  references.push_back("XNNPACK avx2");
#endif
  const Operator peer = Operator::quantize(kScale, static_cast<int8_t>(zeroPoint), floatCount, in, out);
  if (peer.exists() && offset % 4 == 0) {
    contestants.push_back(contestant(
        "XNNPACK operator", [&] { peer.run(); }, close));
    references.push_back("XNNPACK operator");
  }
  contestants.push_back(contestant(
      "read", [&] { readOnce(x.data(), x.bytes()); }, any));
  contestants.push_back(contestant(
      "read, 4 streams", [&] { readFourStreams(x.data(), x.bytes()); }, any));
  contestants.push_back(contestant(
      "memcpy", [&] { memcpy(other.data(), x.data(), x.bytes()); }, any));
  references.push_back("read");
  std::string details = ", zero point " + std::to_string(zeroPoint);
  if (offset != 0) details += ", " + std::to_string(offset) + " bytes off alignment";
  if (everyNan == 1) details += ", all NaN";
  if (everyNan > 1) details += ", a NaN every " + std::to_string(everyNan);
  race("quantize", details, floatCount, contestants, references);
}

void quantizeBench(size_t floatCount) {
  quantizeAt(floatCount, 0, 0);
  quantizeAt(floatCount, 0, 3);
  quantizeAt(floatCount, 4, 3);
  quantizeAt(floatCount, 0, 3, 1024);
  quantizeAt(floatCount, 0, 3, 1);
}

}  // namespace linquant::bench
