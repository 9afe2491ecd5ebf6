// Portable C++, one element at a time. It runs everywhere, and its results are the definition for every other file.
#include <math.h>

#include "../kernels/table.h"

namespace linquant {
namespace {

struct Scalar {
  static constexpr size_t kLanes = 1;
  static constexpr bool kHasFma = false;
  static constexpr bool kOverflowIsIntMin = false;
  static constexpr bool kHasInvalidFlag = false;
  static constexpr bool kHasStreaming = false;
  static constexpr bool kHasMasks = false;
  static constexpr bool kTestsLoops = false;
  static constexpr bool kHasSearch = false;
  static constexpr bool kHasDots = false;
  static constexpr bool kHasSignedDots = false;
  static constexpr bool kHasTiles = false;
  static constexpr bool kHasPacking = false;
  // Beyond every code minus any int32 zero point, and exact as double and int64.
  static constexpr float kLimit = 0x1p40f;

  using F = float;
  using I = int64_t;
  using Mask = bool;
  using Nan = bool;
  struct Words {
    int64_t value[4];
  };
  struct Codes {
    int64_t value[4];
  };

  using WordVector = int64_t;
  using CodeVector = int32_t;

  static F load(const uint8_t* p) {
    F value;
    memcpy(&value, p, sizeof value);
    return value;
  }
  static void store(uint8_t* p, F value) { memcpy(p, &value, sizeof value); }
  static F loadFloat16(const uint8_t* p) { return halfToFloat(shortAt(p)); }
  static F loadBfloat16(const uint8_t* p) { return floatOf(static_cast<uint32_t>(shortAt(p)) << 16); }
  static F loadFloat64(const uint8_t* p) { return static_cast<F>(doubleAt(p)); }
  // Rounding to odd: the nearest float, one step toward zero if it lies beyond x, with the last bit set if it is not x.
  static F loadFloat64Odd(const uint8_t* p) {
    const double x = doubleAt(p);
    const F nearest = static_cast<F>(x);
    const double back = nearest;
    if (back == x || x != x) return nearest;
    const bool isBeyond = x < 0 ? back < x : back > x;
    return floatOf((bitsOf(nearest) - isBeyond) | 1u);
  }
  static void storeFloat16(uint8_t* p, F value) { storeShort(p, floatToHalf(value)); }
  static void storeBfloat16(uint8_t* p, F value) {
    const uint32_t bits = bitsOf(value);
    storeShort(p, value == value ? (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16 : bits >> 16 | 0x40u);
  }
  static void storeFloat64(uint8_t* p, F value) {
    const double result = value;
    memcpy(p, &result, sizeof result);
  }
  static F halfToFloat(uint32_t half) {
    const uint32_t sign = (half & 0x8000u) << 16, exponent = half >> 10 & 31u, fraction = half & 0x3ffu;
    if (exponent == 0) {
      const F magnitude = static_cast<F>(fraction) * 0x1p-24f;
      return floatOf(sign | bitsOf(magnitude));
    }
    if (exponent != 31) return floatOf(sign | (exponent + 112) << 23 | fraction << 13);
    return floatOf(sign | 0x7f800000u | fraction << 13 | (fraction != 0 ? 0x400000u : 0));
  }
  static uint32_t floatToHalf(F value) {
    const uint32_t bits = bitsOf(value), sign = bits >> 16 & 0x8000u, magnitude = bits & 0x7fffffffu;
    if (magnitude > 0x7f800000u) return sign | 0x7e00u | (magnitude >> 13 & 0x3ffu);
    if (magnitude >= 0x477ff000u) return sign | 0x7c00u;  // from 65520 on
    if (magnitude >= 0x38800000u) {
      return sign | (magnitude - 0x38000000u + 0xfffu + (magnitude >> 13 & 1u)) >> 13;
    }
    // Below 2^-14, float16 have a spacing of 2^-24, as float32 have from 0.5 to 1. So adding 0.5 rounds.
    return sign | (bitsOf(floatOf(magnitude) + 0.5f) - bitsOf(0.5f));
  }
  static uint32_t shortAt(const uint8_t* p) {
    uint16_t value;
    memcpy(&value, p, sizeof value);
    return value;
  }
  static void storeShort(uint8_t* p, uint32_t value) {
    const uint16_t result = static_cast<uint16_t>(value);
    memcpy(p, &result, sizeof result);
  }
  static double doubleAt(const uint8_t* p) {
    double value;
    memcpy(&value, p, sizeof value);
    return value;
  }
  static F broadcast(float value) { return value; }
  static F add(F a, F b) { return a + b; }
  static F subtract(F a, F b) { return a - b; }
  static F multiply(F a, F b) { return a * b; }
  static F divide(F a, F b) { return a / b; }
  static F clampMagnitude(F x, F most) { return x >= most ? most : x <= -most ? -most : x == x ? x : 0; }
  static F nanToZero(F x) { return x == x ? x : 0; }
  static F nanToQuiet(F x) { return x == x ? x : quietNan(); }
  static F selectWhereZero(F x, F then, F otherwise) { return x == 0 ? then : otherwise; }
  static bool areAllWithin(F x, float low, float high) { return x >= low && x <= high; }

  // From 2^52 on, doubles have no fraction bits. So adding 1.5 * 2^52 rounds to an integer, ties to even.
  static I round(F x) {
    constexpr double kShifter = 0x1.8p52;
    return static_cast<I>((static_cast<double>(x) + kShifter) - kShifter);
  }
  static I truncate(F x) { return static_cast<I>(x); }
  static I roundDown(F x) { return truncate(x) - (static_cast<F>(truncate(x)) > x); }
  static I roundHalfAway(F x) { return truncate(x + (x < 0 ? -kBelowHalf : kBelowHalf)); }
  static I broadcastInteger(int32_t value) { return value; }
  static I loadIntegers(const uint8_t* p) {
    int32_t value;
    memcpy(&value, p, sizeof value);
    return value;
  }
  static void storeIntegers(uint8_t* p, I value) {
    const int32_t result = static_cast<int32_t>(value);
    memcpy(p, &result, sizeof result);
  }
  static I addIntegers(I a, I b) { return a + b; }
  static I subtractIntegers(I a, I b) { return a - b; }
  static I xorIntegers(I a, I bits) { return a ^ bits; }
  static I minIntegers(I a, I b) { return a < b ? a : b; }
  static I maxIntegers(I a, I b) { return a > b ? a : b; }
  static I andIntegers(I a, I b) { return a & b; }
  template <int kBits>
  static I shiftLeft(I x) {
    return x << kBits;
  }
  template <int kBits>
  static I shiftRight(I x) {
    return x >> kBits;
  }
  static Mask equalIntegers(I a, I b) { return a == b; }
  static Mask isNumber(F x) { return x == x; }
  static Mask andMasks(Mask a, Mask b) { return a && b; }
  static I oneUnless(Mask mask) { return !mask; }
  static I selectIntegers(Mask mask, I then, I otherwise) { return mask ? then : otherwise; }
  static I asIntegers(F x) { return bitsOf(x); }
  static F asFloats(I bits) { return floatOf(static_cast<uint32_t>(bits)); }
  static void storeBytes(uint8_t* q, const I (&v)[4]) {
    for (size_t j = 0; j < 4; j++) q[j] = static_cast<uint8_t>(v[j]);
  }
  static void storeWords(uint8_t* q, const I (&v)[4]) {
    for (size_t j = 0; j < 4; j++) storeShort(q + 2 * j, static_cast<uint32_t>(v[j]));
  }
  static Words narrowToWords(I a, I b, I c, I d) { return {{a, b, c, d}}; }
  static WordVector broadcastWord(int32_t value) { return value; }
  static CodeVector broadcastCode(int32_t value) { return value; }
  static Words addWord(Words words, WordVector value) {
    for (int64_t& word : words.value) word += value;
    return words;
  }
  static Codes narrowToCodes(const Words& words) {
    Codes codes;
    for (size_t i = 0; i < 4; i++) codes.value[i] = clamp(words.value[i], -128, 127);
    return codes;
  }
  static Codes xorCodes(Codes codes, CodeVector bits) {
    for (int64_t& code : codes.value) code ^= bits;
    return codes;
  }
  static Codes clampCodes(Codes codes, CodeVector qmin, CodeVector qmax) {
    for (int64_t& code : codes.value) code = clamp(code, qmin, qmax);
    return codes;
  }
  static void storeCodes(uint8_t* q, const Codes& codes) {
    for (size_t i = 0; i < 4; i++) q[i] = static_cast<uint8_t>(codes.value[i]);
  }
  static int64_t clamp(int64_t value, int64_t low, int64_t high) {
    return value < low ? low : value > high ? high : value;
  }

  struct ByteZeroPoint {
    I flip, zeroPoint;
  };
  // int8 codes with the sign bit flipped are code + 128 as uint8.
  static ByteZeroPoint byteZeroPoint(int32_t zeroPoint, int32_t shift) {
    return {128 - shift, I{zeroPoint} + 128 - shift};
  }
  static void widenMinus(const uint8_t* q, const ByteZeroPoint& less, I (&out)[4]) {
    for (size_t i = 0; i < 4; i++) out[i] = (q[i] ^ less.flip) - less.zeroPoint;
  }
  static I widenBytes(const uint8_t* q) { return *q; }
  static void loadBytes(const uint8_t* q, I (&out)[4]) {
    for (size_t j = 0; j < 4; j++) out[j] = q[j];
  }
  static void loadWords(const uint8_t* q, I (&out)[4]) {
    for (size_t j = 0; j < 4; j++) out[j] = shortAt(q + 2 * j);
  }
  static F toFloat(I value) { return static_cast<F>(value); }

  static F min(F a, F b) { return a < b ? a : b; }
  static F max(F a, F b) { return a > b ? a : b; }
  static float reduceMin(F x) { return x; }
  static float reduceMax(F x) { return x; }
  // By the bits, which order as the magnitudes do. A branch on the sign would be mispredicted half of the time.
  static F maxWithMagnitude(F a, F x) {
    const uint32_t kept = bitsOf(a), magnitude = bitsOf(x) & 0x7fffffffu;
    return floatOf(kept > magnitude ? kept : magnitude);
  }
  static F floatOf(uint32_t bits) {
    F result;
    memcpy(&result, &bits, sizeof result);
    return result;
  }
  static F reduceMinEach(const F (&rows)[1]) { return rows[0]; }
  static F reduceMaxEach(const F (&rows)[1]) { return rows[0]; }
  static F reduceMaxMagnitudeEach(const F (&rows)[1]) { return rows[0]; }
  static F maxOfMagnitudes(F a, F b) { return maxWithMagnitude(maxWithMagnitude(0, a), b); }
  static uint32_t bitsOf(F x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
  }
  static float reduceMaxMagnitude(F x) { return x; }

  static constexpr size_t kDoubles = 1;
  using D = double;
  static D widen(const uint8_t* p) { return static_cast<D>(load(p)); }
  static D loadDoubles(const uint8_t* p) { return doubleAt(p); }
  static void storeDoubles(uint8_t* p, D value) { memcpy(p, &value, sizeof value); }
  static D broadcastDouble(double value) { return value; }
  static D addDoubles(D a, D b) { return a + b; }
  static D subtractDoubles(D a, D b) { return a - b; }
  static D multiplyDoubles(D a, D b) { return a * b; }
  static D addProduct(D sum, D a, D b) { return sum + a * b; }
  static D divideDoubles(D a, D b) { return a / b; }
  static D rootOfDoubles(D a) { return sqrt(a); }
  static D magnitudes(D a) { return a < 0 ? -a : a + 0.0; }
  static D maxDoubles(D a, D b) { return a > b ? a : b; }
  static D minDoubles(D a, D b) { return a < b ? a : b; }
  static D truncateDoubles(D a) { return static_cast<D>(static_cast<int64_t>(a)); }
  static bool anyAbove(D a, D b) { return a > b; }

  using Bits = uint8_t;
  using BitOrder = uint32_t;
  static BitOrder bitOrder(bool highFirst) { return highFirst ? 7 : 0; }
  static Bits bitsAbove(const F (&v)[8], F threshold, BitOrder order) {
    uint32_t bits = 0;
    for (uint32_t i = 0; i < 8; i++) bits |= static_cast<uint32_t>(v[i] > threshold) << (i ^ order);
    return static_cast<Bits>(bits);
  }
  static F selectByBits(uint32_t bits, I weights, F then, F otherwise) {
    return (bits & weights) != 0 ? then : otherwise;
  }

  static void noteNan(Nan& nan, F a, F b) { nan |= a != a || b != b; }
  static bool anyNan(Nan nan) { return nan; }
};

}  // namespace

extern const KernelTable k_scalar;
#if defined(__wasm__)
// SIMD is everywhere there, so of the scalar kernels only those are compiled that take what others leave: any dtype and zero point.
const KernelTable k_scalar = patchTable<Scalar>("scalar");
#else
const KernelTable k_scalar = makeTable<Scalar>("scalar", 0, searchKernels<Scalar>());
#endif

}  // namespace linquant
