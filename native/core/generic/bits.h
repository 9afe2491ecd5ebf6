// PackBitsKernel and UnpackBitsKernel (kernels.h) over a vector type.
#ifndef LINQUANT_CORE_GENERIC_BITS_H_
#define LINQUANT_CORE_GENERIC_BITS_H_

#include "floats.h"

namespace linquant {

// What every byte of a word is flipped with.
template <class Word>
LINQUANT_INLINE Word inEachByte(uint8_t byte) {
  uint8_t bytes[sizeof(Word)];
  memset(bytes, byte, sizeof bytes);
  Word word;
  memcpy(&word, bytes, sizeof word);
  return word;
}

// The first of `count` floats that is NaN or infinite, or `count`: its exponent, which lies in the upper 16 bits of every
// type, is all ones.
template <class V>
LINQUANT_OUTLINE size_t firstNotFinite(const uint8_t* x, FloatType type, size_t count) {
  const size_t bytes = floatBytes(type);
  const uint32_t ones = type == FloatType::float64 ? 0x7ff0 : type == FloatType::float16 ? 0x7c00 : 0x7f80;
  for (size_t i = 0; i < count; i++) {
    uint16_t upper;
    memcpy(&upper, x + (i + 1) * bytes - sizeof upper, sizeof upper);
    if ((upper & ones) == ones) return i;
  }
  return count;
}

// Bits of floats, as many at a time as make a V::Bits. x >= 0 is x > -kLeastFloat, so that both have the same code; float64
// is rounded to odd, which keeps a number from becoming zero or infinite.
template <class V>
struct BitPacker {
  using F = typename V::F;
  using Bits = typename V::Bits;
  static constexpr size_t kFloats = 8 * sizeof(Bits), kVectors = kFloats / V::kLanes;

  const FloatType type;
  const F threshold;
  const typename V::BitOrder order;
  const Bits flip;
  F largest[4];

  BitPacker(FloatType floatType, const BitCoding& coding)
      : type(floatType),
        threshold(V::broadcast(coding.orEqual ? -kLeastFloat : 0)),
        order(V::bitOrder(coding.highFirst)),
        flip(inEachByte<Bits>(coding.flip)) {
    for (F& vector : largest) vector = V::broadcast(0);
  }

  LINQUANT_INLINE_METHOD Bits bitsOf(const F (&v)[kVectors]) {
    for (size_t j = 0; j < kVectors; j++) largest[j % 4] = V::greaterMagnitude(largest[j % 4], v[j]);
    return static_cast<Bits>(V::bitsAbove(v, threshold, order) ^ flip);
  }

  LINQUANT_INLINE_METHOD Bits whole(const uint8_t* x) {
    F v[kVectors];
    for (size_t j = 0; j < kVectors; j += 4) {
      F four[4];
      loadFloatsOdd<V>(type, x + j * V::kLanes * floatBytes(type), four);
      for (size_t i = 0; i < 4; i++) v[j + i] = four[i];
    }
    return bitsOf(v);
  }

  // The last n floats of a row, with negative ones behind them.
  LINQUANT_INLINE_METHOD Bits partial(const uint8_t* x, size_t n) {
    if constexpr (V::kHasMasks) {
      if (type == FloatType::float32) {
        F v[kVectors];
        for (size_t j = 0; j < kVectors; j++) v[j] = V::loadPartialOver(V::broadcast(-1), x, n, j);
        return bitsOf(v);
      }
    }
    uint8_t floats[kFloats * kMostFloatBytes];
    memset(floats, 0xbf, kFloats * floatBytes(type));  // between -2 and 0 in every type
    memcpy(floats, x, n * floatBytes(type));
    return whole(floats);
  }

  LINQUANT_INLINE_METHOD void row(const uint8_t* x, uint8_t* bits, size_t columns) {
    const size_t bytes = floatBytes(type);
    size_t i = 0;
    for (; columns - i >= kFloats; i += kFloats) {
      const Bits word = whole(x + i * bytes);
      memcpy(bits + i / 8, &word, sizeof word);
    }
    if (i == columns) return;
    const Bits word = partial(x + i * bytes, columns - i);
    memcpy(bits + i / 8, &word, bytesOfBits(columns - i));
  }

  bool areFinite() const {
    const F a = V::greaterMagnitude(largest[0], largest[1]), b = V::greaterMagnitude(largest[2], largest[3]);
    return V::greatestMagnitudeOf(V::greaterMagnitude(a, b)) <= kMostFloat;
  }
};

template <class V>
size_t packBitsKernel(const uint8_t* x, FloatType type, uint8_t* bits, size_t rows, size_t columns,
                      const BitCoding& coding) {
  const size_t count = rows * columns;
  // Rows of whole bytes are one long row.
  if (columns % 8 == 0) {
    columns = count;
    rows = 1;
  }
  BitPacker<V> packer(type, coding);
  for (size_t row = 0; row < rows; row++)
    packer.row(x + row * columns * floatBytes(type), bits + row * bytesOfBits(columns), columns);
  return packer.areFinite() ? count : firstNotFinite<V>(x, type, count);
}

// Floats of bits: those of a byte, or of as many bytes as make a vector.
template <class V>
struct BitUnpacker {
  using F = typename V::F;
  static constexpr size_t kFloats = V::kLanes > 8 ? V::kLanes : 8, kVectors = kFloats / V::kLanes;

  const F low, high;
  const uint32_t flip;
  typename V::I weights[kVectors];

  BitUnpacker(const BitCoding& coding, float ofZero, float ofOne)
      : low(V::broadcast(ofZero)), high(V::broadcast(ofOne)), flip(inEachByte<uint32_t>(coding.flip)) {
    uint32_t each[kFloats];
    for (size_t i = 0; i < kFloats; i++) each[i] = 1u << (coding.highFirst ? i ^ 7 : i);
    for (size_t j = 0; j < kVectors; j++)
      weights[j] = V::loadIntegers(reinterpret_cast<const uint8_t*>(each + j * V::kLanes));
  }

  LINQUANT_INLINE_METHOD void spread(const uint8_t* bits, size_t bytes, uint8_t* x) const {
    uint32_t word = flip;
    for (size_t i = 0; i < bytes; i++) word ^= static_cast<uint32_t>(bits[i]) << (8 * i);
    for (size_t j = 0; j < kVectors; j++)
      V::store(x + j * kVectorBytes<V>, V::whereBits(word, weights[j], high, low));
  }

  LINQUANT_INLINE_METHOD void row(const uint8_t* bits, uint8_t* x, size_t columns) const {
    size_t i = 0;
    for (; columns - i >= kFloats; i += kFloats) spread(bits + i / 8, kFloats / 8, x + i * sizeof(float));
    if (i == columns) return;
    uint8_t floats[kFloats * sizeof(float)];
    spread(bits + i / 8, bytesOfBits(columns - i), floats);
    memcpy(x + i * sizeof(float), floats, (columns - i) * sizeof(float));
  }
};

template <class V>
void unpackBitsKernel(const uint8_t* bits, uint8_t* x, size_t rows, size_t columns, const BitCoding& coding,
                      float ofZero, float ofOne) {
  if (columns % 8 == 0) {
    columns *= rows;
    rows = 1;
  }
  const BitUnpacker<V> unpacker(coding, ofZero, ofOne);
  for (size_t row = 0; row < rows; row++)
    unpacker.row(bits + row * bytesOfBits(columns), x + row * columns * sizeof(float), columns);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_GENERIC_BITS_H_
