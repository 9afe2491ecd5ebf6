// NEON of AArch64: 16 floats make one vector of codes. Every AArch64 machine has it.
//
// fcvtns rounds ties to even and turns NaN into 0, which is what NaN must become; but it saturates, so it
// cannot tell that a quotient overflowed inside the two-operation form. What tells is the cumulative flag of
// invalid operations (FPSR.IOC), which it raises for NaN and beyond int32. Where nobody looks at the flag, the
// input is limited: fmin and fmax hand NaN on, and two of them cost no more than a test of each block would.
#include <arm_neon.h>

#include "../features.h"
#include "../generic/table.h"

namespace linquant {
namespace {

struct Neon {
  static constexpr size_t kLanes = 4;
  static constexpr bool kHasFma = true;
  static constexpr bool kConversionMarks = false;
  static constexpr bool kHasInvalidFlag = true;
  static constexpr bool kStreams = false;
  static constexpr bool kHasMasks = false;
  static constexpr float kLimit = 0x1p20f;

  using F = float32x4_t;
  using I = int32x4_t;
  using Nan = bool;
  using Codes = uint8x16_t;
  struct Words {
    int16x8_t low, high;
  };

  using WordVector = int16x8_t;
  using CodeVector = uint8x16_t;

  // Loads and stores of bytes take any address.
  static F load(const uint8_t* p) { return vreinterpretq_f32_u8(vld1q_u8(p)); }
  static void store(uint8_t* p, F value) { vst1q_u8(p, vreinterpretq_u8_f32(value)); }

  static void keepInRegister(F&) {}
  static bool streams(size_t) { return false; }
  static void fetch(const uint8_t* p) { __builtin_prefetch(p); }
  static F broadcast(float value) { return vdupq_n_f32(value); }
  static F minus(F a, F b) { return vsubq_f32(a, b); }
  static F multiply(F a, F b) { return vmulq_f32(a, b); }
  static F divide(F a, F b) { return vdivq_f32(a, b); }
  static F fma(F a, F b, F c) { return vfmaq_f32(c, a, b); }
  static F limit(F x, F most) { return vminq_f32(vmaxq_f32(x, vnegq_f32(most)), most); }

  static bool invalidFlagWorks() { return kInvalidFlagWorks; }
  static void clearInvalidFlag() { asm volatile("msr fpsr, xzr" ::: "memory"); }
  static bool invalidFlag() {
    uint64_t status;
    asm volatile("mrs %0, fpsr" : "=r"(status)::"memory");
    return (status & 1) != 0;
  }

  static I round(F x) { return vcvtnq_s32_f32(x); }
  static Words pack(I a, I b, I c, I d) {
    return {vqmovn_high_s32(vqmovn_s32(a), b), vqmovn_high_s32(vqmovn_s32(c), d)};
  }
  static WordVector broadcastWord(int32_t value) { return vdupq_n_s16(static_cast<int16_t>(value)); }
  static CodeVector broadcastCode(int32_t value) { return vdupq_n_u8(static_cast<uint8_t>(value)); }
  static Words addWord(const Words& words, WordVector value) {
    return {vqaddq_s16(words.low, value), vqaddq_s16(words.high, value)};
  }
  template <class Code>
  static Codes narrow(const Words& words) {
    if constexpr (kIsSigned<Code>) {
      return vreinterpretq_u8_s8(vqmovn_high_s16(vqmovn_s16(words.low), words.high));
    } else {
      return vqmovun_high_s16(vqmovun_s16(words.low), words.high);
    }
  }
  template <class Code>
  static Codes limitCodes(Codes codes, CodeVector qmin, CodeVector qmax) {
    if constexpr (kIsSigned<Code>) {
      const int8x16_t low = vmaxq_s8(vreinterpretq_s8_u8(codes), vreinterpretq_s8_u8(qmin));
      return vreinterpretq_u8_s8(vminq_s8(low, vreinterpretq_s8_u8(qmax)));
    } else {
      return vminq_u8(vmaxq_u8(codes, qmin), qmax);
    }
  }
  static void storeCodes(uint8_t* q, Codes codes) { vst1q_u8(q, codes); }

  // The difference fits into 16 bits (fitsWords), where widening and adding are one instruction.
  using Offset = int16x8_t;
  static Offset offset(int32_t zeroPoint) { return vdupq_n_s16(static_cast<int16_t>(-zeroPoint)); }
  template <class Code>
  static void widenLess(const uint8_t* q, Offset less, I (&out)[4]) {
    const uint8x16_t codes = vld1q_u8(q);
    int16x8_t low, high;
    if constexpr (kIsSigned<Code>) {
      low = vaddw_s8(less, vget_low_s8(vreinterpretq_s8_u8(codes)));
      high = vaddw_high_s8(less, vreinterpretq_s8_u8(codes));
    } else {
      low = vreinterpretq_s16_u16(vaddw_u8(vreinterpretq_u16_s16(less), vget_low_u8(codes)));
      high = vreinterpretq_s16_u16(vaddw_high_u8(vreinterpretq_u16_s16(less), codes));
    }
    out[0] = vmovl_s16(vget_low_s16(low));
    out[1] = vmovl_high_s16(low);
    out[2] = vmovl_s16(vget_low_s16(high));
    out[3] = vmovl_high_s16(high);
  }
  static F toFloat(I value) { return vcvtq_f32_s32(value); }

  // fmin and fmax give NaN where either operand is NaN.
  static F least(F a, F b) { return vminq_f32(a, b); }
  static F greatest(F a, F b) { return vmaxq_f32(a, b); }
  static float leastOf(F x) { return vminvq_f32(x); }
  static float greatestOf(F x) { return vmaxvq_f32(x); }
  static F greaterMagnitude(F a, F x) { return vmaxq_f32(a, vabsq_f32(x)); }
  static float greatestMagnitudeOf(F x) { return vmaxvq_f32(x); }
  static void noteNan(Nan&, F, F) {}
  static bool any(Nan) { return false; }
};

}  // namespace

extern const KernelTable k_neon;
const KernelTable k_neon = makeTable<Neon>("neon", 0);

}  // namespace linquant
