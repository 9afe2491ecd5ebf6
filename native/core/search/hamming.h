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
  size_t whole, half, at;
  bool isHalf, isMasked;
  typename V::I mask;

  LINQUANT_INLINE_METHOD explicit BitTail(size_t bytes) {
    constexpr size_t kSize = kVectorSize<V>;
    whole = bytes / kSize * kSize;
    half = whole;
    const size_t rest = bytes - whole;
    isHalf = rest == kSize / 2;
    isMasked = rest != 0 && !isHalf;
    at = bytes - kSize;
    mask = lastMask<V, 1>(rest);
  }
};

// The bits in which eight rows differ from the query.
template <class V>
LINQUANT_SINGLE void hammingOfEight(const Rows& rows, const uint8_t* query, const BitTail<V>& tail,
                                    int32_t* out) {
  using I = typename V::I;
  constexpr size_t kSize = kVectorSize<V>, kPairs = kSearchStreams / 2;
  const auto count = [](I x, I y) LINQUANT_INLINE_LAMBDA { return V::bitCounts(V::xorIntegers(x, y)); };
  I sums[kPairs], counts[kSearchStreams], both[kPairs];
  LINQUANT_UNROLL
  for (size_t j = 0; j < kPairs; j++) sums[j] = V::broadcastInteger(0);
  for (size_t i = 0;;) {
    LINQUANT_UNROLL
    for (size_t r = 0; r < kSearchStreams; r++) counts[r] = V::broadcastInteger(0);
    const size_t left = tail.whole - i, end = i + (left < kCountedVectors * kSize ? left : kCountedVectors * kSize);
    for (; i < end; i += kSize) {
      const I y = V::loadIntegers(query + i);
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
    const I y = V::loadHalves(query + tail.half, query + tail.half);
    LINQUANT_UNROLL
    for (size_t j = 0; j < kPairs; j++) {
      const I x = V::loadHalves(rows[2 * j] + tail.half, rows[2 * j + 1] + tail.half);
      both[j] = V::addBytes(both[j], count(x, y));
    }
  } else if (tail.isMasked) {
    // What was counted before is the same in x and y.
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
      for (uint64_t i = first; i < end; i += kSearchStreams) {
        const size_t count = end - i < kSearchStreams ? static_cast<size_t>(end - i) : kSearchStreams;
        Rows rows;
        PaddedRows padded;
        for (size_t r = 0; r < kSearchStreams; r++) {
          rows[r] = call.corpus + call.rowAt(i + (r < count ? r : 0)) * bytes;
        }
        if (isShort) padded.fill(rows, bytes);
        int32_t counts[kSearchStreams];
        hammingOfEight<V>(rows, query, tail, counts);
        double distances[kSearchStreams];
        for (size_t r = 0; r < kSearchStreams; r++) distances[r] = counts[r];
        memcpy(scores + i * sizeof(double), distances, count * sizeof(double));
      }
    }
  }
}

}  // namespace linquant

#endif  // LINQUANT_CORE_SEARCH_HAMMING_H_
