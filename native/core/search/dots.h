// Sums of rows of codes over a vector type with dot products: bytes of codes times signed digits of the query, added to int32 at once.
// Codes of 8 bits are made what the processor takes, signed or unsigned ones, and packed ones unsigned, by their bias (shape.h).
//
// Of packed codes, those in the lowest bits of a vector's bytes come first, as in packed.h. There are 32 registers.
#ifndef LINQUANT_CORE_SEARCH_DOTS_H_
#define LINQUANT_CORE_SEARCH_DOTS_H_

#include "packed.h"

namespace linquant {

// Calls each(codes, index) for the codes of a vector.
template <class V, uint32_t kBits, size_t kRows, class Each>
LINQUANT_INLINE void forEachCode(typename V::I (&x)[kRows], const Each& each) {
  if constexpr (kBits == 8) {
    each(x, 0);
  } else {
    const typename V::I mask = V::broadcastInteger(kCodeMask<kBits>);
    LINQUANT_KEEP_LOOP
    for (size_t j = 0; j < 8 / kBits; j++) {
      typename V::I codes[kRows];
      LINQUANT_UNROLL
      for (size_t r = 0; r < kRows; r++) {
        codes[r] = V::andIntegers(x[r], mask);
        x[r] = V::template shiftRight<kBits>(x[r]);
      }
      each(codes, j);
    }
  }
}

// Sums of kRows rows' products with digits of the query, and with kNorms of codes, with their bias, and of their squares, as vectors at
// `sums`, a line of eight rows each. Several rows at once, since a sum waits for the one before. Where codes are unsigned and have 8 bits,
// c * c is c * (c - 128) + 128 * c.
template <class V, uint32_t kBits, size_t kDigits, bool kNorms, size_t kRows>
LINQUANT_INLINE void addDotSums(const Piece<V>& piece, const uint8_t* const* rows, const uint8_t* query,
                                typename V::I* sums) {
  using I = typename V::I;
  constexpr size_t kSize = kVectorSize<V>, kCodes = 8 / kBits;
  constexpr bool kIsSplit = kBits == 8 && !V::kHasSignedDots;
  const I zero = V::broadcastInteger(0), ones = V::broadcastInteger(0x01010101),
          sign = V::broadcastInteger(static_cast<int32_t>(0x80808080u)), flip = piece.flip;
  I total[kRows][kDigits + 1], plain[kRows], squares[kRows];
  const uint8_t* row[kRows];
  LINQUANT_UNROLL
  for (size_t r = 0; r < kRows; r++) {
    row[r] = rows[r];
    plain[r] = squares[r] = zero;
    LINQUANT_UNROLL
    for (size_t k = 0; k < kDigits; k++) total[r][k] = zero;
  }
  const auto add = [&](size_t at, const uint8_t* digits, bool isTail) LINQUANT_INLINE_LAMBDA {
    I x[kRows];
    LINQUANT_UNROLL
    for (size_t r = 0; r < kRows; r++) {
      x[r] = V::xorIntegers(V::loadIntegers(row[r] + at), flip);
      // Digits are 0 where the mask is.
      if (kNorms && isTail) x[r] = V::andIntegers(x[r], piece.tailMask);
    }
    forEachCode<V, kBits>(x, [&](const I(&codes)[kRows], size_t j) LINQUANT_INLINE_LAMBDA {
      LINQUANT_UNROLL
      for (size_t k = 0; k < kDigits; k++) {
        const I q = V::loadIntegers(digits + k * piece.plane + j * kSize);
        LINQUANT_UNROLL
        for (size_t r = 0; r < kRows; r++) total[r][k] = V::addDots(total[r][k], codes[r], q);
      }
      if constexpr (kNorms) {
        LINQUANT_UNROLL
        for (size_t r = 0; r < kRows; r++) {
          plain[r] = V::addDots(plain[r], codes[r], ones);
          squares[r] = V::addDots(squares[r], codes[r], kIsSplit ? V::xorIntegers(codes[r], sign) : codes[r]);
        }
      }
    });
  };
  for (size_t i = piece.first; i < piece.end; i += kSize) add(i, query + i * kCodes, false);
  if (piece.isEnd) add(piece.tailAt, query + piece.end * kCodes, true);
  LINQUANT_UNROLL
  for (size_t r = 0; r < kRows; r++) {
    LINQUANT_UNROLL
    for (size_t k = 0; k < kDigits; k++) sums[k * kSearchStreams + r] = total[r][k];
    if constexpr (kNorms) {
      sums[kDigits * kSearchStreams + r] = plain[r];
      sums[(kDigits + 1) * kSearchStreams + r] =
          kIsSplit ? V::addIntegers(squares[r], V::template shiftLeft<7>(plain[r])) : squares[r];
    }
  }
}

// Sums of eight rows, as int32 [digits, codes and squares, 8].
template <class V, uint32_t kBits, size_t kDigits, bool kNorms>
LINQUANT_SINGLE void dotSums(const Piece<V>& piece, const Rows& rows, const uint8_t* query, int32_t* out) {
  constexpr size_t kSums = kDigits + (kNorms ? 2 : 0), kRows = kSums == 1 ? 8 : 4;
  typename V::I sums[kSums * kSearchStreams];
  LINQUANT_KEEP_LOOP
  for (size_t r = 0; r < kSearchStreams; r += kRows) {
    addDotSums<V, kBits, kDigits, kNorms, kRows>(piece, rows + r, query, sums + r);
  }
  LINQUANT_KEEP_LOOP
  for (size_t k = 0; k < kSums; k++) V::storeSums(sums + k * kSearchStreams, out + k * kSearchStreams);
}

// Whether a number of whole words of 8 bytes are zeros.
LINQUANT_INLINE bool areZeros(const uint8_t* bytes, size_t count) {
  uint64_t any = 0;
  for (size_t i = 0; i < count / 8; i++) any |= valueAt<uint64_t>(bytes, i);
  return any == 0;
}

}  // namespace linquant

#endif  // LINQUANT_CORE_SEARCH_DOTS_H_
