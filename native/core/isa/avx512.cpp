// AVX-512 F, BW, DQ and VL: 64 floats make one vector of codes.
//
// Rests on vcvtps2dq, which gives INT_MIN for NaN and beyond int32 and rounds ties to even (MXCSR's default,
// which Node never changes); on vpackssdw and vpacksswb, which saturate but work in lanes of 128 bits, so
// that one vpermd at the end puts the codes in order; and on masked loads and stores, which do not touch what
// is masked out.
#include <immintrin.h>

#include "../features.h"
#include "../generic/table.h"

namespace linquant {
namespace {

struct Avx512 {
  static constexpr size_t kLanes = 16;
  static constexpr bool kHasFma = true;
  static constexpr bool kConversionMarks = true;
  static constexpr bool kHasInvalidFlag = true;
  static constexpr bool kStreams = true;
  static constexpr bool kHasMasks = true;
  static constexpr float kLimit = 0x1p20f;

  using F = __m512;
  using I = __m512i;
  using Nan = __mmask16;
  using Codes = __m512i;
  struct Words {
    __m512i low, high;
  };

  using WordVector = __m512i;
  using CodeVector = __m512i;

  static F load(const uint8_t* p) { return _mm512_loadu_ps(p); }
  static void store(uint8_t* p, F value) { _mm512_storeu_ps(p, value); }

  // The lanes of vector `index` that lie among the first n floats of a block.
  static __mmask16 lanes(size_t n, size_t index) {
    return static_cast<__mmask16>(((1ull << n) - 1) >> (index * kLanes));
  }
  static F loadPartial(const uint8_t* p, size_t n, size_t index) {
    return _mm512_maskz_loadu_ps(lanes(n, index), p + index * sizeof(F));
  }
  static F loadPartialOver(F rest, const uint8_t* p, size_t n, size_t index) {
    return _mm512_mask_loadu_ps(rest, lanes(n, index), p + index * sizeof(F));
  }
  static void storePartial(uint8_t* p, size_t n, size_t index, F value) {
    _mm512_mask_storeu_ps(p + index * sizeof(F), lanes(n, index), value);
  }

  // Else gcc loads x for each of two operations.
  static void keepInRegister(F& x) { asm("" : "+v"(x)); }
  static void fetch(const uint8_t* p) { _mm_prefetch(reinterpret_cast<const char*>(p), _MM_HINT_T0); }
  static F broadcast(float value) { return _mm512_set1_ps(value); }
  static F minus(F a, F b) { return _mm512_sub_ps(a, b); }
  static F multiply(F a, F b) { return _mm512_mul_ps(a, b); }
  static F divide(F a, F b) { return _mm512_div_ps(a, b); }
  static F fma(F a, F b, F c) { return _mm512_fmadd_ps(a, b, c); }
  static F limit(F x, F most) {
    const __mmask16 numbers = _mm512_cmp_ps_mask(x, x, _CMP_ORD_Q);
    return _mm512_maskz_range_ps(numbers, x, most, 2);  // the smaller magnitude, with the sign of x
  }

  static bool invalidFlagWorks() { return kInvalidFlagWorks; }
  static void clearInvalidFlag() {
    asm volatile("" ::: "memory");
    const uint32_t status = _mm_getcsr();
    if ((status & _MM_EXCEPT_INVALID) != 0) _mm_setcsr(status & ~_MM_EXCEPT_INVALID);
    asm volatile("" ::: "memory");
  }
  static bool invalidFlag() {
    asm volatile("" ::: "memory");
    return (_mm_getcsr() & _MM_EXCEPT_INVALID) != 0;
  }

  static I round(F x) { return _mm512_cvtps_epi32(x); }
  static Words pack(I a, I b, I c, I d) { return {_mm512_packs_epi32(a, b), _mm512_packs_epi32(c, d)}; }
  static bool isMarked(const Words& words) {
    const __m512i least = _mm512_min_epi16(words.low, words.high);
    return _mm512_cmpeq_epi16_mask(least, _mm512_set1_epi16(INT16_MIN)) != 0;
  }
  static WordVector broadcastWord(int32_t value) { return _mm512_set1_epi16(static_cast<int16_t>(value)); }
  static CodeVector broadcastCode(int32_t value) { return _mm512_set1_epi8(static_cast<int8_t>(value)); }
  static Words addWord(const Words& words, WordVector value) {
    return {_mm512_adds_epi16(words.low, value), _mm512_adds_epi16(words.high, value)};
  }
  template <class Code>
  static Codes narrow(const Words& words) {
    const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    return _mm512_permutexvar_epi32(order, kIsSigned<Code> ? _mm512_packs_epi16(words.low, words.high)
                                                           : _mm512_packus_epi16(words.low, words.high));
  }
  template <class Code>
  static Codes limitCodes(Codes codes, CodeVector qmin, CodeVector qmax) {
    return kIsSigned<Code> ? _mm512_min_epi8(_mm512_max_epi8(codes, qmin), qmax)
                           : _mm512_min_epu8(_mm512_max_epu8(codes, qmin), qmax);
  }
  static void storeCodes(uint8_t* q, Codes codes) { _mm512_storeu_si512(q, codes); }
  static void stream(uint8_t* p, F value) { _mm512_stream_ps(reinterpret_cast<float*>(p), value); }
  static void streamCodes(uint8_t* q, Codes codes) {
    _mm512_stream_si512(reinterpret_cast<__m512i*>(q), codes);
  }
  static bool streams(size_t bytes) { return bytes > kCachedBytes; }
  static void endStreams() { _mm_sfence(); }
  static void storePartialCodes(uint8_t* q, size_t n, Codes codes) {
    _mm512_mask_storeu_epi8(q, (1ull << n) - 1, codes);
  }

  using Offset = I;
  static Offset offset(int32_t zeroPoint) { return _mm512_set1_epi32(zeroPoint); }
  template <class Code>
  static void widenLess(const uint8_t* q, Offset zeroPoint, I (&out)[4]) {
    for (size_t i = 0; i < 4; i++) {
      const __m128i codes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(q + i * kLanes));
      const I integers = kIsSigned<Code> ? _mm512_cvtepi8_epi32(codes) : _mm512_cvtepu8_epi32(codes);
      out[i] = _mm512_sub_epi32(integers, zeroPoint);
    }
  }
  static F toFloat(I value) { return _mm512_cvtepi32_ps(value); }

  static F least(F a, F b) { return _mm512_min_ps(a, b); }
  static F greatest(F a, F b) { return _mm512_max_ps(a, b); }
  static float leastOf(F x) { return _mm512_reduce_min_ps(x); }
  static float greatestOf(F x) { return _mm512_reduce_max_ps(x); }
  static F greaterMagnitude(F a, F x) {
    const __m512i magnitude = _mm512_and_si512(_mm512_castps_si512(x), _mm512_set1_epi32(INT32_MAX));
    return _mm512_castsi512_ps(_mm512_max_epi32(_mm512_castps_si512(a), magnitude));
  }
  static float greatestMagnitudeOf(F x) {
    const __m512i bits = _mm512_castps_si512(x);
    __m256i most = _mm256_max_epi32(_mm512_castsi512_si256(bits), _mm512_extracti64x4_epi64(bits, 1));
    __m128i m = _mm_max_epi32(_mm256_castsi256_si128(most), _mm256_extracti128_si256(most, 1));
    m = _mm_max_epi32(m, _mm_shuffle_epi32(m, 0x4e));
    return _mm_cvtss_f32(_mm_castsi128_ps(_mm_max_epi32(m, _mm_shuffle_epi32(m, 0xb1))));
  }
  static void noteNan(Nan& nan, F a, F b) {
    nan = static_cast<Nan>(nan | _mm512_cmp_ps_mask(a, b, _CMP_UNORD_Q));
  }
  static bool any(Nan nan) { return nan != 0; }
};

}  // namespace

extern const KernelTable k_avx512;
const KernelTable k_avx512 = makeTable<Avx512>("avx512", kFeatureAvx512);

}  // namespace linquant
