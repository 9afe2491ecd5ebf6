// finiteRanges and histogram. Both are run in one piece: what they write belongs to all elements.
#include "operations.h"

namespace linquant {
namespace {

// Every view must be present; those that are absent have no memory.
void requireViews(Reader& reader, const Views& views, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (!views.has(i)) reader.refuse();
  }
}

Status prepareFiniteRanges(Reader& reader, const Views& views, Call& call) {
  requireViews(reader, views, 4);
  call.side.coding.floatType = reader.floatType();
  call.side.layout = reader.layout();
  call.count = call.side.layout.count();
  call.in = views[0].data;
  call.lows = views[1].data;
  call.highs = views[2].data;
  call.out = views[3].data;
  const uint64_t ranges = call.side.layout.parameters() * sizeof(float);
  Memory memory;
  memory.input(views[0], bytesOfFloats(call.side.coding.floatType, call.count));
  memory.output(views[1], ranges);
  memory.output(views[2], ranges);
  memory.output(views[3], sizeof(double));
  return memory.status();
}

uint64_t runFiniteRanges(const KernelTable& table, const Call& call, uint64_t first, uint64_t end) {
  if (first == end) return kNone;
  const double leftOut = static_cast<double>(
      finiteRanges(table, call.side.coding.floatType, call.in, call.side.layout, call.lows, call.highs));
  memcpy(call.out, &leftOut, sizeof leftOut);
  return kNone;
}

// No view has so many bytes.
constexpr uint64_t kTooManyBytes = kAbsent - 1;

Status prepareHistogram(Reader& reader, const Views& views, Call& call) {
  requireViews(reader, views, 3);
  call.side.coding.floatType = reader.floatType();
  call.side.layout = reader.layout();
  call.count = call.side.layout.count();
  call.in = views[0].data;
  call.side.parameters.given.scales = views[1].data;
  call.out = views[2].data;
  const uint64_t sets = call.side.layout.parameters(), bytes = kBins * sizeof(double);
  Memory memory;
  memory.input(views[0], bytesOfFloats(call.side.coding.floatType, call.count));
  memory.input(views[1], sets * sizeof(float));
  memory.output(views[2], sets <= kTooManyBytes / bytes ? sets * bytes : kTooManyBytes);
  return memory.status();
}

uint64_t runHistogram(const KernelTable& table, const Call& call, uint64_t first, uint64_t end) {
  if (first == end) return kNone;
  histogram(table, call.side.coding.floatType, call.in, call.side.layout, call.side.parameters.given.scales,
            call.out);
  return kNone;
}

}  // namespace

const OperationRow kFiniteRanges = {4, 4, prepareFiniteRanges, runFiniteRanges, nullptr, nullptr};
const OperationRow kHistogram = {3, 3, prepareHistogram, runHistogram, nullptr, nullptr};

}  // namespace linquant
