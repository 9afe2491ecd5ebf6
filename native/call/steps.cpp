// Calls in two steps: ranges of pieces, merged, then what follows from them.
#include "../core/measure.h"
#include "outputs.h"

namespace linquant {

Steps steps(const Call& call) {
  if (call.operation == Operation::minMax) return Steps::reduceThenMap;
  if (call.operation == Operation::measure)
    return arePartsSummed(call.from.layout) ? Steps::parts : Steps::one;
  const bool isDynamic = call.operation == Operation::quantizeDynamic;
  const Layout& layout = call.side.layout;
  const bool areApart = isDynamic && (layout.isOneSet() || (layout.block == 0 && layout.outer != 1));
  return areApart ? Steps::reduceThenMap : Steps::one;
}

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
