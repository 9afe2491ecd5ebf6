// ScoreRowsKernel (search.h) over a vector type.
#ifndef LINQUANT_CORE_SEARCH_SCORE_H_
#define LINQUANT_CORE_SEARCH_SCORE_H_

#include "code_sums.h"
#include "floats.h"
#include "hamming.h"
#include "tiles.h"

namespace linquant {

template <class V>
LINQUANT_SINGLE void codeRows(const ScoreCall& call, uint64_t first, uint64_t end) {
  const RowNeeds needs(call);
  const size_t stride = queryStride<V>(call.shape);
  size_t from = 0;
  if constexpr (V::kHasTiles) from = tileRows<V>(call, first, end, needs);
  if (from == call.shape.queries) return;
  RowSums sums = {};
  RowNumbers numbers;
  fillRowNumbers<V>(call, numbers);
  CodeSums<V> kernels(call, needs);
  forEachWalk(call, first, end, [&](const Walk& walk) {
    if (hasRowNumbers(call)) readRowNumbers<V>(walk, numbers);
    for (size_t q = from; q < call.shape.queries; q++) {
      const QueryNumbers constants(call, q);
      kernels.sum(walk, call.prepared + q * stride, constants.sum, q == from, sums);
      LINQUANT_KEEP_LOOP
      for (size_t s = 0; s < walk.streams; s++) {
        codeScores<V>(call, constants, {sums, numbers, s * kSearchSteps}, walk.steps,
                      call.scores + (q * call.rows + walk.rowOf(s, 0)) * sizeof(double));
      }
    }
  });
}

// Where only codes have kernels of their own: `others` does the rest.
template <class V>
uint64_t scoreCodesKernel(const ScoreCall& call, uint64_t first, uint64_t end, ScoreRowsKernel others) {
  if (call.shape.form == ScoreForm::floats || call.shape.form == ScoreForm::bits)
    return others(call, first, end);
  codeRows<V>(call, first, end);
  return kNone;
}

template <class V>
uint64_t scoreRowsKernel(const ScoreCall& call, uint64_t first, uint64_t end) {
  if (call.shape.form == ScoreForm::floats) return floatRows<V>(call, first, end);
  call.shape.form == ScoreForm::bits ? hammingRows<V>(call, first, end) : codeRows<V>(call, first, end);
  return kNone;
}

}  // namespace linquant

#endif  // LINQUANT_CORE_SEARCH_SCORE_H_
