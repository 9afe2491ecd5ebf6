// PackBitsKernel and UnpackBitsKernel (kernels.h) over a vector type.
#ifndef LINQUANT_CORE_KERNELS_BITS_H_
#define LINQUANT_CORE_KERNELS_BITS_H_

#include "not_finite.h"

namespace linquant {

// A word all of whose bytes are `byte`.
template <class Word>
LINQUANT_INLINE Word inEachByte(uint8_t byte) {
  uint8_t bytes[sizeof(Word)];
  memset(bytes, byte, sizeof bytes);
  Word word;
  memcpy(&word, bytes, sizeof word);
  return word;
}

// Bits of floats, as many floats at a time as fill a V::Bits. x >= 0 is computed as x > -kLeastFloat, so that both comparisons
// are the same code. float64 is rounded to odd, because a tiny number must not become zero nor a large one infinity.
template <class V, int kType>
struct BitPacker {
  using F = typename V::F;
  using Bits = typename V::Bits;
  static constexpr size_t kFloats = 8 * sizeof(Bits), kVectors = kFloats / V::kLanes;

  const FloatType type;
  const F threshold;
  const typename V::BitOrder order;
  const Bits flip;
  F largest = V::broadcast(0);

  BitPacker(FloatType floatType, const BitCoding& coding)
      : type(typeOr<kType>(floatType)),
        threshold(V::broadcast(coding.orEqual ? -kLeastFloat : 0)),
        order(V::bitOrder(coding.highFirst)),
        flip(inEachByte<Bits>(coding.flip)) {}

  LINQUANT_INLINE_METHOD void store(const F (&v)[kVectors], F (&most)[2], uint8_t* bits, size_t bytes) const {
    for (size_t j = 0; j < kVectors; j++) most[j % 2] = V::maxWithMagnitude(most[j % 2], v[j]);
    const Bits word = static_cast<Bits>(V::bitsAbove(v, threshold, order) ^ flip);
    memcpy(bits, &word, bytes);
  }

  LINQUANT_INLINE_METHOD void load(const uint8_t* x, F (&v)[kVectors]) const {
    for (size_t j = 0; j < kVectors; j += 4) {
      F four[4];
      loadFloatsOddOf<V, kType>(type, x + j * V::kLanes * floatBytes(type), four);
      for (size_t i = 0; i < 4; i++) v[j + i] = four[i];
    }
    // The comparison and the magnitude both use it.
    if constexpr (V::kHasFma) {
      for (F& vector : v) V::keepInRegister(vector);
    }
  }

  // The last n floats of a row, followed by negative ones, whose bits are 0.
  LINQUANT_INLINE_METHOD void loadPartial(const uint8_t* x, size_t n, F (&v)[kVectors]) const {
    if constexpr (V::kHasMasks && kType == kFloat32) {
      for (size_t j = 0; j < kVectors; j++) v[j] = V::loadPartialOver(V::broadcast(-1), x, n, j);
    } else {
      uint8_t floats[kFloats * kMostFloatBytes];
      memset(floats, 0xbf, kFloats * floatBytes(type));  // a number between -2 and 0 in every type
      memcpy(floats, x, n * floatBytes(type));
      load(floats, v);
    }
  }

  template <bool kPrefetches>
  LINQUANT_INLINE_METHOD void row(const uint8_t* x, uint8_t* bits, size_t columns) {
    const size_t bytes = floatBytes(type);
    F most[2] = {largest, largest};
    size_t i = 0;
    for (; columns - i >= kFloats; i += kFloats) {
      if constexpr (kPrefetches) prefetchBehind<V>(x + i * bytes, kFloats * bytes);
      F v[kVectors];
      load(x + i * bytes, v);
      store(v, most, bits + i / 8, sizeof(Bits));
    }
    if (i != columns) {
      F v[kVectors];
      loadPartial(x + i * bytes, columns - i, v);
      store(v, most, bits + i / 8, bytesOfBits(columns - i));
    }
    largest = V::maxWithMagnitude(most[0], most[1]);
  }
};

template <class V, int kType, bool kPrefetches = false>
LINQUANT_OUTLINE bool packBitRows(const uint8_t* x, FloatType type, uint8_t* bits, size_t rows,
                                  size_t columns, const BitCoding& coding) {
  BitPacker<V, kType> packer(type, coding);
  for (size_t row = 0; row < rows; row++)
    packer.template row<kPrefetches>(x + row * columns * floatBytes(type), bits + row * bytesOfBits(columns),
                                     columns);
  return V::reduceMaxMagnitude(packer.largest) <= kMostFloat;
}

template <class V>
size_t packBitsKernel(const uint8_t* x, FloatType type, uint8_t* bits, size_t rows, size_t columns,
                      const BitCoding& coding) {
  const size_t count = rows * columns;
  // Rows that fill whole bytes are one long row.
  if (columns % 8 == 0) {
    columns = count;
    rows = 1;
  }
  const auto pack = type != FloatType::float32 ? packBitRows<V, kAnyFloatType>
                    : V::kHasFma && count * sizeof(float) >= tuning::kPrefetchedBytes
                        ? packBitRows<V, kFloat32, V::kHasFma>
                        : packBitRows<V, kFloat32>;
  const bool areFinite = pack(x, type, bits, rows, columns, coding);
  return areFinite ? count : firstNotFinite<V>(x, type, count);
}

// Floats from bits: those of one byte, or of as many bytes as have the bits of a vector.
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
      V::store(x + j * kVectorBytes<V>, V::selectByBits(word, weights[j], high, low));
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

#endif  // LINQUANT_CORE_KERNELS_BITS_H_
