// Ranges, and what is chosen from them.
#include "generic/range_patch.h"
#include "quantization.h"
#include "walk.h"

namespace linquant {
namespace {

// Widens ranges of parameters to hold elements (walk.h). mins and maxs are those of the parameter with the index `first`.
struct Widen {
  const KernelTable& table;
  FloatType type;
  const uint8_t* x;
  uint8_t *mins, *maxs;
  size_t first;

  void runs(size_t at, size_t runs, size_t run, size_t parameter) {
    Patch patch = patchAt(at);
    patch.runs = runs;
    patch.run = run;
    const size_t index = (parameter - first) * sizeof(float);
    table.rangePatch(type, patch, mins + index, maxs + index);
  }

  void columns(size_t at, size_t rows, size_t columns, size_t stride, const Columns& which) {
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
    which.forEachRun(columns, [&](size_t c, size_t end, size_t index) {
      for (; c < end; c++) {
        widenRange(mins, maxs, index - first, valueAt<float>(low, c), valueAt<float>(high, c));
      }
    });
  }

  void elements(size_t at, size_t count, const size_t* indices) {
    float values[kMostColumns];
    uint8_t* const floats = reinterpret_cast<uint8_t*>(values);
    table.convert(x + at * floatBytes(type), type, floats, FloatType::float32, count);
    for (size_t i = 0; i < count; i++) widenRange(mins, maxs, indices[i] - first, values[i], values[i]);
  }

  Patch patchAt(size_t at) const {
    Patch patch = {};
    patch.from = x + at * floatBytes(type);
    return patch;
  }
};

// The ranges of elements start to end, which are all that the parameters first to last have.
void rangesOf(const KernelTable& table, FloatType type, const uint8_t* x, const Layout& layout, size_t start,
              size_t end, size_t first, size_t last, uint8_t* mins, uint8_t* maxs) {
  uint8_t *const low = mins + first * sizeof(float), *const high = maxs + first * sizeof(float);
  for (size_t i = 0; i < last - first; i++) {
    putFloat(low, i, kInfinity);
    putFloat(high, i, -kInfinity);
  }
  Widen widen = {table, type, x, low, high, first};
  walkLayout(layout, start, end, widen);
}

// Elements and parameters that belong together, and nothing else to them: a row of blocks, or a run of one channel.
struct Units {
  const Layout& layout;

  size_t count() const { return layout.block == 0 ? layout.axis : layout.outer * layout.blocks(); }
  size_t element(size_t unit) const {
    if (layout.block == 0) return unit * layout.inner;
    const size_t o = unit / layout.blocks(), a = unit % layout.blocks() * layout.block;
    return (o * layout.axis + a) * layout.inner;
  }
  size_t parameter(size_t unit) const { return layout.block == 0 ? unit : unit * layout.inner; }
};

// So many elements at a time that they are still in the cache when their ranges are known.
constexpr size_t kPortion = 4096;

}  // namespace

void ranges(const KernelTable& table, FloatType type, const uint8_t* x, const Layout& layout, uint8_t* mins,
            uint8_t* maxs) {
  const size_t count = layout.parameters();
  if (count == 1 && type == FloatType::float32) {
    const Range range = table.minMax(x, layout.count());
    putFloat(mins, 0, range.min);
    return putFloat(maxs, 0, range.max);
  }
  rangesOf(table, type, x, layout, 0, layout.count(), 0, count, mins, maxs);
  for (size_t i = 0; i < count; i++) {
    const float min = valueAt<float>(mins, i), max = valueAt<float>(maxs, i);
    const bool isNan = min != min || max != max;
    putFloat(mins, i, isNan ? quietNan() : min + 0.0f);
    putFloat(maxs, i, isNan ? quietNan() : max + 0.0f);
  }
}

// Ranges go where scales and zero points go, which then take their places.
static bool chooseOf(const KernelTable& table, FloatType type, const uint8_t* x, const Layout& layout,
                     size_t start, size_t end, size_t first, size_t last, const Choice& choice,
                     uint8_t* scales, uint8_t* zeroPoints) {
  rangesOf(table, type, x, layout, start, end, first, last, scales, zeroPoints);
  uint8_t *const low = scales + first * sizeof(float), *const high = zeroPoints + first * sizeof(float);
  return table.choose(low, high, last - first, choice, low, high) == last - first;
}

bool quantizeDynamic(const KernelTable& table, FloatType type, const uint8_t* x, Dtype dtype, uint8_t* q,
                     const Layout& layout, const Choice& choice, uint8_t* scales, uint8_t* zeroPoints) {
  const Coding coding = {type, dtype, Rounding::halfEven, choice.qmin, choice.qmax};
  const Affines affines = {scales, zeroPoints, nullptr};
  const size_t count = layout.count(), parameters = layout.parameters();
  const bool areRows =
      layout.block == 0 ? layout.outer == 1 : layout.inner == 1 && layout.axis % layout.block == 0;
  if (areRows && type == FloatType::float32 && static_cast<size_t>(dtype) < kByteDtypeCount) {
    return table.dynamic(x, q, parameters, count / parameters, choice, shiftOf(dtype), scales, zeroPoints) ==
           parameters;
  }
  if (layout.block == 0 && layout.outer != 1) {
    // Each parameter has elements everywhere: there is no way but two.
    if (!chooseOf(table, type, x, layout, 0, count, 0, parameters, choice, scales, zeroPoints)) return false;
    quantize(table, coding, x, q, layout, affines);
    return true;
  }
  const Units units = {layout};
  // Packed codes are written by whole bytes.
  const size_t step = 8 / (codeBits(dtype) < 8 ? codeBits(dtype) : 8);
  size_t done = 0;
  for (size_t unit = 0, next; unit < units.count(); unit = next) {
    const size_t start = units.element(unit);
    next = unit + 1;
    while (next < units.count() && units.element(next + 1) - start <= kPortion) next++;
    const size_t end = units.element(next);
    if (!chooseOf(table, type, x, layout, start, end, units.parameter(unit), units.parameter(next), choice,
                  scales, zeroPoints)) {
      return false;
    }
    const size_t whole = end == count ? end : end / step * step;
    quantizePart(table, coding, x, q, done, whole, layout, affines);
    done = whole;
  }
  return true;
}

}  // namespace linquant
