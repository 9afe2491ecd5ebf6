// WebAssembly's SIMD of 128 bits, without relaxed SIMD: a chunk is 16 floats.
//
// There is no fused multiply-add, so every quotient is a division, and no conversion that rounds to nearest: adding 1.5 * 2^23
// leaves the rounded integer in the low bits, for magnitudes up to 2^22. WebAssembly leaves it open which NaN an operation gives,
// so conversions that keep a NaN's payload make it by integers. pmin and pmax are one instruction each on x64, where min and max
// take eight; they give their first operand where the second is not less or greater, as NaN never is.
#include <wasm_simd128.h>

#include "../kernels/table.h"
#include "wasm128_search.h"

namespace linquant {
namespace {

struct Wasm128 : Wasm128Search {
  static constexpr size_t kLanes = 4;
  static constexpr bool kHasFma = false;
  static constexpr bool kOverflowIsIntMin = false;
  static constexpr bool kHasInvalidFlag = false;
  static constexpr bool kHasStreaming = false;
  static constexpr bool kHasMasks = false;
  static constexpr bool kTestsLoops = true;
  static constexpr float kLimit = 0x1p20f;

  using F = v128_t;
  using I = v128_t;
  using D = v128_t;
  using Mask = v128_t;
  using Nan = v128_t;
  using Codes = v128_t;
  struct Words {
    v128_t low, high;
  };

  using WordVector = v128_t;
  using CodeVector = v128_t;

  static F load(const uint8_t* p) { return wasm_v128_load(p); }
  static void store(uint8_t* p, F value) { wasm_v128_store(p, value); }

  static F loadFloat16(const uint8_t* p) {
    const I half = wasm_u32x4_load16x4(p), sign = wasm_i32x4_shl(wasm_v128_and(half, integers(0x8000)), 16);
    const I magnitude = wasm_v128_and(half, integers(0x7fff));
    const I normal = wasm_i32x4_add(wasm_i32x4_shl(magnitude, 13), integers(0x38000000));
    const I small = multiply(toFloat(magnitude), broadcast(0x1p-24f));
    // Infinity and NaN, which becomes quiet: 0x7f800000 and above.
    const I large =
        wasm_v128_or(wasm_i32x4_add(normal, integers(0x38000000)),
                     wasm_v128_and(wasm_i32x4_gt(magnitude, integers(0x7c00)), integers(0x400000)));
    const I finite = wasm_v128_bitselect(small, normal, wasm_i32x4_lt(magnitude, integers(0x400)));
    return wasm_v128_or(sign, wasm_v128_bitselect(large, finite, wasm_i32x4_ge(magnitude, integers(0x7c00))));
  }
  static F loadBfloat16(const uint8_t* p) { return wasm_i32x4_shl(wasm_u32x4_load16x4(p), 16); }
  static F loadFloat64(const uint8_t* p) {
    const D low = loadDoubles(p), high = loadDoubles(p + 16);
    return withNansOf(low, high, nearest(low, high));
  }
  static F nearest(D low, D high) {
    return wasm_i64x2_shuffle(wasm_f32x4_demote_f64x2_zero(low), wasm_f32x4_demote_f64x2_zero(high), 0, 2);
  }
  // Rounding to odd: the nearest float, one step toward zero if it lies beyond x, with the last bit set if it is not x.
  static F loadFloat64Odd(const uint8_t* p) {
    const D low = loadDoubles(p), high = loadDoubles(p + 16);
    const F rounded = nearest(low, high);
    const D backLow = wasm_f64x2_promote_low_f32x4(rounded);
    const D backHigh = wasm_f64x2_promote_low_f32x4(wasm_i64x2_shuffle(rounded, rounded, 1, 1));
    const I beyond = halves(wasm_f64x2_gt(magnitudes(backLow), magnitudes(low)),
                            wasm_f64x2_gt(magnitudes(backHigh), magnitudes(high)));
    const I inexact = halves(wasm_f64x2_ne(backLow, low), wasm_f64x2_ne(backHigh, high));
    const I odd = wasm_v128_or(wasm_i32x4_add(rounded, beyond), wasm_u32x4_shr(inexact, 31));
    return withNansOf(low, high, odd);
  }
  // Masks of 64-bit lanes as masks of 32-bit lanes.
  static I halves(I low, I high) { return wasm_i32x4_shuffle(low, high, 0, 2, 4, 6); }
  // The floats of doubles, where those of NaNs are the quiet NaNs of their sign and leading bits.
  static F withNansOf(D low, D high, F floats) {
    const I lowNan = wasm_f64x2_ne(low, low), highNan = wasm_f64x2_ne(high, high);
    if (!wasm_v128_any_true(wasm_v128_or(lowNan, highNan))) [[likely]]
      return floats;
    const I upper = wasm_i32x4_shuffle(low, high, 1, 3, 5, 7), lower = halves(low, high);
    const I payload =
        wasm_v128_or(wasm_i32x4_shl(wasm_v128_and(upper, integers(0xfffff)), 3), wasm_u32x4_shr(lower, 29));
    const I sign = wasm_v128_and(upper, signs());
    const I quiet = wasm_v128_or(wasm_v128_or(sign, payload), integers(0x7fc00000));
    return wasm_v128_bitselect(quiet, floats, halves(lowNan, highNan));
  }
  static void storeFloat16(uint8_t* p, F value) {
    const I sign = wasm_v128_and(wasm_u32x4_shr(value, 16), integers(0x8000));
    const I magnitude = wasm_v128_and(value, integers(0x7fffffff));
    const I last = wasm_v128_and(wasm_u32x4_shr(magnitude, 13), integers(1));
    const I up = wasm_i32x4_add(wasm_i32x4_add(magnitude, integers(0xfff - 0x38000000)), last);
    // Below 2^-14, float16 have a spacing of 2^-24, as float32 have from 0.5 to 1. So adding 0.5 rounds.
    const I small = wasm_i32x4_sub(add(magnitude, broadcast(0.5f)), broadcast(0.5f));
    const I payload = wasm_v128_and(wasm_u32x4_shr(magnitude, 13), integers(0x3ff));
    I half =
        wasm_v128_bitselect(small, wasm_u32x4_shr(up, 13), wasm_i32x4_lt(magnitude, integers(0x38800000)));
    half = wasm_v128_bitselect(integers(0x7c00), half, wasm_i32x4_ge(magnitude, integers(0x477ff000)));
    half = wasm_v128_bitselect(wasm_v128_or(payload, integers(0x7e00)), half,
                               wasm_i32x4_gt(magnitude, integers(0x7f800000)));
    storeShorts(p, wasm_v128_or(sign, half));
  }
  static void storeBfloat16(uint8_t* p, F value) {
    const I high = wasm_u32x4_shr(value, 16), odd = wasm_v128_and(high, integers(1));
    const I up = wasm_u32x4_shr(wasm_i32x4_add(value, wasm_i32x4_add(odd, integers(0x7fff))), 16);
    const I quiet = wasm_v128_or(high, integers(0x40));
    storeShorts(p, wasm_v128_bitselect(up, quiet, isNumber(value)));
  }
  static void storeShorts(uint8_t* p, I value) {
    wasm_v128_store64_lane(p, wasm_u16x8_narrow_i32x4(value, value), 0);
  }
  static void storeFloat64(uint8_t* p, F value) {
    const F upper = wasm_i64x2_shuffle(value, value, 1, 1);
    D low = wasm_f64x2_promote_low_f32x4(value), high = wasm_f64x2_promote_low_f32x4(upper);
    if (wasm_v128_any_true(wasm_f32x4_ne(value, value))) [[unlikely]] {
      low = withNansOf(value, low);
      high = withNansOf(upper, high);
    }
    storeDoubles(p, low);
    storeDoubles(p + 16, high);
  }
  // The same of the lower two floats.
  static D withNansOf(F floats, D doubles) {
    const I bits = wasm_u64x2_extend_low_u32x4(floats);
    const I sign = wasm_i64x2_shl(wasm_v128_and(bits, wasm_i64x2_const_splat(0x80000000)), 32);
    const I payload = wasm_i64x2_shl(wasm_v128_and(bits, wasm_i64x2_const_splat(0x7fffff)), 29);
    const I quiet = wasm_v128_or(wasm_v128_or(sign, payload), wasm_i64x2_const_splat(0x7ff8000000000000));
    const I isNan = wasm_i64x2_extend_low_i32x4(wasm_f32x4_ne(floats, floats));
    return wasm_v128_bitselect(quiet, doubles, isNan);
  }

  static I integers(int32_t value) { return wasm_i32x4_splat(value); }
  static I signs() { return wasm_i32x4_const_splat(INT32_MIN); }
  static F broadcast(float value) { return wasm_f32x4_splat(value); }
  static F add(F a, F b) { return wasm_f32x4_add(a, b); }
  static F subtract(F a, F b) { return wasm_f32x4_sub(a, b); }
  static F multiply(F a, F b) { return wasm_f32x4_mul(a, b); }
  static F divide(F a, F b) { return wasm_f32x4_div(a, b); }
  static F clampMagnitude(F x, F most) {
    const F least = wasm_f32x4_neg(most);
    return wasm_v128_and(isNumber(x), wasm_f32x4_pmin(most, wasm_f32x4_pmax(least, x)));
  }
  static F nanToZero(F x) { return wasm_v128_and(isNumber(x), x); }
  static F nanToQuiet(F x) { return wasm_v128_bitselect(x, broadcast(quietNan()), isNumber(x)); }
  static F selectWhereZero(F x, F then, F otherwise) {
    return wasm_v128_bitselect(then, otherwise, wasm_f32x4_eq(x, broadcast(0)));
  }
  static bool areAllWithin(F x, float low, float high) {
    return wasm_i32x4_all_true(
        wasm_v128_and(wasm_f32x4_ge(x, broadcast(low)), wasm_f32x4_le(x, broadcast(high))));
  }

  static I round(F x) {
    const F shifter = broadcast(0x1.8p23f);
    return wasm_i32x4_sub(add(x, shifter), shifter);
  }
  static I truncate(F x) { return wasm_i32x4_trunc_sat_f32x4(x); }
  static I roundDown(F x) { return truncate(wasm_f32x4_floor(x)); }
  static I roundHalfAway(F x) {
    return truncate(add(x, wasm_v128_or(wasm_v128_and(x, signs()), broadcast(kBelowHalf))));
  }
  static I broadcastInteger(int32_t value) { return wasm_i32x4_splat(value); }
  static I loadIntegers(const uint8_t* p) { return wasm_v128_load(p); }
  static void storeIntegers(uint8_t* p, I value) { wasm_v128_store(p, value); }
  static I addIntegers(I a, I b) { return wasm_i32x4_add(a, b); }
  static I subtractIntegers(I a, I b) { return wasm_i32x4_sub(a, b); }
  static I xorIntegers(I a, I bits) { return wasm_v128_xor(a, bits); }
  static I minIntegers(I a, I b) { return wasm_i32x4_min(a, b); }
  static I maxIntegers(I a, I b) { return wasm_i32x4_max(a, b); }
  static I andIntegers(I a, I b) { return wasm_v128_and(a, b); }
  template <int kBits>
  static I shiftLeft(I x) {
    return wasm_i32x4_shl(x, kBits);
  }
  template <int kBits>
  static I shiftRight(I x) {
    return wasm_u32x4_shr(x, kBits);
  }
  static Mask equalIntegers(I a, I b) { return wasm_i32x4_eq(a, b); }
  static Mask isNumber(F x) { return wasm_f32x4_eq(x, x); }
  static Mask andMasks(Mask a, Mask b) { return wasm_v128_and(a, b); }
  static I oneUnless(Mask mask) { return wasm_v128_andnot(integers(1), mask); }
  static I selectIntegers(Mask mask, I then, I otherwise) {
    return wasm_v128_bitselect(then, otherwise, mask);
  }
  static I asIntegers(F x) { return x; }
  static F asFloats(I bits) { return bits; }
  static void storeBytes(uint8_t* q, const I (&v)[4]) {
    const I byte = wasm_i16x8_const_splat(0xff);
    const Words words = narrowToWords(v[0], v[1], v[2], v[3]);
    wasm_v128_store(q,
                    wasm_u8x16_narrow_i16x8(wasm_v128_and(words.low, byte), wasm_v128_and(words.high, byte)));
  }
  static void storeWords(uint8_t* q, const I (&v)[4]) {
    const I word = integers(0xffff);
    for (size_t j = 0; j < 4; j += 2) {
      wasm_v128_store(q + j * 8,
                      wasm_u16x8_narrow_i32x4(wasm_v128_and(v[j], word), wasm_v128_and(v[j + 1], word)));
    }
  }
  static Words narrowToWords(I a, I b, I c, I d) {
    return {wasm_i16x8_narrow_i32x4(a, b), wasm_i16x8_narrow_i32x4(c, d)};
  }
  static WordVector broadcastWord(int32_t value) { return wasm_i16x8_splat(static_cast<int16_t>(value)); }
  static CodeVector broadcastCode(int32_t value) { return wasm_i8x16_splat(static_cast<int8_t>(value)); }
  static Words addWord(const Words& words, WordVector value) { return addWords(words, {value, value}); }
  static Words addWords(const Words& a, const Words& b) {
    return {wasm_i16x8_add_sat(a.low, b.low), wasm_i16x8_add_sat(a.high, b.high)};
  }
  static Codes narrowToCodes(const Words& words) { return wasm_i8x16_narrow_i16x8(words.low, words.high); }
  static Codes clampCodes(Codes codes, CodeVector qmin, CodeVector qmax) {
    return wasm_i8x16_min(wasm_i8x16_max(codes, qmin), qmax);
  }
  static Codes xorCodes(Codes codes, CodeVector bits) { return wasm_v128_xor(codes, bits); }
  static void storeCodes(uint8_t* q, Codes codes) { wasm_v128_store(q, codes); }

  // code - zeroPoint fits into 16 bits (fitsWords).
  struct ByteZeroPoint {
    v128_t flip, zeroPoint;
  };
  // uint8 codes with the sign bit flipped are code - 128 as int8.
  static ByteZeroPoint byteZeroPoint(int32_t zeroPoint, int32_t shift) {
    return {broadcastCode(shift), broadcastWord(shift - zeroPoint)};
  }
  static void widenMinus(const uint8_t* q, const ByteZeroPoint& less, I (&out)[4]) {
    const v128_t codes = wasm_v128_xor(wasm_v128_load(q), less.flip);
    const v128_t low = wasm_i16x8_add(wasm_i16x8_extend_low_i8x16(codes), less.zeroPoint);
    const v128_t high = wasm_i16x8_add(wasm_i16x8_extend_high_i8x16(codes), less.zeroPoint);
    out[0] = wasm_i32x4_extend_low_i16x8(low);
    out[1] = wasm_i32x4_extend_high_i16x8(low);
    out[2] = wasm_i32x4_extend_low_i16x8(high);
    out[3] = wasm_i32x4_extend_high_i16x8(high);
  }
  static I widenBytes(const uint8_t* q) {
    return wasm_u32x4_extend_low_u16x8(wasm_u16x8_extend_low_u8x16(wasm_v128_load32_zero(q)));
  }
  static void loadBytes(const uint8_t* q, I (&out)[4]) {
    const v128_t codes = wasm_v128_load(q);
    widenWords(wasm_u16x8_extend_low_u8x16(codes), out[0], out[1]);
    widenWords(wasm_u16x8_extend_high_u8x16(codes), out[2], out[3]);
  }
  static void loadWords(const uint8_t* q, I (&out)[4]) {
    widenWords(wasm_v128_load(q), out[0], out[1]);
    widenWords(wasm_v128_load(q + 16), out[2], out[3]);
  }
  static void widenWords(v128_t words, I& low, I& high) {
    low = wasm_u32x4_extend_low_u16x8(words);
    high = wasm_u32x4_extend_high_u16x8(words);
  }
  // Behind the asm, clang 14 does not see that the integers were widened: it would convert each lane by itself.
  static F toFloat(I value) {
    asm("" : "+r"(value));
    return wasm_f32x4_convert_i32x4(value);
  }

  // a < b ? a : b and a > b ? a : b.
  static F min(F a, F b) { return wasm_f32x4_pmin(b, a); }
  static F max(F a, F b) { return wasm_f32x4_pmax(b, a); }
  static I greaterBits(I a, I b) { return wasm_i32x4_max(a, b); }
  template <F (*Reduce)(F, F)>
  static float reduce(F x) {
    x = Reduce(x, wasm_i64x2_shuffle(x, x, 1, 1));
    return wasm_f32x4_extract_lane(Reduce(x, wasm_i32x4_shuffle(x, x, 1, 1, 1, 1)), 0);
  }
  static float reduceMin(F x) { return reduce<min>(x); }
  static float reduceMax(F x) { return reduce<max>(x); }
  // The bits of magnitudes order as they do; NaN is the largest.
  static float reduceMaxMagnitude(F x) { return reduce<greaterBits>(x); }
  static F maxWithMagnitude(F a, F x) { return greaterBits(a, wasm_v128_and(x, integers(INT32_MAX))); }
  static F maxOfMagnitudes(F a, F b) { return maxWithMagnitude(wasm_v128_and(a, integers(INT32_MAX)), b); }
  // Lane i of the result reduces vector i: pairs of vectors are interleaved and reduced, then pairs of those.
  template <F (*Reduce)(F, F)>
  static F reduceEach(const F (&rows)[kLanes]) {
    const F low = reducePairs<Reduce>(rows[0], rows[1]), high = reducePairs<Reduce>(rows[2], rows[3]);
    return Reduce(wasm_i64x2_shuffle(low, high, 0, 2), wasm_i64x2_shuffle(low, high, 1, 3));
  }
  template <F (*Reduce)(F, F)>
  static F reducePairs(F a, F b) {
    return Reduce(wasm_i32x4_shuffle(a, b, 0, 4, 1, 5), wasm_i32x4_shuffle(a, b, 2, 6, 3, 7));
  }
  static F reduceMinEach(const F (&rows)[kLanes]) { return reduceEach<min>(rows); }
  static F reduceMaxEach(const F (&rows)[kLanes]) { return reduceEach<max>(rows); }
  static F reduceMaxMagnitudeEach(const F (&rows)[kLanes]) { return reduceEach<greaterBits>(rows); }

  static constexpr size_t kDoubles = 2;
  static D widen(const uint8_t* p) { return wasm_f64x2_promote_low_f32x4(wasm_v128_load64_zero(p)); }
  static D loadDoubles(const uint8_t* p) { return wasm_v128_load(p); }
  static void storeDoubles(uint8_t* p, D value) { wasm_v128_store(p, value); }
  static D broadcastDouble(double value) { return wasm_f64x2_splat(value); }
  static D addDoubles(D a, D b) { return wasm_f64x2_add(a, b); }
  static D subtractDoubles(D a, D b) { return wasm_f64x2_sub(a, b); }
  static D multiplyDoubles(D a, D b) { return wasm_f64x2_mul(a, b); }
  static D addProduct(D sum, D a, D b) { return addDoubles(sum, multiplyDoubles(a, b)); }
  static D magnitudes(D a) { return wasm_f64x2_abs(a); }
  static D maxDoubles(D a, D b) { return wasm_f64x2_pmax(b, a); }
  static D minDoubles(D a, D b) { return wasm_f64x2_pmin(b, a); }
  static D truncateDoubles(D a) { return wasm_f64x2_trunc(a); }
  static bool anyAbove(D a, D b) { return wasm_v128_any_true(wasm_f64x2_gt(a, b)); }

  using Bits = uint16_t;
  using BitOrder = v128_t;  // the byte that each byte comes from
  static BitOrder bitOrder(bool highFirst) {
    return highFirst ? wasm_i8x16_const(7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8)
                     : wasm_i8x16_const(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  }
  static Bits bitsAbove(const F (&v)[4], F threshold, BitOrder order) {
    const Codes bytes =
        narrowToCodes(narrowToWords(wasm_f32x4_gt(v[0], threshold), wasm_f32x4_gt(v[1], threshold),
                                    wasm_f32x4_gt(v[2], threshold), wasm_f32x4_gt(v[3], threshold)));
    return static_cast<Bits>(wasm_i8x16_bitmask(wasm_i8x16_swizzle(bytes, order)));
  }
  static F selectByBits(uint32_t bits, I weights, F then, F otherwise) {
    const I chosen = wasm_v128_and(integers(static_cast<int32_t>(bits)), weights);
    return wasm_v128_bitselect(then, otherwise, wasm_i32x4_eq(chosen, weights));
  }

  static void noteNan(Nan& nan, F a, F b) {
    nan = wasm_v128_or(nan, wasm_v128_or(wasm_f32x4_ne(a, a), wasm_f32x4_ne(b, b)));
  }
  static bool anyNan(Nan nan) { return wasm_v128_any_true(nan); }
};

}  // namespace

extern const KernelTable k_wasm128;
const KernelTable k_wasm128 = makeTable<Wasm128>("simd128", 0, searchKernels<Wasm128>());

}  // namespace linquant
