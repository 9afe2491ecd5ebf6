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
inline void readBounds(Reader& reader, const Bounds& bounds, int32_t& qmin, int32_t& qmax) {
  qmin = reader.integer(Slot::qmin);
  qmax = reader.integer(Slot::qmax);
  if (qmin < bounds.least || qmax > bounds.most || qmin > qmax) reader.refuse();
}

// What codes are made of floats by.
inline Coding readCoding(Reader& reader, FloatType type) {
  Coding coding;
  coding.floatType = type;
  coding.dtype = reader.one<Dtype>(Slot::dtype, kDtypeCount);
  coding.rounding = reader.one<Rounding>(Slot::rounding, kRoundingCount);
  readBounds(reader, kBounds[static_cast<size_t>(coding.dtype)], coding.qmin, coding.qmax);
  return coding;
}

// What codes are read by, which need no more of it.
inline Coding readCodes(Reader& reader, FloatType type, Slot dtype = Slot::dtype) {
  return {type, reader.one<Dtype>(dtype, kDtypeCount), Rounding::halfEven, 0, 0};
}

// The parameters of `side`, whose layout is known: three views from `first` on, or three slots from `scale` on.
inline void readParameters(Reader& reader, Memory& memory, const Views& views, size_t first, Slot scale,
                           Side& side) {
  ParameterSource& source = side.parameters;
  source.given = {nullptr, nullptr, nullptr};
  if (!views.has(first)) {
    const auto slot = [&](size_t i) { return static_cast<Slot>(static_cast<size_t>(scale) + i); };
    source.scale = reader.finite(slot(0), kLeastFloat);
    source.zeroPoint = reader.integer(slot(1));
    source.offset = reader.finite(slot(2));
    side.layout = oneSet(side.layout);
    if (views.has(first + 1) || views.has(first + 2)) reader.refuse();
    return;
  }
  const View &scales = views[first], &zeroPoints = views[first + 1], &offsets = views[first + 2];
  const uint64_t bytes = side.layout.parameters() * sizeof(float);
  source.scale = source.offset = 0;
  source.zeroPoint = 0;
  if (!views.has(first + 1)) return reader.refuse();
  memory.input(scales, bytes);
  memory.input(zeroPoints, bytes);
  if (views.has(first + 2)) memory.input(offsets, bytes);
  source.given = {scales.data, zeroPoints.data, views.has(first + 2) ? offsets.data : nullptr};
}

// Offsets that are all 0 are none: the kernels without are faster. After the memory was compared.
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
