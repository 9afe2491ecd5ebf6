// Conversions by AVX2's on each half, which give INT_MIN for numbers out of range and raise MXCSR's flags as AVX-512's do.
#ifndef LINQUANT_TEST_AVX512_CONVERT_H_
#define LINQUANT_TEST_AVX512_CONVERT_H_

#include "vectors.h"

namespace linquant {
namespace {

// Narrow vectors are stored and loaded as lanes of 128 bits.
inline __m128i lowHalf(__m256i a) { return _mm256_castsi256_si128(a); }
inline __m128i highHalf(__m256i a) { return _mm256_extracti128_si256(a, 1); }

inline __m512i _mm512_cvtps_epi32(__m512 a) {
  return {{_mm256_cvtps_epi32(a.half[0]), _mm256_cvtps_epi32(a.half[1])}};
}
// Lanes that are masked out raise no flag.
inline __m512i _mm512_maskz_cvtps_epi32(__mmask16 mask, __m512 a) {
  return _mm512_cvtps_epi32(_mm512_maskz_mov_ps(mask, a));
}
inline __m512i _mm512_cvttps_epi32(__m512 a) {
  return {{_mm256_cvttps_epi32(a.half[0]), _mm256_cvttps_epi32(a.half[1])}};
}
inline __m512 _mm512_cvtepi32_ps(__m512i a) {
  return {{_mm256_cvtepi32_ps(a.half[0]), _mm256_cvtepi32_ps(a.half[1])}};
}
inline __m256 _mm512_cvtpd_ps(__m512d a) {
  return _mm256_set_m128(_mm256_cvtpd_ps(a.half[1]), _mm256_cvtpd_ps(a.half[0]));
}
inline __m512d _mm512_cvtps_pd(__m256 a) {
  return {{_mm256_cvtps_pd(_mm256_castps256_ps128(a)), _mm256_cvtps_pd(_mm256_extractf128_ps(a, 1))}};
}
inline __m512d _mm512_cvtepu64_pd(__m512i a) {
  const auto x = lanesOf<uint64_t>(a);
  Lanes<double> result;
  for (size_t i = 0; i < result.kCount; i++) result.at[i] = static_cast<double>(x.at[i]);
  return vectorOf<__m512d>(result);
}
inline __m512 _mm512_cvtph_ps(__m256i a) {
  return {{_mm256_cvtph_ps(lowHalf(a)), _mm256_cvtph_ps(highHalf(a))}};
}
inline __m256i _mm512_cvtps_ph(__m512 a, int rounding) {
  if (rounding != (_MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)) abort();
  return _mm256_set_m128i(_mm256_cvtps_ph(a.half[1], _MM_FROUND_TO_NEAREST_INT),
                          _mm256_cvtps_ph(a.half[0], _MM_FROUND_TO_NEAREST_INT));
}
inline __m512i _mm512_cvtepu8_epi32(__m128i a) {
  return {{_mm256_cvtepu8_epi32(a), _mm256_cvtepu8_epi32(_mm_srli_si128(a, 8))}};
}
inline __m512i _mm512_cvtepu16_epi32(__m256i a) {
  return {{_mm256_cvtepu16_epi32(lowHalf(a)), _mm256_cvtepu16_epi32(highHalf(a))}};
}
inline __m512i _mm512_cvtepu8_epi16(__m256i a) {
  return {{_mm256_cvtepu8_epi16(lowHalf(a)), _mm256_cvtepu8_epi16(highHalf(a))}};
}
inline __m512i _mm512_cvtepi8_epi16(__m256i a) {
  return {{_mm256_cvtepi8_epi16(lowHalf(a)), _mm256_cvtepi8_epi16(highHalf(a))}};
}
// Truncates each lane to its low 16 bits, without saturation.
inline __m256i _mm512_cvtepi32_epi16(__m512i a) {
  const auto x = lanesOf<uint32_t>(a);
  Lanes<uint16_t, 16> result;
  for (size_t i = 0; i < result.kCount; i++) result.at[i] = static_cast<uint16_t>(x.at[i]);
  return vectorOf<__m256i>(result);
}

// Converts with a rounding mode that is given, and raises no flag. The compiler does not know that a conversion depends on
// MXCSR. The empty asm statements, which seem to change its operand and result, keep it between the two writes to MXCSR.
template <class Out, class In, class Convert>
inline Out withRounding(In x, int rounding, Convert convert) {
  const uint32_t saved = _mm_getcsr();
  // MXCSR has the rounding in bits 13 and 14, in the encoding of _MM_FROUND_...; bits 7 to 12 mask all exceptions.
  _mm_setcsr((saved & ~0x6000u) | 0x1f80u | static_cast<uint32_t>(rounding & 3) << 13);
  asm volatile("" : "+x"(x.half[0]), "+x"(x.half[1]));
  Out result = convert(x);
  asm volatile("" : "+x"(result.half[0]), "+x"(result.half[1]));
  _mm_setcsr(saved);
  return result;
}
inline __m512i _mm512_cvt_roundps_epi32(__m512 a, int rounding) {
  return withRounding<__m512i>(a, rounding, _mm512_cvtps_epi32);
}
struct HalvesOfPs {
  __m128 half[2];
};
inline __m256 _mm512_cvt_roundpd_ps(__m512d a, int rounding) {
  const HalvesOfPs halves = withRounding<HalvesOfPs>(a, rounding, [](__m512d x) {
    return HalvesOfPs{{_mm256_cvtpd_ps(x.half[0]), _mm256_cvtpd_ps(x.half[1])}};
  });
  return _mm256_set_m128(halves.half[1], halves.half[0]);
}

}  // namespace
}  // namespace linquant

#endif  // LINQUANT_TEST_AVX512_CONVERT_H_
