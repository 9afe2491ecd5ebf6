// What AVX-512 offers for searching (vector/vector.h). Where lanes are added up, it is AVX2 on halves.
#ifndef LINQUANT_CORE_ISA_AVX512_SEARCH_H_
#define LINQUANT_CORE_ISA_AVX512_SEARCH_H_

#include "avx2_search.h"

namespace linquant {
namespace {

struct Avx512Search {
  static constexpr bool kHasSearch = true;
  static constexpr bool kHasDots = false;
  static constexpr bool kHasSignedDots = false;
  static constexpr bool kHasTiles = true;
  static constexpr bool kHasPacking = false;

  using TileSum = __m512i;

  template <bool isSigned>
  static __m512i widenCodes(const uint8_t* p) {
    return isSigned ? _mm512_cvtepi8_epi16(half(p)) : _mm512_cvtepu8_epi16(half(p));
  }
  static __m256i half(const uint8_t* p) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)); }
  static __m512i addProducts(__m512i sum, __m512i a, __m512i b) {
    return _mm512_add_epi32(sum, _mm512_madd_epi16(a, b));
  }
  static void addPairs(const uint8_t* pair, __m512i a, __m512i b, __m512i& sumA, __m512i& sumB) {
    const __m512i x = broadcastPair(pair);
    sumA = addProducts(sumA, x, a);
    sumB = addProducts(sumB, x, b);
  }
  static __m512i broadcastPair(const uint8_t* p) {
    int32_t pair;
    __builtin_memcpy(&pair, p, sizeof pair);
    return _mm512_set1_epi32(pair);
  }
  static __m512i addByteProducts(__m512i sum, __m512i codes, __m512i digits) {
    return _mm512_add_epi16(sum, _mm512_maddubs_epi16(codes, digits));
  }
  static __m512i addBytes(__m512i a, __m512i b) { return _mm512_add_epi8(a, b); }
  static __m512i sumBytes(__m512i a) { return _mm512_sad_epu8(a, _mm512_set1_epi32(0)); }
  static __m512i bitCounts(__m512i x) {
    const __m512i counts =
        _mm512_broadcast_i32x4(_mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4));
    const __m512i low = _mm512_set1_epi8(15);
    return _mm512_add_epi8(_mm512_shuffle_epi8(counts, _mm512_and_si512(x, low)),
                           _mm512_shuffle_epi8(counts, _mm512_and_si512(_mm512_srli_epi32(x, 4), low)));
  }
  static __m512i loadHalves(const uint8_t* low, const uint8_t* high) {
    return _mm512_inserti64x4(_mm512_castsi256_si512(half(low)), half(high), 1);
  }
  static __m512i joinHalves(__m512i a, __m512i b) {
    return _mm512_add_epi8(_mm512_inserti64x4(a, low(b), 1), _mm512_inserti64x4(b, high(a), 0));
  }
  static __m256i low(__m512i a) { return _mm512_castsi512_si256(a); }
  static __m256i high(__m512i a) { return _mm512_extracti64x4_epi64(a, 1); }

  static void storeSums(const __m512i* v, int32_t* out) {
    __m256i sums[8];
    for (size_t i = 0; i < 8; i++) sums[i] = _mm256_add_epi32(low(v[i]), high(v[i]));
    Avx2Search::storeSums(sums, out);
  }
  static void storePairSums(const __m512i* v, uint8_t* out) {
    __m256i sums[4];
    for (size_t i = 0; i < 4; i++) {
      sums[i] = _mm256_add_epi32(_mm256_permute2x128_si256(low(v[i]), high(v[i]), 0x20),
                                 _mm256_permute2x128_si256(low(v[i]), high(v[i]), 0x31));
    }
    Avx2Search::storePairSums(sums, out);
  }
  static void storeColumns(__m512i a, __m512i b, __m512i c, __m512i d, __m512i e, __m512i f, double* out,
                           size_t line) {
    Avx2Search::storeColumns(low(a), low(b), low(c), low(d), low(e), low(f), out, line);
    Avx2Search::storeColumns(high(a), high(b), high(c), high(d), high(e), high(f), out + 8 * line, line);
  }

  static __m512d divideDoubles(__m512d a, __m512d b) { return _mm512_div_pd(a, b); }
  static __m512d rootOfDoubles(__m512d a) { return _mm512_sqrt_pd(a); }
};

}  // namespace
}  // namespace linquant

#endif  // LINQUANT_CORE_ISA_AVX512_SEARCH_H_
