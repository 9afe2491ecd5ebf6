// Portable C++, one element at a time: runs everywhere, and its results define what every other file gives.
#include "../generic/table.h"

namespace linquant {
namespace {

struct Scalar {
  static constexpr size_t kLanes = 1;
  static constexpr bool kHasFma = false;
  static constexpr bool kConversionMarks = false;
  static constexpr bool kHasInvalidFlag = false;
  static constexpr bool kStreams = false;
  static constexpr bool kHasMasks = false;
  // Beyond any code with any int32 zero point, and exact in double and int64.
  static constexpr float kLimit = 0x1p40f;

  using F = float;
  using I = int64_t;
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
  static bool streams(size_t) { return false; }
  static F broadcast(float value) { return value; }
  static F minus(F a, F b) { return a - b; }
  static F multiply(F a, F b) { return a * b; }
  static F divide(F a, F b) { return a / b; }
  static F limit(F x, F most) { return x >= most ? most : x <= -most ? -most : x == x ? x : 0; }

  // 1.5 * 2^52 leaves no room for a fraction, so that the addition itself rounds, ties to even.
  static I round(F x) {
    constexpr double kShifter = 0x1.8p52;
    return static_cast<I>((static_cast<double>(x) + kShifter) - kShifter);
  }
  static Words pack(I a, I b, I c, I d) { return {{a, b, c, d}}; }
  static WordVector broadcastWord(int32_t value) { return value; }
  static CodeVector broadcastCode(int32_t value) { return value; }
  static Words addWord(Words words, WordVector value) {
    for (int64_t& word : words.value) word += value;
    return words;
  }
  template <class Code>
  static Codes narrow(const Words& words) {
    constexpr int64_t kLowest = kIsSigned<Code> ? -128 : 0;
    Codes codes;
    for (size_t i = 0; i < 4; i++) codes.value[i] = clamp(words.value[i], kLowest, kLowest + 255);
    return codes;
  }
  template <class Code>
  static Codes limitCodes(Codes codes, CodeVector qmin, CodeVector qmax) {
    for (int64_t& code : codes.value) code = clamp(code, qmin, qmax);
    return codes;
  }
  static void storeCodes(uint8_t* q, const Codes& codes) {
    for (size_t i = 0; i < 4; i++) q[i] = static_cast<uint8_t>(codes.value[i]);
  }
  static int64_t clamp(int64_t value, int64_t low, int64_t high) {
    return value < low ? low : value > high ? high : value;
  }

  using Offset = I;
  static Offset offset(int32_t zeroPoint) { return zeroPoint; }
  template <class Code>
  static void widenLess(const uint8_t* q, Offset zeroPoint, I (&out)[4]) {
    for (size_t i = 0; i < 4; i++) out[i] = static_cast<Code>(q[i]) - zeroPoint;
  }
  static F toFloat(I value) { return static_cast<F>(value); }

  static F least(F a, F b) { return a < b ? a : b; }
  static F greatest(F a, F b) { return a > b ? a : b; }
  static float leastOf(F x) { return x; }
  static float greatestOf(F x) { return x; }
  // By the bits: a branch on the sign would be mispredicted for every other float.
  static F greaterMagnitude(F a, F x) {
    const uint32_t kept = bitsOf(a), magnitude = bitsOf(x) & 0x7fffffffu;
    const uint32_t bits = kept > magnitude ? kept : magnitude;
    F result;
    memcpy(&result, &bits, sizeof result);
    return result;
  }
  static uint32_t bitsOf(F x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
  }
  static float greatestMagnitudeOf(F x) { return x; }
  static void noteNan(Nan& nan, F a, F b) { nan |= a != a || b != b; }
  static bool any(Nan nan) { return nan; }
};

}  // namespace

extern const KernelTable k_scalar;
const KernelTable k_scalar = makeTable<Scalar>("scalar", 0);

}  // namespace linquant
