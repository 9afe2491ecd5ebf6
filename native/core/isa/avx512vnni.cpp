// AVX-512 with VNNI (VPDPBUSD): codes as unsigned bytes times signed digits, four to each lane of int32, without saturation. Bits are
// counted by BITALG (VPOPCNTB), which Cascade Lake has not (avx512_bits.h).
#include <immintrin.h>

#include "avx512.h"
#include "avx512_bits.h"
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

bool countsBits(const QueryShape& shape) { return shape.form == ScoreForm::bits && kHasBitCounts; }

}  // namespace

void prepareQueriesAvx512Vnni(const QueryShape& shape, const uint8_t* queries, uint8_t* prepared) {
  !countsBits(shape) && isForAvx2(shape) ? prepareQueriesAvx2(shape, queries, prepared)
                                         : prepareQueriesKernel<Avx512Vnni>(shape, queries, prepared);
}
uint64_t scoreRowsAvx512Vnni(const ScoreCall& call, uint64_t first, uint64_t end) {
  if (countsBits(call.shape)) {
    hammingRowsByCounts(call, first, end);
    return kNone;
  }
  return isForAvx2(call.shape) ? scoreRowsAvx2(call, first, end)
                               : scoreCodesKernel<Avx512Vnni>(call, first, end, scoreRowsAvx512);
}

}  // namespace linquant
