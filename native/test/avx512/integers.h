// Arithmetic of integers.
#ifndef LINQUANT_TEST_AVX512_INTEGERS_H_
#define LINQUANT_TEST_AVX512_INTEGERS_H_

#include "vectors.h"

namespace linquant {
namespace {

LINQUANT_OF_TWO(__m512i, and_si512, and_si256)
LINQUANT_OF_TWO(__m512i, or_si512, or_si256)
LINQUANT_OF_TWO(__m512i, add_epi64, add_epi64)
LINQUANT_OF_TWO(__m512i, xor_si512, xor_si256)
LINQUANT_OF_TWO(__m512i, add_epi32, add_epi32)
LINQUANT_OF_TWO(__m512i, sub_epi32, sub_epi32)
LINQUANT_OF_TWO(__m512i, add_epi16, add_epi16)
LINQUANT_OF_TWO(__m512i, add_epi8, add_epi8)
LINQUANT_OF_TWO(__m512i, madd_epi16, madd_epi16)
LINQUANT_OF_TWO(__m512i, maddubs_epi16, maddubs_epi16)
LINQUANT_OF_TWO(__m512i, sad_epu8, sad_epu8)
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

inline __m512i _mm512_popcnt_epi8(__m512i a) {
  auto lanes = lanesOf<uint8_t>(a);
  for (uint8_t& lane : lanes.at) lane = static_cast<uint8_t>(__builtin_popcount(lane));
  return vectorOf<__m512i>(lanes);
}

// Products of unsigned bytes with signed ones, four neighbours added to each lane without saturation. (maddubs would saturate.)
inline __m256i dotsOfHalf(__m256i sum, __m256i a, __m256i b) {
  const __m256i even = _mm256_set1_epi16(0xff);
  const __m256i evens =
      _mm256_madd_epi16(_mm256_and_si256(a, even), _mm256_srai_epi16(_mm256_slli_epi16(b, 8), 8));
  const __m256i odds = _mm256_madd_epi16(_mm256_srli_epi16(a, 8), _mm256_srai_epi16(b, 8));
  return _mm256_add_epi32(sum, _mm256_add_epi32(evens, odds));
}
inline __m512i _mm512_dpbusd_epi32(__m512i sum, __m512i a, __m512i b) {
  return {{dotsOfHalf(sum.half[0], a.half[0], b.half[0]), dotsOfHalf(sum.half[1], a.half[1], b.half[1])}};
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
