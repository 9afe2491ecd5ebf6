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

// Everything is done by reduce and finish.
uint64_t runMinMax(const KernelTable&, const Call&, uint64_t, uint64_t) { return kNone; }

uint64_t runAllMinMax(const KernelTable& table, Call& call) {
  // Results are their own scratch.
  uint8_t *const lows = lowsOf(call), *const highs = highsOf(call);
  begin(call, lows, highs);
  reduce(table, call, 0, call.count, lows, highs);
  return finish(table, call, lows, highs);
}

// As performQuantize.
Status performMinMax(const KernelTable& table, Reader& reader, const Views& views, Call& call) {
  const bool isPlain = reader.areZero(Slot::floatType, Slot::block) &&
                       reader.areOne(Slot::outer, Slot::axis) && views.given() == 1;
  if (isPlain) [[likely]] {
    Reader plain(reader.numbers());
    const uint64_t count = plain.length(Slot::inner);
    if (plain.ok() && count != 0 && views[0].bytes == count * sizeof(float)) [[likely]] {
      call.isForSlots = true;
      call.range = table.minMax(views[0].data, count);
      return Status::ok;
    }
  }
  return performBy<prepareMinMax, runAllMinMax>(table, reader, views, call);
}

}  // namespace

const OperationRow kMinMax = rowOf<prepareMinMax, runMinMax, runAllMinMax>(1, 3, performMinMax);

}  // namespace linquant
