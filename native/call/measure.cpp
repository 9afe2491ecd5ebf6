// measure: codes beside the floats that they were made of.
#include "../core/measure.h"

#include "sides.h"

namespace linquant {
namespace {

constexpr uint64_t kBytesOfResult = kMeasureCount * sizeof(double);

// Where the results of a layout have several parts (outer > 1), the output has room for a part behind the results.
uint64_t bytesOfResults(const Layout& results) {
  return kBytesOfResult * results.axis * (results.outer > 1 ? 2 : 1);
}

Status prepareMeasure(Reader& reader, const Views& views, Call& call) {
  Side& side = call.side;
  side.coding = readCoding(reader, reader.floatType());
  side.layout = reader.layout();
  Layout& results = call.from.layout;
  results = reader.layout(Slot::fromOuter);
  if (results.block != 0) reader.refuse();
  if (results.axis == 1) results = oneSet(results);
  call.count = side.layout.count();
  const bool areEqual = results.count() == call.count;
  // 2^53 indices have no memory, and their bytes overflow.
  const bool isPossible = results.axis <= uint64_t{1} << 48;
  if (!views.has(1)) reader.refuse();
  call.in = views[0].data;
  call.measure = {views[1].data, nullptr};
  call.out = views[2].data;
  Memory memory(views[0], bytesOfFloats(side.coding.floatType, call.count), views[2],
                isPossible ? bytesOfResults(results) : 0);
  memory.input(views[1], bytesOfCodes(side.coding.dtype, call.count));
  readParameters(reader, memory, views, 3, Slot::scale, side);
  if (!areEqual || !isPossible) return Status::lengthMismatch;
  if (memory.status() == Status::ok && reader.ok()) dropZeroOffsets(side);
  return memory.status();
}

Measured measuredOf(const KernelTable& table, const Call& call) {
  const Side& side = call.side;
  return {table,
          call.in,
          call.measure.codes,
          {side.coding, side.layout, side.parameters.affines()},
          call.from.layout};
}

MeasurePlace resultsOf(const Call& call) { return {call.out, call.from.layout.axis}; }

// Elements first to end: each part to its own place or, where a result has one part, to the result.
uint64_t runMeasure(const KernelTable& table, const Call& call, uint64_t first, uint64_t end) {
  const Measured measured = measuredOf(table, call);
  const Layout& results = call.from.layout;
  if (!arePartsSummed(results)) {
    if (first == end) return kNone;
    // A piece has results of its own, which are next to each other.
    const uint64_t from = first / results.inner, count = (end - first) / results.inner;
    const MeasurePlace all = resultsOf(call);
    beginMeasures({all.of(Measure::signal, from), all.stride}, count);
    return addMeasures(measured, partOf(call, first, end), all);
  }
  const uint64_t step = partElements(results), bytes = kBytesOfResult * results.axis;
  for (uint64_t at = first, next; at < end; at = next) {
    next = end - at < step ? end : at + step;
    const MeasurePlace place = {call.measure.parts + at / step * bytes, results.axis};
    beginMeasures(place, results.axis);
    const uint64_t unfit = addMeasures(measured, {call.origin, at, next}, place);
    if (unfit != kNone) return unfit;
  }
  return kNone;
}

uint64_t runAllMeasure(const KernelTable& table, Call& call) {
  const Layout& results = call.from.layout;
  const Measured measured = measuredOf(table, call);
  const MeasurePlace all = resultsOf(call);
  beginMeasures(all, results.axis);
  // With one result, the sum of a part is that of one chunk, which is added to what is there.
  if (results.outer == 1) return addMeasures(measured, partOf(call, 0, call.count), all);
  const MeasurePlace part = {call.out + kBytesOfResult * results.axis, results.axis};
  const uint64_t step = partElements(results);
  for (uint64_t at = 0, next; at < call.count; at = next) {
    next = call.count - at < step ? call.count : at + step;
    beginMeasures(part, results.axis);
    const uint64_t unfit = addMeasures(measured, partOf(call, at, next), part);
    if (unfit != kNone) return unfit;
    addPart(all, part, results.axis);
  }
  return kNone;
}

}  // namespace

uint64_t bytesOfParts(const Call& call) {
  const uint64_t step = partElements(call.from.layout);
  return (call.count + step - 1) / step * kBytesOfResult * call.from.layout.axis;
}

void addParts(const Call& call) {
  const uint64_t axis = call.from.layout.axis, bytes = kBytesOfResult * axis;
  const uint64_t count = bytesOfParts(call) / (bytes == 0 ? 1 : bytes);
  if (count == 0) return;
  beginMeasures(resultsOf(call), axis);
  for (uint64_t i = 0; i < count; i++) {
    addPart(resultsOf(call), {call.measure.parts + i * bytes, axis}, axis);
  }
}

const OperationRow kMeasure = {3, 6, prepareMeasure, runMeasure, runAllMeasure, nullptr};

}  // namespace linquant
