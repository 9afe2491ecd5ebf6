// Widens ranges by all patches of a layout: an Op for forEachPatch (segments.h).
#ifndef LINQUANT_CORE_WIDEN_H_
#define LINQUANT_CORE_WIDEN_H_

#include "apply.h"
#include "patches/range_patch.h"

namespace linquant {

// mins and maxs begin with the range of the parameters of index `first`. With `isFinite` NaN and infinities are left out, and counted.
struct Widen {
  const KernelTable& table;
  FloatType type;
  Elements x;
  uint8_t *mins, *maxs;
  uint64_t first;
  bool isFinite = false;
  uint64_t leftOut = 0;

  void runs(uint64_t at, size_t runs, size_t run, uint64_t parameter) {
    Patch patch = patchAt(at);
    patch.runs = runs;
    patch.run = run;
    const size_t index = (parameter - first) * sizeof(float);
    widen(patch, mins + index, maxs + index);
  }

  void columns(uint64_t at, size_t rows, size_t columns, size_t stride, const Columns& which) {
    Patch patch = patchAt(at);
    patch.rows = rows;
    patch.columns = columns;
    patch.stride = stride;
    if (which.areInOrder(columns)) {
      const size_t index = (which.parameter(0) - first) * sizeof(float);
      return widen(patch, mins + index, maxs + index);
    }
    const ColumnRanges ranges(*this, patch);
    which.forEachRun(columns, [&](uint64_t c, uint64_t end, uint64_t index) {
      for (; c < end; c++) widen(index, ranges, c);
    });
  }

  void elements(uint64_t at, size_t count, const uint64_t* indices) {
    Patch patch = patchAt(at);
    patch.rows = 1;
    patch.columns = patch.stride = count;
    const ColumnRanges ranges(*this, patch);
    for (size_t i = 0; i < count; i++) widen(indices[i], ranges, i);
  }

  Patch patchAt(uint64_t at) const {
    Patch patch = {};
    patch.from = x.at(at);
    return patch;
  }

 private:
  // The range of each column of a patch.
  struct ColumnRanges {
    uint8_t low[kMostColumns * sizeof(float)], high[kMostColumns * sizeof(float)];

    ColumnRanges(Widen& all, const Patch& patch) {
      for (size_t c = 0; c < patch.columns; c++) {
        putFloat(low, c, kInfinity);
        putFloat(high, c, -kInfinity);
      }
      all.widen(patch, low, high);
    }
  };

  void widen(const Patch& patch, uint8_t* low, uint8_t* high) {
    if (isFinite) {
      leftOut += table.finiteRangePatch(type, patch, low, high);
    } else {
      table.rangePatch(type, patch, low, high);
    }
  }

  void widen(uint64_t index, const ColumnRanges& ranges, size_t c) const {
    widenRange(mins, maxs, index - first, valueAt<float>(ranges.low, c), valueAt<float>(ranges.high, c));
  }
};

}  // namespace linquant

#endif  // LINQUANT_CORE_WIDEN_H_
