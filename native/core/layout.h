// Which parameters an element has: the order of ONNX QuantizeLinear.
#ifndef LINQUANT_CORE_LAYOUT_H_
#define LINQUANT_CORE_LAYOUT_H_

#include <stddef.h>

namespace linquant {

// Data of the shape [outer, axis, inner] has element (o, a, i) at (o * axis + a) * inner + i. Its parameters have the index
// a where block is 0, else (o * ceil(axis / block) + a / block) * inner + i. One set for all is [1, 1, count].
struct Layout {
  size_t outer, axis, inner, block;

  size_t count() const { return outer * axis * inner; }
  size_t blocks() const { return (axis - 1) / block + 1; }
  size_t parameters() const { return block == 0 || axis == 0 ? axis : outer * blocks() * inner; }
};

// Contiguous elements whose parameters follow one pattern: element `at + j`, j < length, has those of index
// parameter + (skip + j) % period / run.
struct Segment {
  size_t at, length, parameter, period, run, skip;
};

// Calls visit(segment) for elements start to end, in order.
template <class Visit>
void forEachSegment(const Layout& layout, size_t start, size_t end, const Visit& visit) {
  if (start == end) return;
  const size_t inner = layout.inner, row = layout.axis * inner;
  if (layout.block == 0) return visit(Segment{start, end - start, 0, row, inner, start % row});
  if (inner == 1 && layout.axis % layout.block == 0) {
    return visit(Segment{start, end - start, 0, layout.count(), layout.block, start});
  }
  const size_t blocks = layout.blocks(), whole = layout.block * inner;
  // With inner 1 a row is one segment, whose last run may be shorter; else each row of blocks is one.
  const size_t length = inner == 1 ? row : whole;
  for (size_t at = start; at < end;) {
    const size_t o = at / row, inRow = at % row, index = inRow / length;
    const size_t first = o * row + index * length, last = (o + 1) * row;
    size_t next = first + length < last ? first + length : last;
    if (next > end) next = end;
    const size_t parameter = inner == 1 ? o * blocks : (o * blocks + index) * inner;
    const size_t period = inner == 1 ? row : inner, run = inner == 1 ? layout.block : 1;
    visit(Segment{at, next - at, parameter, period, run, at - first});
    at = next;
  }
}

}  // namespace linquant

#endif  // LINQUANT_CORE_LAYOUT_H_
