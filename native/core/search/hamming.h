// Hamming distances of rows of bits over a vector type. Two rows are counted in one vector at last: half of it each.
#ifndef LINQUANT_CORE_SEARCH_HAMMING_H_
#define LINQUANT_CORE_SEARCH_HAMMING_H_

#include "pieces.h"

namespace linquant {

// Vectors whose counts of 8 bits can be added, two of them and a half at last.
constexpr size_t kCountedVectors = 15;

// Bytes of a row behind its whole vectors: a half vector, and what a masked vector at its end reads.
template <class V>
struct BitTail {
  size_t whole, at;
  bool isHalf, isMasked;
  typename V::I mask;

  LINQUANT_INLINE_METHOD explicit BitTail(size_t bytes) {
    constexpr size_t kSize = kVectorSize<V>;
    whole = bytes / kSize * kSize;
    const size_t rest = bytes - whole;
    isHalf = rest == kSize / 2;
    isMasked = rest != 0 && !isHalf;
    at = bytes - kSize;
    mask = lastMask<V, 1>(rest);
  }
};

// Rows that are next to each other, and rows anywhere.
struct AdjacentRows {
  const uint8_t *first, *middle;
  size_t stride;

  LINQUANT_INLINE_METHOD AdjacentRows(const uint8_t* rows, size_t bytes)
      : first(rows), middle(rows + 4 * bytes), stride(bytes) {}
  LINQUANT_INLINE_METHOD const uint8_t* operator[](size_t r) const {
    return (r < 4 ? first : middle) + r % 4 * stride;
  }
};

struct AnyRows {
  Rows at;
  LINQUANT_INLINE_METHOD const uint8_t* operator[](size_t r) const { return at[r]; }
};

// The bits in which eight rows differ from the query, as float64.
template <class V, class EightRows>
LINQUANT_INLINE void hammingOfEight(const EightRows& rows, const uint8_t* query, const BitTail<V>& tail,
                                    uint8_t* out) {
  using I = typename V::I;
  constexpr size_t kSize = kVectorSize<V>, kPairs = kSearchStreams / 2;
  const auto count = [](I x, I y) LINQUANT_INLINE_LAMBDA { return V::bitCounts(V::xorIntegers(x, y)); };
  I sums[kPairs], both[kPairs];
  LINQUANT_UNROLL
  for (size_t j = 0; j < kPairs; j++) sums[j] = both[j] = V::broadcastInteger(0);
  for (size_t i = 0; i < tail.whole;) {
    I counts[kSearchStreams];
    const size_t left = tail.whole - i,
                 end = i + (left < kCountedVectors * kSize ? left : kCountedVectors * kSize);
    I y = V::loadIntegers(query + i);
    LINQUANT_UNROLL
    for (size_t r = 0; r < kSearchStreams; r++) counts[r] = count(V::loadIntegers(rows[r] + i), y);
    for (i += kSize; i < end; i += kSize) {
      y = V::loadIntegers(query + i);
      LINQUANT_UNROLL
      for (size_t r = 0; r < kSearchStreams; r++) {
        counts[r] = V::addBytes(counts[r], count(V::loadIntegers(rows[r] + i), y));
      }
    }
    LINQUANT_UNROLL
    for (size_t j = 0; j < kPairs; j++) both[j] = V::joinHalves(counts[2 * j], counts[2 * j + 1]);
    if (i == tail.whole) break;
    LINQUANT_UNROLL
    for (size_t j = 0; j < kPairs; j++) sums[j] = V::addIntegers(sums[j], V::sumBytes(both[j]));
  }
  if (tail.isHalf) {
    const I y = V::loadHalves(query + tail.whole, query + tail.whole);
    LINQUANT_UNROLL
    for (size_t j = 0; j < kPairs; j++) {
      const I x = V::loadHalves(rows[2 * j] + tail.whole, rows[2 * j + 1] + tail.whole);
      both[j] = V::addBytes(both[j], count(x, y));
    }
  } else if (tail.isMasked) {
    const I y = V::andIntegers(V::loadIntegers(query + tail.at), tail.mask);
    LINQUANT_UNROLL
    for (size_t j = 0; j < kPairs; j++) {
      const I a = V::andIntegers(V::loadIntegers(rows[2 * j] + tail.at), tail.mask);
      const I b = V::andIntegers(V::loadIntegers(rows[2 * j + 1] + tail.at), tail.mask);
      sums[j] = V::addIntegers(sums[j], V::sumBytes(V::joinHalves(count(a, y), count(b, y))));
    }
  }
  LINQUANT_UNROLL
  for (size_t j = 0; j < kPairs; j++) sums[j] = V::addIntegers(sums[j], V::sumBytes(both[j]));
  V::storePairSums(sums, out);
}

// Of adjacent rows, a multiple of eight.
template <class V>
LINQUANT_SINGLE void hammingRun(const uint8_t* row, size_t bytes, uint64_t count, const uint8_t* query,
                                const BitTail<V>& given, uint8_t* out) {
  // A copy may stay in registers: nothing that is written can be a part of it.
  const BitTail<V> tail = given;
  for (; count != 0; count -= kSearchStreams) {
    hammingOfEight<V, AdjacentRows>({row, bytes}, query, tail, out);
    row += kSearchStreams * bytes;
    out += kSearchStreams * sizeof(double);
  }
}

// Plainly, for a vector type without search.
LINQUANT_INLINE uint32_t hammingOfRow(const uint8_t* row, const uint8_t* query, size_t bytes) {
  uint32_t count = 0;
  for (size_t i = 0; i < bytes; i++) {
    uint32_t x = row[i] ^ query[i];
    x -= x >> 1 & 0x55;
    x = (x & 0x33) + (x >> 2 & 0x33);
    count += (x + (x >> 4)) & 0xf;
  }
  return count;
}

// Distances of rows first to end. Rows are short, so that those that are next to each other are read at once.
template <class V>
LINQUANT_SINGLE void hammingRows(const ScoreCall& call, uint64_t first, uint64_t end) {
  const size_t bytes = call.rowBytes;
  const size_t stride = queryStride<V>(call.shape);
  for (size_t q = 0; q < call.shape.queries; q++) {
    const uint8_t* const query = call.prepared + q * stride;
    uint8_t* const scores = call.scores + q * call.rows * sizeof(double);
    if constexpr (!V::kHasSearch) {
      for (uint64_t i = first; i < end; i++) {
        const double distance = hammingOfRow(call.corpus + call.rowAt(i) * bytes, query, bytes);
        memcpy(scores + i * sizeof distance, &distance, sizeof distance);
      }
    } else {
      const bool isShort = bytes < kVectorSize<V> && bytes * 2 != kVectorSize<V>;
      const BitTail<V> tail(isShort ? kVectorSize<V> : bytes);
      uint64_t i = first;
      if (call.list == nullptr && !isShort) {
        const uint64_t whole = (end - i) / kSearchStreams * kSearchStreams;
        hammingRun<V>(call.corpus + (call.firstRow + i) * bytes, bytes, whole, query, tail,
                      scores + i * sizeof(double));
        i += whole;
      }
      for (; i < end; i += kSearchStreams) {
        const size_t count = end - i < kSearchStreams ? static_cast<size_t>(end - i) : kSearchStreams;
        AnyRows rows;
        PaddedRows padded;
        LINQUANT_KEEP_LOOP
        for (size_t r = 0; r < kSearchStreams; r++) {
          rows.at[r] = call.corpus + call.rowAt(i + (r < count ? r : 0)) * bytes;
        }
        if (isShort) padded.fill(rows.at, bytes);
        double distances[kSearchStreams];
        hammingOfEight<V, AnyRows>(rows, query, tail, reinterpret_cast<uint8_t*>(distances));
        memcpy(scores + i * sizeof(double), distances, count * sizeof(double));
      }
    }
  }
}

}  // namespace linquant

#endif  // LINQUANT_CORE_SEARCH_HAMMING_H_
