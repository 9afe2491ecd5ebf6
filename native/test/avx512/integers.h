// Arithmetic of integers.
#ifndef LINQUANT_TEST_AVX512_INTEGERS_H_
#define LINQUANT_TEST_AVX512_INTEGERS_H_

#include "vectors.h"

namespace linquant {
namespace {

LINQUANT_OF_TWO(__m512i, and_si512, and_si256)
LINQUANT_OF_TWO(__m512i, or_si512, or_si256)
LINQUANT_OF_TWO(__m512i, xor_si512, xor_si256)
LINQUANT_OF_TWO(__m512i, add_epi32, add_epi32)
LINQUANT_OF_TWO(__m512i, sub_epi32, sub_epi32)
LINQUANT_OF_TWO(__m512i, adds_epi16, adds_epi16)
LINQUANT_OF_TWO(__m512i, min_epi32, min_epi32)
LINQUANT_OF_TWO(__m512i, max_epi32, max_epi32)
LINQUANT_OF_TWO(__m512i, min_epi16, min_epi16)
LINQUANT_OF_TWO(__m512i, min_epi8, min_epi8)
LINQUANT_OF_TWO(__m512i, max_epi8, max_epi8)

inline __m512i _mm512_slli_epi32(__m512i a, unsigned count) {
  const int bits = static_cast<int>(count);
  return {{_mm256_slli_epi32(a.half[0], bits), _mm256_slli_epi32(a.half[1], bits)}};
}
inline __m512i _mm512_srli_epi32(__m512i a, unsigned count) {
  const int bits = static_cast<int>(count);
  return {{_mm256_srli_epi32(a.half[0], bits), _mm256_srli_epi32(a.half[1], bits)}};
}

inline __m512i _mm512_mask_or_epi32(__m512i otherwise, __mmask16 mask, __m512i a, __m512i b) {
  return selectLanes<int32_t>(mask, otherwise, _mm512_or_si512(a, b));
}
inline __m256i _mm256_mask_or_epi32(__m256i otherwise, __mmask8 mask, __m256i a, __m256i b) {
  return selectLanes<int32_t>(mask, otherwise, _mm256_or_si256(a, b));
}

// For each bit, imm8 is a table of 8 results, indexed by the bits of a (highest), b and c.
inline __m512i _mm512_ternarylogic_epi32(__m512i a, __m512i b, __m512i c, int imm8) {
  const auto x = lanesOf<uint32_t>(a), y = lanesOf<uint32_t>(b), z = lanesOf<uint32_t>(c);
  Lanes<uint32_t> result = {};
  for (size_t i = 0; i < result.kCount; i++) {
    for (uint32_t row = 0; row < 8; row++) {
      if ((imm8 >> row & 1) == 0) continue;
      const uint32_t inA = row & 4 ? x.at[i] : ~x.at[i], inB = row & 2 ? y.at[i] : ~y.at[i];
      result.at[i] |= inA & inB & (row & 1 ? z.at[i] : ~z.at[i]);
    }
  }
  return vectorOf<__m512i>(result);
}

}  // namespace
}  // namespace linquant

#endif  // LINQUANT_TEST_AVX512_INTEGERS_H_
