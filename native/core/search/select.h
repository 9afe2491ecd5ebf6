// SelectBestKernel (search.h): scores that are better than the k-th best known are appended to those that are held, and where there
// is no room left, quickselect leaves the best k of them.
//
// Once k are held, the k-th of them is not better than the k - 1 before it. So it says how good a score must be, and the buffer
// needs nothing beside it.
#ifndef LINQUANT_CORE_SEARCH_SELECT_H_
#define LINQUANT_CORE_SEARCH_SELECT_H_

#include "search.h"

namespace linquant {

struct Scored {
  double key;
  uint32_t id;
};

// What is held for one query. A template, so that its functions are local to a file (vector/vector.h).
template <class V>
class Held {
 public:
  LINQUANT_INLINE_METHOD Held(const SelectCall& call, uint64_t query)
      : keys_(call.keys + query * call.capacity * sizeof(double)),
        ids_(call.ids + query * call.capacity * sizeof(uint32_t)),
        k_(call.k),
        capacity_(call.capacity),
        isLargest_(call.isLargest) {
    const double given = valueAt<double>(call.counts, query);
    // Another thread may have written anything.
    count_ = given >= 0 && given <= static_cast<double>(static_cast<int64_t>(capacity_))
                 ? static_cast<uint64_t>(given)
                 : 0;
    if (count_ == capacity_) cut();
  }

  LINQUANT_INLINE_METHOD uint64_t count() const { return count_; }
  LINQUANT_INLINE_METHOD bool isFull() const { return count_ >= k_; }
  LINQUANT_INLINE_METHOD Scored at(uint64_t i) const {
    return {valueAt<double>(keys_, i), valueAt<uint32_t>(ids_, i)};
  }
  LINQUANT_INLINE_METHOD Scored worst() const { return at(k_ - 1); }

  // Whether a comes before b.
  LINQUANT_INLINE_METHOD bool isBefore(const Scored& a, const Scored& b) const {
    if (isLargest_ ? a.key > b.key : a.key < b.key) return true;
    if (a.key == b.key) return a.id < b.id;
    const bool isNumber = a.key == a.key, isOther = b.key == b.key;
    return isNumber != isOther ? isNumber : !isNumber && a.id < b.id;
  }

  // Takes a score that is one of the best k, as far as is known.
  LINQUANT_METHOD_ONCE void add(const Scored& scored) {
    put(count_++, scored);
    if (count_ == k_) lastIsWorst();
    if (count_ == capacity_) cut();
  }

 private:
  LINQUANT_INLINE_METHOD void put(uint64_t i, const Scored& scored) {
    memcpy(keys_ + i * sizeof(double), &scored.key, sizeof(double));
    memcpy(ids_ + i * sizeof(uint32_t), &scored.id, sizeof(uint32_t));
  }
  LINQUANT_INLINE_METHOD void swap(uint64_t a, uint64_t b) {
    const Scored first = at(a);
    put(a, at(b));
    put(b, first);
  }

  LINQUANT_METHOD_ONCE void lastIsWorst() {
    uint64_t worst = 0;
    for (uint64_t i = 1; i < k_; i++) {
      if (isBefore(at(worst), at(i))) worst = i;
    }
    swap(worst, k_ - 1);
  }

  // Quickselect by pivots that no order of the scores can foresee. Indices stay within what is held whatever is compared.
  LINQUANT_METHOD_ONCE void cut() {
    uint64_t low = 0, high = count_ - 1, state = count_;
    const uint64_t wanted = k_ - 1;
    while (low < high) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      swap(low + (state >> 33) % (high - low + 1), high);
      const Scored pivot = at(high);
      uint64_t to = low;
      for (uint64_t i = low; i < high; i++) {
        const Scored one = at(i), other = at(to);
        put(i, other);
        put(to, one);
        to += isBefore(one, pivot);
      }
      swap(to, high);
      if (to == wanted) break;
      if (to < wanted) {
        low = to + 1;
      } else {
        high = to - 1;
      }
    }
    count_ = k_;
  }

  uint8_t *keys_, *ids_;
  uint64_t k_, capacity_, count_;
  bool isLargest_;
};

// The next number toward -infinity (or, where larger is false, toward infinity): above it are also those that are equal.
LINQUANT_INLINE double neighbour(double x, bool isLargest) {
  if (x == 0) return isLargest ? -4.9406564584124654e-324 : 4.9406564584124654e-324;
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  bits += (x > 0) == isLargest ? -1 : 1;
  memcpy(&x, &bits, sizeof bits);
  return x;
}

template <class V>
LINQUANT_SINGLE void selectOf(const SelectCall& call, uint64_t query) {
  using D = typename V::D;
  Held<V> held(call, query);
  const uint8_t* const scores = call.scores + query * call.rows * sizeof(double);
  const auto scored = [&](uint64_t i) LINQUANT_INLINE_LAMBDA {
    const uint32_t id =
        call.list == nullptr ? static_cast<uint32_t>(call.firstRow + i) : valueAt<uint32_t>(call.list, i);
    return Scored{valueAt<double>(scores, i), id};
  };
  const auto consider = [&](uint64_t i) LINQUANT_INLINE_LAMBDA {
    const Scored one = scored(i);
    if (!held.isFull() || held.isBefore(one, held.worst())) held.add(one);
  };
  uint64_t i = 0;
  for (; i < call.rows && !held.isFull(); i++) held.add(scored(i));
  constexpr size_t kBlock = 4 * V::kDoubles;
  while (call.rows - i >= kBlock) {
    const Scored worst = held.worst();
    // Behind a NaN are only NaN, and an infinity has no neighbour. Equal scores are better where their row is lower, which in ascending rows none is any more.
    const bool isAny = worst.key - worst.key != 0;
    const bool areLater = call.list == nullptr && worst.id < call.firstRow + i;
    const D limit = V::broadcastDouble(areLater ? worst.key : neighbour(worst.key, call.isLargest));
    for (; call.rows - i >= kBlock && !isAny; i += kBlock) {
      bool isBetter = false;
      LINQUANT_UNROLL
      for (size_t j = 0; j < 4; j++) {
        const D score = V::loadDoubles(scores + (i + j * V::kDoubles) * sizeof(double));
        isBetter |= call.isLargest ? V::anyAbove(score, limit) : V::anyAbove(limit, score);
      }
      if (isBetter) break;
    }
    if (call.rows - i < kBlock) break;
    for (const uint64_t end = i + kBlock; i < end; i++) consider(i);
  }
  for (; i < call.rows; i++) consider(i);
  const double count = static_cast<double>(static_cast<int64_t>(held.count()));
  memcpy(call.counts + query * sizeof count, &count, sizeof count);
}

template <class V>
void selectBestKernel(const SelectCall& call) {
  for (uint64_t query = 0; query < call.queries; query++) selectOf<V>(call, query);
}

}  // namespace linquant

#endif  // LINQUANT_CORE_SEARCH_SELECT_H_
