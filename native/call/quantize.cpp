// quantize, dequantize and fakeQuantize.
#include "sides.h"

namespace linquant {
namespace {

Status finished(const Memory& memory, Call& call) {
  if (memory.status() == Status::ok) dropZeroOffsets(call.side);
  return memory.status();
}

Status prepareQuantize(Reader& reader, const Views& views, Call& call) {
  Side& side = call.side;
  side.coding = readCoding(reader, reader.floatType());
  side.layout = reader.layout();
  call.count = side.layout.count();
  call.in = views[0].data;
  call.out = views[1].data;
  Memory memory;
  memory.input(views[0], bytesOfFloats(side.coding.floatType, call.count));
  memory.output(views[1], bytesOfCodes(side.coding.dtype, call.count));
  readParameters(reader, memory, views, 2, Slot::scale, side);
  return finished(memory, call);
}

uint64_t runQuantize(const KernelTable& table, const Call& call, uint64_t first, uint64_t end) {
  const Side& side = call.side;
  quantize(table, side.coding, call.in, call.out, partOf(call, first, end), side.layout,
           side.parameters.affines());
  return kNone;
}

Status prepareDequantize(Reader& reader, const Views& views, Call& call) {
  Side& side = call.side;
  side.coding = readCodes(reader, reader.floatType());
  side.layout = reader.layout();
  call.count = side.layout.count();
  call.in = views[0].data;
  call.out = views[1].data;
  Memory memory;
  memory.input(views[0], bytesOfCodes(side.coding.dtype, call.count));
  memory.output(views[1], bytesOfFloats(side.coding.floatType, call.count));
  readParameters(reader, memory, views, 2, Slot::scale, side);
  return finished(memory, call);
}

uint64_t runDequantize(const KernelTable& table, const Call& call, uint64_t first, uint64_t end) {
  const Side& side = call.side;
  dequantize(table, side.coding, call.in, call.out, partOf(call, first, end), side.layout,
             side.parameters.affines());
  return kNone;
}

Status prepareFakeQuantize(Reader& reader, const Views& views, Call& call) {
  Side& side = call.side;
  side.coding.floatType = reader.floatType();
  side.coding.dtype = Dtype::int16;  // of no matter
  side.coding.rounding = reader.one<Rounding>(Slot::rounding, kRoundingCount);
  readBounds(reader, kWidestBounds, side.coding.qmin, side.coding.qmax);
  side.layout = reader.layout();
  call.count = side.layout.count();
  call.in = views[0].data;
  call.out = views[1].data;
  call.mask = views[2].data;
  const uint64_t bytes = bytesOfFloats(side.coding.floatType, call.count);
  Memory memory;
  memory.input(views[0], bytes);
  memory.output(views[1], bytes);
  if (views.has(2)) memory.output(views[2], call.count);
  readParameters(reader, memory, views, 3, Slot::scale, side);
  return finished(memory, call);
}

uint64_t runFakeQuantize(const KernelTable& table, const Call& call, uint64_t first, uint64_t end) {
  const Side& side = call.side;
  fakeQuantize(table, side.coding, call.in, call.out, call.mask, partOf(call, first, end), side.layout,
               side.parameters.affines());
  return kNone;
}

}  // namespace

const OperationRow kQuantize = {2, 5, prepareQuantize, runQuantize};
const OperationRow kDequantize = {2, 5, prepareDequantize, runDequantize};
const OperationRow kFakeQuantize = {2, 6, prepareFakeQuantize, runFakeQuantize};

}  // namespace linquant
