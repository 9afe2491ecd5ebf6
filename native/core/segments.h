// The one way over memory with many parameters: segments of a layout as patches (kernels.h).
#ifndef LINQUANT_CORE_SEGMENTS_H_
#define LINQUANT_CORE_SEGMENTS_H_

#include "kernels.h"
#include "layout.h"

namespace linquant {

// Runs of at least so many elements go to a kernel as runs, whatever their length.
constexpr size_t kLongRunElements = 64;
// So do shorter ones, in fewer rows than it takes until columns with parameters of their own are worth their preparation.
constexpr size_t kShortRunElements = 4, kFewRows = 4;
// Periods of so many columns are rows by themselves; of shorter ones some make a row.
constexpr size_t kLongPeriod = 256;

// The index of the parameters of columns: column c has first + (skip + c) % period / run. Runs fill a period.
struct Columns {
  uint64_t first, skip, period, run;

  uint64_t parameter(uint64_t column) const { return first + (skip + column) % period / run; }
  // Whether they are those of the columns themselves, one after the other.
  bool areInOrder(uint64_t columns) const { return run == 1 && skip + columns <= period; }

  // Calls visit(c, end, index) for columns c to end that share parameters.
  template <class Visit>
  void forEachRun(uint64_t columns, const Visit& visit) const {
    uint64_t inPeriod = skip % period, index = inPeriod / run, left = run - inPeriod % run;
    for (uint64_t c = 0; c < columns;) {
      const uint64_t end = c + left < columns ? c + left : columns;
      visit(c, end, first + index);
      c = end;
      inPeriod += left;
      left = run;
      index++;
      if (inPeriod == period) inPeriod = index = 0;
    }
  }
};

// Op is what is done:
//   op.runs(at, runs, run, parameter)             consecutive runs, from element `at` and index `parameter` on
//   op.columns(at, rows, columns, stride, which)  columns <= kMostColumns, rows `stride` elements apart
//   op.elements(at, count, indices)               count <= kMostColumns elements, and the index of each
template <class Op>
struct SegmentWalk {
  Op& op;

  void run(const Segment& segment) const {
    const uint64_t period = segment.period;
    if (segment.run >= kLongRunElements || segment.run == 16 || segment.run == 32 ||
        (segment.run >= kShortRunElements && segment.length < kFewRows * period)) {
      inRuns(segment);
    } else if (period < kLongPeriod && (segment.run != 1 || period % kLongRunElements != 0)) {
      inTiles(segment);
    } else {
      inRows(segment);
    }
  }

 private:
  // Whole runs together, and what is left of one at either end of a period or of the segment alone.
  void inRuns(const Segment& s) const {
    for (uint64_t j = 0; j < s.length;) {
      const uint64_t inPeriod = (s.skip + j) % s.period, inRun = inPeriod % s.run;
      const uint64_t left = s.period - inPeriod < s.length - j ? s.period - inPeriod : s.length - j;
      const uint64_t parameter = s.parameter + inPeriod / s.run;
      uint64_t runs = 1, run = s.run;
      if (inRun == 0 && left >= s.run) {
        runs = left / s.run;
      } else {
        run = s.run - inRun < left ? s.run - inRun : left;
      }
      op.runs(s.at + j, runs, run, parameter);
      j += runs * run;
    }
  }

  // Short periods: some of them make a row.
  void inTiles(const Segment& s) const {
    const Columns which = {s.parameter, s.skip, s.period, s.run};
    uint64_t columns = kMostColumns / s.period * s.period;
    if (columns > s.length) columns = s.length;
    const uint64_t rows = s.length / columns, rest = s.length % columns;
    op.columns(s.at, rows, columns, columns, which);
    if (rest != 0) op.columns(s.at + rows * columns, 1, rest, rest, which);
  }

  // Periods as rows: the rest of one, whole ones, the beginning of one.
  void inRows(const Segment& s) const {
    uint64_t j = 0;
    if (s.skip % s.period != 0) {
      j = s.period - s.skip % s.period < s.length ? s.period - s.skip % s.period : s.length;
      inColumns(s, 0, 1, s.skip % s.period, j);
    }
    const uint64_t rows = (s.length - j) / s.period;
    if (rows != 0) inColumns(s, j, rows, 0, s.period);
    j += rows * s.period;
    if (j != s.length) inColumns(s, j, 1, 0, s.length - j);
  }

  // `count` columns of rows, the first of which is column `from` of the period and element j of the segment.
  void inColumns(const Segment& s, uint64_t j, uint64_t rows, uint64_t from, uint64_t count) const {
    for (uint64_t c = 0; c < count; c += kMostColumns) {
      const uint64_t columns = count - c < kMostColumns ? count - c : kMostColumns;
      op.columns(s.at + j + c, rows, columns, s.period, Columns{s.parameter, from + c, s.period, s.run});
    }
  }
};

// Whether parameters change so often, and come again so seldom, that patterns would be too small for kernels.
inline bool areScattered(const Layout& layout, uint64_t count) {
  constexpr uint64_t kLeastRun = 16, kLeastTile = 128;
  if (layout.block == 0) {
    return layout.inner < kShortRunElements && count < kFewRows * layout.axis * layout.inner;
  }
  if (layout.inner > 1) return layout.block * layout.inner < kLeastTile;
  return layout.block < (layout.axis % layout.block == 0 ? kShortRunElements : kLeastRun);
}

// Elements start to end of a layout.
template <class Op>
void walkLayout(const Layout& layout, uint64_t start, uint64_t end, Op& op) {
  if (start == end) return;
  // One set for all: no division is worth its time in a small call.
  if (layout.isOneSet()) return op.runs(start, 1, end - start, 0);
  if (!areScattered(layout, end - start)) {
    return forEachSegment(layout, start, end,
                          [&op](const Segment& segment) { SegmentWalk<Op>{op}.run(segment); });
  }
  Indices each(layout, start);
  for (uint64_t at = start, n; at < end; at += n) {
    uint64_t indices[kMostColumns];
    n = end - at < kMostColumns ? end - at : kMostColumns;
    for (uint64_t i = 0; i < n; i++) indices[i] = each.next();
    op.elements(at, n, indices);
  }
}

}  // namespace linquant

#endif  // LINQUANT_CORE_SEGMENTS_H_
