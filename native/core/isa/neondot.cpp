// NEON with dot products (SDOT, of Armv8.2): codes as signed bytes times signed digits, four to each lane of int32.
#include <arm_neon.h>

#include "neon.h"
#include "neon_kernels.h"

namespace linquant {
namespace {

struct NeonDot : Neon {
  static constexpr bool kHasDots = true;
  static constexpr bool kHasSignedDots = true;

  using TileSum = int32x4_t;

  static int32x4_t addDots(int32x4_t sum, int32x4_t codes, int32x4_t digits) {
    return vdotq_s32(sum, vreinterpretq_s8_s32(codes), vreinterpretq_s8_s32(digits));
  }
  static void addPairs(const uint8_t* codes, int32x4_t a, int32x4_t b, int32x4_t& sumA, int32x4_t& sumB) {
    const int32x4_t x = broadcastPair(codes);
    sumA = addDots(sumA, x, a);
    sumB = addDots(sumB, x, b);
  }
  static void storeColumns(int32x4_t a, int32x4_t b, int32x4_t c, int32x4_t d, int32x4_t e, int32x4_t f,
                           double* out, size_t line) {
    storeLines(a, b, c, d, e, f, out, line);
  }
};
static_assert(VectorType<NeonDot>);

}  // namespace

void prepareQueriesNeonDot(const QueryShape& shape, const uint8_t* queries, uint8_t* prepared) {
  prepareQueriesKernel<NeonDot>(shape, queries, prepared);
}
uint64_t scoreRowsNeonDot(const ScoreCall& call, uint64_t first, uint64_t end) {
  return scoreCodesKernel<NeonDot>(call, first, end, scoreRowsNeon);
}

}  // namespace linquant
