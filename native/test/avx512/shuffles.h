// Operations that move lanes: halves, interleaving, permutations, packing.
#ifndef LINQUANT_TEST_AVX512_SHUFFLES_H_
#define LINQUANT_TEST_AVX512_SHUFFLES_H_

#include "vectors.h"

namespace linquant {
namespace {

inline __m256 _mm512_extractf32x8_ps(__m512 a, int index) { return a.half[index & 1]; }
inline __m256i _mm512_extracti64x4_epi64(__m512i a, int index) { return a.half[index & 1]; }
inline __m512 _mm512_insertf32x8(__m512 a, __m256 b, int index) {
  a.half[index & 1] = b;
  return a;
}
inline __m512i _mm512_inserti64x4(__m512i a, __m256i b, int index) {
  a.half[index & 1] = b;
  return a;
}

// These work within lanes of 128 bits, so AVX2's can do each half separately.
LINQUANT_OF_TWO(__m512, unpacklo_ps, unpacklo_ps)
LINQUANT_OF_TWO(__m512, unpackhi_ps, unpackhi_ps)
LINQUANT_OF_TWO(__m512d, unpacklo_pd, unpacklo_pd)
LINQUANT_OF_TWO(__m512d, unpackhi_pd, unpackhi_pd)
LINQUANT_OF_TWO(__m512i, unpacklo_epi64, unpacklo_epi64)
LINQUANT_OF_TWO(__m512i, unpackhi_epi64, unpackhi_epi64)
LINQUANT_OF_TWO(__m512i, packs_epi32, packs_epi32)
LINQUANT_OF_TWO(__m512i, packs_epi16, packs_epi16)
LINQUANT_OF_TWO(__m512i, packus_epi32, packus_epi32)
LINQUANT_OF_TWO(__m512i, packus_epi16, packus_epi16)
LINQUANT_OF_TWO(__m512i, shuffle_epi8, shuffle_epi8)

inline __m512i _mm512_broadcast_i32x4(__m128i a) {
  return {{_mm256_broadcastsi128_si256(a), _mm256_broadcastsi128_si256(a)}};
}

template <class T>
inline __m512i permuteLanes(const __m512i& index, const __m512i& a) {
  const auto from = lanesOf<T>(index), x = lanesOf<T>(a);
  Lanes<T> result;
  for (size_t i = 0; i < result.kCount; i++) result.at[i] = x.at[from.at[i] % result.kCount];
  return vectorOf<__m512i>(result);
}
inline __m512i _mm512_permutexvar_epi32(__m512i index, __m512i a) { return permuteLanes<uint32_t>(index, a); }
inline __m512i _mm512_permutexvar_epi64(__m512i index, __m512i a) { return permuteLanes<uint64_t>(index, a); }

// Four lanes of 128 bits: two of a, then two of b, each chosen by two bits of imm8.
template <class Vector>
inline Vector shuffleLanes(const Vector& a, const Vector& b, int imm8) {
  const auto x = lanesOf<uint64_t>(a), y = lanesOf<uint64_t>(b);
  Lanes<uint64_t> result;
  for (size_t i = 0; i < 4; i++) {
    const size_t chosen = static_cast<size_t>(imm8 >> (2 * i) & 3);
    const auto& from = i < 2 ? x : y;
    for (size_t part = 0; part < 2; part++) result.at[2 * i + part] = from.at[2 * chosen + part];
  }
  return vectorOf<Vector>(result);
}
inline __m512 _mm512_shuffle_f32x4(__m512 a, __m512 b, int imm8) { return shuffleLanes(a, b, imm8); }
inline __m512i _mm512_shuffle_i64x2(__m512i a, __m512i b, int imm8) { return shuffleLanes(a, b, imm8); }

}  // namespace
}  // namespace linquant

#endif  // LINQUANT_TEST_AVX512_SHUFFLES_H_
