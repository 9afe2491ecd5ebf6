// quantize of float32 to codes of one byte, on values where kernels go wrong: ties and their neighbours, scales at which the
// method changes, NaN and overflow in every position, zero points and bounds of codes at every edge.
#include "../support/byte_kernels.h"

namespace linquant::test {
namespace {

// Around the scales where kernels change their method, the ends of float, and significands next to 1 and to 2.
std::vector<float> makeScales() {
  std::vector<float> scales = {FLT_MAX, kLeastSubnormal, 2 * kLeastSubnormal, 0x1.8p-140f, 0.1f, 1.0f / 3,
                               0.05f};
  // Below 2^-128 a reciprocal overflows, below 2^-126 a scale is subnormal.
  for (double centre : {0x1p-129, 0x1p-128, 0x1p-127, 0x1p-126, 0x1p-100, 0x1p-24, 1.0, 2.0, 0x1p20, 0x1p99,
                        0x1p100, 0x1p127}) {
    appendWithNeighbours(centre, scales);
  }
  Random random(1);
  for (int i = 0; i < 24; i++) scales.push_back(random.scale());
  for (int i = 0; i < 24; i++) scales.push_back(static_cast<float>(random.real(0x1p-8, 0x1p-4)));
  return scales;
}

// Quotients far outside the codes: at the ends of 16 bits and of int32, and beyond.
std::vector<double> makeFarQuotients() {
  std::vector<double> quotients;
  for (double q : {255.5, 256.0, 32766.5, 32767.0, 32767.5, 32768.0, 32768.5, 32769.0, 65535.0, 65536.0,
                   0x1p20, 0x1p31 - 128, 0x1p31, 0x1p31 + 256, 0x1p32, 0x1p40, 0x1p63, 0x1p64, 0x1p100}) {
    quotients.insert(quotients.end(), {q, -q});
  }
  return quotients;
}

std::vector<float> makeSpecials(float scale) {
  std::vector<float> x = nans();
  for (float value :
       {kInfinity, FLT_MAX, 1e30f, 3e38f, FLT_MIN, 0x0.fffffep-126f, 0x1.8p-140f, kLeastSubnormal, 0.0f}) {
    x.insert(x.end(), {value, -value});
  }
  for (double quotient : makeFarQuotients()) appendWithNeighbours(quotient * scale, x);
  return x;
}

// The values of all codes, the ties between them with their neighbours, and 24 codes more on either side.
std::vector<float> makeTies(Dtype dtype, float scale, int32_t zeroPoint) {
  std::vector<float> x;
  for (int64_t code = leastCode(dtype) - 24; code <= greatestCode(dtype) + 24; code++) {
    const double quotient = static_cast<double>(code - zeroPoint);
    x.push_back(static_cast<float>(quotient * scale));
    appendWithNeighbours((quotient + 0.5) * scale, x);
  }
  return x;
}

std::vector<Parameters> withBounds(Dtype dtype, float scale, int32_t z) {
  const int32_t least = leastCode(dtype), most = greatestCode(dtype);
  // Most of these leave out some zero points: the code of NaN is then clamped, like any other.
  const struct {
    int32_t qmin, qmax;
  } bounds[] = {{least, most}, {least + 1, most},        {least, most - 1}, {least, least},
                {most, most},  {most / 3, most / 3 + 9}, {most - 1, most},  {0, 1}};
  std::vector<Parameters> all;
  for (const auto& [qmin, qmax] : bounds) all.push_back({scale, z, qmin, qmax, shiftOf(dtype)});
  return all;
}

void testTies() {
  for (Dtype dtype : kByteDtypes) {
    const int32_t least = leastCode(dtype), most = greatestCode(dtype);
    for (float scale : makeScales()) {
      for (int32_t zeroPoint : {least, least + 1, 0, 1, 3, 64, most - 1, most}) {
        if (!isSampled()) continue;
        checkQuantize(dtype, makeTies(dtype, scale, zeroPoint), wholeRange(dtype, scale, zeroPoint));
      }
    }
  }
}

void testSpecials() {
  for (Dtype dtype : kByteDtypes) {
    for (float scale : makeScales()) {
      const std::vector<float> x = makeSpecials(scale);
      for (int32_t zeroPoint : {leastCode(dtype), 0, 5, greatestCode(dtype)}) {
        for (const Parameters& p : withBounds(dtype, scale, zeroPoint)) {
          if (!isSampled()) continue;
          checkQuantize(dtype, x, p);
          checkQuantize(dtype, makeTies(dtype, scale, zeroPoint), p);
        }
      }
    }
  }
}

// One special value among ordinary ones, in each position of blocks and tail: the kernel notices it in every lane and does
// the block again, and the other elements keep their codes.
void testPositions() {
  // One element less than three blocks of the widest vectors, one more than one, and tails alone.
  for (size_t count : {191, 65, 63, 40, 33, 17, 9, 5, 3, 1}) {
    for (Dtype dtype : kByteDtypes) {
      for (float scale : {0.05f, 0x1.5p-60f, 0x1p100f, 0x1.8p-128f, 0x1.8p120f}) {
        const Parameters p = wholeRange(dtype, scale, 7);
        Random random(count);
        std::vector<float> x(count);
        for (float& value : x) value = static_cast<float>(random.real(-130, 260)) * scale;
        std::vector<uint8_t> expected = definedCodes(x, p);
        for (float special : makeSpecials(scale)) {
          if (!isSampled()) continue;
          for (size_t i = 0; i < count; i++) {
            const float value = x[i];
            const uint8_t code = expected[i];
            x[i] = special;
            expected[i] = definedCode(special, p);
            forEachTable([&](const KernelTable& table) { checkQuantize(table, dtype, x, p, expected); });
            x[i] = value;
            expected[i] = code;
          }
        }
      }
    }
  }
}

// Zero points far outside the dtype: those that vector kernels take (fitsWords), and those that only scalar takes.
void testFarZeroPoints() {
  std::vector<int32_t> zeroPoints = {INT32_MIN, INT32_MIN + 1, INT32_MAX, INT32_MAX - 1};
  for (int32_t z : {129,   255,   256,   1000,  1792,  2047,  4096,  16384, 32256,   32511,
                    32512, 32513, 32640, 32767, 32768, 65535, 65536, 98304, 1 << 24, (1 << 24) + 1}) {
    zeroPoints.insert(zeroPoints.end(), {z, -z});
  }
  for (Dtype dtype : kByteDtypes) {
    for (float scale :
         {1.0f, 0.1f, 0.05f, 0x1.fffffep0f, 0x1.5p-60f, 0x1p-126f, 0x1.8p-128f, 0x1p100f, 0x1.8p100f}) {
      std::vector<float> specials = makeSpecials(scale);
      for (int32_t zeroPoint : zeroPoints) {
        for (const Parameters& p : withBounds(dtype, scale, zeroPoint)) {
          if (!isSampled()) continue;
          checkQuantize(dtype, specials, p);
          checkQuantize(dtype, makeTies(dtype, scale, zeroPoint), p);
        }
      }
    }
  }
}

// Pairs whose two-operation quotient (quotient.h of the core) rounds to another integer: next to ties of 13 significant bits
// and more, as quotient_enumeration finds them. With a zero point that far away they would be codes of 8 bits, so kernels
// must not use it there.
void testLongTies() {
  struct Pair {
    float x, scale;
  };
  constexpr Pair kPairs[] = {{0x1.46d598p+35f, 0x1.789ffep+23f}, {0x1.fd30ep+35f, 0x1.fe1ffep+23f},
                             {0x1.18d4ep+36f, 0x1.dc0ffep+23f},  {0x1.3b95ep+36f, 0x1.fc0ffep+23f},
                             {0x1.435e4ap+37f, 0x1.7ea7fep+23f}, {0x1.064fc8p+37f, 0x1.89e7fep+23f},
                             {0x1.3e91f6p+38f, 0x1.4193fep+23f}, {0x1.3c1eb2p+38f, 0x1.5fc3fep+23f}};
  for (const Pair& pair : kPairs) {
    for (float sign : {1.0f, -1.0f}) {
      for (float power : {1.0f, 0x1p-23f, 0x1p-40f, 0x1p-100f, 0x1p60f}) {
        const float scale = pair.scale * power;
        const std::vector<float> x(70, sign * pair.x * power);
        const int32_t quotient = static_cast<int32_t>(x[0] / scale);
        for (Dtype dtype : kByteDtypes) {
          const int32_t zeroPoint = (leastCode(dtype) + greatestCode(dtype)) / 2 - quotient;
          checkQuantize(dtype, x, wholeRange(dtype, scale, zeroPoint));
        }
      }
    }
  }
}

}  // namespace
}  // namespace linquant::test

int main() {
  using namespace linquant::test;
  testTies();
  testSpecials();
  testPositions();
  testFarZeroPoints();
  testLongTies();
  return finish("quantize_test");
}
