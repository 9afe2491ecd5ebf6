// Hamming distances of rows of bits over a vector type. Two rows are counted in one vector at last: half of it each.
#ifndef LINQUANT_CORE_SEARCH_HAMMING_H_
#define LINQUANT_CORE_SEARCH_HAMMING_H_

#include "packed.h"

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
    uint8_t all[2 * kSize];
    for (size_t i = 0; i < 2 * kSize; i++) all[i] = i < kSize ? 0 : 0xff;
    mask = V::loadIntegers(all + rest);
  }
};

// Counts of two rows, in both halves of a vector of sums.
template <class V>
LINQUANT_INLINE typename V::I countPair(const uint8_t* a, const uint8_t* b, const uint8_t* query,
                                        const BitTail<V>& tail) {
  using I = typename V::I;
  constexpr size_t kSize = kVectorSize<V>;
  const auto count = [&](const uint8_t* row, size_t i) LINQUANT_INLINE_LAMBDA {
    return V::bitCounts(V::xorIntegers(V::loadIntegers(row + i), V::loadIntegers(query + i)));
  };
  const auto countTail = [&](const uint8_t* row) LINQUANT_INLINE_LAMBDA {
    const I x = V::xorIntegers(V::loadIntegers(row + tail.at), V::loadIntegers(query + tail.at));
    return V::bitCounts(V::andIntegers(x, tail.mask));
  };
  I sums = V::broadcastInteger(0);
  size_t i = 0;
  while (tail.whole - i > kCountedVectors * kSize) {
    I ofA = count(a, i), ofB = count(b, i);
    const size_t end = i + kCountedVectors * kSize;
    for (i += kSize; i < end; i += kSize) {
      ofA = V::addBytes(ofA, count(a, i));
      ofB = V::addBytes(ofB, count(b, i));
    }
    sums = V::addIntegers(sums, V::sumBytes(V::joinHalves(ofA, ofB)));
  }
  I ofA = V::broadcastInteger(0), ofB = ofA;
  for (; i < tail.whole; i += kSize) {
    ofA = V::addBytes(ofA, count(a, i));
    ofB = V::addBytes(ofB, count(b, i));
  }
  if (tail.isMasked) {
    sums = V::addIntegers(sums, V::sumBytes(V::joinHalves(countTail(a), countTail(b))));
  }
  I both = V::joinHalves(ofA, ofB);
  if (tail.isHalf) {
    const I x = V::xorIntegers(V::loadHalves(a + tail.half, b + tail.half),
                               V::loadHalves(query + tail.half, query + tail.half));
    both = V::addBytes(both, V::bitCounts(x));
  }
  return V::addIntegers(sums, V::sumBytes(both));
}

template <class V>
LINQUANT_OUTLINE void hammingOfEight(const Rows& rows, const uint8_t* query, const BitTail<V>& tail,
                                     int32_t* out) {
  typename V::I pairs[kSearchStreams / 2];
  LINQUANT_UNROLL
  for (size_t r = 0; r < kSearchStreams / 2; r++) {
    pairs[r] = countPair<V>(rows[2 * r], rows[2 * r + 1], query, tail);
  }
  V::storePairSums(pairs, out);
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
LINQUANT_OUTLINE void hammingRows(const ScoreCall& call, uint64_t first, uint64_t end) {
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
        PaddedRows<V> padded;
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
