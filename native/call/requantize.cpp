// requantize (codes to codes) and convert (floats to floats).
#include "sides.h"

namespace linquant {
namespace {

Status prepareRequantize(Reader& reader, const Views& views, Call& call) {
  Side &to = call.side, &from = call.from;
  to.coding = readCoding(reader, FloatType::float32);
  to.layout = reader.layout();
  from.coding = readCodes(reader, FloatType::float32, Slot::fromDtype);
  from.layout = reader.layout(Slot::fromOuter);
  call.count = to.layout.count();
  const bool areEqual = from.layout.count() == call.count;
  call.in = views[0].data;
  call.out = views[1].data;
  Memory memory(views[0], bytesOfCodes(from.coding.dtype, call.count), views[1],
                bytesOfCodes(to.coding.dtype, call.count));
  readParameters(reader, memory, views, 2, Slot::scale, to);
  readParameters(reader, memory, views, 5, Slot::fromScale, from, kAnyScale);
  if (!areEqual) return Status::lengthMismatch;
  if (memory.status() != Status::ok || !reader.ok()) return memory.status();
  dropZeroOffsets(to);
  dropZeroOffsets(from);
  return Status::ok;
}

CodesOf codesOf(const Side& side) { return {side.coding, side.layout, side.parameters.affines()}; }

uint64_t runRequantize(const KernelTable& table, const Call& call, uint64_t first, uint64_t end) {
  requantize(table, call.in, codesOf(call.from), call.out, codesOf(call.side), partOf(call, first, end));
  return kNone;
}

Status prepareConvert(Reader& reader, const Views& views, Call& call) {
  const FloatType from = reader.convertType(Slot::floatType), to = reader.convertType(Slot::toFloatType);
  call.side.coding.floatType = from;
  call.to = {to, isFloat8(to) && reader.one<uint32_t>(Slot::saturate, 2) != 0};
  if (to == FloatType::e8m0fnu) reader.refuse();
  call.count = reader.layout().count();
  call.in = views[0].data;
  call.out = views[1].data;
  Memory memory(views[0], bytesOfFloats(from, call.count), views[1], bytesOfFloats(to, call.count));
  return memory.status();
}

uint64_t runConvert(const KernelTable& table, const Call& call, uint64_t first, uint64_t end) {
  const FloatType from = call.side.coding.floatType, to = call.to.type;
  const uint64_t at = first - call.origin, count = end - first;
  const uint8_t* const in = call.in + bytesOfFloats(from, at);
  uint8_t* const out = call.out + bytesOfFloats(to, at);
  if (isFloat8(from) || isFloat8(to)) {
    table.convertFloat8(in, from, out, to, count, call.to.saturate);
  } else {
    table.convert(in, from, out, to, count);
  }
  return kNone;
}

}  // namespace

const OperationRow kRequantize = {2, 8, prepareRequantize, runRequantize, nullptr, nullptr};
const OperationRow kConvert = {2, 2, prepareConvert, runConvert, nullptr, nullptr};

}  // namespace linquant
