#include "quantization.h"
#include "widen.h"

namespace linquant {

void beginRanges(uint8_t* mins, uint8_t* maxs, uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    putFloat(mins, i, kInfinity);
    putFloat(maxs, i, -kInfinity);
  }
}

void widenRanges(const KernelTable& table, FloatType type, const uint8_t* x, const Part& part,
                 const Layout& layout, uint8_t* mins, uint8_t* maxs) {
  const Elements floats = {x, part.origin, floatBytes(type)};
  if (layout.isOneSet() && type == FloatType::float32) {
    if (part.count() == 0) return;
    const Range range = table.minMax(floats.at(part.start), part.count());
    return widenRange(mins, maxs, 0, range.min, range.max);
  }
  Widen widen = {table, type, floats, mins, maxs, 0};
  forEachPatch(layout, part.start, part.end, widen);
}

void mergeRanges(uint8_t* mins, uint8_t* maxs, const uint8_t* otherMins, const uint8_t* otherMaxs,
                 uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    widenRange(mins, maxs, i, valueAt<float>(otherMins, i), valueAt<float>(otherMaxs, i));
  }
}

void endRanges(uint8_t* mins, uint8_t* maxs, uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    const float min = valueAt<float>(mins, i), max = valueAt<float>(maxs, i);
    const bool isNan = min != min || max != max;
    putFloat(mins, i, isNan ? quietNan() : min + 0.0f);
    putFloat(maxs, i, isNan ? quietNan() : max + 0.0f);
  }
}

void ranges(const KernelTable& table, FloatType type, const uint8_t* x, const Layout& layout, uint8_t* mins,
            uint8_t* maxs) {
  // Of one range in one piece there is nothing to merge: the kernel's result is final.
  if (layout.isOneSet() && type == FloatType::float32 && layout.count() != 0) {
    const Range range = table.minMax(x, layout.count());
    putFloat(mins, 0, range.min);
    putFloat(maxs, 0, range.max);
    return;
  }
  beginRanges(mins, maxs, layout.parameters());
  widenRanges(table, type, x, wholeOf(layout), layout, mins, maxs);
  endRanges(mins, maxs, layout.parameters());
}

uint64_t finiteRanges(const KernelTable& table, FloatType type, const uint8_t* x, const Layout& layout,
                      uint8_t* mins, uint8_t* maxs) {
  beginRanges(mins, maxs, layout.parameters());
  Widen widen = {table, type, {x, 0, floatBytes(type)}, mins, maxs, 0, true};
  forEachPatch(layout, 0, layout.count(), widen);
  endRanges(mins, maxs, layout.parameters());
  return widen.leftOut;
}

}  // namespace linquant
