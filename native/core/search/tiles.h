// Several queries with several rows at once, in registers: six rows by a tile of queries, whose sums fill twelve vectors. Rows of
// int8 or uint8 are widened to int16 first; a pair of a row's columns is then broadcast and multiplied with that pair of each query,
// so that the lanes of a sum are queries and nothing has to be added across lanes. With dot products it is four columns, as bytes.
#ifndef LINQUANT_CORE_SEARCH_TILES_H_
#define LINQUANT_CORE_SEARCH_TILES_H_

#include "code_sums.h"

namespace linquant {

// The numbers of a query's line of sums: the most rows of a pass and two more, since six sums are stored as eight.
constexpr size_t kMostTileRows = tuning::kMostTileRows, kTileLine = kMostTileRows + 8;
static_assert(kMostTileRows % kTileRows == 0);

// Sums of six widened rows of `stride` bytes with a tile, as float64 [queries of a tile, kTileLine]. GCC 12 keeps sums in registers only
// where they are no array.
template <class V>
LINQUANT_SINGLE void tileSums(const uint8_t* rows, size_t stride, const uint8_t* tile, double* out) {
  using I = typename V::I;
  using Sum = typename V::TileSum;
  constexpr size_t kSize = kVectorSize<V>;
  const Sum zero = {};
  Sum a0 = zero, a1 = zero, b0 = zero, b1 = zero, c0 = zero, c1 = zero;
  Sum d0 = zero, d1 = zero, e0 = zero, e1 = zero, f0 = zero, f1 = zero;
  const uint8_t *const a = rows, *const b = a + stride, *const c = b + stride;
  const uint8_t *const d = c + stride, *const e = d + stride, *const f = e + stride;
  for (size_t at = 0; at < stride; at += 4) {
    const I q0 = V::loadIntegers(tile), q1 = V::loadIntegers(tile + kSize);
    tile += 2 * kSize;
    V::addPairs(a + at, q0, q1, a0, a1);
    V::addPairs(b + at, q0, q1, b0, b1);
    V::addPairs(c + at, q0, q1, c0, c1);
    V::addPairs(d + at, q0, q1, d0, d1);
    V::addPairs(e + at, q0, q1, e0, e1);
    V::addPairs(f + at, q0, q1, f0, f1);
  }
  V::storeColumns(a0, b0, c0, d0, e0, f0, out, kTileLine);
  V::storeColumns(a1, b1, c1, d1, e1, f1, out + kTile<V> / 2 * kTileLine, kTileLine);
}

template <class V>
struct TilePass {
  alignas(64) uint8_t words[tuning::kTileBytes];
  RowSums sums;  // of the rows alone
  RowNumbers numbers;
  alignas(64) double products[kTile<V>][kTileLine];
  alignas(64) double higher[V::kHasDots ? kTile<V> : 1][kTileLine];
};

template <class V, bool isSigned>
LINQUANT_SINGLE void widenRow(const uint8_t* row, size_t columns, size_t padded, uint8_t* words) {
  if (columns < kWords<V>) {
    for (size_t i = 0; i < padded; i++) {
      const int32_t code = i >= columns ? 0 : isSigned ? static_cast<int8_t>(row[i]) : row[i];
      const int16_t word = static_cast<int16_t>(code);
      memcpy(words + i * sizeof word, &word, sizeof word);
    }
    return;
  }
  size_t i = 0;
  for (; i + kWords<V> <= columns; i += kWords<V>) {
    V::storeIntegers(words + i * sizeof(int16_t), V::template widenCodes<isSigned>(row + i));
  }
  if (i == columns) return;
  memset(words + i * sizeof(int16_t), 0, (padded - i) * sizeof(int16_t));
  i = columns - kWords<V>;
  V::storeIntegers(words + i * sizeof(int16_t), V::template widenCodes<isSigned>(row + i));
}

// The same where vectors have dot products: codes with their bias, which stay bytes.
template <class V>
LINQUANT_SINGLE void flipRow(const uint8_t* row, const CodeShape& codes, size_t columns, size_t padded,
                             uint8_t* to) {
  constexpr size_t kSize = kVectorSize<V>;
  const typename V::I flip = flipOf<V>(codes);
  uint8_t copy[kSize];
  if (columns < kSize) {
    memset(copy, 0, kSize);
    memcpy(copy, row, columns);
    V::storeIntegers(copy, V::xorIntegers(V::loadIntegers(copy), flip));
    memcpy(to, copy, padded);
    return;
  }
  const auto flipAt = [&](size_t i) LINQUANT_INLINE_LAMBDA {
    V::storeIntegers(to + i, V::xorIntegers(V::loadIntegers(row + i), flip));
  };
  size_t i = 0;
  for (; i + kSize <= columns; i += kSize) flipAt(i);
  memset(to + i, 0, padded - i);
  flipAt(columns - kSize);
}

// The products of rows with a tile, by two digits, each with the sum of what was added to codes.
template <class V>
LINQUANT_SINGLE void joinDigits(TilePass<V>& pass, size_t query, size_t count, bool hasHigher, double added) {
  for (size_t r = 0; r < count; r++) {
    double& product = pass.products[query][r];
    product += (hasHigher ? 256 * pass.higher[query][r] : 0) - added;
  }
}

// What scores need of the rows alone, in their order.
template <class V>
LINQUANT_SINGLE void tileNorms(VectorCodeSums<V>& kernels, const ScoreCall& call, uint64_t first,
                               uint64_t end, RowSums& to) {
  RowSums sums;
  forEachWalk(call, first, end, [&](const Walk& walk) {
    kernels.sumNorms(walk, sums);
    for (size_t s = 0; s < walk.streams; s++) {
      for (size_t t = 0; t < walk.steps; t++) {
        const size_t i = static_cast<size_t>(walk.rowOf(s, t) - first);
        to.codes[i] = sums.codes[s * kSearchSteps + t];
        to.squares[i] = sums.squares[s * kSearchSteps + t];
      }
    }
  });
}

// Rows first to end are wanted next: asked for while sums are made, they are there when they are widened.
template <class V>
LINQUANT_INLINE void prefetchRows(const ScoreCall& call, uint64_t first, uint64_t end) {
  for (uint64_t i = first; i < end; i++) {
    const uint8_t* const row = call.corpus + call.rowAt(i) * call.rowBytes;
    for (uint64_t at = 0; at < call.rowBytes; at += 64) V::prefetch(row + at);
  }
}

template <class V>
LINQUANT_INLINE const uint8_t* tileAt(const ScoreCall& call, size_t query) {
  return call.prepared + tilesAt(call.shape) + query / kTile<V> * tileBytes<V>(call.shape);
}

// Scores rows first to end with queries fromQuery to endQuery, which are in tiles.
template <class V>
LINQUANT_SINGLE void tileQueries(const ScoreCall& call, uint64_t first, uint64_t end, const RowNeeds& needs,
                                 size_t fromQuery, size_t endQuery) {
  const size_t columns = call.shape.columns;
  const size_t padded = roundUp(columns, kWords<V>), stride = V::kHasDots ? padded : padded * sizeof(int16_t);
  const size_t fitting = tuning::kTileBytes / stride / kTileRows * kTileRows;
  const size_t most = fitting < kMostTileRows ? fitting : kMostTileRows;
  // Sums and squares of codes are made by a kernel for both.
  RowNeeds both = needs;
  both.codes |= needs.squares;
  VectorCodeSums<V> kernels(call, both);
  const bool isSigned = call.shape.codes.isSigned;
  QueryNumbers constants[tuning::kTiledQueries];
  for (size_t q = fromQuery; q < endQuery; q++) constants[q - fromQuery] = QueryNumbers(call, q);
  // Of each tile: whether any of its queries has a second digit.
  constexpr size_t kTiles = tuning::kTiledQueries / kTile<V>;
  bool hasHigher[kTiles] = {};
  for (size_t q = fromQuery; V::kHasDots && q < endQuery; q += kTile<V>) {
    const size_t half = tileBytes<V>(call.shape) / 2;
    hasHigher[q / kTile<V> % kTiles] = !areZeros(tileAt<V>(call, q) + half, half);
  }
  TilePass<V> pass;
  memset(&pass.sums, 0, sizeof pass.sums);
  fillRowNumbers<V>(call, pass.numbers);
  RowArrays rows(pass.sums, pass.numbers, 0);
  for (uint64_t at = first; at < end; at += most) {
    const size_t count = end - at < most ? static_cast<size_t>(end - at) : most;
    for (size_t r = 0; r < roundUp(count, kTileRows); r++) {
      const uint64_t position = at + (r < count ? r : 0);
      const uint8_t* const row = call.corpus + call.rowAt(position) * call.rowBytes;
      uint8_t* const words = pass.words + r * stride;
      if constexpr (V::kHasDots) {
        flipRow<V>(row, call.shape.codes, columns, padded, words);
      } else {
        isSigned ? widenRow<V, true>(row, columns, padded, words)
                 : widenRow<V, false>(row, columns, padded, words);
      }
    }
    if (hasRowNumbers(call)) readRowNumbers<V>(call, at, count, 0, pass.numbers);
    if (needs.codes || needs.squares) tileNorms<V>(kernels, call, at, at + count, pass.sums);
    for (size_t q = fromQuery; q < endQuery; q += kTile<V>) {
      const uint8_t* const tile = tileAt<V>(call, q);
      for (size_t r = 0; r < count; r += kTileRows) {
        const uint64_t next = at + most + r, left = next < end ? end - next : 0;
        if (q == fromQuery) prefetchRows<V>(call, next, next + (left < kTileRows ? left : kTileRows));
        tileSums<V>(pass.words + r * stride, stride, tile, pass.products[0] + r);
        if (V::kHasDots && hasHigher[q / kTile<V> % kTiles]) {
          tileSums<V>(pass.words + r * stride, stride, tile + tileBytes<V>(call.shape) / 2,
                      pass.higher[0] + r);
        }
      }
      for (size_t i = q; i < endQuery && i < q + kTile<V>; i++) {
        if constexpr (V::kHasDots) {
          const double added = biasOf<V>(call.shape.codes) * constants[i - fromQuery].sum;
          joinDigits<V>(pass, i - q, count, hasHigher[q / kTile<V> % kTiles], added);
        }
        rows.products = pass.products[i - q];
        codeScores<V>(call, constants[i - fromQuery], rows, count,
                      call.scores + (i * call.rows + at) * sizeof(double));
      }
    }
  }
}

// Scores rows first to end with the queries that are in tiles, and returns how many these are.
template <class V>
LINQUANT_SINGLE size_t tileRows(const ScoreCall& call, uint64_t first, uint64_t end, const RowNeeds& needs) {
  const size_t queries = tiledQueries<V>(call.shape);
  for (size_t q = 0; q < queries; q += tuning::kTiledQueries) {
    const size_t left = queries - q;
    tileQueries<V>(call, first, end, needs, q,
                   q + (left < tuning::kTiledQueries ? left : tuning::kTiledQueries));
  }
  return queries;
}

}  // namespace linquant

#endif  // LINQUANT_CORE_SEARCH_TILES_H_
