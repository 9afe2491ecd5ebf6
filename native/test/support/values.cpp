#include "values.h"

namespace linquant::test {

const std::vector<float>& nans() {
  static const std::vector<float> all = {floatOf(0x7fc00000), floatOf(0xffc00000), floatOf(0x7f800001),
                                         floatOf(0xff800001), floatOf(0x7fffffff), floatOf(0xffffffff),
                                         floatOf(0x7fa5a5a5), floatOf(0xffda5a5a)};
  return all;
}

void appendWithNeighbours(double x, std::vector<float>& out) {
  const float centre = static_cast<float>(x);
  const float below = nextafterf(centre, -kInfinity), above = nextafterf(centre, kInfinity);
  out.insert(out.end(), {nextafterf(below, -kInfinity), below, centre, above, nextafterf(above, kInfinity)});
}

uint32_t Random::bits() {
  state_ ^= state_ >> 12;
  state_ ^= state_ << 25;
  state_ ^= state_ >> 27;
  return static_cast<uint32_t>((state_ * 0x2545f4914f6cdd1dull) >> 32);
}

int64_t Random::integer(int64_t least, int64_t most) {
  return least + static_cast<int64_t>(bits() % static_cast<uint64_t>(most - least + 1));
}

double Random::real(double least, double most) { return least + (most - least) * (bits() * 0x1p-32); }

float Random::scale() {
  for (;;) {
    const float value = floatOf(bits() & 0x7fffffff);
    if (value > 0 && value < kInfinity) return value;
  }
}

std::vector<uint8_t> randomBytes(Random& random, size_t count) {
  std::vector<uint8_t> bytes(count);
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random.bits());
  return bytes;
}

}  // namespace linquant::test
