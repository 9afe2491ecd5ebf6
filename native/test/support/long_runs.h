// Lengths, places and data for tests of long runs.
#ifndef LINQUANT_TEST_SUPPORT_LONG_RUNS_H_
#define LINQUANT_TEST_SUPPORT_LONG_RUNS_H_

#include "../../core/tuning.h"
#include "byte_kernels.h"
#include "watched_buffer.h"

namespace linquant::test {

// How many elements the kernels quantize between two looks at the processor's invalid flag, and how many they look at before
// they begin. The tests put values next to these boundaries.
using tuning::kProbe;
constexpr size_t kPiece = tuning::kFlagPiece;
constexpr size_t kMostElements = 3 * kPiece + 777;
constexpr size_t kOffsets = 64;

// Lengths next to those at which kernels change their method (tuning.h), and longer ones by 32, 64 or more elements.
constexpr size_t kCounts[] = {255,   256,   257,   319,   1023,  1025,  4032,         4095,  4096,
                              4097,  4128,  4160,  8191,  16383, 16384, 16385,        16448, 20000,
                              32767, 32768, 32769, 32799, 32833, 49152, kMostElements};

// Offsets of input and output from a multiple of 64. Each takes every value, in changing pairs.
struct Offsets {
  size_t turn = 0, input = 0, output = 0;
  void next() {
    turn++;
    input = turn * 7 % kOffsets;
    output = (turn * 29 + turn / kOffsets) % kOffsets;
  }
};

// Raises the processor's invalid flag, or clears all flags: kernels must not depend on what the caller left there.
void setInvalidFlag(bool isRaised);

// Scales for both ways to divide: the two-operation quotient (which overflows to NaN or to the infinity of the other sign at
// 0x1.5p-60) and division. Each with no zero point, with one, and with narrower bounds of codes.
std::vector<Parameters> longRunParameters(Dtype dtype);

// Numbers whose codes reach from below the least to above the greatest.
std::vector<float> ordinaryFloats(float scale, size_t count = kMostElements);

// Next to the ends of blocks, probes and pieces, wherever the first aligned vector lies.
std::vector<size_t> boundaryPositions(size_t count);

// Element i of data with many values that vector kernels handle apart (NaN, infinity, numbers too large for a code): all of
// them, few, in stretches, only at the end.
constexpr int kPatterns = 7;
float withPattern(int pattern, size_t i, float x);

}  // namespace linquant::test

#endif  // LINQUANT_TEST_SUPPORT_LONG_RUNS_H_
