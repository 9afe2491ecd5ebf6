// Floats by their bits, special ones, and random numbers.
#ifndef LINQUANT_TEST_SUPPORT_VALUES_H_
#define LINQUANT_TEST_SUPPORT_VALUES_H_

#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

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

// Memory as the core takes it.
inline const uint8_t* raw(const void* values) { return static_cast<const uint8_t*>(values); }
inline uint8_t* raw(void* values) { return static_cast<uint8_t*>(values); }
inline const uint8_t* raw(const std::vector<float>& x) { return raw(x.data()); }

// Quiet and signaling NaNs of both signs, with the smallest and largest payloads and some between.
const std::vector<float>& nans();

// Equal by bits, or both NaN: where the contract does not say which NaN.
inline bool isSameFloat(float a, float b) { return bitsOf(a) == bitsOf(b) || (a != a && b != b); }

// The float nearest to x, and two on either side of it.
void appendWithNeighbours(double x, std::vector<float>& out);

// xorshift64*: the same numbers on every machine.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed | 1) {}

  uint32_t bits();
  // In least..most, both included.
  int64_t integer(int64_t least, int64_t most);
  bool coin() { return integer(0, 1) == 0; }
  // Up to `most`, and at least 1.
  size_t size(int64_t most) { return static_cast<size_t>(integer(1, most)); }
  // In least..most.
  double real(double least, double most);
  // Any positive finite float, each exponent as likely as the next.
  float scale();

 private:
  uint64_t state_;
};

std::vector<uint8_t> randomBytes(Random& random, size_t count);

}  // namespace linquant::test

#endif  // LINQUANT_TEST_SUPPORT_VALUES_H_
