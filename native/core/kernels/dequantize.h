// DequantizeKernel (kernels.h) over a vector type.
#ifndef LINQUANT_CORE_KERNELS_DEQUANTIZE_H_
#define LINQUANT_CORE_KERNELS_DEQUANTIZE_H_

#include "../kernels.h"
#include "../vector/vector.h"

namespace linquant {

// One vector of codes to four vectors of floats.
template <class V>
struct DequantizeBlock {
  typename V::F scale;
  typename V::Offset zeroPoint;

  explicit DequantizeBlock(const Parameters& p)
      : scale(V::broadcast(p.scale)), zeroPoint(V::offset(p.zeroPoint, p.shift)) {}

  LINQUANT_INLINE_METHOD void operator()(const uint8_t* codes, typename V::F (&floats)[4]) const {
    typename V::I integers[4];
    V::widenLess(codes, zeroPoint, integers);
    for (size_t j = 0; j < 4; j++) {
      floats[j] = V::multiply(V::toFloat(integers[j]), scale);
    }
  }
};

template <class V>
struct DequantizeSteps {
  using Vector = V;
  static constexpr bool kPairs = false;
  const uint8_t* q;
  uint8_t* x;
  DequantizeBlock<V> block;

  LINQUANT_INLINE_METHOD void whole(size_t i) const {
    typename V::F floats[4];
    block(q + i, floats);
    for (size_t j = 0; j < 4; j++) V::store(x + i * sizeof(float) + j * kVectorBytes<V>, floats[j]);
  }

  LINQUANT_INLINE_METHOD void partial(size_t i, size_t n) const {
    uint8_t* p = x + i * sizeof(float);
    uint8_t codes[kBlock<V>] = {};
    typename V::F floats[4];
    memcpy(codes, q + i, n);
    block(codes, floats);
    if constexpr (V::kHasMasks) {
      for (size_t j = 0; j < 4; j++) V::storePartial(p, n, j, floats[j]);
    } else {
      uint8_t result[kBlock<V> * sizeof(float)];
      for (size_t j = 0; j < 4; j++) V::store(result + j * kVectorBytes<V>, floats[j]);
      memcpy(p, result, n * sizeof(float));
    }
  }
};

template <class V>
LINQUANT_INLINE void dequantizeRun(const DequantizeBlock<V>& block, const uint8_t* q, uint8_t* x,
                                   size_t count) {
  DequantizeSteps<V> steps = {q, x, block};
  walk(count, steps);
}

// The four quarters of a run, a block of each in turn, with stores that bypass the cache. x is aligned to a
// vector, and count is four times a number of whole blocks.
template <class V>
LINQUANT_OUTLINE void dequantizeStreamed(const uint8_t* q, uint8_t* x, size_t count,
                                         const Parameters& parameters) {
  const DequantizeBlock<V> block(parameters);
  const size_t quarter = count / 4;
  for (size_t i = 0; i < quarter; i += kBlock<V>) {
    for (size_t at = i; at < count; at += quarter) {
      typename V::F floats[4];
      block(q + at, floats);
      for (size_t j = 0; j < 4; j++) V::stream(x + at * sizeof(float) + j * kVectorBytes<V>, floats[j]);
    }
  }
  V::endStreams();
}

template <class V>
void dequantizeKernel(const uint8_t* q, uint8_t* x, size_t count, const Parameters& parameters) {
  const DequantizeBlock<V> block(parameters);
  size_t done = 0;
  if (count >= kAlignedRun) {
    // The first block, and then stores that do not cross cache lines.
    done = alignedStart<V>(x);
    dequantizeRun<V>(block, q, x, kBlock<V>);
    if constexpr (V::kStreams) {
      if (V::streams(count * (sizeof(float) + 1)) && reinterpret_cast<uintptr_t>(x) % sizeof(float) == 0) {
        const size_t streamed = (count - done) / (4 * kBlock<V>)*(4 * kBlock<V>);
        dequantizeStreamed<V>(q + done, x + done * sizeof(float), streamed, parameters);
        done += streamed;
      }
    }
  }
  dequantizeRun<V>(block, q + done, x + done * sizeof(float), count - done);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_DEQUANTIZE_H_
