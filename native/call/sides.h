// Reads the types, bounds and parameters of codes from slots and views.
#ifndef LINQUANT_CALL_SIDES_H_
#define LINQUANT_CALL_SIDES_H_

#include "../core/vector/lanes.h"
#include "operations.h"

namespace linquant {

// fakeQuantize has no dtype: bounds within int16 or uint16.
constexpr Bounds kWidestBounds = {-32768, 65535};

// Reads qmin and qmax, which must lie within the dtype: kernels subtract from them, which could overflow otherwise.
LINQUANT_INLINE void readBounds(Reader& reader, const Bounds& bounds, int32_t& qmin, int32_t& qmax) {
  qmin = reader.integer(Slot::qmin);
  qmax = reader.integer(Slot::qmax);
  if (qmin < bounds.least || qmax > bounds.most || qmin > qmax) [[unlikely]]
    reader.refuse();
}

// Reads what quantizing needs.
LINQUANT_INLINE Coding readCoding(Reader& reader, FloatType type) {
  Coding coding;
  coding.floatType = type;
  coding.dtype = reader.dtype();
  coding.rounding = reader.rounding();
  readBounds(reader, boundsOf(coding.dtype), coding.qmin, coding.qmax);
  return coding;
}

// Reads what dequantizing needs: rounding and bounds do not matter there.
LINQUANT_INLINE Coding readCodes(Reader& reader, FloatType type, Slot dtype = Slot::dtype) {
  return {type, reader.dtype(dtype), Rounding::halfEven, 0, 0};
}

// Whether the fast way may be used: no slot was refused, the dtype is int8 or uint8, and the views are as long as they must
// be and do not overlap.
LINQUANT_INLINE bool isPlainMemory(const Reader& reader, Dtype dtype, const View& floats, const View& codes,
                                   uint64_t count) {
  return reader.ok() && isByte(dtype) && codes.bytes == count && floats.bytes == count * sizeof(float) &&
         areApart(floats, codes);
}

// Reads the parameters of a side from three views from `first` on: scales, zero points, and offsets or none.
LINQUANT_OUTLINE inline void readParameterViews(Reader& reader, Memory& memory, const Views& views,
                                                size_t first, Side& side) {
  const View &scales = views[first], &zeroPoints = views[first + 1], &offsets = views[first + 2];
  const uint64_t bytes = side.layout.parameters() * sizeof(float);
  const bool hasOffsets = views.has(first + 2);
  side.parameters = {{scales.data, zeroPoints.data, hasOffsets ? offsets.data : nullptr}, 0, 0, 0};
  if (!views.has(first + 1)) return reader.refuse();
  memory.input(scales, bytes);
  memory.input(zeroPoints, bytes);
  if (hasOffsets) memory.input(offsets, bytes);
}

// Codes are decoded by any finite scale: files hold 0 for channels without data, and negative ones.
constexpr float kAnyScale = -kMostFloat;

// Reads the parameters of a side: from three views if the first one is present, else one set from three slots from `scale`
// on. The side's layout must have been read before.
LINQUANT_INLINE void readParameters(Reader& reader, Memory& memory, const Views& views, size_t first,
                                    Slot scale, Side& side, float leastScale = kLeastFloat) {
  if (views.reach(first) && views.has(first)) return readParameterViews(reader, memory, views, first, side);
  const auto slot = [&](size_t i) { return static_cast<Slot>(static_cast<size_t>(scale) + i); };
  side.parameters.given = {nullptr, nullptr, nullptr};
  side.parameters.scale = reader.finite(slot(0), leastScale);
  side.parameters.zeroPoint = reader.integer(slot(1));
  side.parameters.offset = reader.finite(slot(2));
  side.layout = oneSet(side.layout);
  if (views.reach(first) && (views.has(first + 1) || views.has(first + 2))) [[unlikely]]
    reader.refuse();
}

// Drops offsets that are all 0, since kernels without offsets are faster. Reads the view, so it must have been checked before. Where
// it cannot be read yet, native/wasm does it.
inline void dropZeroOffsets(Side& side) {
  if (!viewsAreHere) return;
  const uint8_t*& offsets = side.parameters.given.offsets;
  if (offsets == nullptr) return;
  const uint64_t count = side.layout.parameters();
  for (uint64_t i = 0; i < count; i++) {
    if (valueAt<float>(offsets, i) != 0) return;
  }
  offsets = nullptr;
}

}  // namespace linquant

#endif  // LINQUANT_CALL_SIDES_H_
