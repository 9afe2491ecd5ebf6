// DequantizeGgmlKernel (kernels.h) over a vector type: x = f32(code * d), where codes of Q4_0 are less 8 (ggml.h).
#ifndef LINQUANT_CORE_KERNELS_GGML_DEQUANTIZE_H_
#define LINQUANT_CORE_KERNELS_GGML_DEQUANTIZE_H_

#include "ggml.h"

namespace linquant {

// Vector j of the codes of a block, as signed integers.
template <class V, size_t kBits>
LINQUANT_INLINE typename V::I ggmlCodes(const uint8_t* codes, size_t j) {
  if constexpr (kBits == 8) {
    const auto sign = V::broadcastInteger(128);
    return V::subtractIntegers(V::xorIntegers(V::widenBytes(codes + j * V::kLanes), sign), sign);
  } else {
    constexpr size_t kHalf = kGgmlFloats / V::kLanes / 2;
    const auto bytes = V::widenBytes(codes + j % kHalf * V::kLanes);
    return V::subtractIntegers(
        j < kHalf ? V::andIntegers(bytes, V::broadcastInteger(15)) : V::template shiftRight<4>(bytes),
        V::broadcastInteger(8));
  }
}

// n blocks to float32, at most as many as a vector has lanes.
template <class V, size_t kBits>
LINQUANT_INLINE void dequantizeGgmlGroup(const uint8_t* in, size_t n, uint8_t* x) {
  constexpr size_t kBytes = kGgmlBlockBytes[kBits == 8 ? 0 : 1];
  uint8_t halves[V::kLanes * 2] = {};
  float scale[V::kLanes];
  for (size_t block = 0; block < n; block++) memcpy(halves + 2 * block, in + block * kBytes, 2);
  const typename V::F d = V::loadFloat16(halves);
  const bool isFinite = V::areAllWithin(d, -kMostHalf, kMostHalf);
  putVector<V>(scale, d);
  for (size_t i = 0; i < n * kGgmlFloats; i += kChunk<V>) {
    typename V::F floats[4];
    for (size_t j = 0; j < 4; j++) {
      const size_t at = i + j * V::kLanes, block = at / kGgmlFloats < n ? at / kGgmlFloats : n - 1;
      const auto v = ggmlCodes<V, kBits>(in + block * kBytes + 2, at % kGgmlFloats / V::kLanes);
      floats[j] = V::multiply(V::toFloat(v), V::broadcast(scale[block]));
    }
    if (!isFinite) [[unlikely]] {
      // 0 * infinity is NaN, whose sign differs between processors.
      for (auto& vector : floats) vector = V::nanToQuiet(vector);
    }
    // A chunk may reach beyond the last block.
    for (size_t j = 0; j < 4 && i + j * V::kLanes < n * kGgmlFloats; j++) {
      V::store(x + (i + j * V::kLanes) * sizeof(float), floats[j]);
    }
  }
}

template <class V, size_t kBits>
LINQUANT_OUTLINE void dequantizeGgmlBlocks(const uint8_t* in, uint8_t* x, size_t blocks) {
  for (size_t block = 0; block < blocks; block += V::kLanes) {
    const size_t n = blocks - block < V::kLanes ? blocks - block : V::kLanes;
    dequantizeGgmlGroup<V, kBits>(in + block * kGgmlBlockBytes[kBits == 8 ? 0 : 1], n,
                                  x + block * kGgmlFloatBytes);
  }
}

// Other types are converted from float32, some blocks at a time.
template <class V, size_t kBits>
void dequantizeGgmlKernel(const uint8_t* in, uint8_t* x, FloatType type, size_t blocks) {
  if (type == FloatType::float32) return dequantizeGgmlBlocks<V, kBits>(in, x, blocks);
  for (size_t block = 0, n; block < blocks; block += n) {
    uint8_t floats[tuning::kGgmlBlocks * kGgmlFloatBytes];
    n = blocks - block < tuning::kGgmlBlocks ? blocks - block : tuning::kGgmlBlocks;
    dequantizeGgmlBlocks<V, kBits>(in + block * kGgmlBlockBytes[kBits == 8 ? 0 : 1], floats, n);
    convertKernel<V>(floats, FloatType::float32, x + block * kGgmlFloats * floatBytes(type), type,
                     n * kGgmlFloats);
  }
}

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_GGML_DEQUANTIZE_H_
