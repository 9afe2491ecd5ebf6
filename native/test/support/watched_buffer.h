// A buffer between two stretches of known bytes, which show a write outside it. Unlike a guarded page it may be of any size,
// and does not show reads.
#ifndef LINQUANT_TEST_SUPPORT_WATCHED_BUFFER_H_
#define LINQUANT_TEST_SUPPORT_WATCHED_BUFFER_H_

#include <vector>

#include "check.h"

namespace linquant::test {

// What outputs and their surroundings are filled with before a call.
constexpr uint8_t kSentinel = 0xaa;

class WatchedBuffer {
 public:
  // Room for `bytes` bytes, `offset` bytes after a multiple of 64. It and its surroundings are filled with `filling`.
  uint8_t* place(size_t bytes, size_t offset, uint8_t filling = kSentinel);

  // Whether the surroundings still hold the filling.
  bool isIntact() const;

 private:
  static constexpr size_t kLine = 64;
  // How much is watched on either side: more than a kernel writes at once.
  static constexpr size_t kWatched = 320;

  std::vector<uint8_t> memory_;
  uint8_t* buffer_ = nullptr;
  size_t bytes_ = 0;
  uint8_t filling_ = 0;
};

// Checks what call(out) writes to an output of `expected.size()` bytes at an offset, and that it writes nowhere else.
// `size` is that of an element.
template <class Call>
void checkOutput(const std::vector<uint8_t>& expected, size_t size, size_t offset, const std::string& context,
                 const Call& call) {
  static WatchedBuffer buffer;
  uint8_t* const out = buffer.place(expected.size(), offset);
  call(out);
  CHECK(buffer.isIntact(), "%s wrote outside its output", context.c_str());
  CHECK_ARRAY(expected.data(), out, size, expected.size() / size, [&](size_t) { return context; });
}

}  // namespace linquant::test

#endif  // LINQUANT_TEST_SUPPORT_WATCHED_BUFFER_H_
