// DequantizeKernel (kernels.h) over a vector type.
#ifndef LINQUANT_CORE_KERNELS_DEQUANTIZE_H_
#define LINQUANT_CORE_KERNELS_DEQUANTIZE_H_

#include "../kernels.h"
#include "../tuning.h"
#include "../vector/walk.h"

namespace linquant {

// A vector of codes to four vectors of floats.
template <class V>
struct DequantizeChunk {
  typename V::F scale;
  typename V::ByteZeroPoint zeroPoint;

  explicit DequantizeChunk(const Parameters& p)
      : scale(V::broadcast(p.scale)), zeroPoint(V::byteZeroPoint(p.zeroPoint, p.shift)) {}

  LINQUANT_INLINE_METHOD void operator()(const uint8_t* codes, typename V::F (&floats)[4]) const {
    typename V::I integers[4];
    V::widenMinus(codes, zeroPoint, integers);
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
  DequantizeChunk<V> chunk;

  LINQUANT_INLINE_METHOD void whole(size_t i) const {
    typename V::F floats[4];
    chunk(q + i, floats);
    for (size_t j = 0; j < 4; j++) V::store(x + i * sizeof(float) + j * kVectorBytes<V>, floats[j]);
  }

  LINQUANT_INLINE_METHOD void partial(size_t i, size_t n) const {
    uint8_t* p = x + i * sizeof(float);
    PaddedChunk<V, 1> padded;
    typename V::F floats[4];
    chunk(padded.withZeros(q + i, n, 1), floats);
    if constexpr (V::kHasMasks) {
      for (size_t j = 0; j < 4; j++) V::storePartial(p, n, j, floats[j]);
    } else {
      uint8_t result[kChunk<V> * sizeof(float)];
      for (size_t j = 0; j < 4; j++) V::store(result + j * kVectorBytes<V>, floats[j]);
      memcpy(p, result, n * sizeof(float));
    }
  }
};

template <class V>
LINQUANT_INLINE void dequantizeRun(const DequantizeChunk<V>& chunk, const uint8_t* q, uint8_t* x,
                                   size_t count) {
  DequantizeSteps<V> steps = {q, x, chunk};
  walkChunks(count, steps);
}

// A chunk of each of four parts of a run in turn, with streaming stores. x is aligned to a line of the cache: each chunk then fills whole
// lines. Lines that wait for the next round to be filled take 2.6 times as long (AVX2 on Emerald Rapids). `count` is a multiple of four
// chunks.
template <class V>
LINQUANT_OUTLINE void dequantizeStreamed(const uint8_t* q, uint8_t* x, size_t count,
                                         const Parameters& parameters) {
  const DequantizeChunk<V> chunk(parameters);
  const size_t part = count / tuning::kStreams;
  for (size_t i = 0; i < part; i += kChunk<V>) {
    for (size_t at = i; at < count; at += part) {
      typename V::F floats[4];
      chunk(q + at, floats);
      for (size_t j = 0; j < 4; j++) V::streamFloats(x + at * sizeof(float) + j * kVectorBytes<V>, floats[j]);
    }
  }
  V::endStreaming();
}

template <class V>
void dequantizeKernel(const uint8_t* q, uint8_t* x, size_t count, const Parameters& parameters) {
  const DequantizeChunk<V> chunk(parameters);
  size_t done = 0;
  if (count >= tuning::kAlignedRun) {
    // The first chunk as it lies. Stores behind it are aligned, so that they do not cross cache lines.
    constexpr size_t kAlignment = V::kHasStreaming ? kLineBytes : kVectorBytes<V>;
    done = alignedSecond<V, kAlignment>(x, sizeof(float));
    dequantizeRun<V>(chunk, q, x, kChunk<V>);
    if constexpr (V::kHasStreaming) {
      if (V::shouldStream(count * (sizeof(float) + 1)) &&
          reinterpret_cast<uintptr_t>(x) % sizeof(float) == 0) {
        constexpr size_t kUnit = tuning::kStreams * kChunk<V>;
        const size_t streamed = (count - done) / kUnit * kUnit;
        dequantizeStreamed<V>(q + done, x + done * sizeof(float), streamed, parameters);
        done += streamed;
      }
    }
  }
  dequantizeRun<V>(chunk, q + done, x + done * sizeof(float), count - done);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_DEQUANTIZE_H_
