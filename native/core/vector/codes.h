// Four vectors of integers from and to codes in memory.
#ifndef LINQUANT_CORE_VECTOR_CODES_H_
#define LINQUANT_CORE_VECTOR_CODES_H_

#include "../kernels.h"
#include "vector.h"

namespace linquant {

// Bytes of a code, for dtypes of whole bytes.
LINQUANT_INLINE constexpr size_t codeBytes(Dtype dtype) {
  return dtype == Dtype::int32 ? 4 : dtype == Dtype::int16 || dtype == Dtype::uint16 ? 2 : 1;
}

// What a code with a sign is ahead of itself when its bits, the sign flipped, are read as if it had none. Not for int32,
// which is read as it is.
LINQUANT_INLINE constexpr int32_t signBit(Dtype dtype) {
  return dtype == Dtype::int8 ? 1 << 7 : dtype == Dtype::int16 ? 1 << 15 : 0;
}

// A block of codes at q, of one or two bytes without a sign, or of four with one.
template <class V>
LINQUANT_INLINE void loadCodes(size_t bytes, const uint8_t* q, typename V::I (&out)[4]) {
  if (bytes == 1) {
    V::loadBytes(q, out);
  } else if (bytes == 2) {
    V::loadWords(q, out);
  } else {
    for (size_t j = 0; j < 4; j++) out[j] = V::loadIntegers(q + j * V::kLanes * sizeof(int32_t));
  }
}

template <class V>
LINQUANT_OUTLINE void loadAnyCodes(size_t bytes, const uint8_t* q, typename V::I (&out)[4]) {
  loadCodes<V>(bytes, q, out);
}

// A block of codes to q, which the dtype can hold; scalar code also stores bytes so.
template <class V>
LINQUANT_INLINE void storeWideCodes(Dtype dtype, uint8_t* q, const typename V::I (&codes)[4]) {
  const size_t bytes = codeBytes(dtype);
  if (V::kLanes == 1 && bytes == 1) {
    V::storeBytes(q, codes);
  } else if (V::kLanes == 1 && bytes == 4) {
    for (size_t j = 0; j < 4; j++) V::storeIntegers(q + j * V::kLanes * sizeof(int32_t), codes[j]);
  } else {
    V::storeWords(q, codes);
  }
}

}  // namespace linquant

#endif  // LINQUANT_CORE_VECTOR_CODES_H_
