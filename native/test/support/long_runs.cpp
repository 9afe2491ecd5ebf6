#include "long_runs.h"

#include <fenv.h>

namespace linquant::test {

void setInvalidFlag(bool isRaised) {
  if (isRaised) {
    feraiseexcept(FE_INVALID);
  } else {
    feclearexcept(FE_ALL_EXCEPT);
  }
}

std::vector<Parameters> longRunParameters(Dtype dtype) {
  const int32_t least = leastCode(dtype), greatest = greatestCode(dtype);
  std::vector<Parameters> all;
  for (float scale : {0.05f, 0x1.5p-60f, 0x1.8p-128f}) {
    all.push_back(wholeRange(dtype, scale, 0));
    all.push_back(wholeRange(dtype, scale, isSigned(dtype) ? -9 : 120));
    all.push_back({scale, least + 77, least + 11, greatest - 5, shiftOf(dtype)});
  }
  return all;
}

std::vector<float> ordinaryFloats(float scale, size_t count) {
  Random random(3);
  std::vector<float> x(count);
  for (float& value : x) value = static_cast<float>(random.real(-300, 300)) * scale;
  return x;
}

std::vector<size_t> boundaryPositions(size_t count) {
  std::vector<bool> isPosition(count);
  const auto add = [&](size_t i) {
    if (i < count) isPosition[i] = true;
  };
  for (size_t i : {0, 1, 31, 32, 63, 64}) add(i);
  add(count / 2);
  for (size_t i : {1, 2, 33, 65}) add(count - i);
  for (size_t boundary = kPiece; boundary < count; boundary += kPiece) {
    for (size_t i : {0, 1, 2, 3, 5, 8, 13, 16, 17, 32, 33, 64, 65, 66}) add(boundary + i - 1);
  }
  for (size_t boundary = kProbe; boundary < count; boundary += kProbe) {
    for (size_t i : {0, 1, 16, 33, 65}) add(boundary + i - 1);
  }
  std::vector<size_t> positions;
  for (size_t i = 0; i < count; i++) {
    if (isPosition[i]) positions.push_back(i);
  }
  return positions;
}

float withPattern(int pattern, size_t i, float x) {
  switch (pattern) {
    case 0:
      return nans()[i % nans().size()];
    case 1:
      return i % 3 == 0 ? -kInfinity : kInfinity;
    case 2:
      return i % 1000 == 999 ? nans()[1] : x;
    case 3:
      return i / 3000 % 2 == 0 ? x : nans()[i % nans().size()];
    case 4:
      return i / 700 % 2 == 0 ? kInfinity : x;
    case 5:
      return i < kPiece + 300 ? x : 1e38f;
    default:
      return i % 129 == 5 ? -1e38f : x;
  }
}

}  // namespace linquant::test
