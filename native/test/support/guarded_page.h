// A page of memory between two that may not be touched: a read or write one byte outside it ends the program.
#ifndef LINQUANT_TEST_SUPPORT_GUARDED_PAGE_H_
#define LINQUANT_TEST_SUPPORT_GUARDED_PAGE_H_

#include <string>

#include "check.h"

namespace linquant::test {

// Where a buffer lies: `offset` bytes after the start of the page, or `offset` bytes before its end.
struct Place {
  bool atEnd;
  size_t offset;
};

// The place for a message.
std::string describe(const Place& place);

class GuardedPage {
 public:
  GuardedPage();
  ~GuardedPage();
  GuardedPage(const GuardedPage&) = delete;
  GuardedPage& operator=(const GuardedPage&) = delete;

  // A buffer of `bytes` bytes. It and its surroundings are filled with `filling`.
  uint8_t* place(size_t bytes, const Place& place, uint8_t filling);

  // Whether the surroundings still hold the filling.
  bool isIntact() const;

 private:
  // How much is watched on either side: more than a kernel writes at once, as far as the page reaches.
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

// From here on, touching a protected page prints describe() and ends the program with status 1.
void catchFaults(std::string (*describe)());

}  // namespace linquant::test

#endif  // LINQUANT_TEST_SUPPORT_GUARDED_PAGE_H_
