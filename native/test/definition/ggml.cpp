#include "ggml.h"

#include <math.h>
#include <string.h>

#include "quotient.h"

namespace linquant::definition {
namespace {

bool ggmlBlock(const float* x, size_t type, uint8_t* block) {
  // The number of the largest magnitude, with its sign; the first of equal ones.
  float most = 0;
  for (size_t i = 0; i < kGgmlFloats; i++) {
    if (!isfinite(x[i])) return false;
    if (fabsf(x[i]) > fabsf(most)) most = x[i];
  }
  const float scale = type == kQ8 ? fabsf(most) / 127 : most / -8, inverse = scale == 0 ? 0 : 1 / scale;
  if (fabsf(scale) > 65504) return false;
  const uint64_t half = encoded(static_cast<double>(scale), FloatType::float16);
  memset(block, 0, kGgmlBlockBytes[type]);
  memcpy(block, &half, 2);
  if (isinf(inverse)) return true;
  uint8_t* const codes = block + 2;
  for (size_t i = 0; i < kGgmlFloats; i++) {
    const float product = x[i] * inverse;
    if (type == kQ8) {
      codes[i] = static_cast<uint8_t>(static_cast<int>(rounded(product, Rounding::halfAway)));
      continue;
    }
    // Codes are 8 ahead of their numbers. The sum is rounded to float32 before it is truncated.
    const float sum = product + 8.5f;
    const int code = sum < 15 ? static_cast<int>(sum) : 15;
    codes[i % 16] = static_cast<uint8_t>(codes[i % 16] | code << (i < 16 ? 0 : 4));
  }
  return true;
}

}  // namespace

Data ggmlBlocks(const Data& x, FloatType floatType, size_t type) {
  const size_t count = x.size() / infoOf(floatType).bytes / kGgmlFloats;
  Data blocks(count * kGgmlBlockBytes[type]);
  for (size_t block = 0; block < count; block++) {
    float values[kGgmlFloats];
    for (size_t i = 0; i < kGgmlFloats; i++) {
      values[i] = static_cast<float>(numberAt(x, block * kGgmlFloats + i, floatType));
    }
    if (!ggmlBlock(values, type, blocks.data() + block * kGgmlBlockBytes[type])) {
      blocks.resize(block * kGgmlBlockBytes[type]);
      break;
    }
  }
  return blocks;
}

Data ggmlFloats(const Data& blocks, size_t type, FloatType floatType) {
  const size_t count = blocks.size() / kGgmlBlockBytes[type] * kGgmlFloats;
  Data x(count * infoOf(floatType).bytes);
  for (size_t i = 0; i < count; i++) {
    const uint8_t* const block = blocks.data() + i / kGgmlFloats * kGgmlBlockBytes[type];
    const uint8_t* const codes = block + 2;
    const size_t j = i % kGgmlFloats;
    uint16_t half;
    memcpy(&half, block, 2);
    const float scale = static_cast<float>(decoded(half, FloatType::float16));
    const int code = type == kQ8 ? static_cast<int8_t>(codes[j])
                     : j < 16    ? (codes[j] & 15) - 8
                                 : (codes[j - 16] >> 4) - 8;
    putNumber(x, i, static_cast<double>(static_cast<float>(code) * scale), floatType);
  }
  return x;
}

}  // namespace linquant::definition
