// Reads the numbers of a call out of their slots, and judges them.
#ifndef LINQUANT_CALL_READER_H_
#define LINQUANT_CALL_READER_H_

#include "call.h"

namespace linquant {

// Each slot is read once: they may be shared memory that another thread writes to, and what was judged must be what is used.
// After a number that is none, or out of range, `ok` is false and results are whatever is harmless.
class Reader {
 public:
  explicit Reader(const double* numbers) : numbers_(numbers) {}

  bool ok() const { return ok_; }
  void refuse() { ok_ = false; }

  double number(Slot slot) { return numbers_[static_cast<size_t>(slot)]; }
  float float32(Slot slot) { return static_cast<float>(number(slot)); }
  // A finite one, from `least` on.
  float finite(Slot slot, float least = -kMostFloat) {
    const double value = number(slot);
    const bool fits = value >= static_cast<double>(least) && value <= static_cast<double>(kMostFloat);
    ok_ &= fits;
    return fits ? static_cast<float>(value) : least;
  }

  int32_t integer(Slot slot) {
    const double value = number(slot);
    const bool fits = value >= INT32_MIN && value <= INT32_MAX;
    const int32_t result = fits ? static_cast<int32_t>(value) : 0;
    ok_ &= result == value;
    return result;
  }

  // One of so many names, or flags below an end.
  template <class Enum>
  Enum one(Slot slot, size_t count) {
    const int32_t value = integer(slot);
    const bool fits = static_cast<uint32_t>(value) < count;
    ok_ &= fits;
    return static_cast<Enum>(fits ? value : 0);
  }
  FloatType floatType(Slot slot = Slot::floatType) { return one<FloatType>(slot, kFloatTypeCount); }

  // The layout in four slots from `first` on. Its count is at most 2^53: times the bytes of an element that is no overflow.
  Layout layout(Slot first = Slot::outer) {
    const auto at = [&](size_t i) { return length(static_cast<Slot>(static_cast<size_t>(first) + i)); };
    Layout layout = {at(0), at(1), at(2), at(3)};
    if (layout.block > layout.axis) layout.block = layout.axis;
    const double rows = static_cast<double>(static_cast<int64_t>(layout.outer)) *
                        static_cast<double>(static_cast<int64_t>(layout.axis));
    const double count = rows * static_cast<double>(static_cast<int64_t>(layout.inner));
    if (!(count <= 0x1p53)) {
      ok_ = false;
      return {0, 0, 0, 0};
    }
    return layout;
  }

 private:
  uint64_t length(Slot slot) {
    const double value = number(slot);
    const bool fits = value >= 0 && value <= 0x1p53;
    const int64_t result = fits ? static_cast<int64_t>(value) : 0;
    ok_ &= static_cast<double>(result) == value;
    return static_cast<uint64_t>(result);
  }

  const volatile double* const numbers_;
  bool ok_ = true;
};

// One set for all, as the kernels that are fastest want it.
inline Layout oneSet(const Layout& layout) { return {1, 1, layout.count(), 0}; }

}  // namespace linquant

#endif  // LINQUANT_CALL_READER_H_
