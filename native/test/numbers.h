// Floats to test with, and their bits.
#ifndef LINQUANT_TEST_NUMBERS_H_
#define LINQUANT_TEST_NUMBERS_H_

#include <float.h>
#include <stdint.h>
#include <string.h>

#include <cmath>
#include <limits>
#include <vector>

namespace linquant::test {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kLeastSubnormal = 0x1p-149f;

inline float floatOf(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

inline uint32_t bitsOf(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

inline const uint8_t* bytesOf(const std::vector<float>& x) {
  return reinterpret_cast<const uint8_t*>(x.data());
}

// Quiet and signalling, of both signs, with the payloads that lie at the edges.
inline const std::vector<float>& nans() {
  static const std::vector<float> all = {floatOf(0x7fc00000), floatOf(0xffc00000), floatOf(0x7f800001),
                                         floatOf(0xff800001), floatOf(0x7fffffff), floatOf(0xffffffff),
                                         floatOf(0x7fa5a5a5), floatOf(0xffda5a5a)};
  return all;
}

// The float nearest to `x` and the two on either side of it.
inline void appendWithNeighbours(double x, std::vector<float>& out) {
  const float centre = static_cast<float>(x);
  const float below = std::nextafter(centre, -kInfinity), above = std::nextafter(centre, kInfinity);
  out.insert(out.end(),
             {std::nextafter(below, -kInfinity), below, centre, above, std::nextafter(above, kInfinity)});
}

// xorshift64*: the same numbers on every machine.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed | 1) {}

  uint32_t bits() {
    state_ ^= state_ >> 12;
    state_ ^= state_ << 25;
    state_ ^= state_ >> 27;
    return static_cast<uint32_t>((state_ * 0x2545f4914f6cdd1dull) >> 32);
  }

  // In least..most, both included.
  int64_t integer(int64_t least, int64_t most) {
    return least + static_cast<int64_t>(bits() % static_cast<uint64_t>(most - least + 1));
  }

  // In least..most.
  double real(double least, double most) { return least + (most - least) * (bits() * 0x1p-32); }

  // Any positive finite float, each exponent as likely as the next.
  float scale() {
    for (;;) {
      const float value = floatOf(bits() & 0x7fffffff);
      if (value > 0 && value < kInfinity) return value;
    }
  }

 private:
  uint64_t state_;
};

}  // namespace linquant::test

#endif  // LINQUANT_TEST_NUMBERS_H_
