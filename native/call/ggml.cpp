// quantizeGgml and dequantizeGgml: blocks of 32 floats.
#include "operations.h"

namespace linquant {
namespace {

// Both directions. `floats` and `blocks` are the indices (0 or 1) of the views that hold them.
Status prepareBlocks(Reader& reader, const Views& views, size_t floats, size_t blocks, Call& call) {
  call.ggmlType = reader.one<size_t>(Slot::dtype, kGgmlTypeCount);
  call.side.coding.floatType = reader.floatType();
  call.count = reader.layout().count();
  call.in = views[0].data;
  call.out = views[1].data;
  uint64_t bytes[2];
  bytes[floats] = bytesOfFloats(call.side.coding.floatType, call.count);
  bytes[blocks] = call.count / kGgmlFloats * kGgmlBlockBytes[call.ggmlType];
  const Memory memory(views[0], bytes[0], views[1], bytes[1]);
  return call.count % kGgmlFloats != 0 ? Status::lengthMismatch : memory.status();
}

Status prepareQuantize(Reader& reader, const Views& views, Call& call) {
  return prepareBlocks(reader, views, 0, 1, call);
}
Status prepareDequantize(Reader& reader, const Views& views, Call& call) {
  return prepareBlocks(reader, views, 1, 0, call);
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

const OperationRow kQuantizeGgml = {2, 2, prepareQuantize, runQuantize, nullptr, nullptr};
const OperationRow kDequantizeGgml = {2, 2, prepareDequantize, runDequantize, nullptr, nullptr};

}  // namespace linquant
