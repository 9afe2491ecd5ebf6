// Checks that each view of a call has the right length, and that no output overlaps another view.
#ifndef LINQUANT_CALL_MEMORY_H_
#define LINQUANT_CALL_MEMORY_H_

#include "call.h"

namespace linquant {

#if defined(__wasm__)
// Views lie outside of WebAssembly's memory (native/wasm), and their data is a number: whoever calls compares those that share
// memory, and is told which are written, a bit for each.
extern uint32_t writtenViews;
LINQUANT_INLINE bool areApart(const View&, const View&) { return true; }
inline void noteWritten(const View& view) {
  writtenViews |= 1u << (reinterpret_cast<uintptr_t>(view.data) - 1);
}
#else
LINQUANT_INLINE void noteWritten(const View&) {}
// Whether two views share no byte.
LINQUANT_INLINE bool areApart(const View& a, const View& b) {
  const uintptr_t first = reinterpret_cast<uintptr_t>(a.data), second = reinterpret_cast<uintptr_t>(b.data);
  return first + a.bytes <= second || second + b.bytes <= first || a.bytes == 0 || b.bytes == 0;
}
#endif

// Views are added in any order. Inputs may overlap each other.
class Memory {
 public:
  Memory() = default;
  // With the two views that most calls have.
  LINQUANT_INLINE_METHOD Memory(const View& in, uint64_t inBytes, const View& out, uint64_t outBytes)
      : count_(2) {
    views_[0] = &in;
    views_[1] = &out;
    isOutput_[0] = false;
    isOutput_[1] = true;
    noteWritten(out);
    if (!areApart(in, out)) [[unlikely]]
      status_ = Status::overlap;
    if (in.bytes != inBytes || out.bytes != outBytes) [[unlikely]]
      status_ = Status::lengthMismatch;
  }

  void input(const View& view, uint64_t bytes) { add(view, bytes, false); }
  void output(const View& view, uint64_t bytes) {
    noteWritten(view);
    add(view, bytes, true);
  }

  Status status() const { return status_; }

 private:
  void add(const View& view, uint64_t bytes, bool isOutput) {
    if (view.bytes != bytes) status_ = Status::lengthMismatch;
    for (size_t i = 0; i < count_; i++) {
      const bool isShared = (isOutput || isOutput_[i]) && !areApart(view, *views_[i]);
      if (isShared && status_ == Status::ok) status_ = Status::overlap;
    }
    views_[count_] = &view;
    isOutput_[count_++] = isOutput;
  }

  const View* views_[kMostViews];
  bool isOutput_[kMostViews];
  size_t count_ = 0;
  Status status_ = Status::ok;
};

}  // namespace linquant

#endif  // LINQUANT_CALL_MEMORY_H_
