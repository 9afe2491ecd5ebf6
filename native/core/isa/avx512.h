// AVX-512 F, BW, DQ and VL: a chunk is 64 floats.
//
// vcvtps2dq rounds ties to even (the default of MXCSR, which Node never changes) and gives INT32_MIN for NaN and beyond int32.
// vpackssdw and vpacksswb saturate, but interleave their operands per 128 bits, so one vpermd puts the codes in order.
// Masked loads and stores do not touch the memory of masked-out lanes.
#ifndef LINQUANT_CORE_ISA_AVX512_H_
#define LINQUANT_CORE_ISA_AVX512_H_

#include <immintrin.h>

#include "../features.h"
#include "../kernels/table.h"
#include "avx512_search.h"

namespace linquant {
namespace {

struct Avx512 : Avx512Search {
  static constexpr size_t kLanes = 16;
  static constexpr bool kHasFma = true;
  static constexpr bool kOverflowIsIntMin = true;
  static constexpr bool kHasInvalidFlag = true;
  static constexpr bool kHasStreaming = true;
  static constexpr bool kHasMasks = true;
  static constexpr bool kTestsLoops = false;
  static constexpr float kLimit = 0x1p20f;

  using F = __m512;
  using I = __m512i;
  using Mask = __mmask16;
  using Nan = __mmask16;
  using Codes = __m512i;
  struct Words {
    __m512i low, high;
  };

  using WordVector = __m512i;
  using CodeVector = __m512i;

  static F load(const uint8_t* p) { return _mm512_loadu_ps(p); }
  static void store(uint8_t* p, F value) { _mm512_storeu_ps(p, value); }

  // The lanes of vector `index` of a chunk that are among its first n floats.
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

  static F loadFloat16(const uint8_t* p) { return _mm512_cvtph_ps(loadShorts(p)); }
  static F loadBfloat16(const uint8_t* p) {
    return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(loadShorts(p)), 16));
  }
  static F loadFloat64(const uint8_t* p) {
    return join(_mm512_cvtpd_ps(_mm512_loadu_pd(p)), _mm512_cvtpd_ps(_mm512_loadu_pd(p + 64)));
  }
  static F loadFloat64Odd(const uint8_t* p) {
    return join(toOdd(_mm512_loadu_pd(p)), toOdd(_mm512_loadu_pd(p + 64)));
  }
  static void storeFloat16(uint8_t* p, F value) {
    storeShorts(p, _mm512_cvtps_ph(value, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
  }
  static void storeBfloat16(uint8_t* p, F value) {
    const I bits = _mm512_castps_si512(value), high = _mm512_srli_epi32(bits, 16);
    const I odd = _mm512_and_si512(high, _mm512_set1_epi32(1));
    const I up = _mm512_add_epi32(bits, _mm512_add_epi32(odd, _mm512_set1_epi32(0x7fff)));
    const I rounded =
        _mm512_mask_or_epi32(_mm512_srli_epi32(up, 16), nanLanes(value), high, _mm512_set1_epi32(0x40));
    storeShorts(p, _mm512_cvtepi32_epi16(rounded));
  }
  static void storeFloat64(uint8_t* p, F value) {
    _mm512_storeu_pd(p, _mm512_cvtps_pd(_mm512_castps512_ps256(value)));
    _mm512_storeu_pd(p + 64, _mm512_cvtps_pd(_mm512_extractf32x8_ps(value, 1)));
  }
  static __m256i loadShorts(const uint8_t* p) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  }
  static void storeShorts(uint8_t* p, __m256i value) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), value);
  }
  static F join(__m256 low, __m256 high) { return _mm512_insertf32x8(_mm512_castps256_ps512(low), high, 1); }
  static __m256 toOdd(__m512d x) {
    const __m256 cut = _mm512_cvt_roundpd_ps(x, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
    const __mmask8 inexact = _mm512_cmp_pd_mask(_mm512_cvtps_pd(cut), x, _CMP_NEQ_OQ);
    const __m256i bits = _mm256_castps_si256(cut);
    return _mm256_castsi256_ps(_mm256_mask_or_epi32(bits, inexact, bits, _mm256_set1_epi32(1)));
  }
  static __mmask16 nanLanes(F x) { return _mm512_cmp_ps_mask(x, x, _CMP_UNORD_Q); }

  // Without this, gcc loads x from memory for each of its two uses.
#if defined(LINQUANT_EMULATED_AVX512)
  static void keepInRegister(F&) {}  // two registers there, which asm cannot name
#else
  static void keepInRegister(F& x) { asm("" : "+v"(x)); }
#endif
  // Not _mm_prefetch: gcc 12 deletes loops whose body is nothing but that.
  static void prefetch(const uint8_t* p) { asm volatile("prefetcht0 %0" : : "m"(*p)); }
  static F broadcast(float value) { return _mm512_set1_ps(value); }
  static F add(F a, F b) { return _mm512_add_ps(a, b); }
  static F subtract(F a, F b) { return _mm512_sub_ps(a, b); }
  static F multiply(F a, F b) { return _mm512_mul_ps(a, b); }
  static F divide(F a, F b) { return _mm512_div_ps(a, b); }
  static F fma(F a, F b, F c) { return _mm512_fmadd_ps(a, b, c); }
  static F clampMagnitude(F x, F most) {
    const __mmask16 numbers = _mm512_cmp_ps_mask(x, x, _CMP_ORD_Q);
    return _mm512_maskz_range_ps(numbers, x, most, 2);  // the smaller magnitude, with the sign of x
  }
  static F nanToZero(F x) { return _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(x, x, _CMP_ORD_Q), x); }
  static F nanToQuiet(F x) { return _mm512_mask_blend_ps(nanLanes(x), x, broadcast(quietNan())); }
  static F selectWhereZero(F x, F then, F otherwise) {
    return _mm512_mask_blend_ps(_mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_EQ_OQ), otherwise, then);
  }
  static bool areAllWithin(F x, float low, float high) {
    const __mmask16 above = _mm512_cmp_ps_mask(x, broadcast(low), _CMP_GE_OQ);
    return _mm512_mask_cmp_ps_mask(above, x, broadcast(high), _CMP_LE_OQ) == 0xffff;
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
  // A lane that is masked out raises no flag.
  static I roundNumbers(F quotient, F x) {
    return _mm512_maskz_cvtps_epi32(_mm512_cmp_ps_mask(x, x, _CMP_ORD_Q), quotient);
  }
  static I truncate(F x) { return _mm512_cvttps_epi32(x); }
  static I roundDown(F x) { return _mm512_cvt_roundps_epi32(x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC); }
  static I roundHalfAway(F x) {
    // (x & sign) | half, in one operation.
    const I bits = _mm512_ternarylogic_epi32(_mm512_castps_si512(x), _mm512_set1_epi32(INT32_MIN),
                                             _mm512_castps_si512(broadcast(kBelowHalf)), 0xea);
    return truncate(_mm512_add_ps(x, _mm512_castsi512_ps(bits)));
  }
  static I broadcastInteger(int32_t value) { return _mm512_set1_epi32(value); }
  static I loadIntegers(const uint8_t* p) { return _mm512_loadu_si512(p); }
  static void storeIntegers(uint8_t* p, I value) { _mm512_storeu_si512(p, value); }
  static I addIntegers(I a, I b) { return _mm512_add_epi32(a, b); }
  static I subtractIntegers(I a, I b) { return _mm512_sub_epi32(a, b); }
  static I xorIntegers(I a, I bits) { return _mm512_xor_si512(a, bits); }
  static I minIntegers(I a, I b) { return _mm512_min_epi32(a, b); }
  static I maxIntegers(I a, I b) { return _mm512_max_epi32(a, b); }
  static I andIntegers(I a, I b) { return _mm512_and_si512(a, b); }
  template <int kBits>
  static I shiftLeft(I x) {
    return _mm512_slli_epi32(x, kBits);
  }
  template <int kBits>
  static I shiftRight(I x) {
    return _mm512_srli_epi32(x, kBits);
  }
  static Mask equalIntegers(I a, I b) { return _mm512_cmpeq_epi32_mask(a, b); }
  static Mask isNumber(F x) { return _mm512_cmp_ps_mask(x, x, _CMP_ORD_Q); }
  static Mask andMasks(Mask a, Mask b) { return static_cast<Mask>(a & b); }
  static I oneUnless(Mask mask) { return _mm512_maskz_set1_epi32(static_cast<Mask>(~mask), 1); }
  static I selectIntegers(Mask mask, I then, I otherwise) {
    return asIntegers(_mm512_mask_blend_ps(mask, asFloats(otherwise), asFloats(then)));
  }
  static I asIntegers(F x) { return _mm512_castps_si512(x); }
  static F asFloats(I bits) { return _mm512_castsi512_ps(bits); }
  static void storeBytes(uint8_t* q, const I (&v)[4]) {
    const I byte = _mm512_set1_epi16(0xff);
    const Words words = narrowToWords(v[0], v[1], v[2], v[3]);
    storeCodes(q, inOrder(_mm512_packus_epi16(_mm512_and_si512(words.low, byte),
                                              _mm512_and_si512(words.high, byte))));
  }
  static void storeWords(uint8_t* q, const I (&v)[4]) {
    const I word = _mm512_set1_epi32(0xffff), order = _mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7);
    for (size_t j = 0; j < 4; j += 2) {
      const I both = _mm512_packus_epi32(_mm512_and_si512(v[j], word), _mm512_and_si512(v[j + 1], word));
      _mm512_storeu_si512(q + j * 32, _mm512_permutexvar_epi64(order, both));
    }
  }
  static Words narrowToWords(I a, I b, I c, I d) {
    return {_mm512_packs_epi32(a, b), _mm512_packs_epi32(c, d)};
  }
  static bool hasMinWord(const Words& words) {
    const __m512i least = _mm512_min_epi16(words.low, words.high);
    return _mm512_cmpeq_epi16_mask(least, _mm512_set1_epi16(INT16_MIN)) != 0;
  }
  static WordVector broadcastWord(int32_t value) { return _mm512_set1_epi16(static_cast<int16_t>(value)); }
  static I duplicateWords(I words) {
    return _mm512_or_si512(_mm512_slli_epi32(words, 16), _mm512_and_si512(words, _mm512_set1_epi32(0xffff)));
  }
  static WordVector broadcastWordPair(uint32_t pair) { return _mm512_set1_epi32(static_cast<int32_t>(pair)); }
  static WordVector broadcastWordPairs(uint32_t a, uint32_t b) {
    return _mm512_mask_set1_epi32(broadcastWordPair(a), 0xcccc, static_cast<int32_t>(b));
  }
  static CodeVector broadcastCode(int32_t value) { return _mm512_set1_epi8(static_cast<int8_t>(value)); }
  static Words addWord(const Words& words, WordVector value) { return addWords(words, {value, value}); }
  static Words addWords(const Words& a, const Words& b) {
    return {_mm512_adds_epi16(a.low, b.low), _mm512_adds_epi16(a.high, b.high)};
  }
  static Codes narrowToCodes(const Words& words) {
    return inOrder(_mm512_packs_epi16(words.low, words.high));
  }
  static Codes inOrder(Codes codes) {
    const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    return _mm512_permutexvar_epi32(order, codes);
  }
  static Codes clampCodes(Codes codes, CodeVector qmin, CodeVector qmax) {
    return _mm512_min_epi8(_mm512_max_epi8(codes, qmin), qmax);
  }
  static Codes xorCodes(Codes codes, CodeVector bits) { return _mm512_xor_si512(codes, bits); }
  static void storeCodes(uint8_t* q, Codes codes) { _mm512_storeu_si512(q, codes); }
  static void storeCodeHalves(uint8_t* first, uint8_t* second, Codes codes) {
    storeShorts(first, _mm512_castsi512_si256(codes));
    storeShorts(second, _mm512_extracti64x4_epi64(codes, 1));
  }
  static void streamFloats(uint8_t* p, F value) { _mm512_stream_ps(reinterpret_cast<float*>(p), value); }
  static void streamCodes(uint8_t* q, Codes codes) {
    _mm512_stream_si512(reinterpret_cast<__m512i*>(q), codes);
  }
  static bool shouldStream(size_t bytes) { return bytes > kCachedBytes; }
  static void endStreaming() { _mm_sfence(); }
  static void storePartialCodes(uint8_t* q, size_t n, Codes codes) {
    _mm512_mask_storeu_epi8(q, (1ull << n) - 1, codes);
  }

  struct ByteZeroPoint {
    I flip, zeroPoint;
  };
  // int8 codes with the sign bit flipped are code + 128 as uint8.
  static ByteZeroPoint byteZeroPoint(int32_t zeroPoint, int32_t shift) {
    return {_mm512_set1_epi32(128 - shift), _mm512_set1_epi32(zeroPoint + 128 - shift)};
  }
  static void widenMinus(const uint8_t* q, const ByteZeroPoint& less, I (&out)[4]) {
    for (size_t i = 0; i < 4; i++) {
      const __m128i codes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(q + i * kLanes));
      out[i] = _mm512_sub_epi32(_mm512_xor_si512(_mm512_cvtepu8_epi32(codes), less.flip), less.zeroPoint);
    }
  }
  static I widenBytes(const uint8_t* q) {
    return _mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(q)));
  }
  static void loadBytes(const uint8_t* q, I (&out)[4]) {
    for (size_t j = 0; j < 4; j++) out[j] = widenBytes(q + j * kLanes);
  }
  static void loadWords(const uint8_t* q, I (&out)[4]) {
    for (size_t j = 0; j < 4; j++) out[j] = _mm512_cvtepu16_epi32(loadShorts(q + j * 2 * kLanes));
  }
  static F toFloat(I value) { return _mm512_cvtepi32_ps(value); }

  static F min(F a, F b) { return _mm512_min_ps(a, b); }
  static F max(F a, F b) { return _mm512_max_ps(a, b); }
  static float reduceMin(F x) { return _mm512_reduce_min_ps(x); }
  static float reduceMax(F x) { return _mm512_reduce_max_ps(x); }
  // Lane i of the result reduces vector i: pairs of vectors are interleaved and reduced, then pairs of those, and so on.
  template <F (*Reduce)(F, F)>
  static F reduceEach(const F (&rows)[kLanes]) {
    F quads[4];
    for (size_t i = 0; i < 4; i++) {
      const F* a = rows + 4 * i;
      const F low = Reduce(_mm512_unpacklo_ps(a[0], a[1]), _mm512_unpackhi_ps(a[0], a[1]));
      const F high = Reduce(_mm512_unpacklo_ps(a[2], a[3]), _mm512_unpackhi_ps(a[2], a[3]));
      const __m512d l = _mm512_castps_pd(low), h = _mm512_castps_pd(high);
      quads[i] =
          Reduce(_mm512_castpd_ps(_mm512_unpacklo_pd(l, h)), _mm512_castpd_ps(_mm512_unpackhi_pd(l, h)));
    }
    const F low = Reduce(_mm512_shuffle_f32x4(quads[0], quads[1], 0x88),
                         _mm512_shuffle_f32x4(quads[0], quads[1], 0xdd));
    const F high = Reduce(_mm512_shuffle_f32x4(quads[2], quads[3], 0x88),
                          _mm512_shuffle_f32x4(quads[2], quads[3], 0xdd));
    return Reduce(_mm512_shuffle_f32x4(low, high, 0x88), _mm512_shuffle_f32x4(low, high, 0xdd));
  }
  static F reduceMinEach(const F (&rows)[kLanes]) { return reduceEach<min>(rows); }
  static F reduceMaxEach(const F (&rows)[kLanes]) { return reduceEach<max>(rows); }
  // The rows hold magnitudes, whose bits order as they do; NaN is the largest.
  static F reduceMaxMagnitudeEach(const F (&rows)[kLanes]) { return reduceEach<greaterBits>(rows); }
  static F greaterBits(F a, F b) {
    return _mm512_castsi512_ps(_mm512_max_epi32(_mm512_castps_si512(a), _mm512_castps_si512(b)));
  }
  static F maxOfMagnitudes(F a, F b) { return _mm512_range_ps(a, b, 0x0b); }
  static F maxWithMagnitude(F a, F x) {
    const __m512i magnitude = _mm512_and_si512(_mm512_castps_si512(x), _mm512_set1_epi32(INT32_MAX));
    return _mm512_castsi512_ps(_mm512_max_epi32(_mm512_castps_si512(a), magnitude));
  }
  static float reduceMaxMagnitude(F x) {
    const __m512i bits = _mm512_castps_si512(x);
    __m256i most = _mm256_max_epi32(_mm512_castsi512_si256(bits), _mm512_extracti64x4_epi64(bits, 1));
    __m128i m = _mm_max_epi32(_mm256_castsi256_si128(most), _mm256_extracti128_si256(most, 1));
    m = _mm_max_epi32(m, _mm_shuffle_epi32(m, 0x4e));
    return _mm_cvtss_f32(_mm_castsi128_ps(_mm_max_epi32(m, _mm_shuffle_epi32(m, 0xb1))));
  }

  static constexpr size_t kDoubles = 8;
  using D = __m512d;
  static D widen(const uint8_t* p) {
    return _mm512_cvtps_pd(_mm256_loadu_ps(reinterpret_cast<const float*>(p)));
  }
  static D loadDoubles(const uint8_t* p) { return _mm512_loadu_pd(p); }
  static void storeDoubles(uint8_t* p, D value) { _mm512_storeu_pd(p, value); }
  static D broadcastDouble(double value) { return _mm512_set1_pd(value); }
  static D addDoubles(D a, D b) { return _mm512_add_pd(a, b); }
  static D subtractDoubles(D a, D b) { return _mm512_sub_pd(a, b); }
  static D multiplyDoubles(D a, D b) { return _mm512_mul_pd(a, b); }
  static D addProduct(D sum, D a, D b) { return _mm512_fmadd_pd(a, b, sum); }
  static D magnitudes(D a) { return _mm512_abs_pd(a); }
  static D maxDoubles(D a, D b) { return _mm512_max_pd(a, b); }
  static D minDoubles(D a, D b) { return _mm512_min_pd(a, b); }
  static D truncateDoubles(D a) { return _mm512_roundscale_pd(a, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC); }
  static bool anyAbove(D a, D b) { return _mm512_cmp_pd_mask(a, b, _CMP_GT_OQ) != 0; }

  using Bits = uint64_t;
  using BitOrder = __m512i;
  static BitOrder bitOrder(bool highFirst) {
    const __m128i order = highFirst ? _mm_setr_epi8(7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8)
                                    : _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    return _mm512_broadcast_i32x4(order);
  }
  static __mmask16 lanesAbove(F x, F threshold) { return _mm512_cmp_ps_mask(x, threshold, _CMP_GT_OQ); }
  static Bits bitsAbove(const F (&v)[4], F threshold, BitOrder order) {
    const __mmask32 low = _mm512_kunpackw(lanesAbove(v[1], threshold), lanesAbove(v[0], threshold)),
                    high = _mm512_kunpackw(lanesAbove(v[3], threshold), lanesAbove(v[2], threshold));
    const __m512i bytes = _mm512_movm_epi8(_mm512_kunpackd(high, low));
    return _mm512_movepi8_mask(_mm512_shuffle_epi8(bytes, order));
  }
  static F selectByBits(uint32_t bits, I weights, F then, F otherwise) {
    const __mmask16 set = _mm512_test_epi32_mask(_mm512_set1_epi32(static_cast<int32_t>(bits)), weights);
    return _mm512_mask_blend_ps(set, otherwise, then);
  }

  static void noteNan(Nan& nan, F a, F b) {
    nan = static_cast<Nan>(nan | _mm512_cmp_ps_mask(a, b, _CMP_UNORD_Q));
  }
  static bool anyNan(Nan nan) { return nan != 0; }
};

}  // namespace
}  // namespace linquant

#endif  // LINQUANT_CORE_ISA_AVX512_H_
