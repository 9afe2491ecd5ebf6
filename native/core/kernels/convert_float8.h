// ConvertFloat8Kernel (kernels.h) over a vector type.
#ifndef LINQUANT_CORE_KERNELS_CONVERT_FLOAT8_H_
#define LINQUANT_CORE_KERNELS_CONVERT_FLOAT8_H_

#include "../vector/float8.h"
#include "../vector/walk.h"

namespace linquant {

// Through float32, as in convert.h: float64 is rounded to odd, so that it is rounded once.
template <class V>
LINQUANT_INLINE void convertFloat8Chunk(const uint8_t* x, FloatType from, uint8_t* out, FloatType to,
                                        bool saturate) {
  typename V::F v[4];
  isFloat8(from) ? loadFloat8<V>(from, x, v) : loadFloatsOdd<V>(from, x, v);
  if (to == FloatType::e4m3fn) {
    storeFloat8<V, E4m3fn>(out, v, saturate);
  } else if (to == FloatType::e5m2) {
    storeFloat8<V, E5m2>(out, v, saturate);
  } else {
    storeFloats<V>(to, out, v);
  }
}

template <class V>
void convertFloat8Kernel(const uint8_t* x, FloatType from, uint8_t* out, FloatType to, size_t count,
                         bool saturate) {
  const size_t fromBytes = floatBytes(from), toBytes = floatBytes(to);
  if (count == 0) return;
  if (from == to) {
    memcpy(out, x, count);
    return;
  }
  PaddedChunk<V, kMostFloatBytes> padded;
  uint8_t result[kChunk<V> * kMostFloatBytes];
  const bool isPartial = count < kChunk<V>;
  const uint8_t* const input = isPartial ? padded.withZeros(x, count, fromBytes) : x;
  uint8_t* const output = isPartial ? result : out;
  forEachChunk<V>(count, [&](size_t i) LINQUANT_INLINE_LAMBDA {
    convertFloat8Chunk<V>(input + i * fromBytes, from, output + i * toBytes, to, saturate);
  });
  if (isPartial) memcpy(out, result, count * toBytes);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_CONVERT_FLOAT8_H_
