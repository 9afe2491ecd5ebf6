// fitRows: rows of few bits, each with its scale of least squares.
#include "operations.h"

namespace linquant {
namespace {

Status prepareFitRows(Reader& reader, const Views& views, Call& call) {
  for (size_t i = 0; i < 5; i++) {
    if (!views.has(i)) reader.refuse();
  }
  Coding& coding = call.side.coding;
  coding.floatType = reader.floatType();
  coding.dtype = reader.dtype();
  Layout& layout = call.side.layout;
  layout = reader.layout();
  call.count = layout.count();
  const Dtype dtype = coding.dtype;
  const bool isFitted =
      dtype == Dtype::int8 || dtype == Dtype::int4 || dtype == Dtype::int2 || dtype == Dtype::uint1;
  // Rows begin at bytes.
  if (!isFitted || layout.inner % codesOfByte(dtype) != 0) reader.refuse();
  if (call.count != 0 && (layout.outer != 1 || layout.block != 0)) reader.refuse();
  call.in = views[0].data;
  call.out = views[1].data;
  call.lows = views[2].data;
  call.highs = views[3].data;
  call.fitOffsets = views[4].data;
  const uint64_t bytes = layout.axis * sizeof(float);
  Memory memory(views[0], bytesOfFloats(coding.floatType, call.count), views[1],
                bytesOfCodes(dtype, call.count));
  for (size_t i = 2; i < 5; i++) memory.output(views[i], bytes);
  return memory.status();
}

uint64_t runFitRows(const KernelTable& table, const Call& call, uint64_t first, uint64_t end) {
  const Coding& coding = call.side.coding;
  return fitRows(table, coding.floatType, call.in, coding.dtype, call.out, partOf(call, first, end),
                 call.side.layout.inner, call.lows, call.highs, call.fitOffsets);
}

}  // namespace

const OperationRow kFitRows = {5, 5, prepareFitRows, runFitRows, nullptr, nullptr};

}  // namespace linquant
