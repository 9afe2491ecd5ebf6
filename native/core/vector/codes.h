// Codes in memory: a chunk of them from and to four vectors of int32.
#ifndef LINQUANT_CORE_VECTOR_CODES_H_
#define LINQUANT_CORE_VECTOR_CODES_H_

#include "../kernels.h"
#include "vector.h"

namespace linquant {

// Bytes of a code; packed dtypes take one while they are unpacked.
LINQUANT_INLINE constexpr size_t codeBytes(Dtype dtype) {
  return dtype == Dtype::int32 ? 4 : dtype == Dtype::int16 || dtype == Dtype::uint16 ? 2 : 1;
}

// The bias of a signed code: (bits ^ signBit), read as unsigned, is code + signBit. 0 for int32, which is loaded as signed.
LINQUANT_INLINE constexpr int32_t signBit(Dtype dtype) {
  return dtype == Dtype::int8 ? 1 << 7 : dtype == Dtype::int16 ? 1 << 15 : 0;
}

// The two functions above are branches, because loops evaluate them; the table of dtypes has to say the same.
constexpr bool areAsInTable() {
  for (size_t i = 0; i < kDtypeCount; i++) {
    const Dtype dtype = static_cast<Dtype>(i);
    const size_t bits = codeBits(dtype);
    const bool isBiased = rowOf(dtype).isSigned && (bits == 8 || bits == 16);
    if (codeBytes(dtype) != (bits + 7) / 8) return false;
    if (signBit(dtype) != (isBiased ? int32_t{1} << (bits - 1) : 0)) return false;
  }
  return true;
}
static_assert(areAsInTable());

// Loads a chunk of codes: one or two bytes as unsigned, four as signed.
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

// Stores a chunk of codes of two bytes, or in scalar code of one, two or four. They lie within the dtype.
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
