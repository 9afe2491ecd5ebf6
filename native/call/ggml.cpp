// quantizeGgml and dequantizeGgml: blocks of 32 floats.
#include "operations.h"

namespace linquant {
namespace {

// Floats and blocks, whichever of the views they are.
Status prepareBlocks(Reader& reader, const View& floats, const View& blocks, bool isToBlocks, Call& call) {
  call.ggmlType = reader.one<size_t>(Slot::dtype, kGgmlTypeCount);
  call.side.coding.floatType = reader.floatType();
  call.count = reader.layout().count();
  const uint64_t floatsBytes = bytesOfFloats(call.side.coding.floatType, call.count);
  const uint64_t blocksBytes = call.count / kGgmlFloats * kGgmlBlockBytes[call.ggmlType];
  call.in = isToBlocks ? floats.data : blocks.data;
  call.out = isToBlocks ? blocks.data : floats.data;
  Memory memory;
  if (isToBlocks) {
    memory.input(floats, floatsBytes);
    memory.output(blocks, blocksBytes);
  } else {
    memory.input(blocks, blocksBytes);
    memory.output(floats, floatsBytes);
  }
  return call.count % kGgmlFloats != 0 ? Status::lengthMismatch : memory.status();
}

Status prepareQuantize(Reader& reader, const Views& views, Call& call) {
  return prepareBlocks(reader, views[0], views[1], true, call);
}
Status prepareDequantize(Reader& reader, const Views& views, Call& call) {
  return prepareBlocks(reader, views[1], views[0], false, call);
}

uint64_t floatsAt(const Call& call, uint64_t first) {
  return bytesOfFloats(call.side.coding.floatType, first - call.origin);
}
uint64_t blocksAt(const Call& call, uint64_t first) {
  return (first - call.origin) / kGgmlFloats * kGgmlBlockBytes[call.ggmlType];
}

uint64_t runQuantize(const KernelTable& table, const Call& call, uint64_t first, uint64_t end) {
  const uint64_t blocks = (end - first) / kGgmlFloats;
  const uint64_t done = table.quantizeGgml[call.ggmlType](
      call.in + floatsAt(call, first), call.side.coding.floatType, call.out + blocksAt(call, first), blocks);
  return done == blocks ? kNone : first / kGgmlFloats + done;
}

uint64_t runDequantize(const KernelTable& table, const Call& call, uint64_t first, uint64_t end) {
  table.dequantizeGgml[call.ggmlType](call.in + blocksAt(call, first), call.out + floatsAt(call, first),
                                      call.side.coding.floatType, (end - first) / kGgmlFloats);
  return kNone;
}

}  // namespace

const OperationRow kQuantizeGgml = {2, 2, prepareQuantize, runQuantize};
const OperationRow kDequantizeGgml = {2, 2, prepareDequantize, runDequantize};

}  // namespace linquant
