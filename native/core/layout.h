// Layout: which parameters an element has. The order is that of ONNX QuantizeLinear.
#ifndef LINQUANT_CORE_LAYOUT_H_
#define LINQUANT_CORE_LAYOUT_H_

#include <stdint.h>

namespace linquant {

// Data of the shape [outer, axis, inner], in C order: element (o, a, i) is at (o * axis + a) * inner + i. The index of its
// parameters is a if block is 0, else (o * ceil(axis / block) + a / block) * inner + i, where block <= axis is blockSize.
// [1, 1, count] has one set of parameters for all. Sizes have 64 bits on 32-bit machines too: a call may be one part of a
// tensor that no single memory could hold.
struct Layout {
  uint64_t outer, axis, inner, block;

  uint64_t count() const { return outer * axis * inner; }
  bool isOneSet() const { return block == 0 && axis == 1; }
  uint64_t blocks() const { return (axis - 1) / block + 1; }
  uint64_t parameters() const { return block == 0 || axis == 0 ? axis : outer * blocks() * inner; }
};

// Iterates over elements and gives the index of the parameters of each, without a division per element.
class Indices {
 public:
  Indices(const Layout& given, uint64_t start)
      : layout(given), i(start % given.inner), a(start / given.inner % given.axis) {
    const uint64_t o = start / given.inner / given.axis;
    first = given.block == 0 ? a : (o * given.blocks() + a / given.block) * given.inner;
    left = given.block == 0 ? 0 : given.block - a % given.block;
  }

  uint64_t next() {
    const uint64_t index = layout.block == 0 ? first : first + i;
    if (++i == layout.inner) {
      i = 0;
      step();
    }
    return index;
  }

 private:
  const Layout& layout;
  // i and a are those of the element; `first` is the index of the parameters of (o, a, 0); `left` counts the values of a that
  // are left in the block.
  uint64_t i, a, first, left;

  void step() {
    const bool isEnd = ++a == layout.axis;
    if (isEnd) a = 0;
    if (layout.block == 0) {
      first = a;
    } else if (--left == 0 || isEnd) {
      first += layout.inner;
      left = layout.block;
    }
  }
};

}  // namespace linquant

#endif  // LINQUANT_CORE_LAYOUT_H_
