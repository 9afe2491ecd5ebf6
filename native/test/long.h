// Long runs: lengths, places and data that tests of long runs share.
#ifndef LINQUANT_TEST_LONG_H_
#define LINQUANT_TEST_LONG_H_

#include <algorithm>
#include <cfenv>

#include "compare.h"
#include "framed.h"

namespace linquant::test {

// As in core/tuning.h: a change there wants a change here, or the boundaries go untested.
constexpr size_t kPiece = 16384, kProbe = 1024;
constexpr size_t kMostElements = 3 * kPiece + 777;
constexpr size_t kOffsets = 64;
constexpr uint8_t kSentinel = 0xaa;

// Around the lengths from which on kernels do something else, and blocks beyond.
inline const std::vector<size_t> kCounts = {
    255,   256,   257,   319,   1023,  1025,  4032,  4095,  4096,  4097,  4128,  4160,         8191,
    16383, 16384, 16385, 16448, 20000, 32767, 32768, 32769, 32799, 32833, 49152, kMostElements};

// The offsets of inputs and outputs: all of them, in pairs that change.
struct Offsets {
  size_t turn = 0, input = 0, output = 0;
  void next() {
    turn++;
    input = turn * 7 % kOffsets;
    output = (turn * 29 + turn / kOffsets) % kOffsets;
  }
};

// What a caller may have left behind: the flag must not matter, neither raised nor clear.
inline void setFlag(bool isRaised) {
  if (isRaised) {
    feraiseexcept(FE_INVALID);
  } else {
    feclearexcept(FE_ALL_EXCEPT);
  }
}

// Both methods of division; with 0x1.5p-60 a quotient overflows to NaN or the opposite infinity in the one of two
// operations. Each with nothing, a shift, and a limit after the quotient.
inline std::vector<Parameters> makeParameters(Dtype dtype) {
  std::vector<Parameters> all;
  for (float scale : {0.05f, 0x1.5p-60f, 0x1.8p-128f}) {
    all.push_back(wholeRange(dtype, scale, 0));
    all.push_back(wholeRange(dtype, scale, isSigned(dtype) ? -9 : 120));
    all.push_back(
        {scale, leastCode(dtype) + 77, leastCode(dtype) + 11, greatestCode(dtype) - 5, shiftOf(dtype)});
  }
  return all;
}

// Codes from one end to the other and beyond.
inline std::vector<float> makeFloats(float scale, size_t count = kMostElements) {
  Random random(3);
  std::vector<float> x(count);
  for (float& value : x) value = static_cast<float>(random.real(-300, 300)) * scale;
  return x;
}

// Next to the boundaries of blocks, probes and pieces, wherever the first aligned vector lies.
inline std::vector<size_t> makePositions(size_t count) {
  std::vector<size_t> positions = {0,         1,         31,        32,         63,        64,
                                   count / 2, count - 1, count - 2, count - 33, count - 65};
  for (size_t boundary = kPiece; boundary < count; boundary += kPiece) {
    for (size_t i : {0, 1, 2, 3, 5, 8, 13, 16, 17, 32, 33, 64, 65, 66}) positions.push_back(boundary + i - 1);
  }
  for (size_t boundary = kProbe; boundary < count; boundary += kProbe) {
    for (size_t i : {0, 1, 16, 33, 65}) positions.push_back(boundary + i - 1);
  }
  std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
  positions.erase(std::lower_bound(positions.begin(), positions.end(), count), positions.end());
  return positions;
}

// Data as a whole that needs care: all of it, now and then, in stretches, and up to or from some place.
inline float withPattern(int pattern, size_t i, float x) {
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
constexpr int kPatterns = 7;

}  // namespace linquant::test

#endif  // LINQUANT_TEST_LONG_H_
