// Widens ranges by all patches of a layout: an Op for forEachPatch (segments.h).
#ifndef LINQUANT_CORE_WIDEN_H_
#define LINQUANT_CORE_WIDEN_H_

#include "apply.h"
#include "patches/range_patch.h"

namespace linquant {

// mins and maxs begin with the range of the parameters of index `first`.
struct Widen {
  const KernelTable& table;
  FloatType type;
  Elements x;
  uint8_t *mins, *maxs;
  uint64_t first;

  void runs(uint64_t at, size_t runs, size_t run, uint64_t parameter) {
    Patch patch = patchAt(at);
    patch.runs = runs;
    patch.run = run;
    const size_t index = (parameter - first) * sizeof(float);
    table.rangePatch(type, patch, mins + index, maxs + index);
  }

  void columns(uint64_t at, size_t rows, size_t columns, size_t stride, const Columns& which) {
    Patch patch = patchAt(at);
    patch.rows = rows;
    patch.columns = columns;
    patch.stride = stride;
    if (which.areInOrder(columns)) {
      const size_t index = (which.parameter(0) - first) * sizeof(float);
      return table.rangePatch(type, patch, mins + index, maxs + index);
    }
    uint8_t low[kMostColumns * sizeof(float)], high[kMostColumns * sizeof(float)];
    for (size_t c = 0; c < columns; c++) {
      putFloat(low, c, kInfinity);
      putFloat(high, c, -kInfinity);
    }
    table.rangePatch(type, patch, low, high);
    which.forEachRun(columns, [&](uint64_t c, uint64_t end, uint64_t index) {
      for (; c < end; c++) {
        widenRange(mins, maxs, index - first, valueAt<float>(low, c), valueAt<float>(high, c));
      }
    });
  }

  void elements(uint64_t at, size_t count, const uint64_t* indices) {
    float values[kMostColumns];
    uint8_t* const floats = reinterpret_cast<uint8_t*>(values);
    table.convert(x.at(at), type, floats, FloatType::float32, count);
    for (size_t i = 0; i < count; i++) widenRange(mins, maxs, indices[i] - first, values[i], values[i]);
  }

  Patch patchAt(uint64_t at) const {
    Patch patch = {};
    patch.from = x.at(at);
    return patch;
  }
};

}  // namespace linquant

#endif  // LINQUANT_CORE_WIDEN_H_
