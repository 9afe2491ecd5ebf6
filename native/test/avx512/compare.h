// Comparisons, which give masks, and conversions between masks and vectors.
#ifndef LINQUANT_TEST_AVX512_COMPARE_H_
#define LINQUANT_TEST_AVX512_COMPARE_H_

#include "vectors.h"

namespace linquant {
namespace {

// One half, by AVX2's comparison with the same predicate, so that a signaling NaN raises the invalid flag. AVX2's predicate must
// be a constant, hence the switch.
inline uint32_t compareHalves(__m256 a, __m256 b, int predicate) {
#define LINQUANT_CASE(name) \
  case name:                \
    return static_cast<uint32_t>(_mm256_movemask_ps(_mm256_cmp_ps(a, b, name)));
  switch (predicate) {
    LINQUANT_CASE(_CMP_EQ_OQ)
    LINQUANT_CASE(_CMP_NEQ_OQ)
    LINQUANT_CASE(_CMP_NEQ_UQ)
    LINQUANT_CASE(_CMP_LT_OQ)
    LINQUANT_CASE(_CMP_LE_OQ)
    LINQUANT_CASE(_CMP_GE_OQ)
    LINQUANT_CASE(_CMP_GT_OQ)
    LINQUANT_CASE(_CMP_ORD_Q)
    LINQUANT_CASE(_CMP_UNORD_Q)
    default:
      abort();  // a predicate that is not used yet needs a line above
  }
#undef LINQUANT_CASE
}

inline __mmask16 _mm512_cmp_ps_mask(__m512 a, __m512 b, int predicate) {
  return static_cast<__mmask16>(compareHalves(a.half[0], b.half[0], predicate) |
                                compareHalves(a.half[1], b.half[1], predicate) << 8);
}
// Lanes that are masked out must raise no flag.
inline __mmask16 _mm512_mask_cmp_ps_mask(__mmask16 mask, __m512 a, __m512 b, int predicate) {
  return mask & _mm512_cmp_ps_mask(_mm512_maskz_mov_ps(mask, a), _mm512_maskz_mov_ps(mask, b), predicate);
}
inline __mmask8 _mm512_cmp_pd_mask(__m512d a, __m512d b, int predicate) {
  if (predicate != _CMP_NEQ_OQ && predicate != _CMP_GT_OQ) abort();
  const auto compare = [predicate](__m256d x, __m256d y) {
    return _mm256_movemask_pd(predicate == _CMP_GT_OQ ? _mm256_cmp_pd(x, y, _CMP_GT_OQ)
                                                      : _mm256_cmp_pd(x, y, _CMP_NEQ_OQ));
  };
  return static_cast<__mmask8>(compare(a.half[0], b.half[0]) | compare(a.half[1], b.half[1]) << 4);
}

template <class T>
inline uint64_t equalLanes(const __m512i& a, const __m512i& b) {
  const auto x = lanesOf<T>(a), y = lanesOf<T>(b);
  uint64_t mask = 0;
  for (size_t i = 0; i < x.kCount; i++) mask |= uint64_t{x.at[i] == y.at[i]} << i;
  return mask;
}
inline __mmask32 _mm512_cmpeq_epi16_mask(__m512i a, __m512i b) {
  return static_cast<__mmask32>(equalLanes<int16_t>(a, b));
}
inline __mmask16 _mm512_cmpeq_epi32_mask(__m512i a, __m512i b) {
  return static_cast<__mmask16>(equalLanes<int32_t>(a, b));
}
// Lanes in which a & b is not 0.
inline __mmask16 _mm512_test_epi32_mask(__m512i a, __m512i b) {
  const auto x = lanesOf<uint32_t>(a), y = lanesOf<uint32_t>(b);
  uint32_t mask = 0;
  for (size_t i = 0; i < x.kCount; i++) mask |= uint32_t{(x.at[i] & y.at[i]) != 0} << i;
  return static_cast<__mmask16>(mask);
}

// The second argument is the lower half of the result.
inline __mmask32 _mm512_kunpackw(__mmask32 a, __mmask32 b) { return (a << 16) | (b & 0xffff); }
inline __mmask64 _mm512_kunpackd(__mmask64 a, __mmask64 b) { return (a << 32) | (b & 0xffffffff); }

// From a mask to bytes of 0xff or 0, and from the sign bits of bytes to a mask.
inline __m512i _mm512_movm_epi8(__mmask64 mask) {
  return selectLanes<uint8_t>(mask, allLanes<__m512i>(uint8_t{0}), allLanes<__m512i>(uint8_t{0xff}));
}
inline __mmask64 _mm512_movepi8_mask(__m512i a) {
  const auto x = lanesOf<uint8_t>(a);
  uint64_t mask = 0;
  for (size_t i = 0; i < x.kCount; i++) mask |= static_cast<uint64_t>(x.at[i] >> 7) << i;
  return mask;
}

}  // namespace
}  // namespace linquant

#endif  // LINQUANT_TEST_AVX512_COMPARE_H_
