// packBits and unpackBits. A row has `inner` elements of the layout, and its bits begin at a byte of their own.
#include "operations.h"

namespace linquant {
namespace {

BitCoding readBits(Reader& reader) {
  const uint32_t flags = reader.one<uint32_t>(Slot::bitFlags, kBitFlagsEnd);
  return {(flags & kOrEqual) != 0, (flags & kHighFirst) != 0,
          static_cast<uint8_t>((flags & kSigned) != 0 ? 0x80 : 0)};
}

// Bytes of all rows of bits. 0 where there are no elements: then outer * axis may overflow.
uint64_t bytesOfRows(const Call& call) {
  const Layout& layout = call.side.layout;
  return call.count == 0 ? 0 : layout.outer * layout.axis * bytesOfBits(layout.inner);
}

Status preparePackBits(Reader& reader, const Views& views, Call& call) {
  const FloatType type = reader.floatType();
  call.side.coding.floatType = type;
  call.bits.coding = readBits(reader);
  call.side.layout = reader.layout();
  call.count = call.side.layout.count();
  call.in = views[0].data;
  call.out = views[1].data;
  Memory memory(views[0], bytesOfFloats(type, call.count), views[1], bytesOfRows(call));
  return memory.status();
}

Status prepareUnpackBits(Reader& reader, const Views& views, Call& call) {
  call.bits.coding = readBits(reader);
  call.bits.ofZero = reader.float32(Slot::min);
  call.bits.ofOne = reader.float32(Slot::max);
  call.side.layout = reader.layout();
  call.count = call.side.layout.count();
  call.in = views[0].data;
  call.out = views[1].data;
  Memory memory(views[0], bytesOfRows(call), views[1], call.count * sizeof(float));
  return memory.status();
}

// The offset in bytes of the row of bits that begins at element `first`.
uint64_t bitsAt(const Call& call, uint64_t first) {
  const uint64_t columns = call.side.layout.inner;
  return (first - call.origin) / columns * bytesOfBits(columns);
}

uint64_t runPackBits(const KernelTable& table, const Call& call, uint64_t first, uint64_t end) {
  if (first == end) return kNone;
  const FloatType type = call.side.coding.floatType;
  const uint64_t columns = call.side.layout.inner;
  const uint64_t fit =
      table.packBits(call.in + bytesOfFloats(type, first - call.origin), type, call.out + bitsAt(call, first),
                     (end - first) / columns, columns, call.bits.coding);
  return fit == end - first ? kNone : first + fit;
}

uint64_t runUnpackBits(const KernelTable& table, const Call& call, uint64_t first, uint64_t end) {
  if (first == end) return kNone;
  const uint64_t columns = call.side.layout.inner;
  table.unpackBits(call.in + bitsAt(call, first), call.out + (first - call.origin) * sizeof(float),
                   (end - first) / columns, columns, call.bits.coding, call.bits.ofZero, call.bits.ofOne);
  return kNone;
}

}  // namespace

const OperationRow kPackBits = {2, 2, preparePackBits, runPackBits, nullptr, nullptr};
const OperationRow kUnpackBits = {2, 2, prepareUnpackBits, runUnpackBits, nullptr, nullptr};

}  // namespace linquant
