// quantizeDynamic: finds ranges, chooses parameters from them, and quantizes with these.
#include "outputs.h"

namespace linquant {
namespace {

// Reads the rule by which parameters are chosen. A given zero point must be a code of the dtype: kernels subtract it from
// codes, which could overflow otherwise.
LINQUANT_INLINE Choice readChoice(Reader& reader, Dtype dtype) {
  const Bounds bounds = boundsOf(dtype);
  Choice choice;
  readBounds(reader, bounds, choice.qmin, choice.qmax);
  choice.symmetric = reader.one<uint32_t>(Slot::symmetric, 2) != 0;
  choice.zeroPoint = choice.symmetric ? reader.integer(Slot::zeroPoint) : 0;
  if (choice.symmetric && (choice.zeroPoint < bounds.least || choice.zeroPoint > bounds.most)) [[unlikely]]
    reader.refuse();
  choice.eps = reader.finite(Slot::eps, 0);
  choice.scaleOfZero = reader.finite(Slot::scaleOfZero, 0);
  return choice;
}

Status prepareDynamic(Reader& reader, const Views& views, Call& call) {
  Coding& coding = call.side.coding;
  coding = readCodes(reader, reader.floatType());
  if (coding.dtype == Dtype::int32) reader.refuse();
  call.choice = readChoice(reader, coding.dtype);
  coding.qmin = call.choice.qmin;
  coding.qmax = call.choice.qmax;
  call.side.layout = reader.layout();
  call.count = call.side.layout.count();
  call.in = views[0].data;
  call.out = views[1].data;
  Memory memory(views[0], bytesOfFloats(coding.floatType, call.count), views[1],
                bytesOfCodes(coding.dtype, call.count));
  const Status status = takeOutputs(reader, memory, views, 2, call);
  ParameterSource& parameters = call.side.parameters;
  parameters.given = {call.lows, call.highs, nullptr};
  parameters.offset = 0;
  return status;
}

uint64_t runDynamic(const KernelTable& table, const Call& call, uint64_t first, uint64_t end) {
  const Side& side = call.side;
  const Part part = partOf(call, first, end);
  if (steps(call) == Steps::reduceThenMap) {
    quantize(table, side.coding, call.in, call.out, part, side.layout, side.parameters.affines());
    return kNone;
  }
  // With Steps::one there are views for the parameters: one set alone is Steps::reduceThenMap.
  return quantizeDynamic(table, side.coding.floatType, call.in, side.coding.dtype, call.out, part,
                         side.layout, call.choice, call.lows, call.highs);
}

uint64_t runAllDynamic(const KernelTable& table, Call& call) {
  const Side& side = call.side;
  return quantizeDynamic(table, side.coding.floatType, call.in, side.coding.dtype, call.out,
                         {0, 0, call.count}, side.layout, call.choice, lowsOf(call), highsOf(call));
}

// The fast way for the most frequent calls: see plainQuantize in quantize.cpp.
Status plainDynamic(const KernelTable& table, const double* numbers, const Views& views, Call& call) {
  Reader reader(numbers);
  if (!reader.areZero(Slot::floatType, Slot::block) || !reader.areOne(Slot::outer, Slot::axis) ||
      views.given() != 2) {
    return Status::invalid;
  }
  const Dtype dtype = reader.dtype();
  const Choice choice = readChoice(reader, dtype);
  const uint64_t count = reader.length(Slot::inner);
  if (count == 0 || !isPlainMemory(reader, dtype, views[0], views[1], count)) return Status::invalid;
  call.isForSlots = true;
  const size_t rows = table.dynamic(views[0].data, views[1].data, 1, count, choice, shiftOf(dtype),
                                    lowsOf(call), highsOf(call));
  return conclude(table, call, rows == 1 ? kNone : 0);
}

}  // namespace

const OperationRow kQuantizeDynamic = {2, 4, prepareDynamic, runDynamic, runAllDynamic, plainDynamic};

}  // namespace linquant
