// PackKernel and UnpackKernel (kernels.h). Plain loops, which the compiler vectorizes.
#ifndef LINQUANT_CORE_KERNELS_PACK_H_
#define LINQUANT_CORE_KERNELS_PACK_H_

#include "../vector/vector.h"

namespace linquant {

template <uint32_t kBits>
LINQUANT_INLINE uint8_t packByte(const uint8_t* codes, size_t n) {
  uint32_t byte = 0;
  for (size_t i = 0; i < n; i++) byte |= (codes[i] & ((1u << kBits) - 1)) << (i * kBits);
  return static_cast<uint8_t>(byte);
}

template <uint32_t kBits>
LINQUANT_INLINE void packRun(const uint8_t* __restrict codes, uint8_t* __restrict packed, size_t count) {
  constexpr size_t kCodes = 8 / kBits;
  const size_t whole = count / kCodes;
  for (size_t i = 0; i < whole; i++) packed[i] = packByte<kBits>(codes + i * kCodes, kCodes);
  if (whole * kCodes != count) packed[whole] = packByte<kBits>(codes + whole * kCodes, count % kCodes);
}

template <class V>
void packKernel(const uint8_t* codes, uint8_t* packed, size_t count, uint32_t bits) {
  if (bits == 4) return packRun<4>(codes, packed, count);
  if (bits == 2) return packRun<2>(codes, packed, count);
  packRun<1>(codes, packed, count);
}

// Code i of a byte. (x ^ s) - s sign-extends x, where s is its sign bit, or does nothing where s is 0.
template <uint32_t kBits>
LINQUANT_INLINE uint8_t unpackCode(uint8_t byte, size_t i, uint8_t sign) {
  const uint32_t bits = (static_cast<uint32_t>(byte) >> (i * kBits)) & ((1u << kBits) - 1);
  return static_cast<uint8_t>((bits ^ sign) - sign);
}

template <uint32_t kBits>
LINQUANT_INLINE void unpackRun(const uint8_t* __restrict packed, uint8_t* __restrict codes, size_t count,
                               bool isSigned) {
  constexpr size_t kCodes = 8 / kBits;
  const uint8_t sign = isSigned ? 1u << (kBits - 1) : 0;
  const size_t whole = count / kCodes;
  for (size_t i = 0; i < whole; i++) {
    for (size_t j = 0; j < kCodes; j++) codes[i * kCodes + j] = unpackCode<kBits>(packed[i], j, sign);
  }
  for (size_t i = whole * kCodes; i < count; i++) {
    codes[i] = unpackCode<kBits>(packed[whole], i % kCodes, sign);
  }
}

template <class V>
void unpackKernel(const uint8_t* packed, uint8_t* codes, size_t count, uint32_t bits, bool isSigned) {
  if (bits == 4) return unpackRun<4>(packed, codes, count, isSigned);
  if (bits == 2) return unpackRun<2>(packed, codes, count, isSigned);
  unpackRun<1>(packed, codes, count, isSigned);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_PACK_H_
