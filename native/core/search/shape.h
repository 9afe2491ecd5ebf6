// How prepared queries lie in memory, for a vector type V. In a form of its own for each kernel:
//   plain    int32 [queries, columns]: vector types without search, and rows that others have no form for
//   bytes    codes of 8 bits: int16 planes [queries, digits, columns], then tiles (tiles.h)
//   packed   codes of fewer bits: int8 [queries, vectors of a row, codes of a byte, digits, bytes of a vector] (packed.h)
//   dots     all codes, of vector types with dot products: int8 [queries, digits, vectors of a row, codes of a byte, bytes of a vector]
//            (dots.h), then tiles
// Columns are rounded up to 64 with zeros. Floats are float64 [queries, columns], bits are in the first
// bytes of as many bytes as there are columns.
#ifndef LINQUANT_CORE_SEARCH_SHAPE_H_
#define LINQUANT_CORE_SEARCH_SHAPE_H_

#include "../tuning.h"
#include "search.h"

namespace linquant {

// Integers of a wide query are lowest + 2^12 * highest (bytes), or three digits of 8 bits (packed, dots). Signed digits.
constexpr size_t kByteDigits = 2, kPackedDigits = 3;
constexpr int kByteDigitBits = 12, kPackedDigitBits = 8;

// Packed rows of more columns than this would overflow the sums of int32.
constexpr size_t kMostPackedColumns = size_t{1} << 20;

template <class V>
constexpr size_t kVectorSize = sizeof(typename V::I);

template <class V>
LINQUANT_INLINE bool isPacked(const QueryShape& shape) {
  return V::kHasDots || shape.codes.bits != 8;
}

template <class V>
LINQUANT_INLINE size_t digitsOf(const QueryShape& shape) {
  const bool isWide = shape.form == ScoreForm::wideCodes;
  if (!isPacked<V>(shape)) return isWide ? kByteDigits : 1;
  // -256..255 has two digits.
  return isWide ? kPackedDigits : 2;
}

// Whole vectors of a packed row, and one more for the rest.
template <class V>
LINQUANT_INLINE size_t packedVectors(const QueryShape& shape) {
  return roundUp(shape.columns * shape.codes.bits / 8, kVectorSize<V>) / kVectorSize<V>;
}
template <class V>
LINQUANT_INLINE size_t packedVectorBytes(const QueryShape& shape) {
  return 8 / shape.codes.bits * digitsOf<V>(shape) * kVectorSize<V>;
}
// Bytes from one digit of a query to the next, and from one code of a byte to the next.
template <class V>
LINQUANT_INLINE size_t digitStride(const QueryShape& shape) {
  return V::kHasDots ? packedVectors<V>(shape) * (8 / shape.codes.bits) * kVectorSize<V> : kVectorSize<V>;
}
template <class V>
LINQUANT_INLINE size_t codeStride(const QueryShape& shape) {
  return V::kHasDots ? kVectorSize<V> : digitsOf<V>(shape) * kVectorSize<V>;
}

// What is added to codes before they are multiplied, for which the sum of the query's integers makes up: packed ones become unsigned, and
// codes of 8 bits what dot products take.
template <class V>
LINQUANT_INLINE int32_t biasOf(const CodeShape& codes) {
  if (codes.bits != 8) return codes.bias();
  if constexpr (V::kHasSignedDots) return codes.isSigned ? 0 : -128;
  return V::kHasDots ? codes.bias() : 0;
}

// Whether vectors do it, or plain.h.
template <class V>
LINQUANT_INLINE bool hasVectors(const QueryShape& shape) {
  if constexpr (!V::kHasSearch) return false;
  if (shape.codes.bits == 8) return true;
  return shape.columns <= kMostPackedColumns &&
         packedVectors<V>(shape) * packedVectorBytes<V>(shape) <= 8 * paddedColumns(shape.columns);
}

// Bytes from one query to the next.
template <class V>
LINQUANT_INLINE size_t queryStride(const QueryShape& shape) {
  const size_t columns = paddedColumns(shape.columns);
  if (shape.form == ScoreForm::floats) return columns * sizeof(double);
  if (shape.form == ScoreForm::bits) return columns;
  if (!hasVectors<V>(shape)) return columns * sizeof(int32_t);
  if (!isPacked<V>(shape)) return columns * sizeof(int16_t) * digitsOf<V>(shape);
  return packedVectors<V>(shape) * packedVectorBytes<V>(shape);
}

// Rows that are summed at once with a tile (tiles.h), and the queries of a tile: as many as two vectors have lanes of int32. With dot
// products a tile has the lower digits of its queries first, then the higher ones.
constexpr size_t kTileRows = 6;
template <class V>
constexpr size_t kTile = 2 * kVectorSize<V> / sizeof(int32_t);
template <class V>
LINQUANT_INLINE size_t tileBytes(const QueryShape& shape) {
  return paddedColumns(shape.columns) * sizeof(int16_t) * kTile<V>;
}
// How many queries are in tiles: the last tile may have fewer than it has room for.
template <class V>
LINQUANT_INLINE size_t tiledQueries(const QueryShape& shape) {
  if constexpr (V::kHasTiles) {
    constexpr size_t kMost = tuning::kTileBytes / sizeof(int16_t) / kTileRows;
    if (shape.form != ScoreForm::codes || shape.codes.bits != 8 || paddedColumns(shape.columns) > kMost)
      return 0;
    const size_t rest = shape.queries % kTile<V>;
    return rest >= tuning::kTileQueries ? shape.queries : shape.queries - rest;
  }
  return 0;
}
// Tiles lie behind the planes, which take a quarter of the memory.
LINQUANT_INLINE size_t tilesAt(const QueryShape& shape) {
  return roundUp(shape.queries, 16) * paddedColumns(shape.columns) * sizeof(int16_t);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_SEARCH_SHAPE_H_
