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
  static constexpr bool kHasMasks = false;
  static constexpr float kLimit = 0x1p20f;

  using F = __m256;
  using I = __m256i;
  using Bits = __m256i;
  using Codes = __m256i;
  struct Words {
    __m256i low, high;
  };

  struct Finish {
    __m256i zeroPoint, qmin, qmax, order;
    Finish(int32_t z, int32_t low, int32_t high)
        : zeroPoint(_mm256_set1_epi16(static_cast<int16_t>(z))),
          qmin(_mm256_set1_epi8(static_cast<int8_t>(low))),
          qmax(_mm256_set1_epi8(static_cast<int8_t>(high))),
          order(_mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7)) {}
  };

  static F load(const uint8_t* p) { return _mm256_castsi256_ps(loadBits(p)); }
  static void store(uint8_t* p, F value) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), _mm256_castps_si256(value));
  }

  static F broadcast(float value) { return _mm256_set1_ps(value); }
  static F multiply(F a, F b) { return _mm256_mul_ps(a, b); }
  static F divide(F a, F b) { return _mm256_div_ps(a, b); }
  static F fma(F a, F b, F c) { return _mm256_fmadd_ps(a, b, c); }
  static F limit(F x, F most) {
    const F numbers = _mm256_cmp_ps(x, x, _CMP_ORD_Q);
    const F least = _mm256_sub_ps(_mm256_setzero_ps(), most);
    return _mm256_and_ps(numbers, _mm256_min_ps(_mm256_max_ps(x, least), most));
  }

  static I round(F x) { return _mm256_cvtps_epi32(x); }
  static Words pack(I a, I b, I c, I d) { return {_mm256_packs_epi32(a, b), _mm256_packs_epi32(c, d)}; }
  static bool isMarked(const Words& words) {
    const __m256i least = _mm256_min_epi16(words.low, words.high);
    return _mm256_movemask_epi8(_mm256_cmpeq_epi16(least, _mm256_set1_epi16(INT16_MIN))) != 0;
  }
  template <class Code>
  static Codes codes(const Words& words, const Finish& finish) {
    const __m256i low = _mm256_adds_epi16(words.low, finish.zeroPoint);
    const __m256i high = _mm256_adds_epi16(words.high, finish.zeroPoint);
    if constexpr (static_cast<Code>(-1) < 0) {
      const __m256i codes = _mm256_permutevar8x32_epi32(_mm256_packs_epi16(low, high), finish.order);
      return _mm256_min_epi8(_mm256_max_epi8(codes, finish.qmin), finish.qmax);
    } else {
      const __m256i codes = _mm256_permutevar8x32_epi32(_mm256_packus_epi16(low, high), finish.order);
      return _mm256_min_epu8(_mm256_max_epu8(codes, finish.qmin), finish.qmax);
    }
  }
  static void storeCodes(uint8_t* q, Codes codes) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(q), codes);
  }

  static I broadcastInteger(int32_t value) { return _mm256_set1_epi32(value); }
  template <class Code>
  static void widen(const uint8_t* q, I (&out)[4]) {
    for (size_t i = 0; i < 4; i++) {
      const __m128i codes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(q + i * kLanes));
      out[i] = static_cast<Code>(-1) < 0 ? _mm256_cvtepi8_epi32(codes) : _mm256_cvtepu8_epi32(codes);
    }
  }
  static I subtract(I a, I b) { return _mm256_sub_epi32(a, b); }
  static F toFloat(I value) { return _mm256_cvtepi32_ps(value); }

  static Bits broadcastBits(uint32_t bits) { return _mm256_set1_epi32(static_cast<int32_t>(bits)); }
  static Bits loadBits(const uint8_t* p) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)); }
  static void storeBits(uint32_t* p, Bits bits) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), bits); }
  static Bits maxSigned(Bits a, Bits b) { return _mm256_max_epi32(a, b); }
  static Bits maxUnsigned(Bits a, Bits b) { return _mm256_max_epu32(a, b); }
  static Bits minUnsigned(Bits a, Bits b) { return _mm256_min_epu32(a, b); }
};

}  // namespace

extern const KernelTable k_avx2;
const KernelTable k_avx2 = makeTable<Avx2>("avx2", kFeatureAvx2);

}  // namespace linquant
