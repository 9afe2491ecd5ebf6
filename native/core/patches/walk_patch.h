// How a patch (kernels.h) is walked: chunk by chunk, each with the parameters of its elements.
#ifndef LINQUANT_CORE_PATCHES_WALK_PATCH_H_
#define LINQUANT_CORE_PATCHES_WALK_PATCH_H_

#include "../tuning.h"
#include "../vector/codes.h"
#include "../vector/floats.h"
#include "../vector/lanes.h"
#include "../vector/walk.h"

namespace linquant {

// What is done to a chunk is up to a Sink:
//   Sink::Table                 what it computes from Affines: fill(first, end) those of sets first to end
//   Sink::Lanes<kSets>          the parameters of a chunk: a set for each of its four vectors, or one set for all four
//     setOne(table, j, i)       set j: the parameters of index i, in all lanes
//     setEach(table, j, i)      set j: the parameters of indices i, i + 1, ..., one per lane
//     ready(sink)               called after all sets
//   sink.chunk(lanes, place)    does a chunk
//   sink.fromBytes(), toBytes() bytes of an element
//   Sink::kTestsFlag            the invalid flag tells whether a piece has to be done again
//   Sink::OfNan                 a sink, if there is one, that does it again first: NaN raises no flag there
//   Sink::Careful               the sink that does it again, and what is less than a chunk. It is slower and gives the same bytes.
//   sink.areFinite()            whether all floats so far are finite, where the flag is not tested; false where `from` is codes
// A walk returns true only if all floats that it read are finite; false where they may not be.
struct Place {
  const uint8_t* from;
  uint8_t *to, *mask;
};

template <class Sink>
struct PatchWalk {
  using V = typename Sink::Vector;

  // Copies, because the compiler has to assume that stores through uint8_t* change anything else.
  const Sink sink;
  const Patch patch;
  typename Sink::Table& table;

  template <class Lanes>
  LINQUANT_INLINE_METHOD void chunk(const Lanes& lanes, size_t i) const {
    sink.chunk(lanes, Place{patch.from + i * sink.fromBytes(), patch.to + i * sink.toBytes(),
                            patch.mask == nullptr ? nullptr : patch.mask + i});
  }

  // Where the second chunk of `count` elements begins: so that stores are aligned (or loads, if those are wider).
  LINQUANT_INLINE_METHOD size_t second(size_t count) const {
    if (count < tuning::kAlignedChunks * kChunk<V>) return kChunk<V>;
    return sink.toBytes() >= sink.fromBytes() ? alignedSecond<V>(patch.to, sink.toBytes())
                                              : alignedSecond<V>(patch.from, sink.fromBytes());
  }

  // Runs first to end, each longer than a chunk.
  LINQUANT_INLINE_METHOD void longRuns(size_t first, size_t end) const {
    const size_t step = second(patch.run);
    for (size_t k = first, start = first * patch.run; k < end; k++, start += patch.run) {
      fillAhead(k);
      typename Sink::template Lanes<1> lanes;
      lanes.setOne(table, 0, k);
      lanes.ready(sink);
      if constexpr (Sink::kTestsFlag) {
        // The last chunk apart: the arithmetic of quantize waits for where a chunk begins otherwise, that of dequantize for its stores. In
        // one loop runs of 64 and of 1024 take 1.05 times as long by AVX2, and as long by AVX-512 (Emerald Rapids).
        const size_t last = patch.run - kChunk<V>;
        for (size_t i = 0, next = step; i < last; i = next, next += kChunk<V>) chunk(lanes, start + i);
        chunk(lanes, start + last);
      } else {
        forEachChunk<V>(patch.run, step, [&](size_t i) LINQUANT_INLINE_LAMBDA { chunk(lanes, start + i); });
      }
    }
  }

  LINQUANT_INLINE_METHOD void fillVector(size_t first) const {
    if (first < patch.runs)
      table.fill(first, first + V::kLanes < patch.runs ? first + V::kLanes : patch.runs);
  }
  // Before runs that do not follow those that were walked last.
  LINQUANT_INLINE_METHOD void fillFrom(size_t k) const {
    const size_t first = k / V::kLanes * V::kLanes;
    fillVector(first);
    fillVector(first + V::kLanes);
  }
  // While the runs of a vector of scales are done, the divisions for those of the next one go on. Without it runs of 64 take 1.3 times as
  // long by AVX-512 and 1.03 times by AVX2 (Emerald Rapids, in the second-level cache).
  LINQUANT_INLINE_METHOD void fillAhead(size_t k) const {
    if (k % V::kLanes == 0) fillVector(k + V::kLanes);
  }

  // Runs of a chunk or less. The chunk of a run spills into the runs behind it, whose own chunks then overwrite the spill. The
  // last runs, behind which there is less than a chunk, are left out.
  LINQUANT_INLINE_METHOD void spillingRuns() const {
    for (size_t k = 0, i = 0; i + kChunk<V> <= patch.runs * patch.run; k++, i += patch.run) {
      fillAhead(k);
      typename Sink::template Lanes<1> lanes;
      lanes.setOne(table, 0, k);
      lanes.ready(sink);
      chunk(lanes, i);
    }
  }

  // Runs of one or two whole vectors: several runs fill a chunk.
  LINQUANT_INLINE_METHOD void vectorRuns() const {
    size_t shift = 0;
    while (size_t{1} << shift != patch.run) shift++;
    forEachChunk<V>(patch.runs * patch.run, [&](size_t i) LINQUANT_INLINE_LAMBDA {
      fillAhead(i >> shift);
      typename Sink::template Lanes<4> lanes;
      for (size_t j = 0; j < 4; j++) lanes.setOne(table, j, (i + j * V::kLanes) >> shift);
      lanes.ready(sink);
      chunk(lanes, i);
    });
  }
};

// Rows of at least a chunk of columns. The parameters of the chunks of a row are prepared once. Then each chunk's parameters
// serve tuning::kColumnRows rows before the next chunk's are loaded.
template <class Sink>
struct ColumnsWalk {
  using V = typename Sink::Vector;
  static constexpr size_t kMostChunks = kMostColumns / kChunk<V> + 2;

  typename Sink::template Lanes<4> lanes[kMostChunks];
  size_t starts[kMostChunks], chunks = 0;

  ColumnsWalk(const Sink& sink, const Patch& patch, size_t second) {
    typename Sink::Table table(patch.affines);
    table.fill(0, patch.columns);
    forEachChunk<V>(patch.columns, second, [&](size_t c) LINQUANT_INLINE_LAMBDA {
      for (size_t j = 0; j < 4; j++) lanes[chunks].setEach(table, j, c + j * V::kLanes);
      lanes[chunks].ready(sink);
      starts[chunks++] = c;
    });
  }

  LINQUANT_INLINE_METHOD void rows(const PatchWalk<Sink>& walk, size_t first, size_t end) const {
    const size_t stride = walk.patch.stride;
    const size_t most = chunks == 1 ? end - first : tuning::kColumnRows;
    for (size_t top = first; top < end; top += most) {
      const size_t n = end - top < most ? end - top : most;
      for (size_t k = 0; k < chunks; k++) {
        const typename Sink::template Lanes<4> by = lanes[k];
        size_t i = top * stride + starts[k];
        for (size_t row = 0; row < n; row++, i += stride) walk.chunk(by, i);
      }
    }
  }
};

template <class Sink>
constexpr bool kHasOfNan = requires {
  typename Sink::OfNan;
};

// What a walk over runs tells: whether its end was flagged, and what walkPatch returns.
struct Walked {
  bool isFlagged, areFinite;
};

template <class Sink>
LINQUANT_OUTLINE bool walkPatch(const Sink& sink, const Patch& given);

// Whether several runs fill a chunk and no run ends inside a vector.
template <class V>
constexpr bool areVectorRuns(size_t run) {
  return run < kChunk<V> && run % V::kLanes == 0 && kChunk<V> % run == 0;
}

template <class Sink>
LINQUANT_OUTLINE bool walkPadded(const Sink& sink, const Patch& patch);

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

// How many of `left` runs or rows of `run` elements are the next piece.
LINQUANT_INLINE size_t pieceOf(size_t left, size_t run, bool isFirst) {
  const size_t most = tuning::flagPiece(left * run, isFirst) / run;
  return most == 0 ? 1 : most < left ? most : left;
}
// How many runs or rows, n at least, are done again where those were flagged.
LINQUANT_INLINE size_t againOf(size_t left, size_t run, size_t n) {
  const size_t most = tuning::kNanRun / run;
  return most < n ? n : most < left ? most : left;
}

// Does n runs or rows from `first` on again if the invalid flag is set. Where NaN may be the reason, more of them are done so, and n becomes
// how many.
template <class Sink>
LINQUANT_INLINE Walked redoIfFlagged(const Sink& sink, const Patch& patch, size_t first, size_t& n) {
  if constexpr (!Sink::kTestsFlag) {
    return {false, sink.areFinite()};
  } else {
    if (!Sink::Vector::invalidFlag()) [[likely]]
      return {false, true};
    if constexpr (kHasOfNan<Sink>) {
      n = patch.runs != 0 ? againOf(patch.runs - first, patch.run, n)
                          : againOf(patch.rows - first, patch.columns, n);
      walkPatch(typename Sink::OfNan(sink.coding), partOf(sink, patch, first, n));
      return {true, false};
    } else {
      return {true, walkPatch(typename Sink::Careful(sink.coding), partOf(sink, patch, first, n))};
    }
  }
}

template <class Sink>
LINQUANT_OUTLINE Walked walkRuns(const Sink& sink, const Patch& patch) {
  using V = typename Sink::Vector;
  if (patch.runs * patch.run < kChunk<V>) {
    return {false, walkPadded(typename Sink::Careful(sink.coding), patch)};
  }
  const bool areShort = patch.run <= kChunk<V>, areVectors = areVectorRuns<V>(patch.run);
  typename Sink::Table table(patch.affines);
  const PatchWalk<Sink> walk = {sink, patch, table};
  walk.fillVector(0);
  Walked walked = {Sink::kTestsFlag, true};
  for (size_t k = 0, n; k < patch.runs; k += n) {
    n = areShort ? patch.runs : pieceOf(patch.runs - k, patch.run, walked.isFlagged);
    if constexpr (Sink::kTestsFlag) V::clearInvalidFlag();
    areVectors ? walk.vectorRuns() : areShort ? walk.spillingRuns() : walk.longRuns(k, k + n);
    const Walked piece = redoIfFlagged(walk.sink, patch, k, n);
    if (piece.isFlagged) [[unlikely]]
      walk.fillFrom(k + n);
    walked = {piece.isFlagged, walked.areFinite && piece.areFinite};
  }
  const size_t rest = (kChunk<V> - 1) / patch.run;
  if (areShort && !areVectors && rest != 0) {
    walked.areFinite &=
        walkPadded(typename Sink::Careful(sink.coding), partOf(sink, patch, patch.runs - rest, rest));
  }
  return walked;
}

template <class Sink>
LINQUANT_OUTLINE bool walkColumns(const Sink& sink, const Patch& patch) {
  using V = typename Sink::Vector;
  if (patch.columns < kChunk<V>) return walkPadded(typename Sink::Careful(sink.coding), patch);
  typename Sink::Table none(patch.affines);
  const PatchWalk<Sink> walk = {sink, patch, none};
  const ColumnsWalk<Sink> columns(sink, patch, walk.second(patch.columns));
  Walked walked = {Sink::kTestsFlag, true};
  for (size_t row = 0, n; row < patch.rows; row += n) {
    n = pieceOf(patch.rows - row, patch.columns, walked.isFlagged);
    if constexpr (Sink::kTestsFlag) V::clearInvalidFlag();
    columns.rows(walk, row, row + n);
    const Walked piece = redoIfFlagged(walk.sink, patch, row, n);
    walked = {piece.isFlagged, walked.areFinite && piece.areFinite};
  }
  return walked.areFinite;
}

template <class Sink>
LINQUANT_OUTLINE bool walkPatch(const Sink& sink, const Patch& given) {
  if (given.runs == 0) return given.columns == 0 || given.rows == 0 || walkColumns(sink, given);
  if (given.run == 0) return true;
  // As many runs at a time as a table has room for; of runs longer than a piece one, piece by piece.
  const bool areLong = given.run >= tuning::kFlagPiece;
  bool isFirst = Sink::kTestsFlag, isAgain = false;
  Patch patch = given;
  bool areFinite = true;
  for (size_t k = 0; k < given.runs; k += patch.runs) {
    const size_t left = given.runs - k, most = areLong ? 1 : kMostColumns;
    patch.runs = left < most ? left : most;
    if (areVectorRuns<typename Sink::Vector>(given.run) && isFirst) {
      patch.runs = pieceOf(patch.runs, given.run, true);
    }
    if (isAgain && !areLong) patch.runs = againOf(left, given.run, 1);
    patch.affines = affinesFrom(given.affines, k);
    for (size_t i = 0, n; i < given.run; i += n) {
      n = areLong ? tuning::flagPiece(given.run - i, isFirst) : given.run;
      if (isAgain && areLong) n = given.run - i < tuning::kNanRun ? given.run - i : tuning::kNanRun;
      const size_t at = k * given.run + i;
      patch.run = n;
      patch.from = given.from + at * sink.fromBytes();
      patch.to = given.to + at * sink.toBytes();
      if (given.mask != nullptr) patch.mask = given.mask + at;
      if constexpr (kHasOfNan<Sink>) {
        // Behind a piece with NaN there may be more.
        isFirst = isAgain;
        if (isAgain) {
          walkPatch(typename Sink::OfNan(sink.coding), patch);
          isAgain = areFinite = false;
          continue;
        }
      }
      const Walked walked = walkRuns(sink, patch);
      areFinite &= walked.areFinite;
      isAgain = kHasOfNan<Sink> && walked.isFlagged;
    }
  }
  return areFinite;
}

// Runs or rows of less than a chunk, each padded to a chunk on the stack. This is slow and rare, so only careful sinks have it.
template <class Sink>
LINQUANT_OUTLINE bool walkPadded(const Sink& sink, const Patch& patch) {
  constexpr size_t kElements = kChunk<typename Sink::Vector>;
  uint8_t from[kElements * kMostFloatBytes] = {}, to[kElements * kMostFloatBytes], mask[kElements];
  const bool areRuns = patch.runs != 0;
  const size_t rows = areRuns ? patch.runs : patch.rows, columns = areRuns ? patch.run : patch.columns;
  PaddedAffines<kElements> padded;
  Patch whole = {};
  whole.from = from;
  whole.to = to;
  whole.mask = patch.mask == nullptr ? nullptr : mask;
  whole.rows = 1;
  whole.columns = kElements;
  if (!areRuns) whole.affines = padded.fill(patch.affines, 0, columns);
  bool areFinite = true;
  for (size_t row = 0; row < rows; row++) {
    const size_t i = row * (areRuns ? columns : patch.stride);
    if (areRuns) whole.affines = padded.fill(patch.affines, row, 1);
    memcpy(from, patch.from + i * sink.fromBytes(), columns * sink.fromBytes());
    areFinite &= walkPatch(sink, whole);
    memcpy(patch.to + i * sink.toBytes(), to, columns * sink.toBytes());
    if (patch.mask != nullptr) memcpy(patch.mask + i, mask, columns);
  }
  return areFinite;
}

}  // namespace linquant

#endif  // LINQUANT_CORE_PATCHES_WALK_PATCH_H_
