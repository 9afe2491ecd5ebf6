// dequantize of codes of one byte to float32: all codes with zero points and scales at every edge, in every short length.
#include "../support/byte_kernels.h"

namespace linquant::test {
namespace {

std::vector<float> makeScales() {
  // FLT_MAX gives infinities, subnormal scales give subnormal values, and with random ones the product is rounded.
  std::vector<float> scales = {FLT_MAX, FLT_MAX / 2,     0x1.8p120f,         1.0f,
                               0.1f,    kLeastSubnormal, 3 * kLeastSubnormal};
  for (double centre : {0x1p-126, 0x1p-133, 1.0, 0x1p100, 0x1p119, 0x1p127})
    appendWithNeighbours(centre, scales);
  Random random(2);
  for (int i = 0; i < 32; i++) scales.push_back(random.scale());
  return scales;
}

std::vector<int32_t> makeZeroPoints() {
  std::vector<int32_t> zeroPoints = {INT32_MIN, INT32_MIN + 1, INT32_MAX, INT32_MAX - 1};
  for (int32_t z : {0, 1, 3, 64, 127, 128, 255, 256, 1000, 32511, 32512, 32513, 32767, 32768, 65536, 1 << 24,
                    (1 << 24) + 1, 1 << 30}) {
    zeroPoints.insert(zeroPoints.end(), {z, -z});
  }
  return zeroPoints;
}

// Every code, in ascending and in descending order: each in several lanes, beside different neighbours.
std::vector<uint8_t> makeCodes() {
  std::vector<uint8_t> codes;
  for (int i = 0; i < 256; i++) codes.push_back(static_cast<uint8_t>(i));
  codes.push_back(0x80);
  for (int i = 255; i >= 0; i--) codes.push_back(static_cast<uint8_t>(i));
  return codes;
}

void testValues() {
  const std::vector<uint8_t> codes = makeCodes();
  for (Dtype dtype : kByteDtypes) {
    for (float scale : makeScales()) {
      for (int32_t zeroPoint : makeZeroPoints()) {
        checkDequantize(dtype, codes, wholeRange(dtype, scale, zeroPoint));
        // qmin and qmax do not matter.
        checkDequantize(dtype, codes, {scale, zeroPoint, 1, 2, shiftOf(dtype)});
      }
    }
  }
}

void testLengths() {
  Random random(3);
  for (size_t count = 0; count <= 200; count++) {
    for (Dtype dtype : kByteDtypes) {
      checkDequantize(dtype, randomBytes(random, count), wholeRange(dtype, 0.1f, 5));
    }
  }
}

}  // namespace
}  // namespace linquant::test

int main() {
  using namespace linquant::test;
  testValues();
  testLengths();
  return finish("dequantize_test");
}
