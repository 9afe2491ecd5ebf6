// Patch kernels over a layout (walk.h): memory and parameters of each patch.
#ifndef LINQUANT_CORE_APPLY_H_
#define LINQUANT_CORE_APPLY_H_

#include <string.h>

#include "generic/lanes.h"
#include "walk.h"

namespace linquant {

// The parameters of columns, written out where they do not lie one after the other.
struct WrittenOut {
  // Four more: copies are made by four.
  static constexpr size_t kBytes = (kMostColumns + 4) * 4;
  uint8_t scales[kBytes], zeroPoints[kBytes], offsets[kBytes];
  Affines affines;

  WrittenOut(const Affines& given, const Columns& which, size_t columns) {
    if (which.areInOrder(columns)) {
      affines = affinesFrom(given, which.parameter(0));
      return;
    }
    affines = {scales, zeroPoints, given.offsets == nullptr ? nullptr : offsets};
    copy(scales, given.scales, which, columns);
    copy(zeroPoints, given.zeroPoints, which, columns);
    if (given.offsets != nullptr) copy(offsets, given.offsets, which, columns);
  }

 private:
  static void copy(uint8_t* to, const uint8_t* values, const Columns& which, size_t columns) {
    size_t inPeriod = which.skip % which.period, index = inPeriod / which.run;
    size_t left = which.run - inPeriod % which.run;
    for (size_t c = 0; c < columns;) {
      uint32_t value, four[4];
      memcpy(&value, values + (which.first + index) * 4, 4);
      for (uint32_t& each : four) each = value;
      if (left > which.period - inPeriod) left = which.period - inPeriod;
      const size_t end = c + left < columns ? c + left : columns;
      for (size_t i = c; i < end; i += 4) memcpy(to + i * 4, four, sizeof four);
      c = end;
      inPeriod += left;
      left = which.run;
      index++;
      if (inPeriod == which.period) inPeriod = index = 0;
    }
  }
};

// Memory of elements, the first of which is element `first` of the tensor.
struct Elements {
  const uint8_t* data;
  size_t first, bytes;

  uint8_t* at(size_t i) const { return const_cast<uint8_t*>(data) + (i - first) * bytes; }
};

// Runs a patch kernel over a layout (walk.h).
template <class Kernel>
struct Apply {
  const Kernel& kernel;
  const Coding& coding;
  Elements input, output;
  uint8_t* mask;
  const Affines& affines;

  Patch patchAt(size_t at, const Affines& by) const {
    Patch patch = {};
    patch.from = input.at(at);
    patch.to = output.at(at);
    patch.mask = mask == nullptr ? nullptr : mask + at;
    patch.affines = by;
    return patch;
  }

  void runs(size_t at, size_t runs, size_t run, size_t parameter) {
    Patch patch = patchAt(at, affinesFrom(affines, parameter));
    patch.runs = runs;
    patch.run = run;
    kernel(coding, patch);
  }

  void columns(size_t at, size_t rows, size_t columns, size_t stride, const Columns& which) {
    const WrittenOut writtenOut(affines, which, columns);
    Patch patch = patchAt(at, writtenOut.affines);
    patch.rows = rows;
    patch.columns = columns;
    patch.stride = stride;
    kernel(coding, patch);
  }
};

}  // namespace linquant

#endif  // LINQUANT_CORE_APPLY_H_
