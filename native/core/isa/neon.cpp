// NEON of AArch64: 16 floats make one vector of codes. Every AArch64 machine has it.
//
// fcvtns rounds ties to even and turns NaN into 0, which is what NaN must become; but it saturates, so it
// cannot tell that a quotient overflowed inside the two-operation form. Hence the input is always limited:
// fmin and fmax hand NaN on, and two of them cost no more than a test would.
#include <arm_neon.h>

#include "../generic/table.h"

namespace linquant {
namespace {

struct Neon {
  static constexpr size_t kLanes = 4;
  static constexpr bool kHasFma = true;
  static constexpr bool kConversionMarks = false;
  static constexpr bool kHasMasks = false;
  static constexpr float kLimit = 0x1p20f;

  using F = float32x4_t;
  using I = int32x4_t;
  using Bits = uint32x4_t;
  using Codes = uint8x16_t;
  struct Words {
    int16x8_t low, high;
  };

  struct Finish {
    int16x8_t zeroPoint;
    uint8x16_t qmin, qmax;
    Finish(int32_t z, int32_t low, int32_t high)
        : zeroPoint(vdupq_n_s16(static_cast<int16_t>(z))),
          qmin(vdupq_n_u8(static_cast<uint8_t>(low))),
          qmax(vdupq_n_u8(static_cast<uint8_t>(high))) {}
  };

  // Loads and stores of bytes take any address.
  static F load(const uint8_t* p) { return vreinterpretq_f32_u8(vld1q_u8(p)); }
  static void store(uint8_t* p, F value) { vst1q_u8(p, vreinterpretq_u8_f32(value)); }

  static F broadcast(float value) { return vdupq_n_f32(value); }
  static F multiply(F a, F b) { return vmulq_f32(a, b); }
  static F divide(F a, F b) { return vdivq_f32(a, b); }
  static F fma(F a, F b, F c) { return vfmaq_f32(c, a, b); }
  static F limit(F x, F most) { return vminq_f32(vmaxq_f32(x, vnegq_f32(most)), most); }

  static I round(F x) { return vcvtnq_s32_f32(x); }
  static Words pack(I a, I b, I c, I d) {
    return {vqmovn_high_s32(vqmovn_s32(a), b), vqmovn_high_s32(vqmovn_s32(c), d)};
  }
  template <class Code>
  static Codes codes(const Words& words, const Finish& finish) {
    const int16x8_t low = vqaddq_s16(words.low, finish.zeroPoint);
    const int16x8_t high = vqaddq_s16(words.high, finish.zeroPoint);
    if constexpr (static_cast<Code>(-1) < 0) {
      const int8x16_t codes = vqmovn_high_s16(vqmovn_s16(low), high);
      const int8x16_t qmin = vreinterpretq_s8_u8(finish.qmin), qmax = vreinterpretq_s8_u8(finish.qmax);
      return vreinterpretq_u8_s8(vminq_s8(vmaxq_s8(codes, qmin), qmax));
    } else {
      const uint8x16_t codes = vqmovun_high_s16(vqmovun_s16(low), high);
      return vminq_u8(vmaxq_u8(codes, finish.qmin), finish.qmax);
    }
  }
  static void storeCodes(uint8_t* q, Codes codes) { vst1q_u8(q, codes); }

  static I broadcastInteger(int32_t value) { return vdupq_n_s32(value); }
  template <class Code>
  static void widen(const uint8_t* q, I (&out)[4]) {
    const uint8x16_t codes = vld1q_u8(q);
    int16x8_t low, high;
    if constexpr (static_cast<Code>(-1) < 0) {
      low = vmovl_s8(vget_low_s8(vreinterpretq_s8_u8(codes)));
      high = vmovl_high_s8(vreinterpretq_s8_u8(codes));
    } else {
      low = vreinterpretq_s16_u16(vmovl_u8(vget_low_u8(codes)));
      high = vreinterpretq_s16_u16(vmovl_high_u8(codes));
    }
    out[0] = vmovl_s16(vget_low_s16(low));
    out[1] = vmovl_high_s16(low);
    out[2] = vmovl_s16(vget_low_s16(high));
    out[3] = vmovl_high_s16(high);
  }
  static I subtract(I a, I b) { return vsubq_s32(a, b); }
  static F toFloat(I value) { return vcvtq_f32_s32(value); }

  static Bits broadcastBits(uint32_t bits) { return vdupq_n_u32(bits); }
  static Bits loadBits(const uint8_t* p) { return vreinterpretq_u32_u8(vld1q_u8(p)); }
  static void storeBits(uint32_t* p, Bits bits) { vst1q_u32(p, bits); }
  static Bits maxSigned(Bits a, Bits b) {
    return vreinterpretq_u32_s32(vmaxq_s32(vreinterpretq_s32_u32(a), vreinterpretq_s32_u32(b)));
  }
  static Bits maxUnsigned(Bits a, Bits b) { return vmaxq_u32(a, b); }
  static Bits minUnsigned(Bits a, Bits b) { return vminq_u32(a, b); }
};

}  // namespace

extern const KernelTable k_neon;
const KernelTable k_neon = makeTable<Neon>("neon", 0);

}  // namespace linquant
