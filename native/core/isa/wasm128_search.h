// What WebAssembly's SIMD offers for searching (vector/vector.h).
#ifndef LINQUANT_CORE_ISA_WASM128_SEARCH_H_
#define LINQUANT_CORE_ISA_WASM128_SEARCH_H_

#include <stddef.h>
#include <stdint.h>
#include <wasm_simd128.h>

namespace linquant {
namespace {

struct Wasm128Search {
  static constexpr bool kHasSearch = true;
  static constexpr bool kHasDots = false;
  static constexpr bool kHasSignedDots = false;
  static constexpr bool kHasTiles = true;
  static constexpr bool kHasPacking = false;

  template <bool isSigned>
  static v128_t widenCodes(const uint8_t* p) {
    return isSigned ? wasm_i16x8_load8x8(p) : wasm_u16x8_load8x8(p);
  }
  static v128_t addProducts(v128_t sum, v128_t a, v128_t b) {
    return wasm_i32x4_add(sum, wasm_i32x4_dot_i16x8(a, b));
  }
  static v128_t addByteProducts(v128_t sum, v128_t codes, v128_t digits) {
    const v128_t low = wasm_i16x8_extmul_low_i8x16(codes, digits);
    return wasm_i16x8_add(sum, wasm_i16x8_add(low, wasm_i16x8_extmul_high_i8x16(codes, digits)));
  }
  static v128_t addBytes(v128_t a, v128_t b) { return wasm_i8x16_add(a, b); }
  static v128_t sumBytes(v128_t a) {
    return wasm_u32x4_extadd_pairwise_u16x8(wasm_u16x8_extadd_pairwise_u8x16(a));
  }
  static v128_t bitCounts(v128_t x) { return wasm_i8x16_popcnt(x); }
  static v128_t loadHalves(const uint8_t* low, const uint8_t* high) {
    return wasm_v128_load64_lane(high, wasm_v128_load64_zero(low), 1);
  }
  static v128_t joinHalves(v128_t a, v128_t b) {
    return wasm_i8x16_add(wasm_i64x2_shuffle(a, b, 0, 2), wasm_i64x2_shuffle(a, b, 1, 3));
  }
  // Lane i is the sum of lanes 2 i and 2 i + 1 of both vectors, one behind the other.
  static v128_t pairsAdded(v128_t a, v128_t b) {
    return wasm_i32x4_add(wasm_i32x4_shuffle(a, b, 0, 2, 4, 6), wasm_i32x4_shuffle(a, b, 1, 3, 5, 7));
  }
  static void storeSums(const v128_t* v, int32_t* out) {
    wasm_v128_store(out, pairsAdded(pairsAdded(v[0], v[1]), pairsAdded(v[2], v[3])));
    wasm_v128_store(out + 4, pairsAdded(pairsAdded(v[4], v[5]), pairsAdded(v[6], v[7])));
  }
  // At any address.
  static void storePairSums(const v128_t* v, uint8_t* out) {
    storeFour(pairsAdded(v[0], v[1]), out, out + 16);
    storeFour(pairsAdded(v[2], v[3]), out + 32, out + 48);
  }
  static void storeFour(v128_t v, void* to, void* other) {
    wasm_v128_store(to, wasm_f64x2_convert_low_i32x4(v));
    wasm_v128_store(other, wasm_f64x2_convert_low_i32x4(wasm_i64x2_shuffle(v, v, 1, 1)));
  }

  static void prefetch(const uint8_t*) {}
  using TileSum = v128_t;
  static void addPairs(const uint8_t* pair, v128_t a, v128_t b, v128_t& sumA, v128_t& sumB) {
    const v128_t x = wasm_v128_load32_splat(pair);
    sumA = addProducts(sumA, a, x);
    sumB = addProducts(sumB, b, x);
  }
  static void storeColumns(v128_t a, v128_t b, v128_t c, v128_t d, v128_t e, v128_t f, double* out,
                           size_t line) {
    storePairs(a, b, out, line);
    storePairs(c, d, out + 2, line);
    storePairs(e, f, out + 4, line);
  }
  static void storePairs(v128_t a, v128_t b, double* out, size_t line) {
    storeFour(wasm_i32x4_shuffle(a, b, 0, 4, 1, 5), out, out + line);
    storeFour(wasm_i32x4_shuffle(a, b, 2, 6, 3, 7), out + 2 * line, out + 3 * line);
  }

  static v128_t divideDoubles(v128_t a, v128_t b) { return wasm_f64x2_div(a, b); }
  static v128_t rootOfDoubles(v128_t a) { return wasm_f64x2_sqrt(a); }
};

}  // namespace
}  // namespace linquant

#endif  // LINQUANT_CORE_ISA_WASM128_SEARCH_H_
