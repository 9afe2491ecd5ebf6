// From a layout to patches, in two steps: a layout is cut into segments, and a segment into patches (kernels.h). Kernels then walk
// a patch in chunks (patches/walk_patch.h).
#ifndef LINQUANT_CORE_SEGMENTS_H_
#define LINQUANT_CORE_SEGMENTS_H_

#include "kernels.h"
#include "layout.h"
#include "tuning.h"

namespace linquant {

// A segment: consecutive elements whose parameters follow one periodic pattern. Element `at + j`, for j < length, has the
// parameters of index parameter + (skip + j) % period / run.
struct Segment {
  uint64_t at, length, parameter, period, run, skip;
};

// Calls visit(segment) for elements start to end, in order.
template <class Visit>
void forEachSegment(const Layout& layout, uint64_t start, uint64_t end, const Visit& visit) {
  if (start == end) return;
  const uint64_t inner = layout.inner, row = layout.axis * inner;
  if (layout.block == 0) return visit(Segment{start, end - start, 0, row, inner, start % row});
  if (inner == 1 && layout.axis % layout.block == 0) {
    return visit(Segment{start, end - start, 0, layout.count(), layout.block, start});
  }
  const uint64_t blocks = layout.blocks(), whole = layout.block * inner;
  // If inner is 1, a row is a segment, and its last run may be shorter. Otherwise all columns of one block of the axis are a
  // segment.
  const uint64_t length = inner == 1 ? row : whole;
  for (uint64_t at = start; at < end;) {
    const uint64_t o = at / row, inRow = at % row, index = inRow / length;
    const uint64_t first = o * row + index * length, last = (o + 1) * row;
    uint64_t next = first + length < last ? first + length : last;
    if (next > end) next = end;
    const uint64_t parameter = inner == 1 ? o * blocks : (o * blocks + index) * inner;
    const uint64_t period = inner == 1 ? row : inner, run = inner == 1 ? layout.block : 1;
    visit(Segment{at, next - at, parameter, period, run, at - first});
    at = next;
  }
}

// The parameters of the columns of a patch: column c has those of index first + (skip + c) % period / run. `period` is a
// multiple of `run`.
struct Columns {
  uint64_t first, skip, period, run;

  uint64_t parameter(uint64_t column) const { return first + (skip + column) % period / run; }
  // Whether the parameters of consecutive columns are consecutive.
  bool areInOrder(uint64_t columns) const { return run == 1 && skip + columns <= period; }

  // Calls visit(c, end, index) for columns c to end that share the parameters of one index.
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

// Cuts a segment into patches. What is done with a patch is up to an Op:
//   op.runs(at, runs, run, parameter)             consecutive runs of `run` elements, from element `at` on; their parameters
//                                                 have the indices parameter, parameter + 1, ...
//   op.columns(at, rows, columns, stride, which)  rows of at most kMostColumns columns, `stride` elements apart
//   op.elements(at, count, indices)               at most kMostColumns elements, with the index of each
template <class Op>
struct SegmentPatches {
  Op& op;

  void run(const Segment& segment) const {
    const uint64_t period = segment.period;
    if (segment.run >= tuning::kLongRun || tuning::isVectorRun(segment.run) ||
        (segment.run >= tuning::kShortRun && segment.length < tuning::kFewRows * period)) {
      inRuns(segment);
    } else if (period < tuning::kLongPeriod && (segment.run != 1 || period % tuning::kWholePeriod != 0)) {
      inTiles(segment);
    } else {
      inRows(segment);
    }
  }

 private:
  // All whole runs of a period are one patch. What is left of a run, at the ends of a period or of the segment, is one too.
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

  // Short periods: several of them make up a row, a tile.
  void inTiles(const Segment& s) const {
    const Columns which = {s.parameter, s.skip, s.period, s.run};
    uint64_t columns = kMostColumns / s.period * s.period;
    if (columns > s.length) columns = s.length;
    const uint64_t rows = s.length / columns, rest = s.length % columns;
    op.columns(s.at, rows, columns, columns, which);
    if (rest != 0) op.columns(s.at + rows * columns, 1, rest, rest, which);
  }

  // A row per period: the rest of a first period, whole periods, the beginning of a last one.
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

  // Rows of `count` columns. The first is column `from` of the period, and element j of the segment.
  void inColumns(const Segment& s, uint64_t j, uint64_t rows, uint64_t from, uint64_t count) const {
    for (uint64_t c = 0; c < count; c += kMostColumns) {
      const uint64_t columns = count - c < kMostColumns ? count - c : kMostColumns;
      op.columns(s.at + j + c, rows, columns, s.period, Columns{s.parameter, from + c, s.period, s.run});
    }
  }
};

// Whether parameters change so often, and repeat so rarely, that patches would be too small: parameters are then looked up for
// each element.
inline bool areScattered(const Layout& layout, uint64_t count) {
  if (layout.block == 0) {
    return layout.inner < tuning::kShortRun && count < tuning::kFewRows * layout.axis * layout.inner;
  }
  if (layout.inner > 1) return layout.block * layout.inner < tuning::kLeastTile;
  return layout.block < (layout.axis % layout.block == 0 ? tuning::kShortRun : tuning::kLeastRun);
}

// Calls op for the patches of elements start to end of a layout.
template <class Op>
void forEachPatch(const Layout& layout, uint64_t start, uint64_t end, Op& op) {
  if (start == end) return;
  // Without the divisions below, which would be noticed in a small call.
  if (layout.isOneSet()) return op.runs(start, 1, end - start, 0);
  if (!areScattered(layout, end - start)) {
    return forEachSegment(layout, start, end,
                          [&op](const Segment& segment) { SegmentPatches<Op>{op}.run(segment); });
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
