// QuantizeKernel (kernels.h) over a vector type.
#ifndef LINQUANT_CORE_KERNELS_QUANTIZE_H_
#define LINQUANT_CORE_KERNELS_QUANTIZE_H_

#include "quantize_long.h"

namespace linquant {

template <class V, class Quotient, Finish kFinish>
void quantizeBy(const uint8_t* x, uint8_t* q, size_t count, const Parameters& parameters) {
  if constexpr (V::kHasInvalidFlag) {
    if (count >= kLongRun && V::invalidFlagWorks()) {
      return quantizeLong<V, Quotient, kFinish>(x, q, count, parameters);
    }
  }
  const QuantizeBlock<V, Quotient, kFinish> block(parameters);
  quantizeRun<Care::perBlock>(block, x, q, count);
}

template <class V>
void quantizeKernel(const uint8_t* x, uint8_t* q, size_t count, const Parameters& parameters) {
  if constexpr (V::kHasFma) {
    if (TwoOperations<V>::covers(parameters.scale)) {
      if (parameters.zeroPoint != parameters.shift || !isWholeRange(parameters)) {
        return quantizeBy<V, TwoOperations<V>, Finish::limit>(x, q, count, parameters);
      }
      return quantizeBy<V, TwoOperations<V>, Finish::narrow>(x, q, count, parameters);
    }
  }
  quantizeBy<V, Division<V>, Finish::limit>(x, q, count, parameters);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_QUANTIZE_H_
