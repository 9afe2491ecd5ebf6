#include "watched_buffer.h"

#include <string.h>

namespace linquant::test {

uint8_t* WatchedBuffer::place(size_t bytes, size_t offset, uint8_t filling) {
  const size_t needed = bytes + offset + 2 * kWatched + kLine;
  if (memory_.size() < needed) memory_.resize(needed);
  const size_t beyond = reinterpret_cast<uintptr_t>(memory_.data()) % kLine;
  buffer_ = memory_.data() + (kLine - beyond) % kLine + kWatched + offset;
  bytes_ = bytes;
  filling_ = filling;
  memset(buffer_ - kWatched, filling, bytes + 2 * kWatched);
  return buffer_;
}

bool WatchedBuffer::isIntact() const {
  return isFilled(buffer_ - kWatched, filling_, kWatched) && isFilled(buffer_ + bytes_, filling_, kWatched);
}

}  // namespace linquant::test
