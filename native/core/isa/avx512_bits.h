// Hamming distances by AVX-512 with BITALG, of eight rows at a time: three vectors of each are counted, the last one of a row under a
// mask, and the counts of the rows added until one vector holds them all.
#ifndef LINQUANT_CORE_ISA_AVX512_BITS_H_
#define LINQUANT_CORE_ISA_AVX512_BITS_H_

#include "avx512.h"

namespace linquant {
namespace {

#if defined(LINQUANT_EMULATED_AVX512)
inline __m512i countBits(__m512i x) { return _mm512_popcnt_epi8(x); }
#else
// The intrinsic needs -mavx512bitalg, which would let the compiler use it elsewhere, too.
LINQUANT_INLINE __m512i countBits(__m512i x) {
  asm("vpopcntb %0, %0" : "+v"(x));
  return x;
}
#endif

// Vectors are lanes of 128 bits here: [a0 + a2, a1 + a3, b0 + b2, b1 + b3].
LINQUANT_INLINE __m512i addHalves(__m512i a, __m512i b) {
  return _mm512_add_epi8(_mm512_shuffle_i64x2(a, b, 0x44), _mm512_shuffle_i64x2(a, b, 0xee));
}
// [a0 + a1, a2 + a3, b0 + b1, b2 + b3].
LINQUANT_INLINE __m512i addPairsOfLanes(__m512i a, __m512i b) {
  return _mm512_add_epi8(_mm512_shuffle_i64x2(a, b, 0x88), _mm512_shuffle_i64x2(a, b, 0xdd));
}

// Vectors of a row that are counted before rows are added: a byte has the counts of eight rows then, 8 * 3 * 8 at most.
constexpr size_t kGroupVectors = 3, kGroupBytes = kGroupVectors * 64;

// The bytes of a row that three vectors read from `from` on. Memory that is masked out is not touched, nor need it exist.
struct ByteMasks {
  __mmask64 of[kGroupVectors];

  static ByteMasks all() { return {{~0ull, ~0ull, ~0ull}}; }
  static ByteMasks from(size_t from, size_t end) {
    ByteMasks masks;
    for (size_t i = 0, at = from; i < kGroupVectors; i++, at += 64) {
      const size_t bytes = at > end ? 0 : end - at;
      masks.of[i] = bytes == 0 ? 0 : bytes < 64 ? ~0ull >> (64 - bytes) : ~0ull;
    }
    return masks;
  }
};

template <size_t kVectors>
struct BitVectors {
  __m512i at[kVectors];

  LINQUANT_INLINE_METHOD BitVectors(const uint8_t* p, const ByteMasks& masks) {
    LINQUANT_UNROLL
    for (size_t i = 0; i < kVectors; i++) at[i] = _mm512_maskz_loadu_epi8(masks.of[i], p + i * 64);
  }
  LINQUANT_INLINE_METHOD __m512i differences(const BitVectors& other) const {
    __m512i counts = countBits(_mm512_xor_si512(at[0], other.at[0]));
    LINQUANT_UNROLL
    for (size_t i = 1; i < kVectors; i++) {
      counts = _mm512_add_epi8(counts, countBits(_mm512_xor_si512(at[i], other.at[i])));
    }
    return counts;
  }
};

// In how many bits eight rows differ from the query, as integers of 64 bits, in the bytes from `from` on that the masks have.
template <size_t kVectors, class EightRows>
LINQUANT_INLINE __m512i differencesOfEight(const EightRows& rows, size_t from,
                                           const BitVectors<kVectors>& query, const ByteMasks& masks) {
  const auto of = [&](size_t r) LINQUANT_INLINE_LAMBDA {
    return BitVectors<kVectors>(rows[r] + from, masks).differences(query);
  };
  const __m512i even = addPairsOfLanes(addHalves(of(0), of(2)), addHalves(of(4), of(6)));
  const __m512i odd = addPairsOfLanes(addHalves(of(1), of(3)), addHalves(of(5), of(7)));
  return _mm512_sad_epu8(_mm512_add_epi8(_mm512_unpacklo_epi64(even, odd), _mm512_unpackhi_epi64(even, odd)),
                         _mm512_set1_epi32(0));
}

// Distances of rows of at most kVectors vectors.
template <size_t kVectors>
struct ShortBits {
  ByteMasks masks;
  BitVectors<kVectors> query;

  LINQUANT_INLINE_METHOD ShortBits(const uint8_t* p, size_t bytes)
      : masks(ByteMasks::from(0, bytes)), query(p, masks) {}

  template <class EightRows>
  LINQUANT_INLINE_METHOD __m512i ofEight(const EightRows& rows) const {
    return differencesOfEight<kVectors>(rows, 0, query, masks);
  }
};

// Of longer rows: group by group.
struct LongBits {
  const uint8_t* query;
  size_t last;
  ByteMasks masks;

  LINQUANT_INLINE_METHOD LongBits(const uint8_t* p, size_t bytes)
      : query(p), last((bytes - 1) / kGroupBytes * kGroupBytes), masks(ByteMasks::from(last, bytes)) {}

  template <class EightRows>
  LINQUANT_INLINE_METHOD __m512i ofEight(const EightRows& rows) const {
    __m512i sums = differencesOf(rows, last, masks);
    for (size_t from = 0; from < last; from += kGroupBytes) {
      sums = _mm512_add_epi64(sums, differencesOf(rows, from, ByteMasks::all()));
    }
    return sums;
  }
  template <class EightRows>
  LINQUANT_INLINE_METHOD __m512i differencesOf(const EightRows& rows, size_t from,
                                               const ByteMasks& of) const {
    return differencesOfEight<kGroupVectors>(rows, from, BitVectors<kGroupVectors>(query + from, of), of);
  }
};

// Distances of adjacent rows, a multiple of eight, as float64.
template <class Bits>
LINQUANT_SINGLE void distancesOfRun(const uint8_t* rows, size_t bytes, uint64_t count, const uint8_t* query,
                                    uint8_t* out) {
  const Bits bits(query, bytes);
  for (; count != 0; count -= kSearchStreams) {
    _mm512_storeu_pd(out, _mm512_cvtepu64_pd(bits.ofEight(AdjacentRows(rows, bytes))));
    rows += kSearchStreams * bytes;
    out += kSearchStreams * sizeof(double);
  }
}

// Of eight rows of the call from its row i on. Those behind `end` are replaced by the first, and not written.
template <class Bits>
LINQUANT_SINGLE void distancesOfAny(const ScoreCall& call, uint64_t i, uint64_t end, const uint8_t* query,
                                    uint8_t* out) {
  const size_t count = end - i < kSearchStreams ? static_cast<size_t>(end - i) : kSearchStreams;
  AnyRows rows;
  for (size_t r = 0; r < kSearchStreams; r++) {
    rows.at[r] = call.corpus + call.rowAt(i + (r < count ? r : 0)) * call.rowBytes;
  }
  double distances[kSearchStreams];
  _mm512_storeu_pd(distances, _mm512_cvtepu64_pd(Bits(query, call.rowBytes).ofEight(rows)));
  memcpy(out, distances, count * sizeof(double));
}

// Of rows first to end.
template <class Bits>
LINQUANT_INLINE void distancesOfRows(const ScoreCall& call, uint64_t first, uint64_t end) {
  const size_t bytes = call.rowBytes, stride = queryStride<Avx512>(call.shape);
  for (size_t q = 0; q < call.shape.queries; q++) {
    const uint8_t* const query = call.prepared + q * stride;
    uint8_t* const scores = call.scores + q * call.rows * sizeof(double);
    uint64_t i = first;
    if (call.list == nullptr) {
      const uint64_t whole = (end - i) / kSearchStreams * kSearchStreams;
      distancesOfRun<Bits>(call.corpus + (call.firstRow + i) * bytes, bytes, whole, query,
                           scores + i * sizeof(double));
      i += whole;
    }
    for (; i < end; i += kSearchStreams) {
      distancesOfAny<Bits>(call, i, end, query, scores + i * sizeof(double));
    }
  }
}

LINQUANT_INLINE void hammingRowsByCounts(const ScoreCall& call, uint64_t first, uint64_t end) {
  if (call.rowBytes <= 64) return distancesOfRows<ShortBits<1>>(call, first, end);
  if (call.rowBytes <= 128) return distancesOfRows<ShortBits<2>>(call, first, end);
  if (call.rowBytes <= 192) return distancesOfRows<ShortBits<3>>(call, first, end);
  distancesOfRows<LongBits>(call, first, end);
}

}  // namespace
}  // namespace linquant

#endif  // LINQUANT_CORE_ISA_AVX512_BITS_H_
