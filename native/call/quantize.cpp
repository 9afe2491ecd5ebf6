// quantize, dequantize and fakeQuantize.
#include "sides.h"

namespace linquant {
namespace {

// The status of the memory. If all is right, offsets that are all 0 are dropped.
Status finished(const Reader& reader, const Memory& memory, Call& call) {
  if (call.side.parameters.given.offsets != nullptr && memory.status() == Status::ok && reader.ok())
    dropZeroOffsets(call.side);
  return memory.status();
}

// Scale and zero point of the fast way; the caller reads the bounds.
LINQUANT_INLINE Parameters readPlain(Reader& reader, Dtype dtype, float leastScale) {
  return {reader.finite(Slot::scale, leastScale), reader.integer(Slot::zeroPoint), 0, 0, shiftOf(dtype)};
}
Status prepareQuantize(Reader& reader, const Views& views, Call& call) {
  Side& side = call.side;
  side.coding = readCoding(reader, reader.floatType());
  side.layout = reader.layout();
  call.finite = reader.flag(Slot::finite);
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
  if (call.finite) {
    return quantizeFinite(table, side.coding, call.in, call.out, partOf(call, first, end), side.layout,
                          side.parameters.affines());
  }
  quantize(table, side.coding, call.in, call.out, partOf(call, first, end), side.layout,
           side.parameters.affines());
  return kNone;
}

// The fast way for the most frequent calls: float32, int8 or uint8, one set of parameters in the slots, no offset, ties to
// even. It fills no Call, which saves a tenth of the time of a small call. Whatever is different or wrong is left to
// prepareQuantize, which also finds the status of a wrong call.
Status plainQuantize(const KernelTable& table, const double* numbers, const Views& views, Call& call) {
  Reader reader(numbers);
  if (!reader.areZero(Slot::floatType, Slot::rounding, Slot::offset, Slot::block) ||
      !reader.areOne(Slot::outer, Slot::axis) || views.given() != 2) {
    return Status::invalid;
  }
  const Dtype dtype = reader.dtype();
  Parameters parameters = readPlain(reader, dtype, kLeastFloat);
  readBounds(reader, boundsOf(dtype), parameters.qmin, parameters.qmax);
  const uint64_t count = reader.length(Slot::inner);
  const bool isFinite = reader.flag(Slot::finite);
  if (!fitsWords(parameters.zeroPoint) || !isPlainMemory(reader, dtype, views[0], views[1], count))
    return Status::invalid;
  if (table.quantize(views[0].data, views[1].data, count, parameters) || !isFinite) [[likely]]
    return Status::ok;
  call.side.coding.floatType = FloatType::float32;
  call.in = views[0].data;
  const uint64_t found = firstNotFinite(table, FloatType::float32, call.in, count);
  return conclude(table, call, found == count ? kNone : found);
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
  readParameters(reader, memory, views, 2, Slot::scale, side, kAnyScale);
  return finished(reader, memory, call);
}

uint64_t runDequantize(const KernelTable& table, const Call& call, uint64_t first, uint64_t end) {
  const Side& side = call.side;
  dequantize(table, side.coding, call.in, call.out, partOf(call, first, end), side.layout,
             side.parameters.affines());
  return kNone;
}

Status plainDequantize(const KernelTable& table, const double* numbers, const Views& views, Call&) {
  Reader reader(numbers);
  if (!reader.areZero(Slot::floatType, Slot::offset, Slot::block) ||
      !reader.areOne(Slot::outer, Slot::axis) || views.given() != 2) {
    return Status::invalid;
  }
  const Dtype dtype = reader.dtype();
  const Parameters parameters = readPlain(reader, dtype, kAnyScale);
  const uint64_t count = reader.length(Slot::inner);
  if (!fitsWords(parameters.zeroPoint) || !isPlainMemory(reader, dtype, views[1], views[0], count))
    return Status::invalid;
  table.dequantize(views[0].data, views[1].data, count, parameters);
  return Status::ok;
}

Status prepareFakeQuantize(Reader& reader, const Views& views, Call& call) {
  Side& side = call.side;
  side.coding.floatType = reader.floatType();
  side.coding.dtype = Dtype::int16;  // fakeQuantize writes no codes: any dtype will do
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

const OperationRow kQuantize = {2, 5, prepareQuantize, runQuantize, nullptr, plainQuantize};
const OperationRow kDequantize = {2, 5, prepareDequantize, runDequantize, nullptr, plainDequantize};
const OperationRow kFakeQuantize = {2, 6, prepareFakeQuantize, runFakeQuantize, nullptr, nullptr};

}  // namespace linquant
