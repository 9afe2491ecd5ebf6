// The outputs of minMax (min, max) and quantizeDynamic (scale, zeroPoint): views, or slots.
#ifndef LINQUANT_CALL_OUTPUTS_H_
#define LINQUANT_CALL_OUTPUTS_H_

#include "sides.h"

namespace linquant {

// The memory for min or scale, and that for max or zeroPoint: the views, or fields of the call that giveResults reads.
inline uint8_t* lowsOf(Call& call) {
  if (!call.isForSlots) return call.lows;
  const bool isRange = call.operation == Operation::minMax;
  return reinterpret_cast<uint8_t*>(isRange ? &call.range.min : &call.side.parameters.scale);
}
inline uint8_t* highsOf(Call& call) {
  if (!call.isForSlots) return call.highs;
  if (call.operation == Operation::minMax) return reinterpret_cast<uint8_t*>(&call.range.max);
  return reinterpret_cast<uint8_t*>(&call.side.parameters.zeroPoint);
}

// Takes the two views for results. With one range the layout becomes that of one set, for which kernels are fastest.
LINQUANT_OUTLINE inline void takeViews(Reader& reader, Memory& memory, const Views& views, size_t first,
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

// Decides where results go and returns the status of the memory. A range of no elements is a lengthMismatch.
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

}  // namespace linquant

#endif  // LINQUANT_CALL_OUTPUTS_H_
