// AVX-512 with VNNI (VPDPBUSD): codes as unsigned bytes times signed digits, four to each lane of int32, without saturation. Bits are
// counted by BITALG (VPOPCNTB), which Cascade Lake has not.
#include <immintrin.h>

#include "avx512.h"
#include "avx512_kernels.h"

namespace linquant {
namespace {

struct Avx512Vnni : Avx512 {
  static constexpr bool kHasDots = true;

#if defined(LINQUANT_EMULATED_AVX512)
  static __m512i addDots(__m512i sum, __m512i codes, __m512i digits) {
    return _mm512_dpbusd_epi32(sum, codes, digits);
  }
#else
  // By hand: gcc 12 would copy each sum in a loop, twice.
  static __m512i addDots(__m512i sum, __m512i codes, __m512i digits) {
    asm("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(codes), "v"(digits));
    return sum;
  }
#endif
  static void addPairs(const uint8_t* codes, __m512i a, __m512i b, __m512i& sumA, __m512i& sumB) {
    const __m512i x = broadcastPair(codes);
    sumA = addDots(sumA, x, a);
    sumB = addDots(sumB, x, b);
  }
};
static_assert(VectorType<Avx512Vnni>);

struct BitCounts : Avx512Vnni {
#if defined(LINQUANT_EMULATED_AVX512)
  static __m512i bitCounts(__m512i x) { return _mm512_popcnt_epi8(x); }
#else
  // The intrinsic needs -mavx512bitalg, which would let the compiler use it elsewhere, too.
  static __m512i bitCounts(__m512i x) {
    asm("vpopcntb %0, %0" : "+v"(x));
    return x;
  }
#endif
};

uint64_t scoreOthers(const ScoreCall& call, uint64_t first, uint64_t end) {
  if (call.shape.form != ScoreForm::bits || !kHasBitCounts) return scoreRowsAvx512(call, first, end);
  hammingRows<BitCounts>(call, first, end);
  return kNone;
}

}  // namespace

void prepareQueriesAvx512Vnni(const QueryShape& shape, const uint8_t* queries, uint8_t* prepared) {
  isForAvx2(shape) ? prepareQueriesAvx2(shape, queries, prepared)
                   : prepareQueriesKernel<Avx512Vnni>(shape, queries, prepared);
}
uint64_t scoreRowsAvx512Vnni(const ScoreCall& call, uint64_t first, uint64_t end) {
  return isForAvx2(call.shape) ? scoreRowsAvx2(call, first, end)
                               : scoreCodesKernel<Avx512Vnni>(call, first, end, scoreOthers);
}

}  // namespace linquant
