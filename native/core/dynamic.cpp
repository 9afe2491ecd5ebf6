// quantizeDynamic: parameters are chosen from the ranges of the data.
#include "quantization.h"
#include "tuning.h"
#include "widen.h"

namespace linquant {
namespace {

// Units (unitElements): elements and parameters that belong to each other and to nothing else.
struct Units {
  const Layout& layout;

  // The unit that begins at an element.
  uint64_t at(uint64_t element) const {
    if (layout.block == 0) return layout.inner == 0 ? 0 : element / layout.inner;
    const uint64_t row = layout.axis * layout.inner;
    if (row == 0) return 0;
    return element / row * layout.blocks() + element % row / (layout.block * layout.inner);
  }
  uint64_t element(uint64_t unit) const {
    if (layout.block == 0) return unit * layout.inner;
    const uint64_t o = unit / layout.blocks(), a = unit % layout.blocks() * layout.block;
    return (o * layout.axis + a) * layout.inner;
  }
  uint64_t parameter(uint64_t unit) const { return layout.block == 0 ? unit : unit * layout.inner; }
};

// A pointer to parameter `index`; float32 and int32 have the same size.
uint8_t* valuesFrom(uint8_t* values, uint64_t index) { return values + index * sizeof(float); }

// scales and zeroPoints double as scratch memory for minima and maxima, which the parameters then overwrite.
struct Dynamic {
  const KernelTable& table;
  const uint8_t* x;
  uint8_t* q;
  const Part& part;
  const Layout& layout;
  const Choice& choice;
  const Coding coding;
  uint8_t *scales, *zeroPoints;

  // Chooses parameters first to last, which belong to elements start to end and to no others.
  uint64_t choose(uint64_t start, uint64_t end, uint64_t first, uint64_t last) const {
    uint8_t *const low = valuesFrom(scales, first), *const high = valuesFrom(zeroPoints, first);
    beginRanges(low, high, last - first);
    Widen widen = {table, coding.floatType, floats(), low, high, first};
    forEachPatch(layout, start, end, widen);
    const uint64_t chosen = table.choose(low, high, last - first, choice, low, high);
    return chosen == last - first ? kNone : first + chosen;
  }

  void encode(uint64_t start, uint64_t end) const {
    quantize(table, coding, x, q, {part.origin, start, end}, layout, {scales, zeroPoints, nullptr});
  }

  // All ranges first, then all codes: every range has elements all over the tensor.
  uint64_t inTwoPasses() const {
    const uint64_t unfit = choose(part.start, part.end, 0, layout.parameters());
    if (unfit == kNone) encode(part.start, part.end);
    return unfit;
  }

  // The kernel for rows: whole units of float32 to codes of a byte.
  uint64_t byKernel() const {
    const Units units = {layout};
    const uint64_t first = units.at(part.start), columns = unitElements(layout);
    const uint64_t rows = part.count() / columns;
    const uint64_t done =
        table.dynamic(floats().at(part.start), q + (part.start - part.origin), rows, columns, choice,
                      shiftOf(coding.dtype), valuesFrom(scales, first), valuesFrom(zeroPoints, first));
    return done == rows ? kNone : first + done;
  }

  // Some units at a time, so that their elements are still in the cache when their ranges are known.
  uint64_t inPortions() const {
    const Units units = {layout};
    // Packed codes are written in whole bytes.
    const size_t step = 8 / (codeBits(coding.dtype) < 8 ? codeBits(coding.dtype) : 8);
    uint64_t done = part.start;
    const uint64_t last = units.at(part.end);
    for (uint64_t unit = units.at(part.start), next; unit < last; unit = next) {
      const uint64_t start = units.element(unit);
      next = unit + 1;
      while (next < last && units.element(next + 1) - start <= tuning::kRangedElements) next++;
      const uint64_t end = units.element(next);
      const uint64_t unfit = choose(start, end, units.parameter(unit), units.parameter(next));
      if (unfit != kNone) return unfit;
      const uint64_t whole = end == part.end ? end : end / step * step;
      encode(done, whole);
      done = whole;
    }
    return kNone;
  }

 private:
  Elements floats() const { return {x, part.origin, floatBytes(coding.floatType)}; }
};

}  // namespace

uint64_t unitElements(const Layout& layout) {
  if (layout.block == 0) return layout.outer == 1 ? layout.inner : 0;
  // If the last block of a row is shorter than the others, only rows have equal lengths.
  const bool areEqual = layout.axis % layout.block == 0 || layout.outer == 1;
  return (areEqual ? layout.block : layout.axis) * layout.inner;
}

uint64_t quantizeDynamic(const KernelTable& table, FloatType type, const uint8_t* x, Dtype dtype, uint8_t* q,
                         const Part& part, const Layout& layout, const Choice& choice, uint8_t* scales,
                         uint8_t* zeroPoints) {
  if (part.count() == 0) return kNone;
  const Coding coding = {type, dtype, Rounding::halfEven, choice.qmin, choice.qmax};
  const Dynamic dynamic = {table, x, q, part, layout, choice, coding, scales, zeroPoints};
  const bool areRows =
      layout.block == 0 ? layout.outer == 1 : layout.inner == 1 && layout.axis % layout.block == 0;
  if (areRows && type == FloatType::float32 && static_cast<size_t>(dtype) < kByteDtypeCount) {
    return dynamic.byKernel();
  }
  return unitElements(layout) == 0 ? dynamic.inTwoPasses() : dynamic.inPortions();
}

}  // namespace linquant
