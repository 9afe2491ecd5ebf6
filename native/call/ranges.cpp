// minMax and quantizeDynamic: what is found in floats, and what is chosen from it.
#include "sides.h"

namespace linquant {
namespace {

// The views for results. Those of one range are taken for one of all elements, whatever shape these have.
LINQUANT_OUTLINE void takeViews(Reader& reader, Memory& memory, const Views& views, size_t first,
                                Call& call) {
  Layout& layout = call.side.layout;
  const uint64_t count = layout.parameters();
  if (!views.has(first) || !views.has(first + 1)) return reader.refuse();
  memory.output(views[first], count * sizeof(float));
  memory.output(views[first + 1], count * sizeof(float));
  call.lows = views[first].data;
  call.highs = views[first + 1].data;
  if (count == 1) layout = oneSet(layout);
}

// Where results go, and the status of the memory. A range without elements is no range.
LINQUANT_INLINE Status takeOutputs(Reader& reader, Memory& memory, const Views& views, size_t first,
                                   Call& call) {
  call.lows = call.highs = nullptr;
  call.isForSlots = true;
  if (views.reach(first) && (views.has(first) || views.has(first + 1))) {
    call.isForSlots = false;
    takeViews(reader, memory, views, first, call);
  } else {
    call.side.layout = oneSet(call.side.layout);
  }
  const Status status = memory.status();
  if (call.count != 0 || call.side.layout.parameters() == 0) [[likely]]
    return status;
  return Status::lengthMismatch;
}

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

Status prepareDynamic(Reader& reader, const Views& views, Call& call) {
  Coding& coding = call.side.coding;
  coding = readCodes(reader, reader.floatType());
  if (coding.dtype == Dtype::int32) reader.refuse();
  const Bounds& bounds = kBounds[static_cast<size_t>(coding.dtype)];
  readBounds(reader, bounds, coding.qmin, coding.qmax);
  Choice& choice = call.choice;
  choice.qmin = coding.qmin;
  choice.qmax = coding.qmax;
  choice.symmetric = reader.one<uint32_t>(Slot::symmetric, 2) != 0;
  choice.zeroPoint = choice.symmetric ? reader.integer(Slot::zeroPoint) : 0;
  if (choice.symmetric && (choice.zeroPoint < bounds.least || choice.zeroPoint > bounds.most))
    reader.refuse();
  choice.eps = reader.finite(Slot::eps, 0);
  choice.scaleOfZero = reader.finite(Slot::scaleOfZero, 0);
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
  // Units of elements have views for their parameters, or there is one set.
  return quantizeDynamic(table, side.coding.floatType, call.in, side.coding.dtype, call.out, part,
                         side.layout, call.choice, call.lows, call.highs);
}

// One pass where there is a kernel for it.
uint64_t runAllDynamic(const KernelTable& table, Call& call) {
  const Side& side = call.side;
  uint8_t *const scales = lowsOf(call), *const zeroPoints = highsOf(call);
  if (side.layout.isOneSet() && isByte(side.coding.dtype) && side.coding.floatType == FloatType::float32)
      [[likely]] {
    const size_t done = table.dynamic(call.in, call.out, 1, call.count, call.choice,
                                      shiftOf(side.coding.dtype), scales, zeroPoints);
    return done == 1 ? kNone : 0;
  }
  return quantizeDynamic(table, side.coding.floatType, call.in, side.coding.dtype, call.out,
                         {0, 0, call.count}, side.layout, call.choice, scales, zeroPoints);
}

}  // namespace

const OperationRow kMinMax = rowOf<prepareMinMax, runMinMax, runAllMinMax>(1, 3, performMinMax);
const OperationRow kQuantizeDynamic = rowOf<prepareDynamic, runDynamic, runAllDynamic>(2, 4);

uint64_t rangesOf(const Call& call) { return call.side.layout.parameters(); }

void begin(const Call& call, uint8_t* mins, uint8_t* maxs) { beginRanges(mins, maxs, rangesOf(call)); }

void reduce(const KernelTable& table, const Call& call, uint64_t first, uint64_t end, uint8_t* mins,
            uint8_t* maxs) {
  widenRanges(table, call.side.coding.floatType, call.in, partOf(call, first, end), call.side.layout, mins,
              maxs);
}

void merge(const Call& call, uint8_t* mins, uint8_t* maxs, const uint8_t* otherMins,
           const uint8_t* otherMaxs) {
  mergeRanges(mins, maxs, otherMins, otherMaxs, rangesOf(call));
}

uint64_t finish(const KernelTable& table, Call& call, uint8_t* mins, uint8_t* maxs) {
  uint8_t *const lows = lowsOf(call), *const highs = highsOf(call);
  const uint64_t count = rangesOf(call);
  if (call.operation == Operation::quantizeDynamic) {
    const uint64_t chosen = table.choose(mins, maxs, count, call.choice, lows, highs);
    return chosen == count ? kNone : chosen;
  }
  endRanges(mins, maxs, count);
  if (mins == lows || count == 0) return kNone;
  memcpy(lows, mins, count * sizeof(float));
  memcpy(highs, maxs, count * sizeof(float));
  return kNone;
}

bool hasMap(const Call& call) { return call.operation == Operation::quantizeDynamic; }

}  // namespace linquant
