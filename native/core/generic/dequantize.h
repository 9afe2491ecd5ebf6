// DequantizeKernel (kernels.h) over a vector type.
#ifndef LINQUANT_CORE_GENERIC_DEQUANTIZE_H_
#define LINQUANT_CORE_GENERIC_DEQUANTIZE_H_

#include "../kernels.h"
#include "block.h"

namespace linquant {

// One vector of codes to four vectors of floats.
template <class V, class Code>
struct DequantizeBlock {
  typename V::F scale;
  typename V::I zeroPoint;

  explicit DequantizeBlock(const Parameters& p)
      : scale(V::broadcast(p.scale)), zeroPoint(V::broadcastInteger(p.zeroPoint)) {}

  LINQUANT_INLINE_METHOD void operator()(const uint8_t* codes, typename V::F (&floats)[4]) const {
    typename V::I integers[4];
    V::template widen<Code>(codes, integers);
    for (size_t j = 0; j < 4; j++) {
      floats[j] = V::multiply(V::toFloat(V::subtract(integers[j], zeroPoint)), scale);
    }
  }
};

template <class V, class Code>
struct DequantizeSteps {
  static constexpr size_t kBlock = 4 * V::kLanes;
  static constexpr size_t kStep = V::kLanes * sizeof(float);
  static constexpr bool kOverlapTail = !V::kHasMasks;
  const uint8_t* q;
  uint8_t* x;
  DequantizeBlock<V, Code> block;

  LINQUANT_INLINE_METHOD void whole(size_t i) const {
    typename V::F floats[4];
    block(q + i, floats);
    for (size_t j = 0; j < 4; j++) V::store(x + i * sizeof(float) + j * kStep, floats[j]);
  }

  LINQUANT_INLINE_METHOD void partial(size_t i, size_t n) const {
    uint8_t* p = x + i * sizeof(float);
    uint8_t codes[kBlock] = {};
    typename V::F floats[4];
    memcpy(codes, q + i, n);
    block(codes, floats);
    if constexpr (V::kHasMasks) {
      for (size_t j = 0; j < 4; j++) V::storePartial(p, n, j, floats[j]);
    } else {
      uint8_t result[kBlock * sizeof(float)];
      for (size_t j = 0; j < 4; j++) V::store(result + j * kStep, floats[j]);
      memcpy(p, result, n * sizeof(float));
    }
  }
};

template <class V, class Code>
void dequantizeKernel(const uint8_t* q, uint8_t* x, size_t count, const Parameters& parameters) {
  DequantizeSteps<V, Code> steps = {q, x, DequantizeBlock<V, Code>(parameters)};
  walk(count, steps);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_GENERIC_DEQUANTIZE_H_
