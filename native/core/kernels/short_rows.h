// DynamicKernel (kernels.h) for short rows: kLanes rows at a time, so that their parameters fill one vector.
//
// Short rows follow one another in memory, and either a whole number of rows (4, 2 or 1) makes a chunk or 2^k chunks make a
// row. A chunk's constants are broadcast from small tables; the processor broadcasts for free while it loads.
#ifndef LINQUANT_CORE_KERNELS_SHORT_ROWS_H_
#define LINQUANT_CORE_KERNELS_SHORT_ROWS_H_

#include "../tuning.h"
#include "../vector/byte_codes.h"
#include "choose.h"
#include "not_finite.h"

namespace linquant {

// How rows of `columns` floats make up chunks: `rows` of them one chunk where rows > 1, else 2^shift chunks one row. rows is 0
// where neither holds.
struct ShortRowShape {
  size_t rows, shift;
};
template <class V>
LINQUANT_INLINE ShortRowShape shortRowShape(size_t columns) {
  for (size_t rows = 4; rows > 1; rows /= 2) {
    if (columns * rows == kChunk<V>) return {rows, 0};
  }
  size_t shift = 0;
  while (shift < 8 && kChunk<V> << shift < columns) shift++;
  return {kChunk<V> << shift == columns ? size_t{1} : 0, shift};
}

// The constants of kLanes rows. Zero points are less the shift, and stand in both halves of an integer (V::duplicateWords).
template <class V>
struct RowConstants {
  float reciprocals[V::kLanes], corrections[V::kLanes];
  uint32_t zeroPoints[V::kLanes];
};

// Pointers to them, so that the loop over chunks keeps these in registers; and the shift of ShortRowShape.
struct RowTables {
  const float *reciprocals, *corrections;
  const uint32_t* zeroPoints;
  size_t shift;
};

// The largest magnitudes of kLanes rows of `vectors` vectors each. NaN may get lost.
template <class V>
LINQUANT_INLINE typename V::F magnitudesOfRows(const uint8_t* x, size_t vectors) {
  typename V::F rows[V::kLanes];
  for (size_t row = 0; row < V::kLanes; row++) {
    const uint8_t* p = x + row * vectors * kVectorBytes<V>;
    typename V::F most = V::load(p);
    most = V::maxOfMagnitudes(most, vectors == 1 ? most : V::load(p + kVectorBytes<V>));
    for (size_t j = 2; j < vectors; j++) {
      most = V::maxOfMagnitudes(most, V::load(p + j * kVectorBytes<V>));
    }
    rows[row] = most;
  }
  return V::reduceMaxMagnitudeEach(rows);
}

// Their ranges. NaN may get lost.
template <class V>
LINQUANT_INLINE void rangesOfRows(const uint8_t* x, size_t vectors, typename V::F& min, typename V::F& max) {
  typename V::F least[V::kLanes], greatest[V::kLanes];
  for (size_t row = 0; row < V::kLanes; row++) {
    const uint8_t* p = x + row * vectors * kVectorBytes<V>;
    least[row] = greatest[row] = V::load(p);
    for (size_t j = 1; j < vectors; j++) {
      const typename V::F v = V::load(p + j * kVectorBytes<V>);
      least[row] = V::min(v, least[row]);
      greatest[row] = V::max(v, greatest[row]);
    }
  }
  min = V::reduceMinEach(least);
  max = V::reduceMaxEach(greatest);
}

// kRows as in ShortRowShape. kCentred: the choice is symmetric and zero points are the shift, so that magnitudes suffice and
// no zero point is added.
template <class V, size_t kRows, bool kCentred>
struct ShortRows {
  using F = typename V::F;
  using WordVector = typename V::WordVector;
  const uint8_t* x;
  uint8_t *q, *scales, *zeroPoints;
  size_t columns, shift;
  Chooser<V> chooser;
  typename V::I codeShift;
  ByteCodes<V> bytes;

  LINQUANT_INLINE_METHOD size_t vectors() const { return kRows == 1 ? columns / V::kLanes : 4 / kRows; }

  // Finds the parameters of kLanes rows from `row` on. Returns false where a scale is outside of the two-operation quotient's
  // range, which it also is for a range with an infinity.
  LINQUANT_INLINE_METHOD bool find(size_t row, RowConstants<V>& constants) const {
    const uint8_t* const from = x + row * columns * sizeof(float);
    F min, max, scale;
    typename V::I code;
    if constexpr (kCentred) {
      max = magnitudesOfRows<V>(from, vectors());
      min = V::subtract(chooser.zero, max);
    } else {
      rangesOfRows<V>(from, vectors(), min, max);
    }
    chooser.parameters(min, max, scale, code);
    const auto two = TwoOperationConstants<V>::of(scale);
    putVector<V>(constants.reciprocals, two.reciprocal);
    putVector<V>(constants.corrections, two.correction);
    if constexpr (!kCentred) {
      V::storeIntegers(reinterpret_cast<uint8_t*>(constants.zeroPoints),
                       V::duplicateWords(V::subtractIntegers(code, codeShift)));
    }
    if (!V::areAllWithin(scale, kLeastTwoOperationScale, kMostTwoOperationScale)) [[unlikely]]
      return false;
    V::store(scales + row * sizeof(float), scale);
    V::storeIntegers(zeroPoints + row * sizeof(int32_t), code);
    return true;
  }

  // Codes of kLanes rows.
  LINQUANT_INLINE_METHOD void codes(size_t row, const RowConstants<V>& constants) const {
    const uint8_t* from = x + row * columns * sizeof(float);
    uint8_t* to = q + row * columns;
    // Two chunks are interleaved, unless all rows make one chunk (NEON).
    constexpr size_t kAtOnce = V::kLanes / kRows > 1 ? 2 : 1;
    const RowTables tables = {constants.reciprocals, constants.corrections, constants.zeroPoints, shift};
    const size_t chunks = (V::kLanes / kRows) << shift;
    for (size_t c = 0; c < chunks; c += kAtOnce) {
      prefetchBehind<V>(from, kAtOnce * kChunk<V> * sizeof(float));
      codesOfChunks<kAtOnce>(tables, from, to, c);
      from += kAtOnce * kChunk<V> * sizeof(float);
      to += kAtOnce * kChunk<V>;
    }
  }

  // n interleaved chunks, the first of which is chunk c of the rows.
  template <size_t n>
  LINQUANT_INLINE_METHOD void codesOfChunks(const RowTables& tables, const uint8_t* from, uint8_t* to,
                                            size_t c) const {
    F v[n][4];
    typename V::I rounded[n][4];
    for (size_t k = 0; k < n; k++) {
      for (size_t j = 0; j < 4; j++) v[k][j] = V::load(from + (k * 4 + j) * kVectorBytes<V>);
    }
    for (size_t k = 0; k < n; k++) {
      for (size_t j = 0; j < 4; j++) {
        const size_t i = rowOf(tables, c + k, j);
        const TwoOperationConstants<V> two = {V::broadcast(tables.reciprocals[i]),
                                              V::broadcast(tables.corrections[i])};
        v[k][j] = two.quotientOf(v[k][j]);
      }
    }
    for (size_t k = 0; k < n; k++) {
      for (size_t j = 0; j < 4; j++) rounded[k][j] = V::round(v[k][j]);
    }
    for (size_t k = 0; k < n; k++) {
      auto words = V::narrowToWords(rounded[k][0], rounded[k][1], rounded[k][2], rounded[k][3]);
      if constexpr (!kCentred) {
        words = V::addWords(words, {zeroPointsOf(tables, c + k, 0), zeroPointsOf(tables, c + k, 2)});
      }
      V::storeCodes(to + k * kChunk<V>, bytes.of(words));
    }
  }

  // The row of vector j of chunk c.
  static LINQUANT_INLINE_METHOD size_t rowOf(const RowTables& tables, size_t c, size_t j) {
    return kRows == 1 ? c >> tables.shift : c * kRows + j * kRows / 4;
  }
  // The zero points of vectors j and j + 1.
  static LINQUANT_INLINE_METHOD WordVector zeroPointsOf(const RowTables& tables, size_t c, size_t j) {
    const uint32_t first = tables.zeroPoints[rowOf(tables, c, j)];
    return kRows == 4 ? V::broadcastWordPairs(first, tables.zeroPoints[rowOf(tables, c, j + 1)])
                      : V::broadcastWordPair(first);
  }

  // The parameters of the next kLanes rows are found before the codes of these are made: the codes fill the time that the
  // reduction and the divisions take. Returns how many rows are done; find() failed for the ones behind them.
  LINQUANT_INLINE_METHOD size_t run(size_t rows) const {
    RowConstants<V> constants[2];
    if (!find(0, constants[0])) return 0;
    const size_t last = rows - V::kLanes;
    for (size_t row = 0, next, turn = 0;; row = next, turn ^= 1) {
      // The last kLanes rows may overlap the ones before them, with the same result.
      next = last - row < V::kLanes ? last : row + V::kLanes;
      const bool isFound = row == last || find(next, constants[turn ^ 1]);
      codes(row, constants[turn]);
      if (row == last) return rows;
      if (!isFound) return next;
    }
  }
};

template <class V, size_t kRows, bool kCentred>
LINQUANT_OUTLINE size_t shortRows(const uint8_t* x, uint8_t* q, size_t rows, size_t columns,
                                  const Choice& choice, int32_t shift, uint8_t* scales, uint8_t* zeroPoints) {
  ShortRows<V, kRows, kCentred> all = {x,
                                       q,
                                       scales,
                                       zeroPoints,
                                       columns,
                                       shortRowShape<V>(columns).shift,
                                       Chooser<V>(choice),
                                       V::broadcastInteger(shift),
                                       ByteCodes<V>(choice.qmin, choice.qmax, shift)};
  // A symmetric scale keeps quotients within (qmax - qmin) / 2, after rounding as well if that is an integer, so that
  // clamping would change nothing.
  if (kCentred && choice.qmin - shift == shift - choice.qmax) all.bytes.isWhole = true;
  for (size_t left = rows; left != 0;) {
    V::clearInvalidFlag();
    const size_t done = all.run(left);
    // NaN among the floats raises the flag, at the latest in round().
    if (!V::invalidFlag()) [[likely]]
      return done;
    if (left != rows) break;
    // Once more, only the groups of rows before the first NaN.
    const size_t row = firstNotFinite<V>(x, FloatType::float32, rows * columns) / columns;
    left = row == rows ? 0 : row / V::kLanes * V::kLanes;
  }
  return 0;
}

template <class V, bool kCentred>
LINQUANT_INLINE auto shortRowsOf(size_t rowsOfChunk) {
  return rowsOfChunk == 4   ? shortRows<V, 4, kCentred>
         : rowsOfChunk == 2 ? shortRows<V, 2, kCentred>
                            : shortRows<V, 1, kCentred>;
}

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_SHORT_ROWS_H_
