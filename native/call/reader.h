// Reads the numbers of a call out of their slots, and judges them.
#ifndef LINQUANT_CALL_READER_H_
#define LINQUANT_CALL_READER_H_

#include "call.h"

namespace linquant {

// Each slot is read once: they may be shared memory that another thread writes to, and what was judged must be what is used.
// After a number that is none, or out of range, `ok` is false and results are whatever is harmless. Inlined by force, since
// a small call takes little longer than this.
class Reader {
 public:
  explicit Reader(const double* numbers) : numbers_(numbers) {}

  bool ok() const { return ok_; }
  void refuse() { ok_ = false; }

  LINQUANT_INLINE_METHOD double number(Slot slot) const { return numbers_[static_cast<size_t>(slot)]; }
  LINQUANT_INLINE_METHOD float float32(Slot slot) const { return static_cast<float>(number(slot)); }
  // A finite one, from `least` on.
  LINQUANT_INLINE_METHOD float finite(Slot slot, float least = -kMostFloat) {
    const double value = number(slot);
    const bool fits = value >= static_cast<double>(least) && value <= static_cast<double>(kMostFloat);
    if (!fits) [[unlikely]]
      ok_ = false;
    return fits ? static_cast<float>(value) : least;
  }

  LINQUANT_INLINE_METHOD int32_t integer(Slot slot) {
    const double value = number(slot);
    const int32_t result = lowBits(value);
    if (result != value) [[unlikely]]
      ok_ = false;
    return result;
  }

  // One of so many names, or flags below an end.
  template <class Enum>
  LINQUANT_INLINE_METHOD Enum one(Slot slot, uint32_t count) {
    uint32_t value = static_cast<uint32_t>(integer(slot));
    if (value >= count) [[unlikely]] {
      ok_ = false;
      value = 0;
    }
    return static_cast<Enum>(value);
  }
  LINQUANT_INLINE_METHOD Dtype dtype(Slot slot = Slot::dtype) { return one<Dtype>(slot, kDtypeCount); }
  LINQUANT_INLINE_METHOD FloatType floatType(Slot slot = Slot::floatType) {
    return one<FloatType>(slot, kFloatTypeCount);
  }
  LINQUANT_INLINE_METHOD Rounding rounding() { return one<Rounding>(Slot::rounding, kRoundingCount); }

  // The layout in four slots from `first` on. Its count is at most 2^53: times the bytes of an element that is no overflow.
  LINQUANT_INLINE_METHOD Layout layout(Slot first = Slot::outer) {
    const size_t at = static_cast<size_t>(first);
    Layout layout = {length(at), length(at + 1), length(at + 2), length(at + 3)};
    if (layout.block > layout.axis) layout.block = layout.axis;
    if ((layout.outer | layout.axis) > 1 && isTooLarge(layout)) [[unlikely]] {
      ok_ = false;
      return {0, 0, 0, 0};
    }
    return layout;
  }

 private:
  // The low bits of an integer, of whatever else some number: the sum leaves no room for a fraction.
  LINQUANT_INLINE_METHOD static int32_t lowBits(double value) {
    const double sum = value + 0x1.8p52;
    int64_t bits;
    memcpy(&bits, &sum, sizeof bits);
    return static_cast<int32_t>(bits);
  }

  LINQUANT_INLINE_METHOD uint64_t length(size_t slot) {
    const double value = numbers_[slot];
    const int32_t small = lowBits(value);
    if (small != value) [[unlikely]]
      return longLength(value);
    if (small < 0) [[unlikely]]
      return longLength(value);
    return static_cast<uint64_t>(small);
  }
  LINQUANT_OUTLINE uint64_t longLength(double value) {
    if (value >= 0 && value <= 0x1p53 && static_cast<double>(static_cast<int64_t>(value)) == value) {
      return static_cast<uint64_t>(value);
    }
    ok_ = false;
    return 0;
  }

  static bool isTooLarge(const Layout& layout) {
    const auto number = [](uint64_t length) { return static_cast<double>(static_cast<int64_t>(length)); };
    return !(number(layout.outer) * number(layout.axis) * number(layout.inner) <= 0x1p53);
  }

  const volatile double* const numbers_;
  bool ok_ = true;
};

// One set for all, as the kernels that are fastest want it.
inline Layout oneSet(const Layout& layout) { return {1, 1, layout.count(), 0}; }

}  // namespace linquant

#endif  // LINQUANT_CALL_READER_H_
