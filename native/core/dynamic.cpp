// Ranges, and what is chosen from them.
#include "apply.h"
#include "generic/range_patch.h"
#include "quantization.h"

namespace linquant {
namespace {

// Widens ranges of parameters to hold elements (walk.h). mins and maxs are those of the parameter with the index `first`.
struct Widen {
  const KernelTable& table;
  FloatType type;
  Elements x;
  uint8_t *mins, *maxs;
  uint64_t first;

  void runs(uint64_t at, size_t runs, size_t run, uint64_t parameter) {
    Patch patch = patchAt(at);
    patch.runs = runs;
    patch.run = run;
    const size_t index = (parameter - first) * sizeof(float);
    table.rangePatch(type, patch, mins + index, maxs + index);
  }

  void columns(uint64_t at, size_t rows, size_t columns, size_t stride, const Columns& which) {
    Patch patch = patchAt(at);
    patch.rows = rows;
    patch.columns = columns;
    patch.stride = stride;
    if (which.areInOrder(columns)) {
      const size_t index = (which.parameter(0) - first) * sizeof(float);
      return table.rangePatch(type, patch, mins + index, maxs + index);
    }
    uint8_t low[kMostColumns * sizeof(float)], high[kMostColumns * sizeof(float)];
    for (size_t c = 0; c < columns; c++) {
      putFloat(low, c, kInfinity);
      putFloat(high, c, -kInfinity);
    }
    table.rangePatch(type, patch, low, high);
    which.forEachRun(columns, [&](uint64_t c, uint64_t end, uint64_t index) {
      for (; c < end; c++) {
        widenRange(mins, maxs, index - first, valueAt<float>(low, c), valueAt<float>(high, c));
      }
    });
  }

  void elements(uint64_t at, size_t count, const uint64_t* indices) {
    float values[kMostColumns];
    uint8_t* const floats = reinterpret_cast<uint8_t*>(values);
    table.convert(x.at(at), type, floats, FloatType::float32, count);
    for (size_t i = 0; i < count; i++) widenRange(mins, maxs, indices[i] - first, values[i], values[i]);
  }

  Patch patchAt(uint64_t at) const {
    Patch patch = {};
    patch.from = x.at(at);
    return patch;
  }
};

// Elements and parameters that belong together, and nothing else to them: a row of blocks, or a run of one channel.
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

// So many elements at a time that they are still in the cache when their ranges are known.
constexpr size_t kPortion = 4096;

// Where the floats (or integers) of the parameter `index` lie.
uint8_t* valuesFrom(uint8_t* values, uint64_t index) { return values + index * sizeof(float); }

// What a part of a tensor becomes. Ranges go where scales and zero points go, which then take their places.
struct Dynamic {
  const KernelTable& table;
  const uint8_t* x;
  uint8_t* q;
  const Part& part;
  const Layout& layout;
  const Choice& choice;
  const Coding coding;
  uint8_t *scales, *zeroPoints;

  // The parameters first to last, which elements start to end have and no others do.
  uint64_t choose(uint64_t start, uint64_t end, uint64_t first, uint64_t last) const {
    uint8_t *const low = valuesFrom(scales, first), *const high = valuesFrom(zeroPoints, first);
    beginRanges(low, high, last - first);
    Widen widen = {table, coding.floatType, floats(), low, high, first};
    walkLayout(layout, start, end, widen);
    const uint64_t chosen = table.choose(low, high, last - first, choice, low, high);
    return chosen == last - first ? kNone : first + chosen;
  }

  void encode(uint64_t start, uint64_t end) const {
    quantize(table, coding, x, q, {part.origin, start, end}, layout, {scales, zeroPoints, nullptr});
  }

  // Each parameter has elements everywhere: there is no way but two.
  uint64_t inTwoSteps() const {
    const uint64_t unfit = choose(part.start, part.end, 0, layout.parameters());
    if (unfit == kNone) encode(part.start, part.end);
    return unfit;
  }

  uint64_t byKernel() const {
    const Units units = {layout};
    const uint64_t first = units.at(part.start), columns = unitElements(layout);
    const uint64_t rows = part.count() / columns;
    const uint64_t done =
        table.dynamic(floats().at(part.start), q + (part.start - part.origin), rows, columns, choice,
                      shiftOf(coding.dtype), valuesFrom(scales, first), valuesFrom(zeroPoints, first));
    return done == rows ? kNone : first + done;
  }

  uint64_t inPortions() const {
    const Units units = {layout};
    // Packed codes are written by whole bytes.
    const size_t step = 8 / (codeBits(coding.dtype) < 8 ? codeBits(coding.dtype) : 8);
    uint64_t done = part.start;
    const uint64_t last = units.at(part.end);
    for (uint64_t unit = units.at(part.start), next; unit < last; unit = next) {
      const uint64_t start = units.element(unit);
      next = unit + 1;
      while (next < last && units.element(next + 1) - start <= kPortion) next++;
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

void beginRanges(uint8_t* mins, uint8_t* maxs, uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    putFloat(mins, i, kInfinity);
    putFloat(maxs, i, -kInfinity);
  }
}

void widenRanges(const KernelTable& table, FloatType type, const uint8_t* x, const Part& part,
                 const Layout& layout, uint8_t* mins, uint8_t* maxs) {
  const Elements floats = {x, part.origin, floatBytes(type)};
  if (layout.isOneSet() && type == FloatType::float32) {
    if (part.count() == 0) return;
    const Range range = table.minMax(floats.at(part.start), part.count());
    return widenRange(mins, maxs, 0, range.min, range.max);
  }
  Widen widen = {table, type, floats, mins, maxs, 0};
  walkLayout(layout, part.start, part.end, widen);
}

void mergeRanges(uint8_t* mins, uint8_t* maxs, const uint8_t* otherMins, const uint8_t* otherMaxs,
                 uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    widenRange(mins, maxs, i, valueAt<float>(otherMins, i), valueAt<float>(otherMaxs, i));
  }
}

void endRanges(uint8_t* mins, uint8_t* maxs, uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    const float min = valueAt<float>(mins, i), max = valueAt<float>(maxs, i);
    const bool isNan = min != min || max != max;
    putFloat(mins, i, isNan ? quietNan() : min + 0.0f);
    putFloat(maxs, i, isNan ? quietNan() : max + 0.0f);
  }
}

void ranges(const KernelTable& table, FloatType type, const uint8_t* x, const Layout& layout, uint8_t* mins,
            uint8_t* maxs) {
  beginRanges(mins, maxs, layout.parameters());
  widenRanges(table, type, x, wholeOf(layout), layout, mins, maxs);
  endRanges(mins, maxs, layout.parameters());
}

uint64_t unitElements(const Layout& layout) {
  if (layout.block == 0) return layout.outer == 1 ? layout.inner : 0;
  // Where the last block of a row is shorter than the others, rows are what is equally long.
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
  return unitElements(layout) == 0 ? dynamic.inTwoSteps() : dynamic.inPortions();
}

}  // namespace linquant
