// The ways over a patch (kernels.h): blocks of elements with their parameters.
#ifndef LINQUANT_CORE_PATCHES_PATCH_H_
#define LINQUANT_CORE_PATCHES_PATCH_H_

#include "../vector/codes.h"
#include "../vector/floats.h"
#include "../vector/lanes.h"

namespace linquant {

// What happens to a block is up to Sink:
//   Sink::Table                             what it makes of Affines, `count` of them, before it begins
//   Sink::Lanes<kSets>                      what a block needs of a table: a set for each of its vectors, or one for all
//     setOne(table, j, i), setEach(table, j, i)    set j: index i for all elements, or one for each element from i on
//     ready(sink)                           after all sets
//   sink.block(lanes, place)                does a block
//   fromBytes(), toBytes()                  of an element
//   kWatchesFlag                            whether the invalid flag tells that a piece has to be done once more
//   Careful                                 the sink that does it, and what is less than a block: slower, the same bytes
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

  // Runs of less than a block, which reaches into the runs behind: they write the right codes there then. The last ones,
  // behind which there is not so much, are left.
  LINQUANT_INLINE_METHOD void overlappingRuns() const {
    for (size_t k = 0, i = 0; i + kBlock<V> <= patch.runs * patch.run; k++, i += patch.run) {
      typename Sink::template Lanes<1> lanes;
      lanes.setOne(table, 0, k);
      lanes.ready(sink);
      block(lanes, i);
    }
  }

  // Runs of which several make a block, and none ends inside a vector, as one row.
  LINQUANT_INLINE_METHOD void shortRuns() const {
    const size_t last = patch.runs * patch.run - kBlock<V>;
    size_t shift = 0;
    while (size_t{1} << shift != patch.run) shift++;
    for (size_t i = 0;; i += kBlock<V>) {
      if (i > last) i = last;
      typename Sink::template Lanes<4> lanes;
      for (size_t j = 0; j < 4; j++) lanes.setOne(table, j, (i + j * V::kLanes) >> shift);
      lanes.ready(sink);
      block(lanes, i);
      if (i == last) break;
    }
  }
};

// Rows of columns that fill a block at least. What the blocks of a row need is made ready once, and serves some rows at
// a time: four rather than one or eight, which take 1.1 to 1.3 times as long (Zen 3, rows of 1024 and 4096 in the last
// cache). Fetching ahead changes nothing there.
template <class Sink>
struct ColumnsWalk {
  using V = typename Sink::Vector;
  static constexpr size_t kMostBlocks = kMostColumns / kBlock<V> + 2;
  static constexpr size_t kRowsAtOnce = 4;

  typename Sink::template Lanes<4> lanes[kMostBlocks];
  size_t starts[kMostBlocks], blocks = 0;

  ColumnsWalk(const Sink& sink, const Patch& patch, size_t second) {
    const typename Sink::Table table(patch.affines, patch.columns);
    const size_t last = patch.columns - kBlock<V>;
    for (size_t c = 0;; c += c == 0 ? second : kBlock<V>) {
      if (c > last) c = last;
      for (size_t j = 0; j < 4; j++) lanes[blocks].setEach(table, j, c + j * V::kLanes);
      lanes[blocks].ready(sink);
      starts[blocks++] = c;
      if (c == last) break;
    }
  }

  LINQUANT_INLINE_METHOD void rows(const PatchWalk<Sink>& walk, size_t first, size_t end) const {
    const size_t stride = walk.patch.stride;
    const size_t most = blocks == 1 ? end - first : kRowsAtOnce;
    for (size_t top = first; top < end; top += most) {
      const size_t n = end - top < most ? end - top : most;
      for (size_t k = 0; k < blocks; k++) {
        const typename Sink::template Lanes<4> by = lanes[k];
        size_t i = top * stride + starts[k];
        for (size_t row = 0; row < n; row++, i += stride) walk.block(by, i);
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

// Runs or rows first to first + n of a patch.
template <class Sink>
LINQUANT_INLINE Patch partOf(const Sink& sink, const Patch& patch, size_t first, size_t n) {
  Patch part = patch;
  const size_t at = first * (patch.runs != 0 ? patch.run : patch.stride);
  part.from += at * sink.fromBytes();
  part.to += at * sink.toBytes();
  if (patch.mask != nullptr) part.mask += at;
  if (patch.runs != 0) {
    part.runs = n;
    part.affines = affinesFrom(patch.affines, first);
  } else {
    part.rows = n;
  }
  return part;
}

// The elements that were done since the flag was cleared once more, where it is up: runs or rows from `row` on, n of them.
template <class Sink>
LINQUANT_INLINE void redoFlagged(const Sink& sink, const Patch& patch, size_t row, size_t n) {
  if constexpr (Sink::kWatchesFlag) {
    if (!Sink::Vector::invalidFlag()) [[likely]]
      return;
    walkPatch(typename Sink::Careful(sink.coding), partOf(sink, patch, row, n));
  }
}

template <class Sink>
LINQUANT_OUTLINE void walkRuns(const Sink& sink, const Patch& patch) {
  using V = typename Sink::Vector;
  if (patch.runs * patch.run < kBlock<V>) return walkSmallPatch(typename Sink::Careful(sink.coding), patch);
  const bool areShort = patch.run < kBlock<V>, fillBlocks = areShortRuns<V>(patch.run);
  const typename Sink::Table table(patch.affines, patch.runs);
  const PatchWalk<Sink> walk = {sink, patch, table};
  const size_t most = areShort ? patch.runs : patch.run < kPatchPiece ? kPatchPiece / patch.run : 1;
  for (size_t k = 0, n; k < patch.runs; k += n) {
    n = patch.runs - k < most ? patch.runs - k : most;
    if constexpr (Sink::kWatchesFlag) V::clearInvalidFlag();
    fillBlocks ? walk.shortRuns() : areShort ? walk.overlappingRuns() : walk.longRuns(k, k + n);
    redoFlagged(sink, patch, k, n);
  }
  if (areShort && !fillBlocks) {
    const size_t rest = (kBlock<V> - 1) / patch.run;
    walkSmallPatch(typename Sink::Careful(sink.coding), partOf(sink, patch, patch.runs - rest, rest));
  }
}

template <class Sink>
LINQUANT_OUTLINE void walkColumns(const Sink& sink, const Patch& patch) {
  using V = typename Sink::Vector;
  if (patch.columns < kBlock<V>) return walkSmallPatch(typename Sink::Careful(sink.coding), patch);
  const typename Sink::Table none(patch.affines, 0);
  const PatchWalk<Sink> walk = {sink, patch, none};
  const ColumnsWalk<Sink> columns(sink, patch, walk.second(patch.columns));
  const size_t most = kPatchPiece / patch.columns;
  for (size_t row = 0, n; row < patch.rows; row += n) {
    n = patch.rows - row < most ? patch.rows - row : most;
    if constexpr (Sink::kWatchesFlag) V::clearInvalidFlag();
    columns.rows(walk, row, row + n);
    redoFlagged(sink, patch, row, n);
  }
}

template <class Sink>
LINQUANT_OUTLINE void walkPatch(const Sink& sink, const Patch& given) {
  if (given.runs == 0) {
    if (given.columns != 0 && given.rows != 0) walkColumns(sink, given);
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
      walkRuns(sink, patch);
    }
  }
}

// Runs or rows of less than a block, each through memory for a whole one: slow, and rare, hence for careful sinks only.
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

#endif  // LINQUANT_CORE_PATCHES_PATCH_H_
