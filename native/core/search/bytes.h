// Sums of rows of int8 or uint8 over a vector type: codes widened to 16 bits, times int16 of the query, pairs added as int32.
// For codes the query is one plane of int16, for wide codes two, its digits.
#ifndef LINQUANT_CORE_SEARCH_BYTES_H_
#define LINQUANT_CORE_SEARCH_BYTES_H_

#include "sums.h"

namespace linquant {

// Columns whose sums are within int32, whatever lane an element is summed in: 255 * 2048 * 4096 and 255 * 256 * 32768, the same with
// squares of codes. A multiple of every vector.
template <size_t kDigits>
constexpr size_t kByteColumns = kDigits == 1 ? 32768 : 4096;

// Codes that are widened to fill a vector.
template <class V>
constexpr size_t kWords = sizeof(typename V::I) / 2;

// What is behind the last whole vector of a row is read by a vector that ends with the row. `mask` leaves out what was read before.
template <class V>
struct WordTail {
  typename V::I mask;
  size_t columns, at;  // of whole vectors, and where the last vector begins
  bool isThere;

  LINQUANT_INLINE_METHOD explicit WordTail(size_t all) {
    columns = all / kWords<V> * kWords<V>;
    at = all - kWords<V>;
    isThere = columns != all;
    int16_t words[2 * kWords<V>];
    for (size_t i = 0; i < 2 * kWords<V>; i++) words[i] = i < kWords<V> ? 0 : -1;
    mask = V::loadIntegers(reinterpret_cast<const uint8_t*>(words) + (all - columns) * sizeof(int16_t));
  }
};

// For rows shorter than a vector: copies with zeros behind them.
template <class V>
struct PaddedRows {
  static constexpr size_t kBytes = 64;
  uint8_t bytes[kSearchStreams][kBytes];

  LINQUANT_INLINE_METHOD void fill(Rows& rows, size_t count) {
    memset(bytes, 0, sizeof bytes);
    for (size_t r = 0; r < kSearchStreams; r++) {
      memcpy(bytes[r], rows[r], count);
      rows[r] = bytes[r];
    }
  }
};

// Columns first to end, whole vectors, and where isEnd the tail.
struct Columns16 {
  size_t first, end;
  bool isEnd;
};

// Sums of kRows rows, as vectors at `sums`: for each digit those of eight rows, then squares.
template <class V, bool isSigned, size_t kDigits, bool kSquares, size_t kRows>
LINQUANT_INLINE void addByteSums(const uint8_t* const* rows, const uint8_t* query, size_t plane,
                                 const Columns16& columns, const WordTail<V>& tail, typename V::I* sums) {
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
  for (size_t i = columns.first; i < columns.end; i += kWords<V>) {
    LINQUANT_UNROLL
    for (size_t r = 0; r < kRows; r++) {
      const I x = V::template widenCodes<isSigned>(row[r] + i);
      LINQUANT_UNROLL
      for (size_t k = 0; k < kDigits; k++) {
        total[r][k] =
            V::addProducts(total[r][k], x, V::loadIntegers(query + k * plane + i * sizeof(int16_t)));
      }
      if constexpr (kSquares) total[r][kDigits] = V::addProducts(total[r][kDigits], x, x);
    }
  }
  if (columns.isEnd) {
    LINQUANT_UNROLL
    for (size_t r = 0; r < kRows; r++) {
      const I x = V::andIntegers(V::template widenCodes<isSigned>(row[r] + tail.at), tail.mask);
      LINQUANT_UNROLL
      for (size_t k = 0; k < kDigits; k++) {
        total[r][k] =
            V::addProducts(total[r][k], x, V::loadIntegers(query + k * plane + tail.at * sizeof(int16_t)));
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
LINQUANT_OUTLINE void byteSums(const Rows& rows, const uint8_t* query, size_t plane, const Columns16& columns,
                               const WordTail<V>& tail, int32_t* out) {
  constexpr size_t kSums = kDigits + kSquares;
  constexpr size_t kRows = kSums == 1 ? 8 : kSums == 2 ? 4 : 2;
  typename V::I sums[kSums * kSearchStreams];
  for (size_t r = 0; r < kSearchStreams; r += kRows) {
    addByteSums<V, isSigned, kDigits, kSquares, kRows>(rows + r, query, plane, columns, tail, sums + r);
  }
  for (size_t k = 0; k < kSums; k++) V::storeSums(sums + k * kSearchStreams, out + k * kSearchStreams);
}

// Calls piece(columns) for pieces of a row's columns whose sums are within int32.
template <class V, size_t kDigits, class Piece>
LINQUANT_INLINE void forEachPiece(const WordTail<V>& tail, const Piece& piece) {
  constexpr size_t kPiece = kByteColumns<kDigits>;
  size_t at = 0;
  for (; tail.columns - at > kPiece; at += kPiece) piece(Columns16{at, at + kPiece, false});
  piece(Columns16{at, tail.columns, tail.isThere});
}

// The products of a walk's rows with one query, and with kSquares the squares of their codes.
template <class V, bool isSigned, size_t kDigits, bool kSquares>
LINQUANT_OUTLINE void byteWalk(const Walk& walk, const uint8_t* query, RowSums& to) {
  constexpr size_t kSums = kDigits + kSquares;
  const QueryShape& shape = walk.call.shape;
  const size_t plane = paddedColumns(shape.columns) * sizeof(int16_t);
  const bool isShort = shape.columns < kWords<V>;
  const WordTail<V> tail(isShort ? kWords<V> : shape.columns);
  for (size_t t = 0; t < walk.steps; t++) {
    Rows rows;
    PaddedRows<V> padded;
    walk.rowsOf(t, rows);
    if (isShort) padded.fill(rows, shape.columns);
    double totals[kSums * kSearchStreams] = {};
    forEachPiece<V, kDigits>(tail, [&](const Columns16& columns) LINQUANT_INLINE_LAMBDA {
      int32_t sums[kSums * kSearchStreams];
      byteSums<V, isSigned, kDigits, kSquares>(rows, query, plane, columns, tail, sums);
      for (size_t i = 0; i < kSums * kSearchStreams; i++) totals[i] += sums[i];
    });
    for (size_t s = 0; s < kSearchStreams; s++) {
      const size_t i = s * kSearchSteps + t;
      to.products[i] = totals[s];
      if constexpr (kDigits == 2) to.products[i] += kByteBase * totals[kSearchStreams + s];
      if constexpr (kSquares) to.squares[i] = totals[kDigits * kSearchStreams + s];
    }
  }
}

// The sums of a walk's codes and of their squares: for which 1 is the query.
template <class V, bool isSigned>
LINQUANT_OUTLINE void byteNorms(const Walk& walk, RowSums& to) {
  const size_t columns = walk.call.shape.columns;
  const bool isShort = columns < kWords<V>;
  const WordTail<V> tail(isShort ? kWords<V> : columns);
  using I = typename V::I;
  const I ones = V::broadcastInteger(0x00010001);
  for (size_t t = 0; t < walk.steps; t++) {
    Rows rows;
    PaddedRows<V> padded;
    walk.rowsOf(t, rows);
    if (isShort) padded.fill(rows, columns);
    double totals[2 * kSearchStreams] = {};
    forEachPiece<V, 1>(tail, [&](const Columns16& piece) LINQUANT_INLINE_LAMBDA {
      I vectors[2 * kSearchStreams];
      for (size_t r = 0; r < kSearchStreams; r++) {
        I sum = V::broadcastInteger(0), squares = sum;
        const auto add = [&](I x) LINQUANT_INLINE_LAMBDA {
          sum = V::addProducts(sum, x, ones);
          squares = V::addProducts(squares, x, x);
        };
        for (size_t i = piece.first; i < piece.end; i += kWords<V>) {
          add(V::template widenCodes<isSigned>(rows[r] + i));
        }
        if (piece.isEnd) {
          add(V::andIntegers(V::template widenCodes<isSigned>(rows[r] + tail.at), tail.mask));
        }
        vectors[r] = sum;
        vectors[kSearchStreams + r] = squares;
      }
      int32_t sums[2 * kSearchStreams];
      V::storeSums(vectors, sums);
      V::storeSums(vectors + kSearchStreams, sums + kSearchStreams);
      for (size_t i = 0; i < 2 * kSearchStreams; i++) totals[i] += sums[i];
    });
    for (size_t s = 0; s < kSearchStreams; s++) {
      to.codes[s * kSearchSteps + t] = totals[s];
      to.squares[s * kSearchSteps + t] = totals[kSearchStreams + s];
    }
  }
}

// What the scores of a walk with one query need of it. With `hasNorms` also what they need of the rows alone.
template <class V, bool isSigned, size_t kDigits>
LINQUANT_INLINE void byteSumsOf(const Walk& walk, const uint8_t* query, bool hasCodes, bool hasSquares,
                                RowSums& to) {
  if (hasCodes) byteNorms<V, isSigned>(walk, to);
  if (hasSquares && !hasCodes) return byteWalk<V, isSigned, kDigits, true>(walk, query, to);
  byteWalk<V, isSigned, kDigits, false>(walk, query, to);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_SEARCH_BYTES_H_
