// Reads the numbers of a call from its slots and checks them.
#ifndef LINQUANT_CALL_READER_H_
#define LINQUANT_CALL_READER_H_

#include "call.h"

namespace linquant {

// Each slot is read only once: the slots are shared memory, another thread could write to them, and the number that was checked
// must be the number that is used. After a number that is NaN, out of range or no integer where one is needed, `ok` is false
// and the result is a number that is safe to go on with. Everything is force-inlined, since reading is a large part of a
// small call.
class Reader {
 public:
  explicit Reader(const volatile double* numbers) : numbers_(numbers) {}

  bool ok() const { return ok_; }
  void refuse() { ok_ = false; }

  LINQUANT_INLINE_METHOD double number(Slot slot) const { return numbers_[static_cast<size_t>(slot)]; }
  LINQUANT_INLINE_METHOD float float32(Slot slot) const { return static_cast<float>(number(slot)); }
  // A float32 that is finite and at least `least`.
  LINQUANT_INLINE_METHOD float finite(Slot slot, float least = -kMostFloat) {
    const double value = number(slot);
    if (least <= 0 && bitsOf(value) == 0) return 0;
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

  // A member of an enumeration with `count` members, or a sum of bit flags that is below `count`. Else refuses, and gives 0.
  template <class Enum>
  LINQUANT_INLINE_METHOD Enum one(Slot slot, uint32_t count) {
    uint32_t value = static_cast<uint32_t>(integer(slot));
    if (value >= count) [[unlikely]] {
      ok_ = false;
      value = 0;
    }
    return static_cast<Enum>(value);
  }
  // The same, faster where the slot usually holds 0, the first member.
  template <class Enum>
  LINQUANT_INLINE_METHOD Enum mostlyFirst(Slot slot, uint32_t count) {
    const double value = number(slot);
    return bitsOf(value) == 0 ? Enum{} : static_cast<Enum>(below(value, count));
  }
  // 0 or 1.
  LINQUANT_INLINE_METHOD bool flag(Slot slot) {
    const uint64_t bits = bitsOf(number(slot));
    if (bits != 0 && bits != kBitsOfOne) [[unlikely]]
      ok_ = false;
    return bits != 0;
  }
  LINQUANT_INLINE_METHOD Dtype dtype(Slot slot = Slot::dtype) { return one<Dtype>(slot, kDtypeCount); }
  LINQUANT_INLINE_METHOD FloatType floatType(Slot slot = Slot::floatType) {
    return mostlyFirst<FloatType>(slot, kFloatTypeCount);
  }
  // The same, or float8.
  LINQUANT_INLINE_METHOD FloatType convertType(Slot slot) {
    return mostlyFirst<FloatType>(slot, kConvertTypeCount);
  }
  LINQUANT_INLINE_METHOD Rounding rounding() { return mostlyFirst<Rounding>(Slot::rounding, kRoundingCount); }

  // areZero: whether all of these slots hold 0; areOne: whether all hold 1. Bits are compared, which is faster; -0 is not 0 then.
  template <class... Slots>
  LINQUANT_INLINE_METHOD bool areZero(Slots... slots) const {
    return (bitsOf(number(slots)) | ...) == 0;
  }
  template <class... Slots>
  LINQUANT_INLINE_METHOD bool areOne(Slots... slots) const {
    return ((bitsOf(number(slots)) ^ kBitsOfOne) | ...) == 0;
  }

  // The layout in four slots from `first` on. At most 2^53 elements, so that their bytes do not overflow 64 bits.
  LINQUANT_INLINE_METHOD Layout layout(Slot first = Slot::outer) {
    const size_t at = static_cast<size_t>(first);
    const double outer = numbers_[at], axis = numbers_[at + 1], inner = numbers_[at + 2],
                 block = numbers_[at + 3];
    // One set of parameters for all elements, the most frequent layout.
    if (((bitsOf(outer) ^ kBitsOfOne) | (bitsOf(axis) ^ kBitsOfOne) | bitsOf(block)) == 0) [[likely]]
      return {1, 1, length(inner), 0};
    return anyLayout(outer, axis, inner, block);
  }
  LINQUANT_INLINE_METHOD uint64_t length(Slot slot) { return length(number(slot)); }

 private:
  static constexpr uint64_t kBitsOfOne = 0x3ff0000000000000;

  LINQUANT_INLINE_METHOD static uint64_t bitsOf(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
  }
  // Adding 1.5 * 2^52 leaves an integer in the low bits of the sum. For an integer within int32 the result equals the value;
  // for anything else it does not, which is how callers notice.
  LINQUANT_INLINE_METHOD static int32_t lowBits(double value) {
    return static_cast<int32_t>(static_cast<uint32_t>(bitsOf(value + 0x1.8p52)));
  }

  LINQUANT_OUTLINE uint32_t below(double value, uint32_t count) {
    const int32_t result = lowBits(value);
    if (result == value && static_cast<uint32_t>(result) < count) return static_cast<uint32_t>(result);
    ok_ = false;
    return 0;
  }

  LINQUANT_INLINE_METHOD uint64_t length(double value) {
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

  LINQUANT_OUTLINE Layout anyLayout(double outer, double axis, double inner, double block) {
    Layout layout = {length(outer), length(axis), length(inner), length(block)};
    if (layout.block > layout.axis) layout.block = layout.axis;
    if (!isTooLarge(layout)) return layout;
    ok_ = false;
    return {0, 0, 0, 0};
  }
  static bool isTooLarge(const Layout& layout) {
    const auto number = [](uint64_t length) { return static_cast<double>(static_cast<int64_t>(length)); };
    return !(number(layout.outer) * number(layout.axis) * number(layout.inner) <= 0x1p53);
  }

  const volatile double* const numbers_;
  bool ok_ = true;
};

// The same elements with one set of parameters, for which kernels are fastest.
inline Layout oneSet(const Layout& layout) { return {1, 1, layout.count(), 0}; }

}  // namespace linquant

#endif  // LINQUANT_CALL_READER_H_
