// ConvertKernel (kernels.h) over a vector type.
#ifndef LINQUANT_CORE_KERNELS_CONVERT_H_
#define LINQUANT_CORE_KERNELS_CONVERT_H_

#include "../vector/floats.h"
#include "../vector/walk.h"

namespace linquant {

// Every conversion goes through float32. From float64 to 16 bits that would round twice, so there the first rounding is to
// odd: toward zero, with the last bit set if anything was lost. Rounding the result to a type with at least two bits less
// gives what one rounding of the float64 gives (Boldo, Melquiond, IEEE Trans. Computers 57(4), 2008).
template <class V>
LINQUANT_INLINE void convertChunk(const uint8_t* x, FloatType from, uint8_t* out, FloatType to) {
  typename V::F v[4];
  to == FloatType::float32 ? loadFloats<V>(from, x, v) : loadFloatsOdd<V>(from, x, v);
  storeFloats<V>(to, out, v);
}

template <class V, FloatType kFrom, FloatType kTo>
LINQUANT_INLINE void convertChunks(const uint8_t* x, uint8_t* out, size_t count) {
  forEachChunk<V>(count, [&](size_t i) LINQUANT_INLINE_LAMBDA {
    convertChunk<V>(x + i * floatBytes(kFrom), kFrom, out + i * floatBytes(kTo), kTo);
  });
}

template <class V>
void convertKernel(const uint8_t* x, FloatType from, uint8_t* out, FloatType to, size_t count) {
  const size_t fromBytes = floatBytes(from), toBytes = floatBytes(to);
  if (count == 0) return;
  if (from == to) {
    memcpy(out, x, count * fromBytes);
    return;
  }
  // The commonest have loops of their own: of short vectors the branches in each chunk take a tenth of the time.
  if (count >= kChunk<V>) {
    if (to == FloatType::float32) {
      if (from == FloatType::float16) {
        return convertChunks<V, FloatType::float16, FloatType::float32>(x, out, count);
      }
      if (from == FloatType::bfloat16) {
        return convertChunks<V, FloatType::bfloat16, FloatType::float32>(x, out, count);
      }
      return convertChunks<V, FloatType::float64, FloatType::float32>(x, out, count);
    }
    if (from == FloatType::float32 && to == FloatType::float16) {
      return convertChunks<V, FloatType::float32, FloatType::float16>(x, out, count);
    }
  }
  PaddedChunk<V, kMostFloatBytes> padded;
  uint8_t result[kChunk<V> * kMostFloatBytes];
  const bool isPartial = count < kChunk<V>;
  const uint8_t* const input = isPartial ? padded.withZeros(x, count, fromBytes) : x;
  uint8_t* const output = isPartial ? result : out;
  forEachChunk<V>(count, [&](size_t i) LINQUANT_INLINE_LAMBDA {
    convertChunk<V>(input + i * fromBytes, from, output + i * toBytes, to);
  });
  if (isPartial) memcpy(out, result, count * toBytes);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_CONVERT_H_
