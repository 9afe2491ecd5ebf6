// Which parameters an element has: the order of ONNX QuantizeLinear.
#ifndef LINQUANT_CORE_LAYOUT_H_
#define LINQUANT_CORE_LAYOUT_H_

#include <stdint.h>

namespace linquant {

// Data of the shape [outer, axis, inner] has element (o, a, i) at (o * axis + a) * inner + i. Its parameters have the index
// a where block is 0, else (o * ceil(axis / block) + a / block) * inner + i; block <= axis. One set for all is
// [1, 1, count]. 64 bits everywhere: a tensor may have more elements than one memory of 32-bit addresses holds a part of.
struct Layout {
  uint64_t outer, axis, inner, block;

  uint64_t count() const { return outer * axis * inner; }
  bool isOneSet() const { return block == 0 && axis == 1; }
  uint64_t blocks() const { return (axis - 1) / block + 1; }
  uint64_t parameters() const { return block == 0 || axis == 0 ? axis : outer * blocks() * inner; }
};

// The indices of the parameters of elements, one after the other.
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
  // Places in the inner sizes and on the axis; the index of the first parameter there, and how much of the block is left.
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

// Contiguous elements whose parameters follow one pattern: element `at + j`, j < length, has those of index
// parameter + (skip + j) % period / run.
struct Segment {
  uint64_t at, length, parameter, period, run, skip;
};

// Calls visit(segment) for elements start to end, in order.
template <class Visit>
void forEachSegment(const Layout& layout, uint64_t start, uint64_t end, const Visit& visit) {
  if (start == end) return;
  const uint64_t inner = layout.inner, row = layout.axis * inner;
  if (layout.block == 0) return visit(Segment{start, end - start, 0, row, inner, start % row});
  if (inner == 1 && layout.axis % layout.block == 0) {
    return visit(Segment{start, end - start, 0, layout.count(), layout.block, start});
  }
  const uint64_t blocks = layout.blocks(), whole = layout.block * inner;
  // With inner 1 a row is one segment, whose last run may be shorter; else each row of blocks is one.
  const uint64_t length = inner == 1 ? row : whole;
  for (uint64_t at = start; at < end;) {
    const uint64_t o = at / row, inRow = at % row, index = inRow / length;
    const uint64_t first = o * row + index * length, last = (o + 1) * row;
    uint64_t next = first + length < last ? first + length : last;
    if (next > end) next = end;
    const uint64_t parameter = inner == 1 ? o * blocks : (o * blocks + index) * inner;
    const uint64_t period = inner == 1 ? row : inner, run = inner == 1 ? layout.block : 1;
    visit(Segment{at, next - at, parameter, period, run, at - first});
    at = next;
  }
}

}  // namespace linquant

#endif  // LINQUANT_CORE_LAYOUT_H_
