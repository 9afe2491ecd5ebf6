// DynamicKernel (kernels.h) over a vector type: rows that each have parameters of their own range.
#ifndef LINQUANT_CORE_KERNELS_ROWS_H_
#define LINQUANT_CORE_KERNELS_ROWS_H_

#include "choose.h"
#include "max_magnitude.h"
#include "min_max.h"
#include "quantize.h"
#include "short_rows.h"

namespace linquant {

// Rows are done in groups. While the codes of one group are made, the ranges of the next group are found in the same loop,
// so that the arithmetic of the first hides the memory latency of the second. The parameters of all rows of a group are
// computed at once: a single row would wait for its reduction and for four divisions, one after the other.
template <class V>
struct Group {
  static constexpr size_t kMost = V::kLanes < 8 ? 8 : V::kLanes;
  float min[kMost], max[kMost], scale[kMost];
  int32_t zeroPoint[kMost];
  // TwoOperationConstants of each row.
  float reciprocal[kMost], correction[kMost];

  LINQUANT_INLINE_METHOD void set(size_t row, Range range) {
    min[row] = range.min;
    max[row] = range.max;
  }
  LINQUANT_INLINE_METHOD void set(size_t row, float magnitude) { set(row, Range{-magnitude, magnitude}); }
};

// The parameters of the first `count` rows of a group, from their ranges. Returns `count`, or the first row that has none.
template <class V>
LINQUANT_INLINE size_t chooseGroup(Group<V>& group, size_t count, const Choice& choice) {
  using F = typename V::F;
  const Chooser<V> chooser(choice);
  const auto place = [](void* values, size_t at) { return static_cast<uint8_t*>(values) + at; };
  for (size_t i = count; i < Group<V>::kMost; i++) group.min[i] = group.max[i] = 0;
  bool areFit = true;
  for (size_t at = 0; at < count * sizeof(float); at += kVectorBytes<V>) {
    F scale;
    typename V::I zeroPoint;
    areFit &= chooser.choose(V::load(place(group.min, at)), V::load(place(group.max, at)), scale, zeroPoint);
    V::store(place(group.scale, at), scale);
    V::storeIntegers(place(group.zeroPoint, at), zeroPoint);
    if constexpr (V::kHasFma) {
      const auto two = TwoOperationConstants<V>::of(scale);
      V::store(place(group.reciprocal, at), two.reciprocal);
      V::store(place(group.correction, at), two.correction);
    }
  }
  if (areFit) [[likely]]
    return count;
  return firstUnfit(place(group.min, 0), place(group.max, 0), place(group.scale, 0), count);
}

// The codes of one row and the range of another, interleaved.
template <class Quantize, class Scan, bool kPrefetches>
struct QuantizeAndScanSteps {
  using Vector = typename Scan::Vector;
  static constexpr bool kPairs = Quantize::kPairs;
  Quantize& quantize;
  Scan& scan;

  LINQUANT_INLINE_METHOD void pair(size_t i) {
    scanned(i);
    scanned(i + kChunk<Vector>);
    quantize.pair(i);
  }
  LINQUANT_INLINE_METHOD void whole(size_t i) {
    scanned(i);
    quantize.whole(i);
  }
  LINQUANT_INLINE_METHOD void partial(size_t i, size_t n) {
    scan.partial(i, n);
    quantize.partial(i, n);
  }

 private:
  LINQUANT_INLINE_METHOD void scanned(size_t i) {
    if constexpr (kPrefetches)
      prefetchBehind<Vector>(scan.x + i * sizeof(float), kChunk<Vector> * sizeof(float));
    scan.whole(i);
  }
};

// The codes of row `row` of `group`, from x to q, and the range of the row at `next`, for the group after it. A row whose
// range is finite has no quotient that is NaN or overflows, so Care::none suffices.
template <class V, Finish kFinish, class Scan, bool kPrefetches>
LINQUANT_INLINE void dynamicRow(const uint8_t* x, uint8_t* q, size_t columns, const Choice& choice,
                                int32_t shift, const Group<V>& group, size_t row, const uint8_t* next,
                                Group<V>& after) {
  const Parameters parameters = {group.scale[row], group.zeroPoint[row], choice.qmin, choice.qmax, shift};
  Scan scan(next);
  if (TwoOperations<V>::covers(parameters.scale)) [[likely]] {
    const TwoOperations<V> quotient(group.reciprocal[row], group.correction[row]);
    using Chunk = QuantizeChunk<V, TwoOperations<V>, kFinish>;
    const Chunk chunk(parameters, quotient);
    using Quantize = QuantizeSteps<Chunk, Care::none>;
    Quantize quantize = {chunk, x, q};
    QuantizeAndScanSteps<Quantize, Scan, kPrefetches> both = {quantize, scan};
    walkChunks(columns, both);
    return after.set(row, scan.result());
  }
  walkChunks(columns, scan);
  after.set(row, scan.result());
  quantizeKernel<V>(x, q, columns, parameters);
}

template <class V, Finish kFinish, class Scan, bool kPrefetches>
LINQUANT_OUTLINE size_t dynamicRows(const uint8_t* x, uint8_t* q, size_t rows, size_t columns,
                                    const Choice& choice, int32_t shift, uint8_t* scales,
                                    uint8_t* zeroPoints) {
  const size_t rowBytes = columns * sizeof(float);
  size_t most = tuning::kGroupBytes / rowBytes;
  if (most > Group<V>::kMost) most = Group<V>::kMost;
  if (most == 0) most = 1;
  Group<V> groups[2];
  for (size_t row = 0; row < most && row < rows; row++) {
    Scan scan(x + row * rowBytes);
    walkChunks(columns, scan);
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
      dynamicRow<V, kFinish, Scan, kPrefetches>(x + at * rowBytes, q + at * columns, columns, choice, shift,
                                                group, i, x + next * rowBytes, after);
    }
    if (chosen < n) return row + chosen;
  }
  return rows;
}

// One row after the other: long rows, for which interleaving two gains nothing, and vector types without fma.
template <class V>
LINQUANT_OUTLINE size_t dynamicRowByRow(const uint8_t* x, uint8_t* q, size_t rows, size_t columns,
                                        const Choice& choice, int32_t shift, uint8_t* scales,
                                        uint8_t* zeroPoints) {
  for (size_t row = 0; row < rows; row++) {
    const uint8_t* from = x + row * columns * sizeof(float);
    Group<V> group;
    bool scansMagnitudes = choice.symmetric;
    // minMaxKernel reads data that is larger than the cache in several streams.
    if constexpr (V::kHasStreaming) scansMagnitudes &= !V::shouldStream(columns * sizeof(float));
    if (scansMagnitudes) {
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

// Short rows, piece by piece. Rows from which shortRows stops short are done row by row: there is NaN, an infinity or an
// unusual scale among them.
template <class V>
LINQUANT_INLINE size_t dynamicShortRows(const uint8_t* x, uint8_t* q, size_t rows, size_t columns,
                                        const Choice& choice, int32_t shift, uint8_t* scales,
                                        uint8_t* zeroPoints) {
  const size_t rowsOfChunk = shortRowShape<V>(columns).rows, most = tuning::kShortRowsPiece / columns;
  const bool isCentred = choice.symmetric && choice.zeroPoint == shift;
  const auto dynamic = isCentred ? shortRowsOf<V, true>(rowsOfChunk) : shortRowsOf<V, false>(rowsOfChunk);
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
    if (rows >= V::kLanes && columns <= tuning::kShortRow && shortRowShape<V>(columns).rows != 0 &&
        V::invalidFlagWorks()) {
      return dynamicShortRows<V>(x, q, rows, columns, choice, shift, scales, zeroPoints);
    }
    if (rows > 1 && columns * sizeof(float) <= tuning::kGroupBytes) {
      const bool isWhole = isWholeRange(choice.qmin, choice.qmax, shift);
      const bool isCentred = choice.symmetric && choice.zeroPoint == shift;
      // A symmetric scale keeps quotients within (qmax - qmin) / 2, after rounding as well if that is an integer.
      const bool isNarrow = isCentred && (isWhole || choice.qmin - shift == shift - choice.qmax);
      const bool prefetches = rows * columns * sizeof(float) >= tuning::kPrefetchedBytes;
      const auto rowsOf = isNarrow ? prefetches ? dynamicRows<V, Finish::narrow, MaxMagnitudeSteps<V>, true>
                                                : dynamicRows<V, Finish::narrow, MaxMagnitudeSteps<V>, false>
                          : prefetches ? dynamicRows<V, Finish::limit, MinMaxSteps<V>, true>
                                       : dynamicRows<V, Finish::limit, MinMaxSteps<V>, false>;
      return rowsOf(x, q, rows, columns, choice, shift, scales, zeroPoints);
    }
  }
  return dynamicRowByRow<V>(x, q, rows, columns, choice, shift, scales, zeroPoints);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_ROWS_H_
