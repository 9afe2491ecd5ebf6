// The rows that are scored at once: eight, from parts of the call that are far apart, so that memory is read in eight streams
// (adjacent rows at once take twice as long as one row after the other), and some steps in each part. What is summed of them
// lies in arrays of float64, a line for each stream.
#ifndef LINQUANT_CORE_SEARCH_SUMS_H_
#define LINQUANT_CORE_SEARCH_SUMS_H_

#include "../tuning.h"
#include "shape.h"

namespace linquant {

constexpr size_t kSearchStreams = 8, kSearchSteps = tuning::kSearchSteps;
constexpr size_t kSearchRows = kSearchStreams * kSearchSteps;

// Of rows and a query: sums of c * q (floats: of the metric), of c and of c * c.
struct RowSums {
  alignas(64) double products[kSearchRows], codes[kSearchRows], squares[kSearchRows];
};

// Scale, zero point and offset of rows.
struct RowNumbers {
  alignas(64) double scales[kSearchRows], zeroPoints[kSearchRows], offsets[kSearchRows];
};

using Rows = const uint8_t* [kSearchStreams];

// Step t of stream s is row first + s * part + t of the call; there are `streams` and `steps` of them.
struct Walk {
  const ScoreCall& call;
  uint64_t first, part;
  size_t streams, steps;

  LINQUANT_INLINE_METHOD uint64_t rowOf(size_t stream, size_t step) const {
    return first + stream * part + step;
  }

  // The rows of a step. Streams that are not there have the last one's row.
  LINQUANT_INLINE_METHOD void rowsOf(size_t step, Rows& rows) const {
    if (call.list == nullptr) [[likely]] {
      const uint8_t* row = call.corpus + (call.firstRow + first + step) * call.rowBytes;
      const uint64_t apart = part * call.rowBytes;
      LINQUANT_UNROLL
      for (size_t s = 0; s < kSearchStreams; s++) {
        rows[s] = row;
        if (s + 1 < streams) row += apart;
      }
      return;
    }
    LINQUANT_KEEP_LOOP
    for (size_t s = 0; s < kSearchStreams; s++) {
      rows[s] = call.corpus + call.rowAt(rowOf(s < streams ? s : 0, step)) * call.rowBytes;
    }
  }
};

// Calls each(walk) for pieces of rows first to end.
template <class Each>
LINQUANT_INLINE void forEachWalk(const ScoreCall& call, uint64_t first, uint64_t end, const Each& each) {
  const uint64_t part = (end - first) / kSearchStreams;
  for (uint64_t at = 0; at < part; at += kSearchSteps) {
    const uint64_t left = part - at;
    each(Walk{call, first + at, part, kSearchStreams, left < kSearchSteps ? left : kSearchSteps});
  }
  const uint64_t rest = first + part * kSearchStreams;
  if (rest < end) each(Walk{call, rest, 1, static_cast<size_t>(end - rest), 1});
}

// The numbers that all rows have.
template <class V>
LINQUANT_SINGLE void fillRowNumbers(const ScoreCall& call, RowNumbers& numbers) {
  for (size_t i = 0; i < kSearchRows; i++) {
    numbers.scales[i] = call.scale;
    numbers.zeroPoints[i] = call.zeroPoint;
    numbers.offsets[i] = call.offset;
  }
}
LINQUANT_INLINE bool hasRowNumbers(const ScoreCall& call) {
  return call.affines.scales != nullptr || call.affines.zeroPoints != nullptr ||
         call.affines.offsets != nullptr;
}
// Those of a row of its own, where it has them.
LINQUANT_INLINE void readRowNumbers(const ScoreCall& call, uint64_t position, size_t i, RowNumbers& numbers) {
  const Affines& given = call.affines;
  const uint64_t row = call.rowAt(position);
  if (given.scales != nullptr) numbers.scales[i] = static_cast<double>(valueAt<float>(given.scales, row));
  if (given.zeroPoints != nullptr) numbers.zeroPoints[i] = valueAt<int32_t>(given.zeroPoints, row);
  if (given.offsets != nullptr) numbers.offsets[i] = static_cast<double>(valueAt<float>(given.offsets, row));
}
// Those of `count` rows from a position on.
template <class V>
LINQUANT_INLINE void readRowNumbers(const ScoreCall& call, uint64_t position, size_t count, size_t i,
                                    RowNumbers& numbers) {
  const Affines& given = call.affines;
  const auto widen = [](const uint8_t* from, uint64_t row, double* to) LINQUANT_INLINE_LAMBDA {
    V::storeDoubles(reinterpret_cast<uint8_t*>(to), V::widen(from + row * sizeof(float)));
  };
  const bool areSideBySide = call.list == nullptr && given.zeroPoints == nullptr;
  size_t t = 0;
  for (; areSideBySide && t + V::kDoubles <= count; t += V::kDoubles) {
    const uint64_t row = call.firstRow + position + t;
    if (given.scales != nullptr) widen(given.scales, row, numbers.scales + i + t);
    if (given.offsets != nullptr) widen(given.offsets, row, numbers.offsets + i + t);
  }
  for (; t < count; t++) readRowNumbers(call, position + t, i + t, numbers);
}
template <class V>
LINQUANT_SINGLE void readRowNumbers(const Walk& walk, RowNumbers& numbers) {
  for (size_t s = 0; s < walk.streams; s++) {
    readRowNumbers<V>(walk.call, walk.rowOf(s, 0), walk.steps, s * kSearchSteps, numbers);
  }
}

}  // namespace linquant

#endif  // LINQUANT_CORE_SEARCH_SUMS_H_
