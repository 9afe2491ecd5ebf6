// What AVX2 offers for searching (vector/vector.h).
#ifndef LINQUANT_CORE_ISA_AVX2_SEARCH_H_
#define LINQUANT_CORE_ISA_AVX2_SEARCH_H_

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

namespace linquant {
namespace {

struct Avx2Search {
  static constexpr bool kHasSearch = true;
  static constexpr bool kHasDots = false;
  static constexpr bool kHasSignedDots = false;
  static constexpr bool kHasTiles = true;
  static constexpr bool kHasPacking = true;

  using TileSum = __m256i;

  template <bool isSigned>
  static __m256i widenCodes(const uint8_t* p) {
    const __m128i codes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    return isSigned ? _mm256_cvtepi8_epi16(codes) : _mm256_cvtepu8_epi16(codes);
  }
  // By hand: gcc 12 would copy each sum in a loop, a quarter of its instructions.
  static __m256i addProducts(__m256i sum, __m256i a, __m256i b) {
    __m256i products;
    asm("vpmaddwd %3, %2, %1\n\tvpaddd %1, %0, %0" : "+x"(sum), "=&x"(products) : "x"(a), "x"(b));
    return sum;
  }
  // By hand, in the sixteen registers there are: gcc would broadcast all rows first, keep sums in memory for want of registers, or
  // copy each sum, and such a loop is bound by how many instructions are decoded.
  static void addPairs(const uint8_t* pair, __m256i a, __m256i b, __m256i& sumA, __m256i& sumB) {
    __m256i x, y;
    asm("vpbroadcastd %4, %2\n\t"
        "vpmaddwd %5, %2, %3\n\t"
        "vpmaddwd %6, %2, %2\n\t"
        "vpaddd %3, %0, %0\n\t"
        "vpaddd %2, %1, %1"
        : "+x"(sumA), "+x"(sumB), "=&x"(x), "=&x"(y)
        : "m"(*reinterpret_cast<const uint32_t(*)[1]>(pair)), "x"(a), "x"(b));
  }
  static __m256i addByteProducts(__m256i sum, __m256i codes, __m256i digits) {
    return _mm256_add_epi16(sum, _mm256_maddubs_epi16(codes, digits));
  }
  static __m256i addBytes(__m256i a, __m256i b) { return _mm256_add_epi8(a, b); }
  static __m256i sumBytes(__m256i a) { return _mm256_sad_epu8(a, _mm256_setzero_si256()); }
  static __m256i bitCounts(__m256i x) {
    const __m256i counts = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4,  //
                                            0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    const __m256i low = _mm256_set1_epi8(15);
    return _mm256_add_epi8(_mm256_shuffle_epi8(counts, _mm256_and_si256(x, low)),
                           _mm256_shuffle_epi8(counts, _mm256_and_si256(_mm256_srli_epi32(x, 4), low)));
  }
  static __m256i loadHalves(const uint8_t* low, const uint8_t* high) {
    return _mm256_inserti128_si256(_mm256_castsi128_si256(half(low)), half(high), 1);
  }
  static __m128i half(const uint8_t* p) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p)); }
  static __m256i joinHalves(__m256i a, __m256i b) {
    return _mm256_add_epi8(_mm256_permute2x128_si256(a, b, 0x20), _mm256_permute2x128_si256(a, b, 0x31));
  }

  static void storeSums(const __m256i* v, int32_t* out) {
    const __m256i low = _mm256_hadd_epi32(_mm256_hadd_epi32(v[0], v[1]), _mm256_hadd_epi32(v[2], v[3]));
    const __m256i high = _mm256_hadd_epi32(_mm256_hadd_epi32(v[4], v[5]), _mm256_hadd_epi32(v[6], v[7]));
    const __m256i sums = _mm256_add_epi32(_mm256_permute2x128_si256(low, high, 0x20),
                                          _mm256_permute2x128_si256(low, high, 0x31));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), sums);
  }
  // At any address.
  static void storePairSums(const __m256i* v, uint8_t* out) {
    const __m256i sums = _mm256_hadd_epi32(lowHalves(v[0], v[1]), lowHalves(v[2], v[3]));
    const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    double* const to = reinterpret_cast<double*>(out);
    storeFour(_mm256_permutevar8x32_epi32(sums, order), to, to + 4);
  }
  // The low halves of 64-bit lanes.
  static __m256i lowHalves(__m256i a, __m256i b) {
    return _mm256_castps_si256(_mm256_shuffle_ps(_mm256_castsi256_ps(a), _mm256_castsi256_ps(b), 0x88));
  }
  static void storeColumns(__m256i a, __m256i b, __m256i c, __m256i d, __m256i e, __m256i f, double* out,
                           size_t line) {
    const __m256i low = _mm256_unpacklo_epi32(a, b), low2 = _mm256_unpacklo_epi32(c, d);
    const __m256i high = _mm256_unpackhi_epi32(a, b), high2 = _mm256_unpackhi_epi32(c, d);
    storeFour(_mm256_unpacklo_epi64(low, low2), out, out + 4 * line);
    storeFour(_mm256_unpackhi_epi64(low, low2), out + line, out + 5 * line);
    storeFour(_mm256_unpacklo_epi64(high, high2), out + 2 * line, out + 6 * line);
    storeFour(_mm256_unpackhi_epi64(high, high2), out + 3 * line, out + 7 * line);
    const __m256i rest = _mm256_unpacklo_epi32(e, f), rest2 = _mm256_unpackhi_epi32(e, f);
    storeTwice(_mm256_castsi256_si128(rest), out + 4, line);
    storeTwice(_mm256_castsi256_si128(rest2), out + 2 * line + 4, line);
    storeTwice(_mm256_extracti128_si256(rest, 1), out + 4 * line + 4, line);
    storeTwice(_mm256_extracti128_si256(rest2, 1), out + 6 * line + 4, line);
  }
  static void storeFour(__m256i v, double* to, double* other) {
    _mm256_storeu_pd(to, _mm256_cvtepi32_pd(_mm256_castsi256_si128(v)));
    _mm256_storeu_pd(other, _mm256_cvtepi32_pd(_mm256_extracti128_si256(v, 1)));
  }
  static void storeTwice(__m128i v, double* to, size_t line) {
    const __m256d pairs = _mm256_cvtepi32_pd(v);
    _mm_storeu_pd(to, _mm256_castpd256_pd128(pairs));
    _mm_storeu_pd(to + line, _mm256_extractf128_pd(pairs, 1));
  }

  struct Bound {
    __m256d key;
    __m256i id;
  };
  static Bound bound(double key, uint32_t id) {
    return {_mm256_set1_pd(key), _mm256_set1_epi64x(static_cast<int64_t>(id))};
  }
  template <bool isLargest>
  static uint32_t lanesBefore(const uint8_t* keys, const uint8_t* ids, const Bound& bound) {
    const __m256d key = _mm256_loadu_pd(reinterpret_cast<const double*>(keys));
    const __m256d isBetter =
        isLargest ? _mm256_cmp_pd(key, bound.key, _CMP_GT_OQ) : _mm256_cmp_pd(key, bound.key, _CMP_LT_OQ);
    const __m256i isLower = _mm256_cmpgt_epi64(bound.id, _mm256_cvtepu32_epi64(half(ids)));
    const __m256d isEqual = _mm256_cmp_pd(key, bound.key, _CMP_EQ_OQ);
    const __m256d is = _mm256_or_pd(isBetter, _mm256_and_pd(isEqual, _mm256_castsi256_pd(isLower)));
    return static_cast<uint32_t>(_mm256_movemask_pd(is));
  }
  static uint64_t countLanes(uint32_t lanes) { return static_cast<uint64_t>(_mm_popcnt_u32(lanes)); }
  static void pack(const uint8_t* keys, const uint8_t* ids, uint32_t lanes, uint8_t* toKeys, uint8_t* toIds) {
    // The halves of the lanes that each set of lanes has, a byte for each.
    static constexpr uint64_t kHalves[] = {0,          0x0100,         0x0302,         0x03020100,
                                           0x0504,     0x05040100,     0x05040302,     0x050403020100,
                                           0x0706,     0x07060100,     0x07060302,     0x070603020100,
                                           0x07060504, 0x070605040100, 0x070605040302, 0x0706050403020100};
    const __m256i order = _mm256_cvtepu8_epi32(_mm_cvtsi64_si128(static_cast<int64_t>(kHalves[lanes])));
    const __m256i key = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(keys));
    const __m256i id = _mm256_permutevar8x32_epi32(_mm256_cvtepu32_epi64(half(ids)), order);
    const __m256i low = _mm256_permutevar8x32_epi32(id, _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6));
    const __m256i packed = _mm256_permutevar8x32_epi32(key, order);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(toKeys), packed);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(toIds), _mm256_castsi256_si128(low));
  }

  static __m256d divideDoubles(__m256d a, __m256d b) { return _mm256_div_pd(a, b); }
  static __m256d rootOfDoubles(__m256d a) { return _mm256_sqrt_pd(a); }
};

}  // namespace
}  // namespace linquant

#endif  // LINQUANT_CORE_ISA_AVX2_SEARCH_H_
