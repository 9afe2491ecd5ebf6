// AVX2 with FMA: 32 floats make one vector of codes.
//
// Rests on vcvtps2dq, which gives INT_MIN for NaN and beyond int32 and rounds ties to even (MXCSR's default,
// which Node never changes); on vpackssdw and vpacksswb, which saturate but work in lanes of 128 bits, so
// that one vpermd at the end puts the codes in order.
#include <immintrin.h>

#include "../features.h"
#include "../generic/table.h"

namespace linquant {
namespace {

struct Avx2 {
  static constexpr size_t kLanes = 8;
  static constexpr bool kHasFma = true;
  static constexpr bool kConversionMarks = true;
  static constexpr bool kHasInvalidFlag = true;
  static constexpr bool kStreams = true;
  static constexpr bool kHasMasks = false;
  static constexpr float kLimit = 0x1p20f;

  using F = __m256;
  using I = __m256i;
  using Nan = __m256;
  using Codes = __m256i;
  struct Words {
    __m256i low, high;
  };

  using WordVector = __m256i;
  using CodeVector = __m256i;

  static F load(const uint8_t* p) { return _mm256_loadu_ps(reinterpret_cast<const float*>(p)); }
  static void store(uint8_t* p, F value) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), _mm256_castps_si256(value));
  }

  // Else gcc loads x for each of two operations.
  static void keepInRegister(F& x) { asm("" : "+x"(x)); }
  static void fetch(const uint8_t* p) { _mm_prefetch(reinterpret_cast<const char*>(p), _MM_HINT_T0); }
  static F broadcast(float value) { return _mm256_set1_ps(value); }
  static F minus(F a, F b) { return _mm256_sub_ps(a, b); }
  static F multiply(F a, F b) { return _mm256_mul_ps(a, b); }
  static F divide(F a, F b) { return _mm256_div_ps(a, b); }
  static F fma(F a, F b, F c) { return _mm256_fmadd_ps(a, b, c); }
  static F limit(F x, F most) {
    const F numbers = _mm256_cmp_ps(x, x, _CMP_ORD_Q);
    const F least = _mm256_sub_ps(_mm256_setzero_ps(), most);
    return _mm256_and_ps(numbers, _mm256_min_ps(_mm256_max_ps(x, least), most));
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

  static I round(F x) { return _mm256_cvtps_epi32(x); }
  static Words pack(I a, I b, I c, I d) { return {_mm256_packs_epi32(a, b), _mm256_packs_epi32(c, d)}; }
  static bool isMarked(const Words& words) {
    const __m256i least = _mm256_min_epi16(words.low, words.high);
    return _mm256_movemask_epi8(_mm256_cmpeq_epi16(least, _mm256_set1_epi16(INT16_MIN))) != 0;
  }
  static WordVector broadcastWord(int32_t value) { return _mm256_set1_epi16(static_cast<int16_t>(value)); }
  static CodeVector broadcastCode(int32_t value) { return _mm256_set1_epi8(static_cast<int8_t>(value)); }
  static Words addWord(const Words& words, WordVector value) {
    return {_mm256_adds_epi16(words.low, value), _mm256_adds_epi16(words.high, value)};
  }
  template <class Code>
  static Codes narrow(const Words& words) {
    const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    return _mm256_permutevar8x32_epi32(kIsSigned<Code> ? _mm256_packs_epi16(words.low, words.high)
                                                       : _mm256_packus_epi16(words.low, words.high),
                                       order);
  }
  template <class Code>
  static Codes limitCodes(Codes codes, CodeVector qmin, CodeVector qmax) {
    return kIsSigned<Code> ? _mm256_min_epi8(_mm256_max_epi8(codes, qmin), qmax)
                           : _mm256_min_epu8(_mm256_max_epu8(codes, qmin), qmax);
  }
  static void stream(uint8_t* p, F value) { _mm256_stream_ps(reinterpret_cast<float*>(p), value); }
  static void streamCodes(uint8_t* q, Codes codes) {
    _mm256_stream_si256(reinterpret_cast<__m256i*>(q), codes);
  }
  static bool streams(size_t bytes) { return bytes > kCachedBytes; }
  static void endStreams() { _mm_sfence(); }
  static void storeCodes(uint8_t* q, Codes codes) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(q), codes);
  }

  using Offset = I;
  static Offset offset(int32_t zeroPoint) { return _mm256_set1_epi32(zeroPoint); }
  template <class Code>
  static void widenLess(const uint8_t* q, Offset zeroPoint, I (&out)[4]) {
    for (size_t i = 0; i < 4; i++) {
      const __m128i codes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(q + i * kLanes));
      const I integers = kIsSigned<Code> ? _mm256_cvtepi8_epi32(codes) : _mm256_cvtepu8_epi32(codes);
      out[i] = _mm256_sub_epi32(integers, zeroPoint);
    }
  }
  static F toFloat(I value) { return _mm256_cvtepi32_ps(value); }

  static F least(F a, F b) { return _mm256_min_ps(a, b); }
  static F greatest(F a, F b) { return _mm256_max_ps(a, b); }
  static float leastOf(F x) {
    __m128 low = _mm_min_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
    low = _mm_min_ps(low, _mm_movehl_ps(low, low));
    return _mm_cvtss_f32(_mm_min_ss(low, _mm_movehdup_ps(low)));
  }
  static float greatestOf(F x) {
    __m128 high = _mm_max_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
    high = _mm_max_ps(high, _mm_movehl_ps(high, high));
    return _mm_cvtss_f32(_mm_max_ss(high, _mm_movehdup_ps(high)));
  }
  static F greaterMagnitude(F a, F x) {
    const __m256i magnitude = _mm256_and_si256(_mm256_castps_si256(x), _mm256_set1_epi32(INT32_MAX));
    return _mm256_castsi256_ps(_mm256_max_epi32(_mm256_castps_si256(a), magnitude));
  }
  static float greatestMagnitudeOf(F x) {
    const __m256i most = _mm256_castps_si256(x);
    __m128i m = _mm_max_epi32(_mm256_castsi256_si128(most), _mm256_extracti128_si256(most, 1));
    m = _mm_max_epi32(m, _mm_shuffle_epi32(m, 0x4e));
    return _mm_cvtss_f32(_mm_castsi128_ps(_mm_max_epi32(m, _mm_shuffle_epi32(m, 0xb1))));
  }
  static void noteNan(Nan& nan, F a, F b) { nan = _mm256_or_ps(nan, _mm256_cmp_ps(a, b, _CMP_UNORD_Q)); }
  static bool any(Nan nan) { return _mm256_movemask_ps(nan) != 0; }
};

}  // namespace

extern const KernelTable k_avx2;
const KernelTable k_avx2 = makeTable<Avx2>("avx2", kFeatureAvx2);

}  // namespace linquant
