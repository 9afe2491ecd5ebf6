// DynamicKernel (kernels.h) over a vector type.
#ifndef LINQUANT_CORE_KERNELS_ROWS_H_
#define LINQUANT_CORE_KERNELS_ROWS_H_

#include "choose.h"
#include "max_magnitude.h"
#include "min_max.h"
#include "quantize.h"
#include "short_rows.h"

namespace linquant {

// Rows are taken in groups. While the codes of one group are made, the ranges of the next are found in the same
// loop: what waits for memory there is hidden by the arithmetic here. The parameters of a group are worked out for
// all its rows at once, since a row by itself would wait for the end of its reduction and for four divisions, one
// after the other. Two groups fit into the first cache. Fetching ahead costs these rows 2 to 4 % (Zen 3, Zen 4).
// Measured on Zen 4, rows of 256, 384 and 1024 in the last cache: 1.5, 1.3 and 1.2 times as fast as a pass for the
// ranges and one for the codes (bench/native/rows.cpp, bench/RESULTS.md).
constexpr size_t kGroupBytes = 9216;

// Rows of so many floats at most go by the vector of rows (dynamic_runs.h), so many floats before a look at the flag.
constexpr size_t kMostShortRow = 128;
constexpr size_t kShortRowsPiece = 65536;

template <class V>
struct Group {
  static constexpr size_t kMost = V::kLanes < 8 ? 8 : V::kLanes;
  float min[kMost], max[kMost], scale[kMost];
  int32_t zeroPoint[kMost];
  Reciprocals<kMost> reciprocals;

  LINQUANT_INLINE_METHOD void set(size_t row, Range range) {
    min[row] = range.min;
    max[row] = range.max;
  }
  LINQUANT_INLINE_METHOD void set(size_t row, float magnitude) { set(row, Range{-magnitude, magnitude}); }
};

// A row of codes and the range of another row, in step.
template <class Quantize, class Scan>
struct QuantizeAndScanSteps {
  using Vector = typename Scan::Vector;
  static constexpr bool kPairs = Quantize::kPairs;
  Quantize& quantize;
  Scan& scan;

  LINQUANT_INLINE_METHOD void pair(size_t i) {
    scan.whole(i);
    scan.whole(i + kBlock<Vector>);
    quantize.pair(i);
  }
  LINQUANT_INLINE_METHOD void whole(size_t i) {
    scan.whole(i);
    quantize.whole(i);
  }
  LINQUANT_INLINE_METHOD void partial(size_t i, size_t n) {
    scan.partial(i, n);
    quantize.partial(i, n);
  }
};

// The codes of row `row` of `group`, at x and q, and the range of the row at `next` for the group after it. No row
// of ordinary parameters has a quotient that overflows or is NaN: hence without care.
template <class V, Finish kFinish, class Scan>
LINQUANT_INLINE void dynamicRow(const uint8_t* x, uint8_t* q, size_t columns, const Choice& choice,
                                int32_t shift, const Group<V>& group, size_t row, const uint8_t* next,
                                Group<V>& after) {
  const Parameters parameters = {group.scale[row], group.zeroPoint[row], choice.qmin, choice.qmax, shift};
  Scan scan(next);
  if (TwoOperations<V>::covers(parameters.scale)) [[likely]] {
    const TwoOperations<V> quotient(group.reciprocals.reciprocal[row], group.reciprocals.correction[row]);
    using Block = QuantizeBlock<V, TwoOperations<V>, kFinish>;
    const Block block(parameters, quotient);
    QuantizeSteps<Block, Care::none> quantize = {block, x, q};
    QuantizeAndScanSteps<QuantizeSteps<Block, Care::none>, Scan> both = {quantize, scan};
    walk(columns, both);
    return after.set(row, scan.result());
  }
  walk(columns, scan);
  after.set(row, scan.result());
  quantizeKernel<V>(x, q, columns, parameters);
}

template <class V, Finish kFinish, class Scan>
LINQUANT_OUTLINE size_t dynamicRows(const uint8_t* x, uint8_t* q, size_t rows, size_t columns,
                                    const Choice& choice, int32_t shift, uint8_t* scales,
                                    uint8_t* zeroPoints) {
  const size_t rowBytes = columns * sizeof(float);
  size_t most = kGroupBytes / rowBytes;
  if (most > Group<V>::kMost) most = Group<V>::kMost;
  if (most == 0) most = 1;
  Group<V> groups[2];
  for (size_t row = 0; row < most && row < rows; row++) {
    Scan scan(x + row * rowBytes);
    walk(columns, scan);
    groups[0].set(row, scan.result());
  }
  for (size_t row = 0, n, turn = 0; row < rows; row += n, turn ^= 1) {
    Group<V>&group = groups[turn], &after = groups[turn ^ 1];
    n = rows - row < most ? rows - row : most;
    const size_t chosen = chooseGroup<V>(group, n, choice);
    memcpy(scales + row * sizeof(float), group.scale, chosen * sizeof(float));
    memcpy(zeroPoints + row * sizeof(int32_t), group.zeroPoint, chosen * sizeof(int32_t));
    for (size_t i = 0; i < chosen; i++) {
      const size_t at = row + i, next = at + most < rows ? at + most : rows - 1;
      dynamicRow<V, kFinish, Scan>(x + at * rowBytes, q + at * columns, columns, choice, shift, group, i,
                                   x + next * rowBytes, after);
    }
    if (chosen < n) return row + chosen;
  }
  return rows;
}

// Rows so long that nothing is gained by taking two at a time, and vectors for which nothing is gained at all.
template <class V>
LINQUANT_OUTLINE size_t dynamicRowByRow(const uint8_t* x, uint8_t* q, size_t rows, size_t columns,
                                        const Choice& choice, int32_t shift, uint8_t* scales,
                                        uint8_t* zeroPoints) {
  for (size_t row = 0; row < rows; row++) {
    const uint8_t* from = x + row * columns * sizeof(float);
    Group<V> group;
    if (choice.symmetric && !V::streams(columns * sizeof(float))) {
      group.set(0, maxMagnitude<V>(from, columns));
    } else {
      group.set(0, minMaxKernel<V>(from, columns));
    }
    if (chooseGroup<V>(group, 1, choice) == 0) return row;
    memcpy(scales + row * sizeof(float), group.scale, sizeof(float));
    memcpy(zeroPoints + row * sizeof(int32_t), group.zeroPoint, sizeof(int32_t));
    quantizeKernel<V>(from, q + row * columns, columns,
                      {group.scale[0], group.zeroPoint[0], choice.qmin, choice.qmax, shift});
  }
  return rows;
}

// Rows that fill blocks, or blocks that hold some of them: piece by piece, and once more with a look at each row where one
// is not ordinary.
template <class V>
LINQUANT_INLINE size_t dynamicShortRows(const uint8_t* x, uint8_t* q, size_t rows, size_t columns,
                                        const Choice& choice, int32_t shift, uint8_t* scales,
                                        uint8_t* zeroPoints) {
  const size_t runs = runShape<V>(columns).runs, most = kShortRowsPiece / columns;
  const bool isCentred = choice.symmetric && choice.zeroPoint == shift;
  const auto dynamic = isCentred ? dynamicRunsOf<V, true>(runs) : dynamicRunsOf<V, false>(runs);
  for (size_t row = 0, n; row < rows; row += n) {
    n = rows - row < 2 * most ? rows - row : most;
    const auto by = [&](auto kernel, size_t done, size_t count) {
      const size_t at = row + done;
      return kernel(x + at * columns * sizeof(float), q + at * columns, count, columns, choice, shift,
                    scales + at * sizeof(float), zeroPoints + at * sizeof(int32_t));
    };
    const size_t done = by(dynamic, 0, n);
    if (done == n) continue;
    const size_t careful = by(dynamicRowByRow<V>, done, n - done);
    if (careful != n - done) return row + done + careful;
  }
  return rows;
}

template <class V>
size_t dynamicKernel(const uint8_t* x, uint8_t* q, size_t rows, size_t columns, const Choice& choice,
                     int32_t shift, uint8_t* scales, uint8_t* zeroPoints) {
  if constexpr (V::kHasFma) {
    if (rows >= V::kLanes && columns <= kMostShortRow && runShape<V>(columns).runs != 0 &&
        V::invalidFlagWorks()) {
      return dynamicShortRows<V>(x, q, rows, columns, choice, shift, scales, zeroPoints);
    }
    if (rows > 1 && columns * sizeof(float) <= kGroupBytes) {
      const bool whole = isWholeRange({1, 0, choice.qmin, choice.qmax, shift});
      const bool centred = choice.symmetric && choice.zeroPoint == shift;
      // The scale of symmetric codes keeps quotients within (qmax - qmin) / 2, after rounding too if that is whole.
      const auto rowsOf = centred && (whole || choice.qmin - shift == shift - choice.qmax)
                              ? dynamicRows<V, Finish::narrow, MaxMagnitudeSteps<V>>
                              : dynamicRows<V, Finish::limit, MinMaxSteps<V>>;
      return rowsOf(x, q, rows, columns, choice, shift, scales, zeroPoints);
    }
  }
  return dynamicRowByRow<V>(x, q, rows, columns, choice, shift, scales, zeroPoints);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_ROWS_H_
