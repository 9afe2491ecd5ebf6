// The ways over a patch (kernels.h): blocks of elements with their parameters.
#ifndef LINQUANT_CORE_GENERIC_PATCH_H_
#define LINQUANT_CORE_GENERIC_PATCH_H_

#include "codes.h"
#include "floats.h"
#include "lanes.h"

namespace linquant {

// What happens to a block is up to Sink:
//   Sink::Table                             what it makes of Affines, `count` of them, before it begins
//   Sink::Lanes<kSets>                      what a block needs of a table: a set for each of its vectors, or one for all
//     setOne(table, j, i), setEach(table, j, i)    set j: index i for all elements, or one for each element from i on
//     ready(sink)                           after all sets
//   sink.block(lanes, place)                does a block
//   fromBytes(), toBytes()                  of an element
//   kWatchesFlag                            whether the invalid flag tells that a piece has to be done once more, by a
//                                           Sink::Careful
// The last block of a run or row may begin inside the one before it, with the same result.
struct Place {
  const uint8_t* from;
  uint8_t *to, *mask;
};

template <class Sink>
struct PatchWalk {
  using V = typename Sink::Vector;

  // Copies: what a kernel writes to could be anything that it points to.
  const Sink sink;
  const Patch patch;
  const typename Sink::Table& table;

  template <class Lanes>
  LINQUANT_INLINE_METHOD void block(const Lanes& lanes, size_t i) const {
    sink.block(lanes, Place{patch.from + i * sink.fromBytes(), patch.to + i * sink.toBytes(),
                            patch.mask == nullptr ? nullptr : patch.mask + i});
  }

  // Blocks begin at 0, then from here on: where stores (loads, if they are wider) do not cross cache lines.
  LINQUANT_INLINE_METHOD size_t second(size_t count) const {
    const bool storesFloats = sink.toBytes() >= sink.fromBytes();
    const size_t bytes = storesFloats ? sink.toBytes() : sink.fromBytes();
    const size_t address = reinterpret_cast<uintptr_t>(storesFloats ? patch.to : patch.from);
    const size_t beyond = address % kVectorBytes<V>;
    if (count < 8 * kBlock<V> || beyond == 0 || beyond % bytes != 0) return kBlock<V>;
    return (kVectorBytes<V> - beyond) / bytes;
  }

  // Runs first to end, of a block at least.
  LINQUANT_INLINE_METHOD void longRuns(size_t first, size_t end) const {
    const size_t last = patch.run - kBlock<V>, step = second(patch.run);
    for (size_t k = first, start = first * patch.run; k < end; k++, start += patch.run) {
      typename Sink::template Lanes<1> lanes;
      lanes.setOne(table, 0, k);
      lanes.ready(sink);
      for (size_t i = 0;; i += i == 0 ? step : kBlock<V>) {
        if (i > last) i = last;
        block(lanes, start + i);
        if (i == last) break;
      }
    }
  }

  // The parameters of a block of columns stay in registers for so many rows. More would leave the order of memory, which
  // the processor foresees, for too long.
  static constexpr size_t kRowsAtOnce = 8;

  // Rows first to end of a block at least of columns; or runs, of which several make a block and none ends inside a vector,
  // as one row.
  LINQUANT_INLINE_METHOD void columns(size_t first, size_t end, size_t columns, bool areRuns) const {
    const size_t last = columns - kBlock<V>, step = second(columns);
    size_t shift = 0;
    if (areRuns) {
      while (size_t{1} << shift != patch.run) shift++;
    }
    for (size_t top = first; top < end; top += kRowsAtOnce) {
      const size_t bottom = end - top < kRowsAtOnce ? end : top + kRowsAtOnce;
      for (size_t c = 0;; c += c == 0 && !areRuns ? step : kBlock<V>) {
        if (c > last) c = last;
        typename Sink::template Lanes<4> lanes;
        for (size_t j = 0; j < 4; j++) {
          const size_t at = c + j * V::kLanes;
          if (areRuns) {
            lanes.setOne(table, j, at >> shift);
          } else {
            lanes.setEach(table, j, at);
          }
        }
        lanes.ready(sink);
        for (size_t row = top, i = top * patch.stride + c; row < bottom; row++, i += patch.stride)
          block(lanes, i);
        if (c == last) break;
      }
    }
  }
};

// Whether runs go several to a block: a power of two, times the lanes.
template <class V>
LINQUANT_INLINE bool areShortRuns(size_t run) {
  return run < kBlock<V> && run % V::kLanes == 0 && kBlock<V> % run == 0;
}

// Elements between two looks at the flag: enough to hide it, few enough to be in the cache still.
constexpr size_t kPatchPiece = 16384;

template <class Sink>
LINQUANT_OUTLINE void walkSmallPatch(const Sink& sink, const Patch& patch);

// A patch whose parameters fit into a table, piece by piece.
template <class Sink>
LINQUANT_OUTLINE void walkTable(const Sink& sink, const Patch& patch) {
  using V = typename Sink::Vector;
  const bool areRuns = patch.runs != 0, areShort = areRuns && areShortRuns<V>(patch.run);
  const size_t columns = areShort ? patch.runs * patch.run : areRuns ? patch.run : patch.columns;
  if (columns < kBlock<V>) return walkSmallPatch(sink, patch);
  const typename Sink::Table table(patch.affines, areRuns ? patch.runs : columns);
  const PatchWalk<Sink> walk = {sink, patch, table};
  const size_t rows = areShort ? 1 : areRuns ? patch.runs : patch.rows;
  const size_t most = columns < kPatchPiece ? kPatchPiece / columns : 1;
  for (size_t row = 0, n; row < rows; row += n) {
    n = rows - row < most ? rows - row : most;
    if constexpr (Sink::kWatchesFlag) V::clearInvalidFlag();
    if (areRuns && !areShort) {
      walk.longRuns(row, row + n);
    } else {
      walk.columns(row, row + n, columns, areRuns);
    }
    if constexpr (Sink::kWatchesFlag) {
      if (V::invalidFlag()) [[unlikely]] {
        Patch piece = patch;
        const size_t at = row * (areRuns ? columns : patch.stride);
        piece.from += at * sink.fromBytes();
        piece.to += at * sink.toBytes();
        if (patch.mask != nullptr) piece.mask += at;
        if (areRuns && !areShort) {
          piece.runs = n;
          piece.affines = affinesFrom(patch.affines, row);
        }
        if (!areRuns) piece.rows = n;
        walkPatch(typename Sink::Careful(sink.coding), piece);
      }
    }
  }
}

template <class Sink>
LINQUANT_OUTLINE void walkPatch(const Sink& sink, const Patch& given) {
  if (given.runs == 0) {
    if (given.columns != 0 && given.rows != 0) walkTable(sink, given);
    return;
  }
  if (given.run == 0) return;
  // As many runs at a time as a table has room for, and no more than a piece of one.
  const size_t most = given.run < kPatchPiece ? kMostColumns : 1;
  Patch patch = given;
  for (size_t k = 0; k < given.runs; k += most) {
    patch.runs = given.runs - k < most ? given.runs - k : most;
    patch.affines = affinesFrom(given.affines, k);
    for (size_t i = 0, n; i < given.run; i += n) {
      n = given.run - i < 2 * kPatchPiece ? given.run - i : kPatchPiece;
      const size_t at = k * given.run + i;
      patch.run = n;
      patch.from = given.from + at * sink.fromBytes();
      patch.to = given.to + at * sink.toBytes();
      if (given.mask != nullptr) patch.mask = given.mask + at;
      walkTable(sink, patch);
    }
  }
}

// Runs or rows of less than a block, each through memory for a whole one: slow, and rare.
template <class Sink>
LINQUANT_OUTLINE void walkSmallPatch(const Sink& sink, const Patch& patch) {
  constexpr size_t kElements = kBlock<typename Sink::Vector>;
  uint8_t from[kElements * kMostFloatBytes] = {}, to[kElements * kMostFloatBytes], mask[kElements];
  const bool areRuns = patch.runs != 0;
  const size_t rows = areRuns ? patch.runs : patch.rows, columns = areRuns ? patch.run : patch.columns;
  RepeatedAffines<kElements> repeated;
  Patch block = {};
  block.from = from;
  block.to = to;
  block.mask = patch.mask == nullptr ? nullptr : mask;
  block.rows = 1;
  block.columns = kElements;
  if (!areRuns) block.affines = repeated.fill(patch.affines, 0, columns);
  for (size_t row = 0; row < rows; row++) {
    const size_t i = row * (areRuns ? columns : patch.stride);
    if (areRuns) block.affines = repeated.fill(patch.affines, row, 1);
    memcpy(from, patch.from + i * sink.fromBytes(), columns * sink.fromBytes());
    walkPatch(sink, block);
    memcpy(patch.to + i * sink.toBytes(), to, columns * sink.toBytes());
    if (patch.mask != nullptr) memcpy(patch.mask + i, mask, columns);
  }
}

}  // namespace linquant

#endif  // LINQUANT_CORE_GENERIC_PATCH_H_
