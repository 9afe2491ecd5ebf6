// A buffer of any size and at any alignment, between sentinels that show a write outside it. For buffers too large
// for guarded_page.h.
#ifndef LINQUANT_TEST_FRAMED_H_
#define LINQUANT_TEST_FRAMED_H_

#include <vector>

#include "check.h"

namespace linquant::test {

class Framed {
 public:
  // Room for `bytes` bytes, `offset` bytes after a multiple of 64; bytes and sentinels are `filling`.
  uint8_t* place(size_t bytes, size_t offset, uint8_t filling) {
    if (memory_.size() < bytes + offset + 2 * kWatched + kLine)
      memory_.resize(bytes + offset + 2 * kWatched + kLine);
    const size_t beyond = reinterpret_cast<uintptr_t>(memory_.data()) % kLine;
    buffer_ = memory_.data() + (kLine - beyond) % kLine + kWatched + offset;
    bytes_ = bytes;
    filling_ = filling;
    memset(buffer_ - kWatched, filling, bytes + 2 * kWatched);
    return buffer_;
  }

  // Whether both sentinels still hold the filling.
  bool isIntact() const {
    return isFilled(buffer_ - kWatched, filling_, kWatched) && isFilled(buffer_ + bytes_, filling_, kWatched);
  }

 private:
  static constexpr size_t kLine = 64;
  // More than any kernel's block of elements.
  static constexpr size_t kWatched = 320;

  std::vector<uint8_t> memory_;
  uint8_t* buffer_ = nullptr;
  size_t bytes_ = 0;
  uint8_t filling_ = 0;
};

}  // namespace linquant::test

#endif  // LINQUANT_TEST_FRAMED_H_
