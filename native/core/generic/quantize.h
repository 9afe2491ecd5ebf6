// QuantizeKernel (kernels.h) over a vector type.
#ifndef LINQUANT_CORE_GENERIC_QUANTIZE_H_
#define LINQUANT_CORE_GENERIC_QUANTIZE_H_

#include "quantize_long.h"

namespace linquant {

template <class Code>
LINQUANT_INLINE constexpr bool isWholeRange(const Parameters& p) {
  constexpr int32_t kCodes = 1 << (8 * sizeof(Code)), kLowest = kIsSigned<Code> ? -kCodes / 2 : 0;
  return p.qmin == kLowest && p.qmax == kLowest + kCodes - 1;
}

template <class V, class Code, class Quotient, Finish kFinish>
void quantizeBy(const uint8_t* x, uint8_t* q, size_t count, const Parameters& parameters) {
  if constexpr (V::kHasInvalidFlag) {
    if (count >= kLongRun && V::invalidFlagWorks()) {
      return quantizeLong<V, Code, Quotient, kFinish>(x, q, count, parameters);
    }
  }
  const QuantizeBlock<V, Code, Quotient, kFinish> block(parameters);
  quantizeRun<Care::perBlock>(block, x, q, count);
}

template <class V, class Code>
void quantizeKernel(const uint8_t* x, uint8_t* q, size_t count, const Parameters& parameters) {
  if constexpr (V::kHasFma) {
    if (TwoOperations<V>::covers(parameters.scale)) {
      if (!isWholeRange<Code>(parameters)) {
        return quantizeBy<V, Code, TwoOperations<V>, Finish::limit>(x, q, count, parameters);
      }
      if (parameters.zeroPoint != 0) {
        return quantizeBy<V, Code, TwoOperations<V>, Finish::shift>(x, q, count, parameters);
      }
      return quantizeBy<V, Code, TwoOperations<V>, Finish::narrow>(x, q, count, parameters);
    }
  }
  quantizeBy<V, Code, Division<V>, Finish::limit>(x, q, count, parameters);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_GENERIC_QUANTIZE_H_
