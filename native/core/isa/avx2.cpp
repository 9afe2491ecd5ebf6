// AVX2 with FMA and F16C: a chunk is 32 floats.
//
// vcvtps2dq rounds ties to even (the default of MXCSR, which Node never changes) and gives INT32_MIN for NaN and beyond int32.
// vpackssdw and vpacksswb saturate, but interleave their operands per 128 bits, so one vpermd puts the codes in order.
#include <immintrin.h>

#include "../features.h"
#include "../kernels/table.h"
#include "avx2_kernels.h"
#include "avx2_search.h"

namespace linquant {
namespace {

struct Avx2 : Avx2Search {
  static constexpr size_t kLanes = 8;
  static constexpr bool kHasFma = true;
  static constexpr bool kOverflowIsIntMin = true;
  static constexpr bool kHasInvalidFlag = true;
  static constexpr bool kHasStreaming = true;
  static constexpr bool kHasMasks = false;
  static constexpr bool kTestsLoops = false;
  static constexpr float kLimit = 0x1p20f;

  using F = __m256;
  using I = __m256i;
  using Mask = __m256i;
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

  static F loadFloat16(const uint8_t* p) { return _mm256_cvtph_ps(loadShorts(p)); }
  static F loadBfloat16(const uint8_t* p) {
    return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(loadShorts(p)), 16));
  }
  static F loadFloat64(const uint8_t* p) {
    return _mm256_set_m128(_mm256_cvtpd_ps(loadPd(p + 32)), _mm256_cvtpd_ps(loadPd(p)));
  }
  static F loadFloat64Odd(const uint8_t* p) {
    return _mm256_set_m128(toOdd(loadPd(p + 32)), toOdd(loadPd(p)));
  }
  static void storeFloat16(uint8_t* p, F value) {
    storeShorts(p, _mm256_cvtps_ph(value, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
  }
  static void storeBfloat16(uint8_t* p, F value) {
    const I bits = _mm256_castps_si256(value), high = _mm256_srli_epi32(bits, 16);
    const I odd = _mm256_and_si256(high, _mm256_set1_epi32(1));
    const I up = _mm256_add_epi32(bits, _mm256_add_epi32(odd, _mm256_set1_epi32(0x7fff)));
    const I quiet = _mm256_or_si256(high, _mm256_set1_epi32(0x40));
    const I rounded = _mm256_blendv_epi8(_mm256_srli_epi32(up, 16), quiet, nanLanes(value));
    const I shorts = _mm256_permute4x64_epi64(_mm256_packus_epi32(rounded, rounded), 0x08);
    storeShorts(p, _mm256_castsi256_si128(shorts));
  }
  static void storeFloat64(uint8_t* p, F value) {
    _mm256_storeu_pd(reinterpret_cast<double*>(p), _mm256_cvtps_pd(_mm256_castps256_ps128(value)));
    _mm256_storeu_pd(reinterpret_cast<double*>(p + 32), _mm256_cvtps_pd(_mm256_extractf128_ps(value, 1)));
  }
  static __m128i loadShorts(const uint8_t* p) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p)); }
  static void storeShorts(uint8_t* p, __m128i value) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p), value);
  }
  static __m256d loadPd(const uint8_t* p) { return _mm256_loadu_pd(reinterpret_cast<const double*>(p)); }
  // Rounding to odd: the nearest float, one step toward zero if it lies beyond x, with the last bit set if it is not x.
  static __m128 toOdd(__m256d x) {
    const __m128 nearest = _mm256_cvtpd_ps(x);
    const __m256d back = _mm256_cvtps_pd(nearest), sign = _mm256_set1_pd(-0.0);
    const __m128i beyond =
        halves(_mm256_cmp_pd(_mm256_andnot_pd(sign, back), _mm256_andnot_pd(sign, x), _CMP_GT_OQ));
    const __m128i inexact = halves(_mm256_cmp_pd(back, x, _CMP_NEQ_OQ));
    const __m128i cut = _mm_add_epi32(_mm_castps_si128(nearest), beyond);
    return _mm_castsi128_ps(_mm_or_si128(cut, _mm_srli_epi32(inexact, 31)));
  }
  // Masks of 64-bit lanes as masks of 32-bit lanes.
  static __m128i halves(__m256d mask) {
    const __m256 floats = _mm256_castpd_ps(mask);
    return _mm_castps_si128(
        _mm_shuffle_ps(_mm256_castps256_ps128(floats), _mm256_extractf128_ps(floats, 1), 0x88));
  }
  static I nanLanes(F x) { return _mm256_castps_si256(_mm256_cmp_ps(x, x, _CMP_UNORD_Q)); }

  // Without this, gcc loads x from memory for each of its two uses.
  static void keepInRegister(F& x) { asm("" : "+x"(x)); }
  // Not _mm_prefetch: gcc 12 deletes loops whose body is nothing but that.
  static void prefetch(const uint8_t* p) { asm volatile("prefetcht0 %0" : : "m"(*p)); }
  static F broadcast(float value) { return _mm256_set1_ps(value); }
  static F add(F a, F b) { return _mm256_add_ps(a, b); }
  static F subtract(F a, F b) { return _mm256_sub_ps(a, b); }
  static F multiply(F a, F b) { return _mm256_mul_ps(a, b); }
  static F divide(F a, F b) { return _mm256_div_ps(a, b); }
  static F fma(F a, F b, F c) { return _mm256_fmadd_ps(a, b, c); }
  static F clampMagnitude(F x, F most) {
    const F numbers = _mm256_cmp_ps(x, x, _CMP_ORD_Q);
    const F least = _mm256_sub_ps(_mm256_setzero_ps(), most);
    return _mm256_and_ps(numbers, _mm256_min_ps(_mm256_max_ps(x, least), most));
  }
  static F nanToZero(F x) { return _mm256_and_ps(_mm256_cmp_ps(x, x, _CMP_ORD_Q), x); }
  static F nanToQuiet(F x) {
    return _mm256_blendv_ps(x, broadcast(quietNan()), _mm256_cmp_ps(x, x, _CMP_UNORD_Q));
  }
  static F selectWhereZero(F x, F then, F otherwise) {
    return _mm256_blendv_ps(otherwise, then, _mm256_cmp_ps(x, _mm256_setzero_ps(), _CMP_EQ_OQ));
  }
  static bool areAllWithin(F x, float low, float high) {
    const F above = _mm256_cmp_ps(x, broadcast(low), _CMP_GE_OQ);
    return _mm256_movemask_ps(_mm256_and_ps(above, _mm256_cmp_ps(x, broadcast(high), _CMP_LE_OQ))) == 0xff;
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
  static I roundNumbers(F quotient, F x) {
    return round(_mm256_and_ps(_mm256_cmp_ps(x, x, _CMP_ORD_Q), quotient));
  }
  static I truncate(F x) { return _mm256_cvttps_epi32(x); }
  static I roundDown(F x) { return _mm256_cvtps_epi32(_mm256_floor_ps(x)); }
  static I roundHalfAway(F x) {
    const F sign = _mm256_and_ps(x, broadcast(-0.0f));
    return truncate(_mm256_add_ps(x, _mm256_or_ps(sign, broadcast(kBelowHalf))));
  }
  static I broadcastInteger(int32_t value) { return _mm256_set1_epi32(value); }
  static I loadIntegers(const uint8_t* p) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)); }
  static void storeIntegers(uint8_t* p, I value) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), value);
  }
  static I addIntegers(I a, I b) { return _mm256_add_epi32(a, b); }
  static I subtractIntegers(I a, I b) { return _mm256_sub_epi32(a, b); }
  static I xorIntegers(I a, I bits) { return _mm256_xor_si256(a, bits); }
  static I minIntegers(I a, I b) { return _mm256_min_epi32(a, b); }
  static I maxIntegers(I a, I b) { return _mm256_max_epi32(a, b); }
  static I andIntegers(I a, I b) { return _mm256_and_si256(a, b); }
  template <int kBits>
  static I shiftLeft(I x) {
    return _mm256_slli_epi32(x, kBits);
  }
  template <int kBits>
  static I shiftRight(I x) {
    return _mm256_srli_epi32(x, kBits);
  }
  static Mask equalIntegers(I a, I b) { return _mm256_cmpeq_epi32(a, b); }
  static Mask isNumber(F x) { return _mm256_castps_si256(_mm256_cmp_ps(x, x, _CMP_ORD_Q)); }
  static Mask andMasks(Mask a, Mask b) { return _mm256_and_si256(a, b); }
  static I oneUnless(Mask mask) { return _mm256_andnot_si256(mask, _mm256_set1_epi32(1)); }
  static I selectIntegers(Mask mask, I then, I otherwise) {
    return _mm256_blendv_epi8(otherwise, then, mask);
  }
  static I asIntegers(F x) { return _mm256_castps_si256(x); }
  static F asFloats(I bits) { return _mm256_castsi256_ps(bits); }
  static void storeBytes(uint8_t* q, const I (&v)[4]) {
    const I byte = _mm256_set1_epi16(0xff);
    const Words words = narrowToWords(v[0], v[1], v[2], v[3]);
    storeCodes(q, inOrder(_mm256_packus_epi16(_mm256_and_si256(words.low, byte),
                                              _mm256_and_si256(words.high, byte))));
  }
  static void storeWords(uint8_t* q, const I (&v)[4]) {
    const I word = _mm256_set1_epi32(0xffff);
    for (size_t j = 0; j < 4; j += 2) {
      const I both = _mm256_packus_epi32(_mm256_and_si256(v[j], word), _mm256_and_si256(v[j + 1], word));
      storeIntegers(q + j * 16, _mm256_permute4x64_epi64(both, 0xd8));
    }
  }
  static Words narrowToWords(I a, I b, I c, I d) {
    return {_mm256_packs_epi32(a, b), _mm256_packs_epi32(c, d)};
  }
  static bool hasMinWord(const Words& words) {
    const __m256i least = _mm256_min_epi16(words.low, words.high);
    return _mm256_movemask_epi8(_mm256_cmpeq_epi16(least, _mm256_set1_epi16(INT16_MIN))) != 0;
  }
  static WordVector broadcastWord(int32_t value) { return _mm256_set1_epi16(static_cast<int16_t>(value)); }
  static I duplicateWords(I words) { return _mm256_blend_epi16(words, _mm256_slli_epi32(words, 16), 0xaa); }
  static WordVector broadcastWordPair(uint32_t pair) { return _mm256_set1_epi32(static_cast<int32_t>(pair)); }
  static WordVector broadcastWordPairs(uint32_t a, uint32_t b) {
    return _mm256_blend_epi32(broadcastWordPair(a), broadcastWordPair(b), 0xcc);
  }
  static CodeVector broadcastCode(int32_t value) { return _mm256_set1_epi8(static_cast<int8_t>(value)); }
  static Words addWord(const Words& words, WordVector value) { return addWords(words, {value, value}); }
  static Words addWords(const Words& a, const Words& b) {
    return {_mm256_adds_epi16(a.low, b.low), _mm256_adds_epi16(a.high, b.high)};
  }
  static Codes narrowToCodes(const Words& words) {
    return inOrder(_mm256_packs_epi16(words.low, words.high));
  }
  static Codes inOrder(Codes codes) {
    return _mm256_permutevar8x32_epi32(codes, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
  }
  static Codes clampCodes(Codes codes, CodeVector qmin, CodeVector qmax) {
    return _mm256_min_epi8(_mm256_max_epi8(codes, qmin), qmax);
  }
  static Codes xorCodes(Codes codes, CodeVector bits) { return _mm256_xor_si256(codes, bits); }
  static void streamFloats(uint8_t* p, F value) { _mm256_stream_ps(reinterpret_cast<float*>(p), value); }
  static void streamCodes(uint8_t* q, Codes codes) {
    _mm256_stream_si256(reinterpret_cast<__m256i*>(q), codes);
  }
  static bool shouldStream(size_t bytes) { return bytes > kCachedBytes; }
  static void endStreaming() { _mm_sfence(); }
  static void storeCodes(uint8_t* q, Codes codes) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(q), codes);
  }

  struct ByteZeroPoint {
    I flip, zeroPoint;
  };
  // int8 codes with the sign bit flipped are code + 128 as uint8.
  static ByteZeroPoint byteZeroPoint(int32_t zeroPoint, int32_t shift) {
    return {_mm256_set1_epi32(128 - shift), _mm256_set1_epi32(zeroPoint + 128 - shift)};
  }
  static void widenMinus(const uint8_t* q, const ByteZeroPoint& less, I (&out)[4]) {
    for (size_t i = 0; i < 4; i++) {
      const __m128i codes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(q + i * kLanes));
      out[i] = _mm256_sub_epi32(_mm256_xor_si256(_mm256_cvtepu8_epi32(codes), less.flip), less.zeroPoint);
    }
  }
  static I widenBytes(const uint8_t* q) {
    return _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(q)));
  }
  static void loadBytes(const uint8_t* q, I (&out)[4]) {
    for (size_t j = 0; j < 4; j++) out[j] = widenBytes(q + j * kLanes);
  }
  static void loadWords(const uint8_t* q, I (&out)[4]) {
    for (size_t j = 0; j < 4; j++) out[j] = _mm256_cvtepu16_epi32(loadShorts(q + j * 2 * kLanes));
  }
  static F toFloat(I value) { return _mm256_cvtepi32_ps(value); }

  static F min(F a, F b) { return _mm256_min_ps(a, b); }
  static F max(F a, F b) { return _mm256_max_ps(a, b); }
  static float reduceMin(F x) {
    __m128 low = _mm_min_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
    low = _mm_min_ps(low, _mm_movehl_ps(low, low));
    return _mm_cvtss_f32(_mm_min_ss(low, _mm_movehdup_ps(low)));
  }
  static float reduceMax(F x) {
    __m128 high = _mm_max_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
    high = _mm_max_ps(high, _mm_movehl_ps(high, high));
    return _mm_cvtss_f32(_mm_max_ss(high, _mm_movehdup_ps(high)));
  }
  // Lane i of the result reduces vector i: pairs of vectors are interleaved and reduced, then pairs of those, and so on.
  template <F (*Reduce)(F, F)>
  static F reduceEach(const F (&rows)[kLanes]) {
    F quads[2];
    for (size_t i = 0; i < 2; i++) {
      const F* a = rows + 4 * i;
      const F low = Reduce(_mm256_unpacklo_ps(a[0], a[1]), _mm256_unpackhi_ps(a[0], a[1]));
      const F high = Reduce(_mm256_unpacklo_ps(a[2], a[3]), _mm256_unpackhi_ps(a[2], a[3]));
      const __m256d l = _mm256_castps_pd(low), h = _mm256_castps_pd(high);
      quads[i] =
          Reduce(_mm256_castpd_ps(_mm256_unpacklo_pd(l, h)), _mm256_castpd_ps(_mm256_unpackhi_pd(l, h)));
    }
    return Reduce(_mm256_permute2f128_ps(quads[0], quads[1], 0x20),
                  _mm256_permute2f128_ps(quads[0], quads[1], 0x31));
  }
  static F reduceMinEach(const F (&rows)[kLanes]) { return reduceEach<min>(rows); }
  static F reduceMaxEach(const F (&rows)[kLanes]) { return reduceEach<max>(rows); }
  // The rows hold magnitudes, whose bits order as they do; NaN is the largest.
  static F reduceMaxMagnitudeEach(const F (&rows)[kLanes]) { return reduceEach<greaterBits>(rows); }
  static F greaterBits(F a, F b) {
    return _mm256_castsi256_ps(_mm256_max_epi32(_mm256_castps_si256(a), _mm256_castps_si256(b)));
  }
  static F maxOfMagnitudes(F a, F b) { return maxWithMagnitude(maxWithMagnitude(broadcast(0), a), b); }
  static F maxWithMagnitude(F a, F x) {
    const __m256i magnitude = _mm256_and_si256(_mm256_castps_si256(x), _mm256_set1_epi32(INT32_MAX));
    return _mm256_castsi256_ps(_mm256_max_epi32(_mm256_castps_si256(a), magnitude));
  }
  static float reduceMaxMagnitude(F x) {
    const __m256i most = _mm256_castps_si256(x);
    __m128i m = _mm_max_epi32(_mm256_castsi256_si128(most), _mm256_extracti128_si256(most, 1));
    m = _mm_max_epi32(m, _mm_shuffle_epi32(m, 0x4e));
    return _mm_cvtss_f32(_mm_castsi128_ps(_mm_max_epi32(m, _mm_shuffle_epi32(m, 0xb1))));
  }

  static constexpr size_t kDoubles = 4;
  using D = __m256d;
  static D widen(const uint8_t* p) {
    return _mm256_cvtps_pd(_mm_loadu_ps(reinterpret_cast<const float*>(p)));
  }
  static D loadDoubles(const uint8_t* p) { return loadPd(p); }
  static void storeDoubles(uint8_t* p, D value) { _mm256_storeu_pd(reinterpret_cast<double*>(p), value); }
  static D broadcastDouble(double value) { return _mm256_set1_pd(value); }
  static D addDoubles(D a, D b) { return _mm256_add_pd(a, b); }
  static D subtractDoubles(D a, D b) { return _mm256_sub_pd(a, b); }
  static D multiplyDoubles(D a, D b) { return _mm256_mul_pd(a, b); }
  static D addProduct(D sum, D a, D b) { return _mm256_fmadd_pd(a, b, sum); }
  static D magnitudes(D a) { return _mm256_andnot_pd(_mm256_set1_pd(-0.0), a); }
  static D maxDoubles(D a, D b) { return _mm256_max_pd(a, b); }
  static D minDoubles(D a, D b) { return _mm256_min_pd(a, b); }
  static D truncateDoubles(D a) { return _mm256_round_pd(a, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC); }
  static bool anyAbove(D a, D b) { return _mm256_movemask_pd(_mm256_cmp_pd(a, b, _CMP_GT_OQ)) != 0; }

  using Bits = uint32_t;
  using BitOrder = __m256i;
  static BitOrder bitOrder(bool highFirst) {
    const __m128i order = highFirst ? _mm_setr_epi8(7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8)
                                    : _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    return _mm256_broadcastsi128_si256(order);
  }
  static I lanesAbove(F x, F threshold) {
    return _mm256_castps_si256(_mm256_cmp_ps(x, threshold, _CMP_GT_OQ));
  }
  static Bits bitsAbove(const F (&v)[4], F threshold, BitOrder order) {
    const Codes bytes =
        narrowToCodes(narrowToWords(lanesAbove(v[0], threshold), lanesAbove(v[1], threshold),
                                    lanesAbove(v[2], threshold), lanesAbove(v[3], threshold)));
    return static_cast<Bits>(_mm256_movemask_epi8(_mm256_shuffle_epi8(bytes, order)));
  }
  static F selectByBits(uint32_t bits, I weights, F then, F otherwise) {
    const I chosen = _mm256_and_si256(_mm256_set1_epi32(static_cast<int32_t>(bits)), weights);
    return _mm256_blendv_ps(otherwise, then, _mm256_castsi256_ps(_mm256_cmpeq_epi32(chosen, weights)));
  }

  static void noteNan(Nan& nan, F a, F b) { nan = _mm256_or_ps(nan, _mm256_cmp_ps(a, b, _CMP_UNORD_Q)); }
  static bool anyNan(Nan nan) { return _mm256_movemask_ps(nan) != 0; }
};

}  // namespace

void prepareQueriesAvx2(const QueryShape& shape, const uint8_t* queries, uint8_t* prepared) {
  prepareQueriesKernel<Avx2>(shape, queries, prepared);
}
uint64_t scoreRowsAvx2(const ScoreCall& call, uint64_t first, uint64_t end) {
  return scoreRowsKernel<Avx2>(call, first, end);
}
void selectBestAvx2(const SelectCall& call) { selectBestKernel<Avx2>(call); }

extern const KernelTable k_avx2;
const KernelTable k_avx2 = makeTable<Avx2>("avx2", kFeatureAvx2, searchKernels<Avx2>());

}  // namespace linquant
