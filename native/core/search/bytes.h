// Sums of rows of int8 or uint8 over a vector type: codes widened to 16 bits, times int16 of the query, pairs added as int32.
// For codes the query is one plane of int16, for wide codes two, its digits.
#ifndef LINQUANT_CORE_SEARCH_BYTES_H_
#define LINQUANT_CORE_SEARCH_BYTES_H_

#include "pieces.h"

namespace linquant {

// Sums of kRows rows, as vectors at `sums`: for each digit those of eight rows, then squares.
template <class V, bool isSigned, size_t kDigits, bool kSquares, size_t kRows>
LINQUANT_INLINE void addByteSums(const Piece<V>& piece, const uint8_t* const* rows, const uint8_t* query,
                                 typename V::I* sums) {
  using I = typename V::I;
  constexpr size_t kSums = kDigits + kSquares;
  I total[kRows][kSums];
  const uint8_t* row[kRows];
  LINQUANT_UNROLL
  for (size_t r = 0; r < kRows; r++) {
    row[r] = rows[r];
    LINQUANT_UNROLL
    for (size_t k = 0; k < kSums; k++) total[r][k] = V::broadcastInteger(0);
  }
  for (size_t i = piece.first; i < piece.end; i += kWords<V>) {
    LINQUANT_UNROLL
    for (size_t r = 0; r < kRows; r++) {
      const I x = V::template widenCodes<isSigned>(row[r] + i);
      LINQUANT_UNROLL
      for (size_t k = 0; k < kDigits; k++) {
        total[r][k] =
            V::addProducts(total[r][k], x, V::loadIntegers(query + k * piece.plane + i * sizeof(int16_t)));
      }
      if constexpr (kSquares) total[r][kDigits] = V::addProducts(total[r][kDigits], x, x);
    }
  }
  if (piece.isEnd) {
    LINQUANT_UNROLL
    for (size_t r = 0; r < kRows; r++) {
      const I x = V::andIntegers(V::template widenCodes<isSigned>(row[r] + piece.tailAt), piece.tailMask);
      LINQUANT_UNROLL
      for (size_t k = 0; k < kDigits; k++) {
        total[r][k] = V::addProducts(
            total[r][k], x, V::loadIntegers(query + k * piece.plane + piece.tailAt * sizeof(int16_t)));
      }
      if constexpr (kSquares) total[r][kDigits] = V::addProducts(total[r][kDigits], x, x);
    }
  }
  LINQUANT_UNROLL
  for (size_t r = 0; r < kRows; r++) {
    LINQUANT_UNROLL
    for (size_t k = 0; k < kSums; k++) sums[k * kSearchStreams + r] = total[r][k];
  }
}

// Sums of eight rows, as int32 [digits and squares, 8]. Rows at once: as registers allow.
template <class V, bool isSigned, size_t kDigits, bool kSquares>
LINQUANT_SINGLE void byteSums(const Piece<V>& piece, const Rows& rows, const uint8_t* query, int32_t* out) {
  constexpr size_t kSums = kDigits + kSquares;
  constexpr size_t kRows = kSums == 1 ? 8 : kSums == 2 ? 4 : 2;
  typename V::I sums[kSums * kSearchStreams];
  LINQUANT_KEEP_LOOP
  for (size_t r = 0; r < kSearchStreams; r += kRows) {
    addByteSums<V, isSigned, kDigits, kSquares, kRows>(piece, rows + r, query, sums + r);
  }
  LINQUANT_KEEP_LOOP
  for (size_t k = 0; k < kSums; k++) V::storeSums(sums + k * kSearchStreams, out + k * kSearchStreams);
}

// Sums of codes, as int32 [2, 8]: of codes and of their squares.
template <class V, bool isSigned>
LINQUANT_SINGLE void byteNorms(const Piece<V>& piece, const Rows& rows, const uint8_t*, int32_t* out) {
  using I = typename V::I;
  const I ones = V::broadcastInteger(0x00010001);
  I vectors[2 * kSearchStreams];
  LINQUANT_KEEP_LOOP
  for (size_t r = 0; r < kSearchStreams; r++) {
    I sum = V::broadcastInteger(0), squares = sum;
    const auto add = [&](I x) LINQUANT_INLINE_LAMBDA {
      sum = V::addProducts(sum, x, ones);
      squares = V::addProducts(squares, x, x);
    };
    for (size_t i = piece.first; i < piece.end; i += kWords<V>) {
      add(V::template widenCodes<isSigned>(rows[r] + i));
    }
    if (piece.isEnd)
      add(V::andIntegers(V::template widenCodes<isSigned>(rows[r] + piece.tailAt), piece.tailMask));
    vectors[r] = sum;
    vectors[kSearchStreams + r] = squares;
  }
  V::storeSums(vectors, out);
  V::storeSums(vectors + kSearchStreams, out + kSearchStreams);
}

// The kernel of a query's products, which give the squares too with kSquares, and its number of sums.
template <class V, bool isSigned, bool kSquares>
LINQUANT_INLINE Kernel<V> byteKernel(bool isWide) {
  return isWide ? byteSums<V, isSigned, kByteDigits, kSquares> : byteSums<V, isSigned, 1, kSquares>;
}

}  // namespace linquant

#endif  // LINQUANT_CORE_SEARCH_BYTES_H_
