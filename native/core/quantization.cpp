#include "quantization.h"

namespace linquant {

static const KernelTable& tableFor(const KernelTable& table, int32_t zeroPoint) {
  return fitsWords(zeroPoint) ? table : scalarTable();
}

void quantize(const KernelTable& table, Dtype dtype, const uint8_t* x, uint8_t* q, size_t count,
              const Parameters& parameters) {
  const QuantizeKernel kernel = tableFor(table, parameters.zeroPoint).quantize[static_cast<size_t>(dtype)];
  kernel(x, q, count, parameters);
}

void dequantize(const KernelTable& table, Dtype dtype, const uint8_t* q, uint8_t* x, size_t count,
                const Parameters& parameters) {
  const DequantizeKernel kernel =
      tableFor(table, parameters.zeroPoint).dequantize[static_cast<size_t>(dtype)];
  kernel(q, x, count, parameters);
}

}  // namespace linquant
