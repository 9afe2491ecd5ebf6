#include "pieces.h"

#include "../call/outputs.h"
#include "search.h"
#include "slices.h"

namespace linquant {
namespace {

// A call whose views together are no longer than this is run at once; longer ones in pieces of about so many bytes, which stay in the
// nearest cache between copying and computing.
constexpr uint64_t kPieceBytes = uint64_t{24} << 10;
// The same of units, each slice of which takes longer to begin.
constexpr uint64_t kUnitBytes = uint64_t{160} << 10;
// What the parameters that a piece needs may take of the area.
constexpr uint64_t kParameterBytes = uint64_t{384} << 10;

const KernelTable& table() { return *kTables[0]; }

// The bytes of `count` elements in the view that is read, and in those that are written.
uint64_t bytesIn(const Call& call, uint64_t count) {
  const Layout& layout = call.side.layout;
  switch (call.operation) {
    case Operation::dequantize:
      return bytesOfCodes(call.side.coding.dtype, count);
    case Operation::requantize:
      return bytesOfCodes(call.from.coding.dtype, count);
    case Operation::dequantizeGgml:
      return count / kGgmlFloats * kGgmlBlockBytes[call.ggmlType];
    case Operation::unpackBits:
      return count / layout.inner * bytesOfBits(layout.inner);
    default:
      return bytesOfFloats(call.side.coding.floatType, count);
  }
}
uint64_t bytesOut(const Call& call, uint64_t count) {
  const Layout& layout = call.side.layout;
  switch (call.operation) {
    case Operation::minMax:
      return 0;
    case Operation::dequantize:
    case Operation::dequantizeGgml:
    case Operation::fakeQuantize:
      return bytesOfFloats(call.side.coding.floatType, count);
    case Operation::convert:
      return bytesOfFloats(call.to.type, count);
    case Operation::quantizeGgml:
      return count / kGgmlFloats * kGgmlBlockBytes[call.ggmlType];
    case Operation::packBits:
      return count / layout.inner * bytesOfBits(layout.inner);
    case Operation::unpackBits:
      return count * sizeof(float);
    default:
      return bytesOfCodes(call.side.coding.dtype, count);
  }
}
uint64_t bytesMask(const Call& call, uint64_t count) {
  return call.operation == Operation::fakeQuantize && call.mask != nullptr ? count : 0;
}
uint64_t bytesOf(const Call& call, uint64_t count) {
  return Area::roomFor(bytesIn(call, count)) + Area::roomFor(bytesOut(call, count)) +
         Area::roomFor(bytesMask(call, count));
}

// As many elements as a piece of at most `bytes` has: multiples of `unit`, at least one.
uint64_t pieceElements(const Call& call, uint64_t unit, uint64_t bytes) {
  // Room is rounded up for three views.
  const uint64_t each = bytesOf(call, unit * 64) / 64 + 1;
  const uint64_t units = (bytes - 3 * 64) / each;
  return units == 0 ? unit : units * unit;
}

// A part of a call's data: its views, by number, from element `base` on.
struct Data {
  const uint8_t *in, *out, *mask;
  uint64_t base;
};
Data dataOf(const Call& call) {
  return {call.in, call.out, call.operation == Operation::fakeQuantize ? call.mask : nullptr, 0};
}

void loadIn(const Call& call, const Data& data, uint64_t first, uint64_t count, uint8_t* to) {
  load(data.in, bytesIn(call, data.base + first), bytesIn(call, count), to);
}

// Runs elements first to end of a call whose parameters are in the area.
Status runPiece(const Call& call, const Data& data, uint64_t first, uint64_t end, Area area, Call& results) {
  const uint64_t count = end - first, out = bytesOut(call, count), mask = bytesMask(call, count);
  Call piece = call;
  piece.origin = first;
  uint8_t* const in = area.take(bytesIn(call, count));
  loadIn(call, data, first, count, in);
  piece.in = in;
  piece.out = area.take(out);
  if (mask != 0) piece.mask = area.take(mask);
  const Status status = conclude(table(), piece, run(table(), piece, first, end));
  if (status != Status::ok) {
    results.index = piece.index;
    results.value = piece.value;
    return status;
  }
  store(data.out, bytesOut(call, data.base + first), out, piece.out);
  if (mask != 0) store(data.mask, data.base + first, mask, piece.mask);
  return Status::ok;
}

// All elements of a call whose parameters are in the area.
Status runMap(const Call& call, const Data& data, const Area& area, Call& results) {
  const uint64_t room = area.left() < kPieceBytes ? area.left() : kPieceBytes;
  const uint64_t step = pieceElements(call, grain(call), room);
  for (uint64_t at = 0; at < call.count; at += step) {
    const uint64_t end = call.count - at < step ? call.count : at + step;
    const Status status = runPiece(call, data, at, end, area, results);
    if (status != Status::ok) return status;
  }
  return Status::ok;
}

// Brings `count` parameters of a side, from one on, into the area.
void loadParameters(Side& side, uint64_t first, uint64_t count, Area& area) {
  const auto brought = [&](const uint8_t*& view) {
    if (view == nullptr) return;
    uint8_t* const to = area.take(count * sizeof(float));
    load(view, first * sizeof(float), count * sizeof(float), to);
    view = to;
  };
  Affines& given = side.parameters.given;
  brought(given.scales);
  brought(given.zeroPoints);
  brought(given.offsets);
}
uint64_t arraysOf(const Side& side) {
  const Affines& given = side.parameters.given;
  return given.scales == nullptr ? 0 : given.offsets == nullptr ? 2 : 3;
}
uint64_t parameterBytes(const Side& side) {
  return arraysOf(side) * Area::roomFor(side.layout.parameters() * sizeof(float));
}
// How many parameters of so many arrays there is room for.
uint64_t mostParameters(uint64_t arrays) {
  return arrays == 0 ? UINT64_MAX : kParameterBytes / arrays / sizeof(float) - 16;
}

// Whether the offsets of a view are all 0: they are dropped then, as dropZeroOffsets does.
void dropZeros(Side& side) {
  const uint8_t*& offsets = side.parameters.given.offsets;
  if (offsets == nullptr) return;
  Area area;
  const uint64_t count = side.layout.parameters(), step = kPieceBytes / sizeof(float);
  uint8_t* const values = area.take(kPieceBytes);
  for (uint64_t at = 0; at < count; at += step) {
    const uint64_t some = count - at < step ? count - at : step;
    load(offsets, at * sizeof(float), some * sizeof(float), values);
    for (uint64_t i = 0; i < some; i++) {
      if (valueAt<float>(values, i) != 0) return;
    }
  }
  offsets = nullptr;
}

// A call on a slice of the layout.
Call callOf(const Call& call, const Slice& slice) {
  Call part = call;
  part.side.layout = slice.layout;
  part.count = slice.layout.count();
  return part;
}
Data from(const Data& data, const Slice& slice) { return {data.in, data.out, data.mask, slice.element}; }

Status runMapInSlices(Call& call, const Data& data) {
  dropZeros(call.side);
  const uint64_t most = mostParameters(arraysOf(call.side));
  Status status = Status::ok;
  forEachSlice(call.side.layout, most, UINT64_MAX, [&](const Slice& slice) {
    Call part = callOf(call, slice);
    Area area;
    loadParameters(part.side, slice.parameter, slice.layout.parameters(), area);
    status = runMap(part, from(data, slice), area, call);
    return status == Status::ok;
  });
  return status;
}

Status runRequantize(Call& call, const Data& data) {
  dropZeros(call.side);
  dropZeros(call.from);
  Area area;
  loadParameters(call.side, 0, call.side.layout.parameters(), area);
  loadParameters(call.from, 0, call.from.layout.parameters(), area);
  return runMap(call, data, area, call);
}

// Finds the ranges of a part of a call, and what follows from them. `parameter` is the index of the first one in the views.
Status runReduce(Call& call, const Data& data, uint64_t parameter, Call& results) {
  Area area;
  const uint8_t *const lowView = call.lows, *const highView = call.highs;
  const uint64_t bytes = rangesOf(call) * sizeof(float);
  uint8_t *const mins = area.take(bytes), *const maxs = area.take(bytes);
  begin(call, mins, maxs);
  const uint64_t room = area.left() - 2 * Area::roomFor(bytes);
  const uint64_t step =
      pieceElements(call, codesOfByte(call.side.coding.dtype), room < kPieceBytes ? room : kPieceBytes);
  for (uint64_t at = 0; at < call.count; at += step) {
    const uint64_t end = call.count - at < step ? call.count : at + step;
    Area rest = area;
    Call piece = call;
    piece.origin = at;
    uint8_t* const in = rest.take(bytesIn(call, end - at));
    loadIn(call, data, at, end - at, in);
    piece.in = in;
    reduce(table(), piece, at, end, mins, maxs);
  }
  if (!call.isForSlots) {
    call.lows = area.take(bytes);
    call.highs = area.take(bytes);
    call.side.parameters.given = {call.lows, call.highs, nullptr};
  }
  const uint64_t unfit = finish(table(), call, mins, maxs);
  if (unfit != kNone) {
    results.index = parameter + unfit;
    return Status::noParameters;
  }
  if (!call.isForSlots) {
    store(lowView, parameter * sizeof(float), bytes, call.lows);
    store(highView, parameter * sizeof(float), bytes, call.highs);
  }
  return hasMap(call) ? runMap(call, data, area, results) : Status::ok;
}

// mins and maxs, and what is made of them.
constexpr uint64_t kReducedArrays = 4;

Status runMinMax(Call& call, const Data& data) {
  if (call.isForSlots) return runReduce(call, data, 0, call);
  forEachSlice(call.side.layout, mostParameters(kReducedArrays), UINT64_MAX, [&](const Slice& slice) {
    Call part = callOf(call, slice);
    runReduce(part, from(data, slice), slice.parameter, call);
    return true;
  });
  return Status::ok;
}

// How many elements whose results are made at once fit into the area.
uint64_t elementsAtOnce(const Call& call, uint64_t bytes) {
  const uint64_t each = bytesOf(call, 4096) / 4096 + 1;
  return bytes / each;
}
uint64_t elementsAtOnce(const Call& call) {
  return elementsAtOnce(call, areaBytes() - kParameterBytes - 4096);
}

// Units that belong to nothing else, some at a time (quantizeDynamic with Steps::one, fitRows).
Status runUnits(Call& call, const Data& data) {
  const uint64_t most = mostParameters(3);
  Status status = Status::ok;
  const auto runSlice = [&](const Slice& slice) {
    Call part = callOf(call, slice);
    Area area;
    const bool isFit = call.operation == Operation::fitRows;
    const uint64_t bytes = slice.layout.parameters() * sizeof(float);
    part.lows = area.take(bytes);
    part.highs = area.take(bytes);
    if (isFit) part.fitOffsets = area.take(bytes);
    part.side.parameters.given = {part.lows, part.highs, nullptr};
    const Data some = from(data, slice);
    const uint64_t in = bytesIn(part, part.count), out = bytesOut(part, part.count);
    uint8_t* const x = area.take(in);
    loadIn(part, some, 0, part.count, x);
    part.in = x;
    part.out = area.take(out);
    status = runAll(table(), part);
    if (status != Status::ok) {
      call.index = slice.parameter + part.index;
      return false;
    }
    store(some.out, bytesOut(part, some.base), out, part.out);
    store(call.lows, slice.parameter * sizeof(float), bytes, part.lows);
    store(call.highs, slice.parameter * sizeof(float), bytes, part.highs);
    if (isFit) store(call.fitOffsets, slice.parameter * sizeof(float), bytes, part.fitOffsets);
    return true;
  };
  const uint64_t usual = elementsAtOnce(call, kUnitBytes);
  if (canSlice(call.side.layout, most, usual)) {
    forEachSlice(call.side.layout, most, usual, runSlice);
  } else {
    forEachSlice(call.side.layout, most, elementsAtOnce(call), runSlice);
  }
  return status;
}

bool hasSlices(const Call& call) {
  return canSlice(call.side.layout, mostParameters(3), elementsAtOnce(call));
}

// Rows of quantizeDynamic that are too long for the area: one by one, each in two steps.
bool areLongRows(const Call& call) {
  const Layout& layout = call.side.layout;
  return call.operation == Operation::quantizeDynamic && layout.outer == 1 && layout.block == 0 &&
         layout.inner % codesOfByte(call.side.coding.dtype) == 0;
}
Status runLongRows(Call& call, const Data& data) {
  const Layout& layout = call.side.layout;
  for (uint64_t row = 0; row < layout.axis; row++) {
    const Slice slice = {{1, 1, layout.inner, 0}, row * layout.inner, row};
    Call part = callOf(call, slice);
    const Status status = runReduce(part, from(data, slice), row, call);
    if (status != Status::ok) return status;
  }
  return Status::ok;
}

// Rows of bits. Those that are too long for a piece are cut at whole bytes.
Status runBits(Call& call, const Data& data) {
  Area area;
  const uint64_t columns = call.side.layout.inner, most = elementsAtOnce(call, kPieceBytes) / 64 * 64;
  if (columns <= most) return runMap(call, data, area, call);
  const uint64_t rowBytes = bytesOfBits(columns);
  const bool isPacking = call.operation == Operation::packBits;
  for (uint64_t row = 0; row < call.count / columns; row++) {
    for (uint64_t at = 0; at < columns; at += most) {
      Area rest;
      Call part = call;
      part.count = columns - at < most ? columns - at : most;
      part.side.layout = {1, 1, part.count, 0};
      const uint64_t first = row * columns + at, bits = row * rowBytes + at / 8;
      const uint64_t floats = isPacking ? bytesIn(part, 1) : 0;
      const uint64_t in = isPacking ? part.count * floats : bytesOfBits(part.count);
      const uint64_t out = isPacking ? bytesOfBits(part.count) : part.count * sizeof(float);
      uint8_t* const from = rest.take(in);
      load(data.in, isPacking ? first * floats : bits, in, from);
      part.in = from;
      part.out = rest.take(out);
      const Status status = runAll(table(), part);
      if (status != Status::ok) {
        call.index = first + part.index;
        call.value = part.value;
        return status;
      }
      store(data.out, isPacking ? bits : first * sizeof(float), out, part.out);
    }
  }
  return Status::ok;
}

uint64_t bytesOfAll(const View* views, size_t given) {
  uint64_t bytes = 0;
  for (size_t i = 0; i < given; i++) {
    if (views[i].bytes != kAbsent) bytes += Area::roomFor(views[i].bytes);
  }
  return bytes;
}

// Everything at once, on copies of the views.
Status runWhole(Operation operation, double* numbers, const View* views, size_t given) {
  Area area;
  View copies[kMostViews];
  // Every other operation writes all of its outputs, if it has elements.
  const bool addsUp = operation == Operation::histogram;
  const uint32_t written = writtenViews;
  for (size_t i = 0; i < given; i++) {
    copies[i] = views[i];
    if (views[i].bytes == kAbsent) continue;
    copies[i].data = area.take(views[i].bytes);
    if ((written >> i & 1) == 0 || addsUp) load(views[i].data, 0, views[i].bytes, copies[i].data);
  }
  viewsAreHere = true;
  const Status status = perform(table(), operation, numbers, copies, given);
  viewsAreHere = false;
  if (status != Status::ok) return status;
  for (size_t i = 0; i < given; i++) {
    if ((written >> i & 1) != 0) store(views[i].data, 0, views[i].bytes, copies[i].data);
  }
  return status;
}

// Whether a call can be cut into what fits into the area.
bool hasParts(const Call& call) {
  const Layout& layout = call.side.layout;
  switch (call.operation) {
    case Operation::quantize:
    case Operation::dequantize:
    case Operation::fakeQuantize:
      return canSlice(layout, mostParameters(arraysOf(call.side)), UINT64_MAX);
    case Operation::requantize:
      return parameterBytes(call.side) + parameterBytes(call.from) <= kParameterBytes;
    case Operation::minMax:
      return call.isForSlots || canSlice(layout, mostParameters(kReducedArrays), UINT64_MAX);
    case Operation::quantizeDynamic:
      if (steps(call) == Steps::reduceThenMap) return rangesOf(call) <= mostParameters(kReducedArrays);
      return hasSlices(call) || areLongRows(call);
    case Operation::fitRows:
      return hasSlices(call);
    case Operation::convert:
    case Operation::quantizeGgml:
    case Operation::dequantizeGgml:
    case Operation::packBits:
    case Operation::unpackBits:
      return true;
    default:
      return false;
  }
}

Status runParts(Call& call) {
  const Data data = dataOf(call);
  switch (call.operation) {
    case Operation::quantize:
    case Operation::dequantize:
    case Operation::fakeQuantize:
      return runMapInSlices(call, data);
    case Operation::requantize:
      return runRequantize(call, data);
    case Operation::minMax:
      return runMinMax(call, data);
    case Operation::quantizeDynamic:
      if (steps(call) == Steps::reduceThenMap) return runReduce(call, data, 0, call);
      return hasSlices(call) ? runUnits(call, data) : runLongRows(call, data);
    case Operation::fitRows:
      return runUnits(call, data);
    case Operation::packBits:
    case Operation::unpackBits:
      return runBits(call, data);
    default:
      return runMap(call, data, Area(), call);
  }
}

}  // namespace

bool isPossible(const Call& call, const View* views, size_t given) {
  if (call.operation == Operation::selectBest) return false;
  if (call.operation == Operation::prepareQueries) return hasRoomFor(call.query);
  if (call.operation == Operation::scoreRows) return hasRoomFor(call.score.shape);
  return bytesOfAll(views, given) <= areaBytes() || hasParts(call);
}

Status runInPieces(Call& call, double* numbers, const View* views, size_t given) {
  Status status;
  if (call.operation == Operation::scoreRows) {
    status = runScores(table(), call);
  } else if (bytesOfAll(views, given) > kPieceBytes && hasParts(call)) {
    status = runParts(call);
  } else {
    return runWhole(call.operation, numbers, views, given);
  }
  giveResults(call, status, numbers);
  return status;
}

}  // namespace linquant
