// quantize, dequantize and fakeQuantize.
#include "sides.h"

namespace linquant {
namespace {

Status finished(const Reader& reader, const Memory& memory, Call& call) {
  if (call.side.parameters.given.offsets != nullptr && memory.status() == Status::ok && reader.ok())
    dropZeroOffsets(call.side);
  return memory.status();
}

// Whether one set of parameters in the slots goes to the kernels for just that, without a way through a layout. That is a
// quarter of the time of a small call.
LINQUANT_INLINE bool isPlain(const Side& side) {
  return side.parameters.given.scales == nullptr && side.coding.floatType == FloatType::float32 &&
         codeBits(side.coding.dtype) == 8 && side.coding.rounding == Rounding::halfEven &&
         side.parameters.offset == 0 && fitsWords(side.parameters.zeroPoint);
}
LINQUANT_INLINE Parameters parametersOf(const Side& side) {
  return {side.parameters.scale, side.parameters.zeroPoint, side.coding.qmin, side.coding.qmax,
          shiftOf(side.coding.dtype)};
}

Status prepareQuantize(Reader& reader, const Views& views, Call& call) {
  Side& side = call.side;
  side.coding = readCoding(reader, reader.floatType());
  side.layout = reader.layout();
  call.count = side.layout.count();
  call.in = views[0].data;
  call.out = views[1].data;
  Memory memory(views[0], bytesOfFloats(side.coding.floatType, call.count), views[1],
                bytesOfCodes(side.coding.dtype, call.count));
  readParameters(reader, memory, views, 2, Slot::scale, side);
  return finished(reader, memory, call);
}

uint64_t runQuantize(const KernelTable& table, const Call& call, uint64_t first, uint64_t end) {
  const Side& side = call.side;
  if (isPlain(side)) [[likely]] {
    const uint64_t at = first - call.origin;
    table.quantize(call.in + at * sizeof(float), call.out + at, end - first, parametersOf(side));
    return kNone;
  }
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
  Memory memory(views[0], bytesOfCodes(side.coding.dtype, call.count), views[1],
                bytesOfFloats(side.coding.floatType, call.count));
  readParameters(reader, memory, views, 2, Slot::scale, side);
  return finished(reader, memory, call);
}

uint64_t runDequantize(const KernelTable& table, const Call& call, uint64_t first, uint64_t end) {
  const Side& side = call.side;
  if (isPlain(side)) [[likely]] {
    const uint64_t at = first - call.origin;
    table.dequantize(call.in + at, call.out + at * sizeof(float), end - first, parametersOf(side));
    return kNone;
  }
  dequantize(table, side.coding, call.in, call.out, partOf(call, first, end), side.layout,
             side.parameters.affines());
  return kNone;
}

Status prepareFakeQuantize(Reader& reader, const Views& views, Call& call) {
  Side& side = call.side;
  side.coding.floatType = reader.floatType();
  side.coding.dtype = Dtype::int16;  // of no matter
  side.coding.rounding = reader.rounding();
  readBounds(reader, kWidestBounds, side.coding.qmin, side.coding.qmax);
  side.layout = reader.layout();
  call.count = side.layout.count();
  call.in = views[0].data;
  call.out = views[1].data;
  call.mask = views[2].data;
  const uint64_t bytes = bytesOfFloats(side.coding.floatType, call.count);
  Memory memory(views[0], bytes, views[1], bytes);
  if (views.has(2)) memory.output(views[2], call.count);
  readParameters(reader, memory, views, 3, Slot::scale, side);
  return finished(reader, memory, call);
}

uint64_t runFakeQuantize(const KernelTable& table, const Call& call, uint64_t first, uint64_t end) {
  const Side& side = call.side;
  fakeQuantize(table, side.coding, call.in, call.out, call.mask, partOf(call, first, end), side.layout,
               side.parameters.affines());
  return kNone;
}

}  // namespace

const OperationRow kQuantize = rowOf<prepareQuantize, runQuantize>(2, 5);
const OperationRow kDequantize = rowOf<prepareDequantize, runDequantize>(2, 5);
const OperationRow kFakeQuantize = rowOf<prepareFakeQuantize, runFakeQuantize>(2, 6);

}  // namespace linquant
