// ScoreRowsKernel (search.h) over a vector type.
#ifndef LINQUANT_CORE_SEARCH_SCORE_H_
#define LINQUANT_CORE_SEARCH_SCORE_H_

#include "floats.h"
#include "hamming.h"
#include "plain.h"
#include "tiles.h"

namespace linquant {

// The sums of a walk with one query. What rows alone give is made where hasCodes and hasSquares say so.
template <class V>
LINQUANT_INLINE void codeSums(const Walk& walk, const uint8_t* query, double total, bool hasCodes,
                              bool hasSquares, RowSums& sums) {
  const QueryShape& shape = walk.call.shape;
  if (!hasVectors<V>(shape)) return plainWalk<V>(walk, query, sums);
  if constexpr (V::kHasSearch) {
    const bool isWide = shape.form == ScoreForm::wideCodes;
    if (shape.codes.bits == 8) {
      if (shape.codes.isSigned) {
        return isWide ? byteSumsOf<V, true, 2>(walk, query, hasCodes, hasSquares, sums)
                      : byteSumsOf<V, true, 1>(walk, query, hasCodes, hasSquares, sums);
      }
      return isWide ? byteSumsOf<V, false, 2>(walk, query, hasCodes, hasSquares, sums)
                    : byteSumsOf<V, false, 1>(walk, query, hasCodes, hasSquares, sums);
    }
    const bool hasNorms = hasCodes || hasSquares;
    if (shape.codes.bits == 4) return packedSumsOf<V, 4>(walk, query, total, hasNorms, sums);
    if (shape.codes.bits == 2) return packedSumsOf<V, 2>(walk, query, total, hasNorms, sums);
    packedSumsOf<V, 1>(walk, query, total, hasNorms, sums);
  }
}

template <class V>
LINQUANT_OUTLINE void codeRows(const ScoreCall& call, uint64_t first, uint64_t end) {
  const RowNeeds needs(call);
  const size_t stride = queryStride<V>(call.shape);
  size_t from = 0;
  if constexpr (V::kHasTiles) {
    from = call.shape.codes.isSigned ? tileRows<V, true>(call, first, end, needs)
                                     : tileRows<V, false>(call, first, end, needs);
  }
  if (from == call.shape.queries) return;
  RowSums sums = {};
  RowNumbers numbers;
  fillRowNumbers<V>(call, numbers);
  forEachWalk(call, first, end, [&](const Walk& walk) LINQUANT_INLINE_LAMBDA {
    if (hasRowNumbers(call)) readRowNumbers<V>(walk, numbers);
    for (size_t q = from; q < call.shape.queries; q++) {
      const QueryNumbers constants(call, q);
      const bool isFirst = q == from;
      codeSums<V>(walk, call.prepared + q * stride, constants.sum, isFirst && needs.codes,
                  isFirst && needs.squares, sums);
      for (size_t s = 0; s < walk.streams; s++) {
        codeScores<V>(call, constants, {sums, numbers, s * kSearchSteps}, walk.steps,
                      call.scores + (q * call.rows + walk.rowOf(s, 0)) * sizeof(double));
      }
    }
  });
}

template <class V>
uint64_t scoreRowsKernel(const ScoreCall& call, uint64_t first, uint64_t end) {
  if (call.shape.form == ScoreForm::floats) return floatRows<V>(call, first, end);
  call.shape.form == ScoreForm::bits ? hammingRows<V>(call, first, end) : codeRows<V>(call, first, end);
  return kNoRow;
}

}  // namespace linquant

#endif  // LINQUANT_CORE_SEARCH_SCORE_H_
