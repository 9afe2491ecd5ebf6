// Memory between two pages that may not be touched, so that one byte too far ends the program.
#ifndef LINQUANT_TEST_GUARDED_PAGE_H_
#define LINQUANT_TEST_GUARDED_PAGE_H_

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "system_pages.h"

namespace linquant::test {

// Where a buffer lies: `offset` bytes after the page before it, or `offset` bytes before the page after it.
struct Place {
  bool atEnd;
  size_t offset;
};

class GuardedPage {
 public:
  GuardedPage() : size_(pageBytes()), page_(takeGuardedPage()) {
    if (page_ == nullptr) {
      fprintf(stderr, "GuardedPage: no memory\n");
      exit(1);
    }
  }
  ~GuardedPage() { giveGuardedPage(page_); }
  GuardedPage(const GuardedPage&) = delete;
  GuardedPage& operator=(const GuardedPage&) = delete;

  // A buffer of `bytes` at a place, filled with `filling`, as is what surrounds it.
  uint8_t* place(size_t bytes, const Place& place, uint8_t filling) {
    buffer_ = place.atEnd ? page_ + size_ - place.offset - bytes : page_ + place.offset;
    bytes_ = bytes;
    filling_ = filling;
    memset(buffer_ - before(), filling, before() + bytes + after());
    return buffer_;
  }

  // Whether all that surrounds the buffer still holds the filling.
  bool isIntact() const {
    return isFilled(buffer_ - before(), filling_, before()) && isFilled(buffer_ + bytes_, filling_, after());
  }

 private:
  // Bytes watched on either side: more than any kernel's block of elements, as far as there is room.
  static constexpr size_t kWatched = 320;
  size_t before() const { return least(kWatched, static_cast<size_t>(buffer_ - page_)); }
  size_t after() const { return least(kWatched, static_cast<size_t>(page_ + size_ - buffer_) - bytes_); }
  static size_t least(size_t a, size_t b) { return a < b ? a : b; }

  size_t size_;
  uint8_t* page_;
  uint8_t* buffer_ = nullptr;
  size_t bytes_ = 0;
  uint8_t filling_ = 0;
};

// From here on a fault ends the program with what `describe` says of the call.
inline void catchFaults(std::string (*describe)()) {
  describeFault = describe;
  catchSystemFaults();
}

}  // namespace linquant::test

#endif  // LINQUANT_TEST_GUARDED_PAGE_H_
