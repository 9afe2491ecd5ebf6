// Quantize on the values where kernels go wrong: ties and their neighbours, scales where the method changes,
// overflow and NaN in every position, zero points and ranges at every edge.
#include <utility>

#include "compare.h"

namespace linquant::test {
namespace {

// Around the scales where kernels change their method, the ends of float, and mantissas next to 1 and to 2.
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

// Quotients that are no codes: beyond 16 bits, beyond int32, and at the edges of both.
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

// All codes' values and the ties between them, with neighbours, and as much again beyond the range.
std::vector<float> makeTies(Dtype dtype, float scale, int32_t zeroPoint) {
  std::vector<float> x;
  for (int64_t code = leastCode(dtype) - 24; code <= greatestCode(dtype) + 24; code++) {
    const double quotient = static_cast<double>(code - zeroPoint);
    x.push_back(static_cast<float>(quotient * scale));
    appendWithNeighbours((quotient + 0.5) * scale, x);
  }
  return x;
}

std::vector<Parameters> makeRanges(Dtype dtype, float scale, int32_t z) {
  const int32_t least = leastCode(dtype), most = greatestCode(dtype);
  // Most of these leave some zero points outside: NaN then gives the nearest end, as everything does.
  const std::pair<int32_t, int32_t> ranges[] = {
      {least, most}, {least + 1, most},        {least, most - 1}, {least, least},
      {most, most},  {most / 3, most / 3 + 9}, {most - 1, most},  {0, 1}};
  std::vector<Parameters> all;
  for (const auto& [qmin, qmax] : ranges) all.push_back({scale, z, qmin, qmax, shiftOf(dtype)});
  return all;
}

void testTies(const KernelTable& table) {
  for (Dtype dtype : kDtypes) {
    const int32_t least = leastCode(dtype), most = greatestCode(dtype);
    for (float scale : makeScales()) {
      for (int32_t zeroPoint : {least, least + 1, 0, 1, 3, 64, most - 1, most}) {
        compareQuantized(table, dtype, makeTies(dtype, scale, zeroPoint),
                         wholeRange(dtype, scale, zeroPoint));
      }
    }
  }
}

void testSpecials(const KernelTable& table) {
  for (Dtype dtype : kDtypes) {
    for (float scale : makeScales()) {
      const std::vector<float> x = makeSpecials(scale);
      for (int32_t zeroPoint : {leastCode(dtype), 0, 5, greatestCode(dtype)}) {
        for (const Parameters& p : makeRanges(dtype, scale, zeroPoint)) {
          compareQuantized(table, dtype, x, p);
          compareQuantized(table, dtype, makeTies(dtype, scale, zeroPoint), p);
        }
      }
    }
  }
}

// A special value alone among ordinary ones, in each position of blocks and tail: a block that must be redone
// is noticed in every lane, and its other lanes keep their codes.
void testPositions(const KernelTable& table) {
  // Three blocks of the widest vectors less one, and lengths of small tails alone.
  for (size_t count : {191, 65, 63, 40, 33, 17, 9, 5, 3, 1}) {
    for (Dtype dtype : kDtypes) {
      for (float scale : {0.05f, 0x1.5p-60f, 0x1p100f, 0x1.8p-128f, 0x1.8p120f}) {
        const Parameters p = wholeRange(dtype, scale, 7);
        Random random(count);
        std::vector<float> x(count);
        for (float& value : x) value = static_cast<float>(random.real(-130, 260)) * scale;
        std::vector<uint8_t> expected = referenceCodes(x, p);
        for (float special : makeSpecials(scale)) {
          for (size_t i = 0; i < count; i++) {
            const float value = x[i];
            const uint8_t code = expected[i];
            x[i] = special;
            expected[i] = quantizedByte(special, p);
            compareQuantized(table, dtype, x, p, expected);
            x[i] = value;
            expected[i] = code;
          }
        }
      }
    }
  }
}

// Zero points far outside the dtype, those that the vector kernels take and those that they leave to scalar.
void testFarZeroPoints(const KernelTable& table) {
  std::vector<int32_t> zeroPoints = {INT32_MIN, INT32_MIN + 1, INT32_MAX, INT32_MAX - 1};
  for (int32_t z : {129,   255,   256,   1000,  1792,  2047,  4096,  16384, 32256,   32511,
                    32512, 32513, 32640, 32767, 32768, 65535, 65536, 98304, 1 << 24, (1 << 24) + 1}) {
    zeroPoints.insert(zeroPoints.end(), {z, -z});
  }
  for (Dtype dtype : kDtypes) {
    for (float scale :
         {1.0f, 0.1f, 0.05f, 0x1.fffffep0f, 0x1.5p-60f, 0x1p-126f, 0x1.8p-128f, 0x1p100f, 0x1.8p100f}) {
      std::vector<float> specials = makeSpecials(scale);
      for (int32_t zeroPoint : zeroPoints) {
        for (const Parameters& p : makeRanges(dtype, scale, zeroPoint)) {
          compareQuantized(table, dtype, specials, p);
          compareQuantized(table, dtype, makeTies(dtype, scale, zeroPoint), p);
        }
      }
    }
  }
}

// Quotients that the two-operation form gets wrong, next to ties of 13 significant bits and more, as an
// enumeration of all divisors finds them. Codes of 8 bits reach them where the zero point is that far away.
void testLongTies(const KernelTable& table) {
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
        for (Dtype dtype : kDtypes) {
          const int32_t zeroPoint = (leastCode(dtype) + greatestCode(dtype)) / 2 - quotient;
          compareQuantized(table, dtype, x, wholeRange(dtype, scale, zeroPoint));
        }
      }
    }
  }
}

}  // namespace
}  // namespace linquant::test

int main() {
  using namespace linquant::test;
  forEachTable([](const linquant::KernelTable& table) {
    testTies(table);
    testSpecials(table);
    testPositions(table);
    testFarZeroPoints(table);
    testLongTies(table);
  });
  return finish("values_quantize_test");
}
