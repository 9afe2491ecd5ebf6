// Whether the views of a call hold what they must, and apart from each other.
#ifndef LINQUANT_BINDING_MEMORY_H_
#define LINQUANT_BINDING_MEMORY_H_

#include "arguments.h"

namespace linquant {

inline Layout tensorOf(size_t count) { return {1, 1, count, 0}; }

// Four places from `first` on. No product of theirs overflows, or the call fails.
inline Layout layoutOf(Arguments& arguments, Slot first = Slot::outer) {
  const auto at = [&](size_t i) {
    return arguments.length(static_cast<Slot>(static_cast<size_t>(first) + i));
  };
  Layout layout = {at(0), at(1), at(2), at(3)};
  // What the core rests on: the product of any two is no overflow.
  if (layout.block > layout.axis) layout.block = layout.axis;
  const double count = static_cast<double>(layout.outer) * static_cast<double>(layout.axis) *
                       static_cast<double>(layout.inner);
  if (!(count <= 0x1p53)) arguments.fail();
  return layout;
}

// Views are added in any order; outputs may share memory with nothing.
class Memory {
 public:
  void input(const Bytes& bytes, size_t length) { add(bytes, length, false); }
  void output(const Bytes& bytes, size_t length) { add(bytes, length, true); }
  void floats(const Bytes& bytes, FloatType type, size_t count) { input(bytes, count * floatBytes(type)); }

  // Scales, zero points and offsets: three arguments from `index` on. Offsets without bytes are none.
  Affines affines(Arguments& arguments, size_t index, const Layout& layout) {
    const Bytes scales = arguments.bytes(index), zeroPoints = arguments.bytes(index + 1),
                offsets = arguments.bytes(index + 2);
    const size_t length = layout.parameters() * sizeof(float);
    input(scales, length);
    input(zeroPoints, length);
    if (offsets.length != 0) input(offsets, length);
    return {scales.data, zeroPoints.data, offsets.length != 0 ? offsets.data : nullptr};
  }

  Status status() const { return status_; }

 private:
  void add(const Bytes& bytes, size_t length, bool isOutput) {
    if (bytes.length != length) status_ = Status::lengthMismatch;
    for (size_t i = 0; i < count_; i++) {
      const bool touch = (isOutput || isOutput_[i]) && overlap(bytes, views_[i]);
      if (touch && status_ == Status::ok) status_ = Status::overlap;
    }
    views_[count_] = bytes;
    isOutput_[count_++] = isOutput;
  }

  static bool overlap(const Bytes& a, const Bytes& b) {
    const uintptr_t first = reinterpret_cast<uintptr_t>(a.data), second = reinterpret_cast<uintptr_t>(b.data);
    return a.length != 0 && b.length != 0 && first < second + b.length && second < first + a.length;
  }

  Bytes views_[Arguments::kMost];
  bool isOutput_[Arguments::kMost];
  size_t count_ = 0;
  Status status_ = Status::ok;
};

}  // namespace linquant

#endif  // LINQUANT_BINDING_MEMORY_H_
