// NEON of AArch64, which every AArch64 machine has: a chunk is 16 floats.
//
// fcvtns rounds ties to even and converts NaN to 0, which is what NaN has to become. It saturates, so its result does not
// tell that a two-operation quotient overflowed; the cumulative invalid-operation flag (FPSR.IOC) does, which it raises for
// NaN and beyond int32. Where the flag is not tested, x is clamped first: that takes fmin and fmax, which cost no more than
// testing each chunk would, and which return NaN for NaN.
#ifndef LINQUANT_CORE_ISA_NEON_H_
#define LINQUANT_CORE_ISA_NEON_H_

#include <arm_neon.h>

#include "../features.h"
#include "../kernels/table.h"
#include "neon_search.h"

namespace linquant {
namespace {

struct Neon : NeonSearch {
  static constexpr size_t kLanes = 4;
  static constexpr bool kHasFma = true;
  static constexpr bool kOverflowIsIntMin = false;
  static constexpr bool kHasInvalidFlag = true;
  static constexpr bool kHasStreaming = false;
  static constexpr bool kHasMasks = false;
  static constexpr bool kTestsLoops = false;
  static constexpr float kLimit = 0x1p20f;

  using F = float32x4_t;
  using I = int32x4_t;
  using Mask = uint32x4_t;
  using Nan = bool;
  using Codes = uint8x16_t;
  struct Words {
    int16x8_t low, high;
  };

  using WordVector = int16x8_t;
  using CodeVector = uint8x16_t;

  // As bytes, because loads of bytes need no alignment.
  static F load(const uint8_t* p) { return vreinterpretq_f32_u8(vld1q_u8(p)); }
  static void store(uint8_t* p, F value) { vst1q_u8(p, vreinterpretq_u8_f32(value)); }

  static F loadFloat16(const uint8_t* p) { return vcvt_f32_f16(vreinterpret_f16_u8(vld1_u8(p))); }
  static F loadBfloat16(const uint8_t* p) {
    return vreinterpretq_f32_u32(vshll_n_u16(vreinterpret_u16_u8(vld1_u8(p)), 16));
  }
  static F loadFloat64(const uint8_t* p) {
    return vcvt_high_f32_f64(vcvt_f32_f64(loadPd(p)), loadPd(p + 16));
  }
  static F loadFloat64Odd(const uint8_t* p) {
    return vcvtx_high_f32_f64(vcvtx_f32_f64(loadPd(p)), loadPd(p + 16));
  }
  static void storeFloat16(uint8_t* p, F value) { vst1_u8(p, vreinterpret_u8_f16(vcvt_f16_f32(value))); }
  static void storeBfloat16(uint8_t* p, F value) {
    const uint32x4_t bits = vreinterpretq_u32_f32(value), high = vshrq_n_u32(bits, 16);
    const uint32x4_t odd = vandq_u32(high, vdupq_n_u32(1));
    const uint32x4_t up = vaddq_u32(bits, vaddq_u32(odd, vdupq_n_u32(0x7fff)));
    const uint32x4_t quiet = vorrq_u32(high, vdupq_n_u32(0x40));
    const uint32x4_t rounded = vbslq_u32(vceqq_f32(value, value), vshrq_n_u32(up, 16), quiet);
    vst1_u8(p, vreinterpret_u8_u16(vmovn_u32(rounded)));
  }
  static void storeFloat64(uint8_t* p, F value) {
    vst1q_u8(p, vreinterpretq_u8_f64(vcvt_f64_f32(vget_low_f32(value))));
    vst1q_u8(p + 16, vreinterpretq_u8_f64(vcvt_high_f64_f32(value)));
  }
  static float64x2_t loadPd(const uint8_t* p) { return vreinterpretq_f64_u8(vld1q_u8(p)); }

  static void keepInRegister(F&) {}
  static void prefetch(const uint8_t* p) { __builtin_prefetch(p); }
  static F broadcast(float value) { return vdupq_n_f32(value); }
  static F add(F a, F b) { return vaddq_f32(a, b); }
  static F subtract(F a, F b) { return vsubq_f32(a, b); }
  static F multiply(F a, F b) { return vmulq_f32(a, b); }
  static F divide(F a, F b) { return vdivq_f32(a, b); }
  static F fma(F a, F b, F c) { return vfmaq_f32(c, a, b); }
  static F clampMagnitude(F x, F most) { return vminq_f32(vmaxq_f32(x, vnegq_f32(most)), most); }
  static F nanToZero(F x) {
    return vreinterpretq_f32_u32(vandq_u32(vceqq_f32(x, x), vreinterpretq_u32_f32(x)));
  }
  static F nanToQuiet(F x) { return vbslq_f32(vceqq_f32(x, x), x, broadcast(quietNan())); }
  static F selectWhereZero(F x, F then, F otherwise) { return vbslq_f32(vceqzq_f32(x), then, otherwise); }
  static bool areAllWithin(F x, float low, float high) {
    return vminvq_u32(vandq_u32(vcgeq_f32(x, broadcast(low)), vcleq_f32(x, broadcast(high)))) != 0;
  }

  static bool invalidFlagWorks() { return kInvalidFlagWorks; }
  static void clearInvalidFlag() { asm volatile("msr fpsr, xzr" ::: "memory"); }
  static bool invalidFlag() {
    uint64_t status;
    asm volatile("mrs %0, fpsr" : "=r"(status)::"memory");
    return (status & 1) != 0;
  }

  static I round(F x) { return vcvtnq_s32_f32(x); }
  static I roundNumbers(F quotient, F x) {
    return round(vreinterpretq_f32_u32(vandq_u32(vceqq_f32(x, x), vreinterpretq_u32_f32(quotient))));
  }
  static I truncate(F x) { return vcvtq_s32_f32(x); }
  static I roundDown(F x) { return vcvtmq_s32_f32(x); }
  static I roundHalfAway(F x) { return vcvtaq_s32_f32(x); }
  static I broadcastInteger(int32_t value) { return vdupq_n_s32(value); }
  static I loadIntegers(const uint8_t* p) { return vreinterpretq_s32_u8(vld1q_u8(p)); }
  static void storeIntegers(uint8_t* p, I value) { vst1q_u8(p, vreinterpretq_u8_s32(value)); }
  static I addIntegers(I a, I b) { return vaddq_s32(a, b); }
  static I subtractIntegers(I a, I b) { return vsubq_s32(a, b); }
  static I xorIntegers(I a, I bits) { return veorq_s32(a, bits); }
  static I minIntegers(I a, I b) { return vminq_s32(a, b); }
  static I maxIntegers(I a, I b) { return vmaxq_s32(a, b); }
  static I andIntegers(I a, I b) { return vandq_s32(a, b); }
  template <int kBits>
  static I shiftLeft(I x) {
    return vshlq_n_s32(x, kBits);
  }
  template <int kBits>
  static I shiftRight(I x) {
    return vreinterpretq_s32_u32(vshrq_n_u32(vreinterpretq_u32_s32(x), kBits));
  }
  static Mask equalIntegers(I a, I b) { return vceqq_s32(a, b); }
  static Mask isNumber(F x) { return vceqq_f32(x, x); }
  static Mask andMasks(Mask a, Mask b) { return vandq_u32(a, b); }
  static I oneUnless(Mask mask) { return vreinterpretq_s32_u32(vbicq_u32(vdupq_n_u32(1), mask)); }
  static I selectIntegers(Mask mask, I then, I otherwise) { return vbslq_s32(mask, then, otherwise); }
  static I asIntegers(F x) { return vreinterpretq_s32_f32(x); }
  static F asFloats(I bits) { return vreinterpretq_f32_s32(bits); }
  static uint16x8_t lowHalves(I a, I b) {
    return vmovn_high_u32(vmovn_u32(vreinterpretq_u32_s32(a)), vreinterpretq_u32_s32(b));
  }
  static void storeBytes(uint8_t* q, const I (&v)[4]) {
    vst1q_u8(q, vmovn_high_u16(vmovn_u16(lowHalves(v[0], v[1])), lowHalves(v[2], v[3])));
  }
  static void storeWords(uint8_t* q, const I (&v)[4]) {
    vst1q_u8(q, vreinterpretq_u8_u16(lowHalves(v[0], v[1])));
    vst1q_u8(q + 16, vreinterpretq_u8_u16(lowHalves(v[2], v[3])));
  }
  static Words narrowToWords(I a, I b, I c, I d) {
    return {vqmovn_high_s32(vqmovn_s32(a), b), vqmovn_high_s32(vqmovn_s32(c), d)};
  }
  static WordVector broadcastWord(int32_t value) { return vdupq_n_s16(static_cast<int16_t>(value)); }
  static I duplicateWords(I words) {
    const int16x8_t halves = vreinterpretq_s16_s32(words);
    return vreinterpretq_s32_s16(vtrn1q_s16(halves, halves));
  }
  static WordVector broadcastWordPair(uint32_t pair) { return vreinterpretq_s16_u32(vdupq_n_u32(pair)); }
  static WordVector broadcastWordPairs(uint32_t a, uint32_t b) {
    return vreinterpretq_s16_u32(vcombine_u32(vdup_n_u32(a), vdup_n_u32(b)));
  }
  static CodeVector broadcastCode(int32_t value) { return vdupq_n_u8(static_cast<uint8_t>(value)); }
  static Words addWord(const Words& words, WordVector value) { return addWords(words, {value, value}); }
  static Words addWords(const Words& a, const Words& b) {
    return {vqaddq_s16(a.low, b.low), vqaddq_s16(a.high, b.high)};
  }
  static Codes narrowToCodes(const Words& words) {
    return vreinterpretq_u8_s8(vqmovn_high_s16(vqmovn_s16(words.low), words.high));
  }
  static Codes clampCodes(Codes codes, CodeVector qmin, CodeVector qmax) {
    const int8x16_t low = vmaxq_s8(vreinterpretq_s8_u8(codes), vreinterpretq_s8_u8(qmin));
    return vreinterpretq_u8_s8(vminq_s8(low, vreinterpretq_s8_u8(qmax)));
  }
  static Codes xorCodes(Codes codes, CodeVector bits) { return veorq_u8(codes, bits); }
  static void storeCodes(uint8_t* q, Codes codes) { vst1q_u8(q, codes); }

  // code - zeroPoint fits into 16 bits (fitsWords), so that one instruction widens and adds.
  struct ByteZeroPoint {
    uint8x16_t flip;
    int16x8_t zeroPoint;
  };
  // uint8 codes with the sign bit flipped are code - 128 as int8.
  static ByteZeroPoint byteZeroPoint(int32_t zeroPoint, int32_t shift) {
    return {broadcastCode(shift), broadcastWord(shift - zeroPoint)};
  }
  static void widenMinus(const uint8_t* q, const ByteZeroPoint& less, I (&out)[4]) {
    const int8x16_t codes = vreinterpretq_s8_u8(veorq_u8(vld1q_u8(q), less.flip));
    const int16x8_t low = vaddw_s8(less.zeroPoint, vget_low_s8(codes));
    const int16x8_t high = vaddw_high_s8(less.zeroPoint, codes);
    out[0] = vmovl_s16(vget_low_s16(low));
    out[1] = vmovl_high_s16(low);
    out[2] = vmovl_s16(vget_low_s16(high));
    out[3] = vmovl_high_s16(high);
  }
  static I widenBytes(const uint8_t* q) {
    uint32_t bytes;
    memcpy(&bytes, q, sizeof bytes);
    const uint16x8_t words = vmovl_u8(vcreate_u8(bytes));
    return vreinterpretq_s32_u32(vmovl_u16(vget_low_u16(words)));
  }
  static void loadBytes(const uint8_t* q, I (&out)[4]) {
    const uint8x16_t codes = vld1q_u8(q);
    widen(vmovl_u8(vget_low_u8(codes)), out[0], out[1]);
    widen(vmovl_high_u8(codes), out[2], out[3]);
  }
  static void loadWords(const uint8_t* q, I (&out)[4]) {
    widen(vreinterpretq_u16_u8(vld1q_u8(q)), out[0], out[1]);
    widen(vreinterpretq_u16_u8(vld1q_u8(q + 16)), out[2], out[3]);
  }
  static void widen(uint16x8_t words, I& low, I& high) {
    low = vreinterpretq_s32_u32(vmovl_u16(vget_low_u16(words)));
    high = vreinterpretq_s32_u32(vmovl_high_u16(words));
  }
  static F toFloat(I value) { return vcvtq_f32_s32(value); }

  // fmin and fmax return NaN if either operand is NaN, so NaN need not be noted.
  static F min(F a, F b) { return vminq_f32(a, b); }
  static F max(F a, F b) { return vmaxq_f32(a, b); }
  static float reduceMin(F x) { return vminvq_f32(x); }
  static float reduceMax(F x) { return vmaxvq_f32(x); }
  static F maxWithMagnitude(F a, F x) { return vmaxq_f32(a, vabsq_f32(x)); }
  static float reduceMaxMagnitude(F x) { return vmaxvq_f32(x); }
  static F reduceMinEach(const F (&rows)[kLanes]) {
    return vpminq_f32(vpminq_f32(rows[0], rows[1]), vpminq_f32(rows[2], rows[3]));
  }
  static F reduceMaxEach(const F (&rows)[kLanes]) {
    return vpmaxq_f32(vpmaxq_f32(rows[0], rows[1]), vpmaxq_f32(rows[2], rows[3]));
  }
  static F reduceMaxMagnitudeEach(const F (&rows)[kLanes]) { return reduceMaxEach(rows); }
  static F maxOfMagnitudes(F a, F b) { return vmaxq_f32(vabsq_f32(a), vabsq_f32(b)); }

  static constexpr size_t kDoubles = 2;
  using D = float64x2_t;
  static D widen(const uint8_t* p) { return vcvt_f64_f32(vreinterpret_f32_u8(vld1_u8(p))); }
  static D loadDoubles(const uint8_t* p) { return loadPd(p); }
  static void storeDoubles(uint8_t* p, D value) { vst1q_u8(p, vreinterpretq_u8_f64(value)); }
  static D broadcastDouble(double value) { return vdupq_n_f64(value); }
  static D addDoubles(D a, D b) { return vaddq_f64(a, b); }
  static D subtractDoubles(D a, D b) { return vsubq_f64(a, b); }
  static D multiplyDoubles(D a, D b) { return vmulq_f64(a, b); }
  static D addProduct(D sum, D a, D b) { return vfmaq_f64(sum, a, b); }
  static D magnitudes(D a) { return vabsq_f64(a); }
  static D maxDoubles(D a, D b) { return vmaxq_f64(a, b); }
  static D minDoubles(D a, D b) { return vbslq_f64(vcltq_f64(a, b), a, b); }
  static D truncateDoubles(D a) { return vrndq_f64(a); }
  static bool anyAbove(D a, D b) {
    const uint64x2_t is = vcgtq_f64(a, b);
    return (vgetq_lane_u64(is, 0) | vgetq_lane_u64(is, 1)) != 0;
  }

  using Bits = uint16_t;
  using BitOrder = uint8x16_t;  // the value of each lane's bit in its byte
  static BitOrder bitOrder(bool highFirst) {
    const uint8x8_t bits = vcreate_u8(highFirst ? 0x0102040810204080 : 0x8040201008040201);
    return vcombine_u8(bits, bits);
  }
  static I lanesAbove(F x, F threshold) { return vreinterpretq_s32_u32(vcgtq_f32(x, threshold)); }
  static Bits bitsAbove(const F (&v)[4], F threshold, BitOrder order) {
    const uint8x16_t bytes =
        vmovn_high_u16(vmovn_u16(lowHalves(lanesAbove(v[0], threshold), lanesAbove(v[1], threshold))),
                       lowHalves(lanesAbove(v[2], threshold), lanesAbove(v[3], threshold)));
    const uint8x16_t bits = vandq_u8(bytes, order);
    const uint8x16_t pairs = vpaddq_u8(bits, bits), quads = vpaddq_u8(pairs, pairs);
    return vgetq_lane_u16(vreinterpretq_u16_u8(vpaddq_u8(quads, quads)), 0);
  }
  static F selectByBits(uint32_t bits, I weights, F then, F otherwise) {
    const uint32x4_t set = vtstq_s32(vreinterpretq_s32_u32(vdupq_n_u32(bits)), weights);
    return vbslq_f32(set, then, otherwise);
  }

  static void noteNan(Nan&, F, F) {}
  static bool anyNan(Nan) { return false; }
};

}  // namespace

}  // namespace linquant

#endif  // LINQUANT_CORE_ISA_NEON_H_
