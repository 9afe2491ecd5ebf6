// Sums of rows of packed codes over a vector type: unsigned codes of 8 bits times signed digits of the query, pairs added as int16,
// and these, before they can overflow, as int32. Signed codes are made unsigned by their bias first: the sum of bias * query is
// subtracted from the result.
//
// Of a vector of bytes, the codes that lie in the lowest bits come first, then the next ones; prepared queries have their
// digits in this order. The last vector ends with the row: for codes that were in the vector before, it has zeros in the query.
#ifndef LINQUANT_CORE_SEARCH_PACKED_H_
#define LINQUANT_CORE_SEARCH_PACKED_H_

#include "pieces.h"

namespace linquant {

// Vectors whose products fit into int16: each adds 2 products of at most (2^kBits - 1) * 128 for each code of a byte.
template <uint32_t kBits>
constexpr size_t kSummedVectors = 32767 / (2 * 128 * ((1 << kBits) - 1) * (8 / kBits));

// Where vector `index` of a row of `bytes` bytes begins, of `count` vectors.
template <class V>
LINQUANT_INLINE size_t vectorAt(size_t bytes, size_t count, size_t index) {
  return index + 1 == count ? bytes - kVectorSize<V> : index * kVectorSize<V>;
}

template <uint32_t kBits>
constexpr int32_t kCodeMask = static_cast<int32_t>(0x01010101u * ((1u << kBits) - 1));

// Products of kRows rows, added to vectors of int32 at `sums`: for each digit those of eight rows.
template <class V, uint32_t kBits, size_t kDigits, size_t kRows>
LINQUANT_INLINE void addPackedSums(const Piece<V>& piece, const uint8_t* const* rows, const uint8_t* query,
                                   typename V::I* sums) {
  using I = typename V::I;
  constexpr size_t kSize = kVectorSize<V>, kDigitBytes = 8 / kBits * kDigits * kSize;
  const size_t count = roundUp(piece.rowBytes, kSize) / kSize;
  const I mask = V::broadcastInteger(kCodeMask<kBits>), ones = V::broadcastInteger(0x00010001);
  for (size_t r = 0; r < kRows; r++) {
    for (size_t k = 0; k < kDigits; k++) sums[k * kSearchStreams + r] = V::broadcastInteger(0);
  }
  for (size_t index = 0; index < count;) {
    I words[kRows][kDigits];
    LINQUANT_UNROLL
    for (size_t r = 0; r < kRows; r++) {
      LINQUANT_UNROLL
      for (size_t k = 0; k < kDigits; k++) words[r][k] = V::broadcastInteger(0);
    }
    const size_t left = count - index;
    const size_t end = index + (left < kSummedVectors<kBits> ? left : kSummedVectors<kBits>);
    for (; index < end; index++) {
      const size_t at = vectorAt<V>(piece.rowBytes, count, index);
      I x[kRows];
      LINQUANT_UNROLL
      for (size_t r = 0; r < kRows; r++) x[r] = V::xorIntegers(V::loadIntegers(rows[r] + at), piece.flip);
      const uint8_t* digits = query + index * kDigitBytes;
      const auto addCodes = [&]() LINQUANT_INLINE_LAMBDA {
        I q[kDigits];
        LINQUANT_UNROLL
        for (size_t k = 0; k < kDigits; k++) q[k] = V::loadIntegers(digits + k * kSize);
        digits += kDigits * kSize;
        LINQUANT_UNROLL
        for (size_t r = 0; r < kRows; r++) {
          const I codes = V::andIntegers(x[r], mask);
          x[r] = V::template shiftRight<kBits>(x[r]);
          LINQUANT_UNROLL
          for (size_t k = 0; k < kDigits; k++) words[r][k] = V::addByteProducts(words[r][k], codes, q[k]);
        }
      };
      if constexpr (kBits == 4) {
        addCodes();
        addCodes();
      } else {
        LINQUANT_KEEP_LOOP
        for (size_t j = 0; j < 8 / kBits; j++) addCodes();
      }
    }
    LINQUANT_UNROLL
    for (size_t r = 0; r < kRows; r++) {
      LINQUANT_UNROLL
      for (size_t k = 0; k < kDigits; k++) {
        I& sum = sums[k * kSearchStreams + r];
        sum = V::addProducts(sum, words[r][k], ones);
      }
    }
  }
}

template <class V, uint32_t kBits, size_t kDigits>
LINQUANT_SINGLE void packedSums(const Piece<V>& piece, const Rows& rows, const uint8_t* query, int32_t* out) {
  constexpr size_t kRows = 2;
  typename V::I sums[kDigits * kSearchStreams];
  LINQUANT_KEEP_LOOP
  for (size_t r = 0; r < kSearchStreams; r += kRows) {
    addPackedSums<V, kBits, kDigits, kRows>(piece, rows + r, query, sums + r);
  }
  LINQUANT_KEEP_LOOP
  for (size_t k = 0; k < kDigits; k++) V::storeSums(sums + k * kSearchStreams, out + k * kSearchStreams);
}

// Sums of unsigned codes and of their squares. The last vector leaves out what was in the vector before.
template <class V, uint32_t kBits>
LINQUANT_SINGLE void packedNorms(const Piece<V>& piece, const Rows& rows, const uint8_t*, int32_t* out) {
  using I = typename V::I;
  const size_t count = roundUp(piece.rowBytes, kVectorSize<V>) / kVectorSize<V>;
  const I mask = V::broadcastInteger(kCodeMask<kBits>), ones = V::broadcastInteger(0x00010001);
  I vectors[2 * kSearchStreams];
  LINQUANT_KEEP_LOOP
  for (size_t r = 0; r < kSearchStreams; r++) {
    I sum = V::broadcastInteger(0), squares = sum;
    for (size_t index = 0; index < count; index++) {
      I x = V::xorIntegers(V::loadIntegers(rows[r] + vectorAt<V>(piece.rowBytes, count, index)), piece.flip);
      if (index + 1 == count) x = V::andIntegers(x, piece.tailMask);
      LINQUANT_KEEP_LOOP
      for (size_t j = 0; j < 8 / kBits; j++) {
        const I codes = V::andIntegers(x, mask);
        x = V::template shiftRight<kBits>(x);
        sum = V::addIntegers(sum, V::sumBytes(codes));
        squares = V::addProducts(squares, V::addByteProducts(V::broadcastInteger(0), codes, codes), ones);
      }
    }
    vectors[r] = sum;
    vectors[kSearchStreams + r] = squares;
  }
  V::storeSums(vectors, out);
  V::storeSums(vectors + kSearchStreams, out + kSearchStreams);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_SEARCH_PACKED_H_
