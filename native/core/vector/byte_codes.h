// The last step to codes of a byte: int16 to int8, clamped to qmin..qmax, as the bytes of int8 or uint8.
#ifndef LINQUANT_CORE_VECTOR_BYTE_CODES_H_
#define LINQUANT_CORE_VECTOR_BYTE_CODES_H_

#include "../kernels.h"
#include "vector.h"

namespace linquant {

// Whether qmin..qmax is the whole dtype, to which codes saturate anyway. `shift` as in Parameters.
LINQUANT_INLINE constexpr bool isWholeRange(int32_t qmin, int32_t qmax, int32_t shift) {
  return qmin - shift == -128 && qmax - shift == 127;
}

// Kernels compute int8 codes (Parameters.shift): qmin and qmax are less the shift here, and XOR with it gives the bytes.
template <class V>
struct ByteCodes {
  using Words = typename V::Words;
  using Codes = typename V::Codes;
  typename V::CodeVector qmin, qmax, shift;
  bool isWhole;

  ByteCodes(int32_t least, int32_t most, int32_t by)
      : qmin(V::broadcastCode(least - by)),
        qmax(V::broadcastCode(most - by)),
        shift(V::broadcastCode(by)),
        isWhole(isWholeRange(least, most, by)) {}

  // The branch is the same in every iteration of a loop, so it is not worth a second loop.
  LINQUANT_INLINE_METHOD Codes of(const Words& words) const {
    Codes codes = V::narrowToCodes(words);
    if (!isWhole) codes = V::clampCodes(codes, qmin, qmax);
    return V::xorCodes(codes, shift);
  }
  // For qmin..qmax that is known to be the whole dtype.
  LINQUANT_INLINE_METHOD Codes ofWhole(const Words& words) const {
    return V::xorCodes(V::narrowToCodes(words), shift);
  }
};

}  // namespace linquant

#endif  // LINQUANT_CORE_VECTOR_BYTE_CODES_H_
