// QuantizeKernel (kernels.h) over a vector type.
#ifndef LINQUANT_CORE_GENERIC_QUANTIZE_H_
#define LINQUANT_CORE_GENERIC_QUANTIZE_H_

#include "quantize_long.h"

namespace linquant {

LINQUANT_INLINE constexpr bool isWholeRange(const Parameters& p) {
  return p.qmin - p.shift == -128 && p.qmax - p.shift == 127;
}

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
      if (!isWholeRange(parameters)) {
        return quantizeBy<V, TwoOperations<V>, Finish::limit>(x, q, count, parameters);
      }
      if (parameters.zeroPoint != parameters.shift) {
        return quantizeBy<V, TwoOperations<V>, Finish::shift>(x, q, count, parameters);
      }
      return quantizeBy<V, TwoOperations<V>, Finish::narrow>(x, q, count, parameters);
    }
  }
  quantizeBy<V, Division<V>, Finish::limit>(x, q, count, parameters);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_GENERIC_QUANTIZE_H_
