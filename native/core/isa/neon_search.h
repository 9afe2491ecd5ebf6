// What NEON offers for searching (vector/vector.h).
#ifndef LINQUANT_CORE_ISA_NEON_SEARCH_H_
#define LINQUANT_CORE_ISA_NEON_SEARCH_H_

#include <arm_neon.h>
#include <stddef.h>
#include <stdint.h>

namespace linquant {
namespace {

struct NeonSearch {
  static constexpr bool kHasSearch = true;
  static constexpr bool kHasDots = false;
  static constexpr bool kHasSignedDots = false;
  static constexpr bool kHasTiles = true;
  static constexpr bool kHasPacking = false;

  template <bool isSigned>
  static int32x4_t widenCodes(const uint8_t* p) {
    const uint8x8_t codes = vld1_u8(p);
    if constexpr (isSigned) return vreinterpretq_s32_s16(vmovl_s8(vreinterpret_s8_u8(codes)));
    return vreinterpretq_s32_u16(vmovl_u8(codes));
  }
  static int32x4_t addProducts(int32x4_t sum, int32x4_t a, int32x4_t b) {
    const int16x8_t x = vreinterpretq_s16_s32(a), y = vreinterpretq_s16_s32(b);
    return vmlal_high_s16(vmlal_s16(sum, vget_low_s16(x), vget_low_s16(y)), x, y);
  }
  static int32x4_t addByteProducts(int32x4_t sum, int32x4_t codes, int32x4_t digits) {
    const int8x16_t x = vreinterpretq_s8_s32(codes), y = vreinterpretq_s8_s32(digits);
    const int16x8_t low = vmlal_s8(vreinterpretq_s16_s32(sum), vget_low_s8(x), vget_low_s8(y));
    return vreinterpretq_s32_s16(vmlal_high_s8(low, x, y));
  }
  static int32x4_t addBytes(int32x4_t a, int32x4_t b) {
    return vreinterpretq_s32_u8(vaddq_u8(vreinterpretq_u8_s32(a), vreinterpretq_u8_s32(b)));
  }
  static int32x4_t sumBytes(int32x4_t a) {
    return vreinterpretq_s32_u32(vpaddlq_u16(vpaddlq_u8(vreinterpretq_u8_s32(a))));
  }
  static int32x4_t bitCounts(int32x4_t x) { return vreinterpretq_s32_u8(vcntq_u8(vreinterpretq_u8_s32(x))); }
  static int32x4_t loadHalves(const uint8_t* low, const uint8_t* high) {
    return vreinterpretq_s32_u8(vcombine_u8(vld1_u8(low), vld1_u8(high)));
  }
  static int32x4_t joinHalves(int32x4_t a, int32x4_t b) {
    return vreinterpretq_s32_u8(vcombine_u8(halvesAdded(a), halvesAdded(b)));
  }
  static uint8x8_t halvesAdded(int32x4_t a) {
    const uint8x16_t bytes = vreinterpretq_u8_s32(a);
    return vadd_u8(vget_low_u8(bytes), vget_high_u8(bytes));
  }
  static void storeSums(const int32x4_t* v, int32_t* out) {
    vst1q_s32(out, vpaddq_s32(vpaddq_s32(v[0], v[1]), vpaddq_s32(v[2], v[3])));
    vst1q_s32(out + 4, vpaddq_s32(vpaddq_s32(v[4], v[5]), vpaddq_s32(v[6], v[7])));
  }
  // At any address.
  static void storePairSums(const int32x4_t* v, uint8_t* out) {
    storeFour(vpaddq_s32(v[0], v[1]), out);
    storeFour(vpaddq_s32(v[2], v[3]), out + 32);
  }
  static void storeFour(int32x4_t v, uint8_t* to) {
    vst1q_u8(to, vreinterpretq_u8_f64(vcvtq_f64_s64(vmovl_s32(vget_low_s32(v)))));
    vst1q_u8(to + 16, vreinterpretq_u8_f64(vcvtq_f64_s64(vmovl_high_s32(v))));
  }

  // Products of four queries: two lanes of each, which are added when they are stored.
  struct TileSum {
    int32x4_t low, high;
  };
  static void addPairs(const uint8_t* pair, int32x4_t a, int32x4_t b, TileSum& sumA, TileSum& sumB) {
    const int16x8_t x = vreinterpretq_s16_s32(broadcastPair(pair));
    addLanes(sumA, vreinterpretq_s16_s32(a), x);
    addLanes(sumB, vreinterpretq_s16_s32(b), x);
  }
  static int32x4_t broadcastPair(const uint8_t* p) {
    return vreinterpretq_s32_u32(vld1q_dup_u32(reinterpret_cast<const uint32_t*>(p)));
  }
  static void addLanes(TileSum& sum, int16x8_t a, int16x8_t x) {
    sum.low = vmlal_s16(sum.low, vget_low_s16(a), vget_low_s16(x));
    sum.high = vmlal_high_s16(sum.high, a, x);
  }
  static void storeColumns(const TileSum& a, const TileSum& b, const TileSum& c, const TileSum& d,
                           const TileSum& e, const TileSum& f, double* out, size_t line) {
    storeLines(added(a), added(b), added(c), added(d), added(e), added(f), out, line);
  }
  static int32x4_t added(const TileSum& sum) { return vpaddq_s32(sum.low, sum.high); }
  static void storeLines(int32x4_t a, int32x4_t b, int32x4_t c, int32x4_t d, int32x4_t e, int32x4_t f,
                         double* out, size_t line) {
    storePairs(a, b, out, line);
    storePairs(c, d, out + 2, line);
    storePairs(e, f, out + 4, line);
  }
  static void storePairs(int32x4_t a, int32x4_t b, double* out, size_t line) {
    const int32x4_t low = vzip1q_s32(a, b), high = vzip2q_s32(a, b);
    vst1q_f64(out, vcvtq_f64_s64(vmovl_s32(vget_low_s32(low))));
    vst1q_f64(out + line, vcvtq_f64_s64(vmovl_high_s32(low)));
    vst1q_f64(out + 2 * line, vcvtq_f64_s64(vmovl_s32(vget_low_s32(high))));
    vst1q_f64(out + 3 * line, vcvtq_f64_s64(vmovl_high_s32(high)));
  }

  static float64x2_t divideDoubles(float64x2_t a, float64x2_t b) { return vdivq_f64(a, b); }
  static float64x2_t rootOfDoubles(float64x2_t a) { return vsqrtq_f64(a); }
};

}  // namespace
}  // namespace linquant

#endif  // LINQUANT_CORE_ISA_NEON_SEARCH_H_
