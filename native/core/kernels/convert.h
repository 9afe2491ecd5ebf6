// ConvertKernel (kernels.h) over a vector type.
#ifndef LINQUANT_CORE_KERNELS_CONVERT_H_
#define LINQUANT_CORE_KERNELS_CONVERT_H_

#include "../vector/floats.h"

namespace linquant {

// Through float32. From float64 to 16 bits that would round twice: there float32 is rounded to odd (towards zero, with the
// last bit set where anything was lost), from which 13 bits fewer round as float64 itself would (Boldo, Melquiond, IEEE
// Trans. Computers 57(4), 2008).
template <class V>
LINQUANT_INLINE void convertBlock(const uint8_t* x, FloatType from, uint8_t* out, FloatType to) {
  typename V::F v[4];
  to == FloatType::float32 ? loadFloats<V>(from, x, v) : loadFloatsOdd<V>(from, x, v);
  storeFloats<V>(to, out, v);
}

template <class V>
void convertKernel(const uint8_t* x, FloatType from, uint8_t* out, FloatType to, size_t count) {
  const size_t fromBytes = floatBytes(from), toBytes = floatBytes(to);
  if (count == 0) return;
  if (from == to) {
    memcpy(out, x, count * fromBytes);
    return;
  }
  uint8_t some[kBlock<V> * kMostFloatBytes], result[kBlock<V> * kMostFloatBytes];
  const bool isPartial = count < kBlock<V>;
  const uint8_t* input = x;
  uint8_t* output = out;
  if (isPartial) {
    memset(some, 0, sizeof some);
    memcpy(some, x, count * fromBytes);
    input = some;
    output = result;
  }
  // The last block may begin inside the one before it.
  const size_t last = isPartial ? 0 : count - kBlock<V>;
  for (size_t i = 0;; i += kBlock<V>) {
    if (i > last) i = last;
    convertBlock<V>(input + i * fromBytes, from, output + i * toBytes, to);
    if (i == last) break;
  }
  if (isPartial) memcpy(out, result, count * toBytes);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_CONVERT_H_
