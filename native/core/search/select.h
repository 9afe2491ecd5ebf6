// SelectBestKernel (search.h): scores that are better than the k-th best known are appended to those that are held, and where there
// is no room left, quickselect leaves the best k of them.
//
// Once k are held, k of them at least are as good as the k-th in memory. So it says how good a score must be, and the buffer needs
// nothing beside it.
#ifndef LINQUANT_CORE_SEARCH_SELECT_H_
#define LINQUANT_CORE_SEARCH_SELECT_H_

#include "../tuning.h"
#include "search.h"

namespace linquant {

struct Scored {
  double key;
  uint32_t id;
};

// What is held for one query, in the caller's memory. Functions that are not inlined take a copy: where it is in registers, its
// members need not be read again after each write.
struct Held {
  uint8_t *keys, *ids;
  uint64_t k;
  bool isLargest;

  LINQUANT_INLINE_METHOD Scored at(uint64_t i) const {
    return {valueAt<double>(keys, i), valueAt<uint32_t>(ids, i)};
  }
  LINQUANT_INLINE_METHOD void put(uint64_t i, const Scored& scored) const {
    memcpy(keys + i * sizeof(double), &scored.key, sizeof(double));
    memcpy(ids + i * sizeof(uint32_t), &scored.id, sizeof(uint32_t));
  }
  LINQUANT_INLINE_METHOD void swap(uint64_t a, uint64_t b) const {
    const Scored first = at(a);
    put(a, at(b));
    put(b, first);
  }
  // Whether a comes before b. Without branches where b is known to be a number: they would be mispredicted.
  LINQUANT_INLINE_METHOD bool isBefore(const Scored& a, const Scored& b) const {
    return b.key == b.key ? isBeforeNumber(a, b) : (a.key == a.key) | (a.id < b.id);
  }
  LINQUANT_INLINE_METHOD bool isBeforeNumber(const Scored& a, const Scored& b) const {
    const bool isBetter = isLargest ? a.key > b.key : a.key < b.key;
    return isBetter | ((a.key == b.key) & (a.id < b.id));
  }
};

// Puts the worst of the first k to the end of them.
template <class V>
LINQUANT_SINGLE void lastIsWorst(const Held held) {
  uint64_t worst = 0;
  for (uint64_t i = 1; i < held.k; i++) {
    if (held.isBefore(held.at(worst), held.at(i))) worst = i;
  }
  held.swap(worst, held.k - 1);
}

// Moves those of low to high that come before the pivot, which is at `high`, to the front, and the pivot behind them. Returns where it is.
template <bool isLargest>
LINQUANT_INLINE uint64_t partition(Held held, uint64_t low, uint64_t high) {
  held.isLargest = isLargest;
  const Scored pivot = held.at(high);
  uint64_t to = low;
  for (uint64_t i = low; i < high; i++) {
    const Scored one = held.at(i), other = held.at(to);
    held.put(i, other);
    held.put(to, one);
    to += held.isBeforeNumber(one, pivot);
  }
  held.swap(to, high);
  return to;
}
template <class V>
LINQUANT_SINGLE uint64_t partitionByNan(const Held held, uint64_t low, uint64_t high) {
  const Scored pivot = held.at(high);
  uint64_t to = low;
  for (uint64_t i = low; i < high; i++) {
    if (held.isBefore(held.at(i), pivot)) held.swap(i, to++);
  }
  held.swap(to, high);
  return to;
}

// The index of a pivot for the element that belongs to `wanted`: of some elements, in order, the one as far ahead of the others as that
// is. No order of the scores can foresee which elements it looks at.
template <class V, size_t kSampled>
LINQUANT_SINGLE uint64_t pivotFor(const Held held, uint64_t wanted, uint64_t low, uint64_t high,
                                  uint64_t& state) {
  const uint64_t count = high - low + 1;
  uint64_t sample[kSampled];
  for (size_t i = 0; i < kSampled; i++) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    const uint64_t one = low + (state >> 33) % count;
    size_t j = i;
    for (; j > 0 && held.isBefore(held.at(one), held.at(sample[j - 1])); j--) sample[j] = sample[j - 1];
    sample[j] = one;
  }
  return sample[(wanted - low) * kSampled / count];
}

// Quickselect: the best k of `count` are in front, the worst of them last. Indices stay within what is held, whatever is compared.
template <class V>
LINQUANT_SINGLE void cut(const Held held, uint64_t count) {
  uint64_t low = 0, high = count - 1, state = count;
  const uint64_t wanted = held.k - 1;
  while (low < high) {
    held.swap(pivotFor<V, tuning::kFewSamples>(held, wanted, low, high, state), high);
    const double pivot = held.at(high).key;
    const uint64_t at = pivot != pivot   ? partitionByNan<V>(held, low, high)
                        : held.isLargest ? partition<true>(held, low, high)
                                         : partition<false>(held, low, high);
    if (at == wanted) break;
    if (at < wanted) {
      low = at + 1;
    } else {
      high = at - 1;
    }
  }
}

// Writes those of `count` scores that come before a bound, a number, to the front of `to`. Returns how many they are. `to` may be `from`.
template <class V, bool isLargest>
LINQUANT_INLINE uint64_t packBefore(const Held& from, uint64_t count, const Scored& bound, const Held& to) {
  uint64_t packed = 0, i = 0;
  if constexpr (V::kHasPacking) {
    const auto limit = V::bound(bound.key, bound.id);
    for (; i + V::kDoubles <= count; i += V::kDoubles) {
      const uint8_t *const keys = from.keys + i * sizeof(double), *const ids =
                                                                      from.ids + i * sizeof(uint32_t);
      const uint32_t lanes = V::template lanesBefore<isLargest>(keys, ids, limit);
      V::pack(keys, ids, lanes, to.keys + packed * sizeof(double), to.ids + packed * sizeof(uint32_t));
      packed += V::countLanes(lanes);
    }
  }
  for (; i < count; i++) {
    const Scored one = from.at(i);
    to.put(packed, one);
    packed += from.isBeforeNumber(one, bound);
  }
  return packed;
}

// Leaves out scores that are not among the best k. Returns how many are left: k, or some more where that is quicker: what comes before
// a pivot that is near the k-th is packed, which has no branches, until few too many are left.
template <class V, bool isLargest>
LINQUANT_SINGLE uint64_t leaveOut(const Held held, uint64_t count) {
  const uint64_t k = held.k;
  if constexpr (V::kHasPacking) {
    const uint64_t wanted = k - 1 + k / tuning::kPivotMargin;
    uint64_t state = count;
    for (int tries = 0; tries < tuning::kPivotTries && wanted < count; tries++) {
      const uint64_t at = count < tuning::kManySelected
                              ? pivotFor<V, tuning::kFewSamples>(held, wanted, 0, count - 1, state)
                              : pivotFor<V, tuning::kManySamples>(held, wanted, 0, count - 1, state);
      const Scored pivot = held.at(at);
      if (pivot.key != pivot.key) break;
      const auto limit = V::bound(pivot.key, pivot.id);
      uint64_t before = 0;
      for (uint64_t i = 0; i + V::kDoubles <= count; i += V::kDoubles) {
        before += V::countLanes(V::template lanesBefore<isLargest>(held.keys + i * sizeof(double),
                                                                   held.ids + i * sizeof(uint32_t), limit));
      }
      // Too few would be left, or nearly all: another pivot.
      if (before + 1 < k || before > count / 8 * tuning::kMostLeft) continue;
      // Another thread may have written anything meanwhile.
      const uint64_t left = packBefore<V, isLargest>(held, count, pivot, held);
      const uint64_t last = left < count ? left : count - 1;
      held.put(last, pivot);
      held.swap(last, k - 1);
      count = last + 1;
      if (count <= k + k / tuning::kLeftMargin) return count;
      if (count < tuning::kFewSelected) break;
    }
  }
  if (count > k) cut<V>(held, count);
  return k;
}

// The next number toward -infinity (or, where the least are the best, toward infinity). Scores that are better than it are as good as x, or better.
LINQUANT_INLINE double neighbour(double x, bool isLargest) {
  if (x == 0) return isLargest ? -4.9406564584124654e-324 : 4.9406564584124654e-324;
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  bits += (x > 0) == isLargest ? -1 : 1;
  memcpy(&x, &bits, sizeof bits);
  return x;
}

// Whether no score of a block is above the limit.
template <class V, bool isLargest>
LINQUANT_INLINE bool areWorse(const uint8_t* scores, typename V::D limit) {
  bool isBetter = false;
  LINQUANT_UNROLL
  for (size_t j = 0; j < 4; j++) {
    const typename V::D score = V::loadDoubles(scores + j * V::kDoubles * sizeof(double));
    isBetter |= isLargest ? V::anyAbove(score, limit) : V::anyAbove(limit, score);
  }
  return !isBetter;
}

// Blocks are looked at in passes, each of which takes one of so many blocks: about the square root of their number. In ascending
// scores every score is better than all before it; after one pass over them the rest are mostly worse.
LINQUANT_INLINE uint64_t passesOf(uint64_t blocks) {
  uint64_t passes = 1;
  while (passes * passes < blocks) passes *= 2;
  return passes;
}

template <class V, bool isLargest>
LINQUANT_SINGLE void selectOf(const SelectCall& call, uint64_t query) {
  constexpr size_t kBlock = 4 * V::kDoubles;
  const uint64_t rows = call.rows, firstRow = call.firstRow, capacity = call.capacity, k = call.k;
  const uint8_t* const list = call.list;
  const uint8_t* const scores = call.scores + query * rows * sizeof(double);
  const Held held = {call.keys + query * capacity * sizeof(double),
                     call.ids + query * capacity * sizeof(uint32_t), k, isLargest};
  const auto scored = [&](uint64_t i) LINQUANT_INLINE_LAMBDA {
    return Scored{valueAt<double>(scores, i),
                  list == nullptr ? static_cast<uint32_t>(firstRow + i) : valueAt<uint32_t>(list, i)};
  };
  // Another thread may have written anything.
  const double given = valueAt<double>(call.counts, query);
  uint64_t count = given >= 0 && given <= static_cast<double>(static_cast<int64_t>(capacity))
                       ? static_cast<uint64_t>(given)
                       : 0;
  uint64_t first = 0;
  if (count < k) {
    for (; first < rows && count < k; first++) held.put(count++, scored(first));
    if (count == k) lastIsWorst<V>(held);
  }
  // Appends those of rows i to end, a block at most, that are better.
  const auto take = [&](uint64_t i, uint64_t end) LINQUANT_INLINE_LAMBDA {
    // There is room for a block at least: capacity is k + 256 or more.
    if (capacity - count < kBlock) {
      count = leaveOut<V, isLargest>(held, count);
    }
    const Scored worst = held.at(k - 1);
    if (worst.key == worst.key) {
      // All of a block, even where fewer are read: compilers then write vectors, and vectors are what is read next.
      uint32_t ids[kBlock];
      for (uint32_t j = 0; j < kBlock; j++) ids[j] = static_cast<uint32_t>(firstRow + i) + j;
      const uint8_t* const given =
          list == nullptr ? reinterpret_cast<uint8_t*>(ids) : list + i * sizeof(uint32_t);
      const Held from = {const_cast<uint8_t*>(scores + i * sizeof(double)), const_cast<uint8_t*>(given), k,
                         isLargest};
      const Held to = {held.keys + count * sizeof(double), held.ids + count * sizeof(uint32_t), k, isLargest};
      count += packBefore<V, isLargest>(from, end - i, worst, to);
    } else {
      for (; i < end; i++) {
        const Scored one = scored(i);
        held.put(count, one);
        count += held.isBefore(one, worst);
      }
    }
  };
  // The first of the blocks i, i + step, .. that may have a better score.
  const auto nextBetter = [&](uint64_t i, uint64_t step, uint64_t last) LINQUANT_INLINE_LAMBDA {
    const Scored worst = held.at(k - 1);
    // Behind a NaN are only NaN, and an infinity has no neighbour. Equal scores are better where their row is lower, which in
    // later rows none is.
    if (worst.key - worst.key != 0) return i;
    const bool areLater = list == nullptr && worst.id < firstRow + i;
    const typename V::D limit = V::broadcastDouble(areLater ? worst.key : neighbour(worst.key, isLargest));
    while (i < last && areWorse<V, isLargest>(scores + i * sizeof(double), limit)) i += step;
    return i;
  };
  const uint64_t blocks = (rows - first) / kBlock, last = first + blocks * kBlock;
  const uint64_t step = passesOf(blocks) * kBlock;
  for (uint64_t start = first; start < last && start < first + step; start += kBlock) {
    for (uint64_t i = start; (i = nextBetter(i, step, last)) < last; i += step) take(i, i + kBlock);
  }
  if (last < rows) take(last, rows);
  const double result = static_cast<double>(static_cast<int64_t>(count));
  memcpy(call.counts + query * sizeof result, &result, sizeof result);
}

template <class V>
void selectBestKernel(const SelectCall& call) {
  for (uint64_t query = 0; query < call.queries; query++) {
    call.isLargest ? selectOf<V, true>(call, query) : selectOf<V, false>(call, query);
  }
}

}  // namespace linquant

#endif  // LINQUANT_CORE_SEARCH_SELECT_H_
