// Applies a patch kernel to all patches of a layout: an Op for forEachPatch (segments.h).
#ifndef LINQUANT_CORE_APPLY_H_
#define LINQUANT_CORE_APPLY_H_

#include <string.h>

#include "segments.h"
#include "vector/lanes.h"

namespace linquant {

// The parameters of columns or elements, gathered into arrays unless they are consecutive already.
struct GatheredAffines {
  // Four more than there are columns, because values are stored by four.
  static constexpr size_t kBytes = (kMostColumns + 4) * 4;
  uint8_t scales[kBytes], zeroPoints[kBytes], offsets[kBytes];
  Affines affines;

  GatheredAffines(const Affines& given, const Columns& which, size_t columns) {
    if (which.areInOrder(columns)) {
      affines = affinesFrom(given, which.parameter(0));
      return;
    }
    writeEach(given, [&](uint8_t* to, const uint8_t* values) {
      which.forEachRun(columns, [&](uint64_t c, uint64_t end, uint64_t index) {
        const uint32_t value = valueAt<uint32_t>(values, index), four[] = {value, value, value, value};
        for (; c < end; c += 4) memcpy(to + c * 4, four, sizeof four);
      });
    });
  }

  GatheredAffines(const Affines& given, const uint64_t* indices, size_t count) {
    writeEach(given, [&](uint8_t* to, const uint8_t* values) {
      for (size_t i = 0; i < count; i++) memcpy(to + i * 4, values + indices[i] * 4, 4);
    });
  }

 private:
  template <class Write>
  void writeEach(const Affines& given, const Write& write) {
    affines = {scales, zeroPoints, given.offsets == nullptr ? nullptr : offsets};
    write(scales, given.scales);
    write(zeroPoints, given.zeroPoints);
    if (given.offsets != nullptr) write(offsets, given.offsets);
  }
};

// Elements in memory. The first of them is element `first` of the tensor.
struct Elements {
  const uint8_t* data;
  uint64_t first;
  size_t bytes;

  uint8_t* at(uint64_t i) const { return const_cast<uint8_t*>(data) + (i - first) * bytes; }
};

template <class Kernel>
struct Apply {
  const Kernel& kernel;
  const Coding& coding;
  Elements input, output, mask;  // mask.data may be null
  const Affines& affines;

  Patch patchAt(uint64_t at, const Affines& by) const {
    Patch patch = {};
    patch.from = input.at(at);
    patch.to = output.at(at);
    patch.mask = mask.data == nullptr ? nullptr : mask.at(at);
    patch.affines = by;
    return patch;
  }

  void runs(uint64_t at, size_t runs, size_t run, uint64_t parameter) {
    Patch patch = patchAt(at, affinesFrom(affines, parameter));
    patch.runs = runs;
    patch.run = run;
    kernel(coding, patch);
  }

  void columns(uint64_t at, size_t rows, size_t columns, size_t stride, const Columns& which) {
    const GatheredAffines gathered(affines, which, columns);
    columnsBy(gathered.affines, at, rows, columns, stride);
  }

  void elements(uint64_t at, size_t count, const uint64_t* indices) {
    columnsBy(GatheredAffines(affines, indices, count).affines, at, 1, count, count);
  }

 private:
  void columnsBy(const Affines& by, uint64_t at, size_t rows, size_t columns, size_t stride) {
    Patch patch = patchAt(at, by);
    patch.rows = rows;
    patch.columns = columns;
    patch.stride = stride;
    kernel(coding, patch);
  }
};

}  // namespace linquant

#endif  // LINQUANT_CORE_APPLY_H_
