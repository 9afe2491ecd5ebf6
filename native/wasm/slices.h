// Slices of a layout: consecutive elements and consecutive parameters that belong to each other, which are a layout of their own.
#ifndef LINQUANT_WASM_SLICES_H_
#define LINQUANT_WASM_SLICES_H_

#include "../core/layout.h"

namespace linquant {

// The first element and the first parameter of a slice.
struct Slice {
  Layout layout;
  uint64_t element, parameter;
};

// What a layout is cut into: of several outer indices with blocks each is a unit, of one outer index each block of the axis, or each
// index where there are no blocks. Other layouts have one unit.
class Units {
 public:
  explicit Units(const Layout& layout) : layout_(layout) {
    if (layout.block != 0 && layout.outer != 1) {
      count_ = layout.outer;
      length_ = 1;
    } else if (layout.outer == 1 && layout.axis != 0) {
      length_ = layout.block == 0 ? 1 : layout.block;
      count_ = (layout.axis - 1) / length_ + 1;
    }
  }
  uint64_t count() const { return count_; }
  uint64_t elements() const { return isOuter() ? layout_.axis * layout_.inner : length_ * layout_.inner; }
  uint64_t parameters() const {
    if (count_ == 1) return layout_.parameters();
    return isOuter() ? layout_.blocks() * layout_.inner : layout_.block == 0 ? 1 : layout_.inner;
  }
  // Some units from one on.
  Slice slice(uint64_t first, uint64_t units) const {
    Layout layout = layout_;
    if (isOuter()) {
      layout.outer = units;
    } else if (count_ != 1) {
      const uint64_t left = layout.axis - first * length_;
      layout.axis = left < units * length_ ? left : units * length_;
      if (layout.block > layout.axis) layout.block = layout.axis;
    }
    return {layout, first * elements(), first * parameters()};
  }

 private:
  bool isOuter() const { return layout_.block != 0 && layout_.outer != 1; }

  const Layout& layout_;
  uint64_t count_ = 1, length_ = 1;
};

// How many units make a slice of at most so many parameters and elements: all, or a multiple of 8, so that packed codes of a slice begin
// at a byte. 0 where no unit fits.
inline uint64_t unitsOfSlice(const Layout& layout, uint64_t parameters, uint64_t elements) {
  const Units units(layout);
  if (layout.count() == 0) return units.count();
  const uint64_t byParameters = parameters / units.parameters(), byElements = elements / units.elements();
  const uint64_t most = byParameters < byElements ? byParameters : byElements;
  return most >= units.count() ? units.count() : most / 8 * 8;
}
inline bool canSlice(const Layout& layout, uint64_t parameters, uint64_t elements) {
  return unitsOfSlice(layout, parameters, elements) != 0;
}

// Calls visit(slice) for all slices in order, until it gives false.
template <class Visit>
void forEachSlice(const Layout& layout, uint64_t parameters, uint64_t elements, const Visit& visit) {
  const Units units(layout);
  const uint64_t step = unitsOfSlice(layout, parameters, elements);
  for (uint64_t at = 0; at < units.count(); at += step) {
    const uint64_t some = units.count() - at < step ? units.count() - at : step;
    if (!visit(units.slice(at, some))) return;
  }
}

}  // namespace linquant

#endif  // LINQUANT_WASM_SLICES_H_
