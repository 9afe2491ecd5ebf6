#include "outputs.h"

namespace linquant {
namespace {

Status prepareMinMax(Reader& reader, const Views& views, Call& call) {
  call.side.coding.floatType = reader.floatType();
  call.side.layout = reader.layout();
  call.count = call.side.layout.count();
  call.in = views[0].data;
  Memory memory;
  memory.input(views[0], bytesOfFloats(call.side.coding.floatType, call.count));
  return takeOutputs(reader, memory, views, 1, call);
}

// minMax has no second step: reduce and finish do everything.
uint64_t runMinMax(const KernelTable&, const Call&, uint64_t, uint64_t) { return kNone; }

uint64_t runAllMinMax(const KernelTable& table, Call& call) {
  // The outputs also hold the ranges while they grow.
  uint8_t *const lows = lowsOf(call), *const highs = highsOf(call);
  begin(call, lows, highs);
  reduce(table, call, 0, call.count, lows, highs);
  return finish(table, call, lows, highs);
}

// The fast way for the most frequent calls: see plainQuantize in quantize.cpp.
Status plainMinMax(const KernelTable& table, const double* numbers, const Views& views, Call& call) {
  Reader reader(numbers);
  if (!reader.areZero(Slot::floatType, Slot::block) || !reader.areOne(Slot::outer, Slot::axis) ||
      views.given() != 1) {
    return Status::invalid;
  }
  const uint64_t count = reader.length(Slot::inner);
  if (!reader.ok() || count == 0 || views[0].bytes != count * sizeof(float)) return Status::invalid;
  call.isForSlots = true;
  call.range = table.minMax(views[0].data, count);
  return Status::ok;
}

}  // namespace

const OperationRow kMinMax = {1, 3, prepareMinMax, runMinMax, runAllMinMax, plainMinMax};

}  // namespace linquant
