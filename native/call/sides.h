// Types and parameters of codes, as the slots and views give them.
#ifndef LINQUANT_CALL_SIDES_H_
#define LINQUANT_CALL_SIDES_H_

#include "../core/generic/lanes.h"
#include "operations.h"

namespace linquant {

struct Bounds {
  int32_t least, most;
};
constexpr Bounds kBounds[kDtypeCount] = {
    {-128, 127}, {0, 255}, {-32768, 32767}, {0, 65535}, {INT32_MIN, INT32_MAX},
    {-8, 7},     {0, 15},  {-2, 1},         {0, 3}};
// Of any dtype that fakeQuantize takes.
constexpr Bounds kWidestBounds = {-32768, 65535};

// Bounds of codes: kernels subtract from them, which must not overflow.
LINQUANT_INLINE void readBounds(Reader& reader, const Bounds& bounds, int32_t& qmin, int32_t& qmax) {
  qmin = reader.integer(Slot::qmin);
  qmax = reader.integer(Slot::qmax);
  if (qmin < bounds.least || qmax > bounds.most || qmin > qmax) [[unlikely]]
    reader.refuse();
}

// What codes are made of floats by.
LINQUANT_INLINE Coding readCoding(Reader& reader, FloatType type) {
  Coding coding;
  coding.floatType = type;
  coding.dtype = reader.dtype();
  coding.rounding = reader.rounding();
  readBounds(reader, kBounds[static_cast<size_t>(coding.dtype)], coding.qmin, coding.qmax);
  return coding;
}

// What codes are read by, which need no more of it.
LINQUANT_INLINE Coding readCodes(Reader& reader, FloatType type, Slot dtype = Slot::dtype) {
  return {type, reader.dtype(dtype), Rounding::halfEven, 0, 0};
}

// Whether numbers, types and memory are such that the kernels of one set of parameters take them.
LINQUANT_INLINE bool isPlainMemory(const Reader& reader, Dtype dtype, const View& floats, const View& codes,
                                   uint64_t count) {
  return reader.ok() && isByte(dtype) && codes.bytes == count && floats.bytes == count * sizeof(float) &&
         areApart(floats, codes);
}

// Those of a side in three views from `first` on.
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

// Codes are read by any finite scale: files hold 0 for channels without data, and negative ones.
constexpr float kAnyScale = -kMostFloat;

// The parameters of a side whose layout is known: of those views, or, where there are none, of three slots from `scale` on.
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

// Offsets that are all 0 are none: the kernels without are faster. Only where numbers and memory are right.
inline void dropZeroOffsets(Side& side) {
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
