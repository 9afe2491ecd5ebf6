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
  static constexpr bool kHasTiles = false;
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

  static float64x2_t divideDoubles(float64x2_t a, float64x2_t b) { return vdivq_f64(a, b); }
  static float64x2_t rootOfDoubles(float64x2_t a) { return vsqrtq_f64(a); }
};

}  // namespace
}  // namespace linquant

#endif  // LINQUANT_CORE_ISA_NEON_SEARCH_H_
