// DequantizeGgmlKernel (kernels.h) over a vector type: x = f32(code * d), less 8 for Q4_0 (ggml.h).
#ifndef LINQUANT_CORE_GENERIC_GGML_DEQUANTIZE_H_
#define LINQUANT_CORE_GENERIC_GGML_DEQUANTIZE_H_

#include "ggml.h"

namespace linquant {

// Codes of a block as bytes without a sign, in order: those of Q8_0 with the sign bit flipped.
template <size_t kBits>
LINQUANT_INLINE void ggmlCodes(const uint8_t* __restrict bytes, uint8_t* __restrict codes) {
  if constexpr (kBits == 8) {
    for (size_t i = 0; i < kGgmlFloats; i++) codes[i] = bytes[i] ^ 0x80;
  } else {
    for (size_t i = 0; i < kGgmlFloats / 2; i++) codes[i] = bytes[i] & 15;
    for (size_t i = 0; i < kGgmlFloats / 2; i++) codes[kGgmlFloats / 2 + i] = bytes[i] >> 4;
  }
}

// As many blocks as a vector has lanes, of which n count.
template <class V, size_t kBits, int kType>
LINQUANT_INLINE void dequantizeGgmlGroup(const uint8_t* in, size_t n, uint8_t* x, FloatType given) {
  const FloatType type = typeOr<kType>(given);
  const size_t bytes = floatBytes(type);
  uint8_t halves[V::kLanes * 2] = {}, codes[V::kLanes * kGgmlFloats];
  float scale[V::kLanes];
  for (size_t block = 0; block < n; block++) {
    memcpy(halves + 2 * block, in + block * ggmlBytes(kBits), 2);
    ggmlCodes<kBits>(in + block * ggmlBytes(kBits) + 2, codes + block * kGgmlFloats);
  }
  const typename V::F d = V::loadHalf(halves);
  const bool isFinite = V::areAllWithin(d, -kMostHalf, kMostHalf);
  putVector<V>(scale, d);
  const auto zeroPoint = V::broadcastInteger(kBits == 8 ? 128 : 8);
  for (size_t i = 0; i < n * kGgmlFloats; i += kBlock<V>) {
    typename V::I v[4];
    typename V::F floats[4];
    V::loadBytes(codes + i, v);
    for (size_t j = 0; j < 4; j++) {
      const size_t block = (i + j * V::kLanes) / kGgmlFloats;
      floats[j] = V::multiply(V::toFloat(V::subtractIntegers(v[j], zeroPoint)), V::broadcast(scale[block]));
      // The processors' own NaN differ in their sign.
      if (!isFinite) [[unlikely]]
        floats[j] = V::orNan(floats[j]);
    }
    const size_t left = n * kGgmlFloats - i;
    if (left >= kBlock<V>) {
      storeFloats<V>(type, x + i * bytes, floats);
    } else {
      uint8_t some[kBlock<V> * kMostFloatBytes];
      storeFloats<V>(type, some, floats);
      memcpy(x + i * bytes, some, left * bytes);
    }
  }
}

template <class V, size_t kBits, int kType>
LINQUANT_INLINE void dequantizeGgmlAs(const uint8_t* in, uint8_t* x, FloatType type, size_t blocks) {
  for (size_t block = 0; block < blocks; block += V::kLanes) {
    const size_t n = blocks - block < V::kLanes ? blocks - block : V::kLanes;
    dequantizeGgmlGroup<V, kBits, kType>(in + block * ggmlBytes(kBits), n,
                                         x + block * kGgmlFloats * floatBytes(type), type);
  }
}

template <class V, size_t kBits>
void dequantizeGgmlKernel(const uint8_t* in, uint8_t* x, FloatType type, size_t blocks) {
  if (type == FloatType::float32) {
    return dequantizeGgmlAs<V, kBits, static_cast<int>(FloatType::float32)>(in, x, type, blocks);
  }
  dequantizeGgmlAs<V, kBits, kAnyFloatType>(in, x, type, blocks);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_GENERIC_GGML_DEQUANTIZE_H_
