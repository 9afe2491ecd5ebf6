// QuantizeKernel (kernels.h) over a vector type.
#ifndef LINQUANT_CORE_GENERIC_QUANTIZE_H_
#define LINQUANT_CORE_GENERIC_QUANTIZE_H_

#include "../kernels.h"
#include "quotient.h"

namespace linquant {

// Four vectors of floats to one vector of codes.
template <class V, class Code, class Quotient>
struct QuantizeBlock {
  using F = typename V::F;
  Quotient quotient;
  typename V::Finish finish;

  explicit QuantizeBlock(const Parameters& p) : quotient(p.scale), finish(p.zeroPoint, p.qmin, p.qmax) {}

  LINQUANT_INLINE_METHOD typename V::Codes operator()(F a, F b, F c, F d) const {
    if constexpr (V::kConversionMarks) {
      typename V::Words words = V::pack(V::round(quotient.fast(a)), V::round(quotient.fast(b)),
                                        V::round(quotient.fast(c)), V::round(quotient.fast(d)));
      // A mark (INT_MIN, packed to -32768) is NaN, an overflow, or a true quotient below -32767: once more,
      // slowly.
      if (V::isMarked(words)) [[unlikely]]
        words = careful(a, b, c, d);
      return V::template codes<Code>(words, finish);
    } else {
      return V::template codes<Code>(careful(a, b, c, d), finish);
    }
  }

  LINQUANT_INLINE_METHOD typename V::Words careful(F a, F b, F c, F d) const {
    return V::pack(V::round(quotient.careful(a)), V::round(quotient.careful(b)),
                   V::round(quotient.careful(c)), V::round(quotient.careful(d)));
  }
};

template <class V, class Code, class Quotient>
struct QuantizeSteps {
  static constexpr size_t kBlock = 4 * V::kLanes;
  static constexpr size_t kStep = V::kLanes * sizeof(float);
  static constexpr bool kOverlapTail = !V::kHasMasks;
  const uint8_t* x;
  uint8_t* q;
  QuantizeBlock<V, Code, Quotient> block;

  LINQUANT_INLINE_METHOD typename V::Codes codes(const uint8_t* p) const {
    return block(V::load(p), V::load(p + kStep), V::load(p + 2 * kStep), V::load(p + 3 * kStep));
  }

  LINQUANT_INLINE_METHOD void whole(size_t i) const { V::storeCodes(q + i, codes(x + i * sizeof(float))); }

  LINQUANT_INLINE_METHOD void partial(size_t i, size_t n) const {
    const uint8_t* p = x + i * sizeof(float);
    if constexpr (V::kHasMasks) {
      V::storePartialCodes(q + i, n,
                           block(V::loadPartial(p, n, 0), V::loadPartial(p, n, 1), V::loadPartial(p, n, 2),
                                 V::loadPartial(p, n, 3)));
    } else {
      uint8_t floats[kBlock * sizeof(float)] = {};
      uint8_t result[kBlock];
      memcpy(floats, p, n * sizeof(float));
      V::storeCodes(result, codes(floats));
      memcpy(q + i, result, n);
    }
  }
};

template <class V, class Code, class Quotient>
LINQUANT_INLINE void quantizeBy(const uint8_t* x, uint8_t* q, size_t count, const Parameters& parameters) {
  QuantizeSteps<V, Code, Quotient> steps = {x, q, QuantizeBlock<V, Code, Quotient>(parameters)};
  walk(count, steps);
}

template <class V, class Code>
void quantizeKernel(const uint8_t* x, uint8_t* q, size_t count, const Parameters& parameters) {
  if constexpr (V::kHasFma) {
    if (TwoOperations<V>::covers(parameters.scale)) {
      return quantizeBy<V, Code, TwoOperations<V>>(x, q, count, parameters);
    }
  }
  quantizeBy<V, Code, Division<V>>(x, q, count, parameters);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_GENERIC_QUANTIZE_H_
