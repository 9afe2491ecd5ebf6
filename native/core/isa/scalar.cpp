// Portable C++, one element at a time: runs everywhere, and its results define what every other file gives.
#include "../generic/table.h"

namespace linquant {
namespace {

struct Scalar {
  static constexpr size_t kLanes = 1;
  static constexpr bool kHasFma = false;
  static constexpr bool kConversionMarks = false;
  static constexpr bool kHasMasks = false;
  // Beyond any code with any int32 zero point, and exact in double and int64.
  static constexpr float kLimit = 0x1p40f;

  using F = float;
  using I = int64_t;
  using Bits = uint32_t;
  struct Words {
    int64_t value[4];
  };
  struct Codes {
    uint8_t value[4];
  };

  struct Finish {
    int64_t zeroPoint, qmin, qmax;
    Finish(int32_t z, int32_t low, int32_t high) : zeroPoint(z), qmin(low), qmax(high) {}
  };

  static F load(const uint8_t* p) {
    F value;
    memcpy(&value, p, sizeof value);
    return value;
  }
  static void store(uint8_t* p, F value) { memcpy(p, &value, sizeof value); }
  static F broadcast(float value) { return value; }
  static F multiply(F a, F b) { return a * b; }
  static F divide(F a, F b) { return a / b; }
  static F limit(F x, F most) { return x >= most ? most : x <= -most ? -most : x == x ? x : 0; }

  // 1.5 * 2^52 leaves no room for a fraction, so that the addition itself rounds, ties to even.
  static I round(F x) {
    constexpr double kShifter = 0x1.8p52;
    return static_cast<I>((static_cast<double>(x) + kShifter) - kShifter);
  }
  static Words pack(I a, I b, I c, I d) { return {{a, b, c, d}}; }
  template <class Code>
  static Codes codes(const Words& words, const Finish& finish) {
    Codes result;
    for (size_t i = 0; i < 4; i++) {
      const int64_t sum = words.value[i] + finish.zeroPoint;
      const int64_t code = sum < finish.qmin ? finish.qmin : sum > finish.qmax ? finish.qmax : sum;
      result.value[i] = static_cast<uint8_t>(code);
    }
    return result;
  }
  static void storeCodes(uint8_t* q, const Codes& codes) { memcpy(q, codes.value, sizeof codes.value); }

  static I broadcastInteger(int32_t value) { return value; }
  template <class Code>
  static void widen(const uint8_t* q, I (&out)[4]) {
    for (size_t i = 0; i < 4; i++) out[i] = static_cast<Code>(q[i]);
  }
  static I subtract(I a, I b) { return a - b; }
  static F toFloat(I value) { return static_cast<F>(value); }

  static Bits broadcastBits(uint32_t bits) { return bits; }
  static Bits loadBits(const uint8_t* p) {
    Bits bits;
    memcpy(&bits, p, sizeof bits);
    return bits;
  }
  static void storeBits(uint32_t* p, Bits bits) { *p = bits; }
  static Bits maxSigned(Bits a, Bits b) { return static_cast<int32_t>(a) > static_cast<int32_t>(b) ? a : b; }
  static Bits maxUnsigned(Bits a, Bits b) { return a > b ? a : b; }
  static Bits minUnsigned(Bits a, Bits b) { return a < b ? a : b; }
};

}  // namespace

extern const KernelTable k_scalar;
const KernelTable k_scalar = makeTable<Scalar>("scalar", 0);

}  // namespace linquant
