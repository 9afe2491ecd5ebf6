// Sums of rows of packed codes over a vector type: unsigned codes of 8 bits times signed digits of the query, pairs added as int16,
// and these, before they can overflow, as int32. Signed codes are made unsigned by their bias first: the sum of bias * query is
// subtracted from the result.
//
// A step is a vector of bytes. The codes that lie in its lowest bits come first, then the next ones; prepared queries have their
// digits in this order. The last step ends with the row: for codes that were in the step before, it has zeros in the query.
#ifndef LINQUANT_CORE_SEARCH_PACKED_H_
#define LINQUANT_CORE_SEARCH_PACKED_H_

#include "bytes.h"

namespace linquant {

// Steps whose products fit into int16: each adds 2 products of at most most * 128 for each code of a byte.
template <uint32_t kBits>
constexpr size_t kPackedSteps = 32767 / (2 * 128 * ((1 << kBits) - 1) * (8 / kBits));

// Where steps of a row begin.
template <class V>
struct PackedSteps {
  size_t bytes, steps;

  LINQUANT_INLINE_METHOD explicit PackedSteps(size_t rowBytes)
      : bytes(rowBytes), steps(roundUp(rowBytes, kVectorSize<V>) / kVectorSize<V>) {}
  LINQUANT_INLINE_METHOD size_t at(size_t step) const {
    return step + 1 == steps ? bytes - kVectorSize<V> : step * kVectorSize<V>;
  }
};

// Code j of each byte of x, from the lowest bits on.
template <class V, uint32_t kBits, int kCode>
LINQUANT_INLINE typename V::I codesOfBytes(typename V::I x, typename V::I mask) {
  if constexpr (kCode == 0) return V::andIntegers(x, mask);
  return V::andIntegers(V::template shiftRight<kBits * kCode>(x), mask);
}

// Calls each(j, codes) for the codes of each byte.
template <class V, uint32_t kBits, int kCode = 0, class Each>
LINQUANT_INLINE void forEachCode(typename V::I x, typename V::I mask, const Each& each) {
  if constexpr (kCode < 8 / static_cast<int>(kBits)) {
    each(kCode, codesOfBytes<V, kBits, kCode>(x, mask));
    forEachCode<V, kBits, kCode + 1>(x, mask, each);
  }
}

template <uint32_t kBits>
constexpr int32_t kCodeMask = static_cast<int32_t>(0x01010101u * ((1u << kBits) - 1));

// Products of kRows rows, added to vectors of int32 at `sums`: for each digit those of eight rows.
template <class V, uint32_t kBits, size_t kDigits, size_t kRows>
LINQUANT_INLINE void addPackedSums(const uint8_t* const* rows, const uint8_t* query,
                                   const PackedSteps<V>& where, typename V::I flip, typename V::I* sums) {
  using I = typename V::I;
  constexpr size_t kSize = kVectorSize<V>, kStepBytes = 8 / kBits * kDigits * kSize;
  const I mask = V::broadcastInteger(kCodeMask<kBits>), ones = V::broadcastInteger(0x00010001);
  for (size_t r = 0; r < kRows; r++) {
    for (size_t k = 0; k < kDigits; k++) sums[k * kSearchStreams + r] = V::broadcastInteger(0);
  }
  for (size_t step = 0; step < where.steps;) {
    I words[kRows][kDigits];
    LINQUANT_UNROLL
    for (size_t r = 0; r < kRows; r++) {
      LINQUANT_UNROLL
      for (size_t k = 0; k < kDigits; k++) words[r][k] = V::broadcastInteger(0);
    }
    const size_t left = where.steps - step;
    const size_t end = step + (left < kPackedSteps<kBits> ? left : kPackedSteps<kBits>);
    for (; step < end; step++) {
      const size_t at = where.at(step);
      const uint8_t* const digits = query + step * kStepBytes;
      LINQUANT_UNROLL
      for (size_t r = 0; r < kRows; r++) {
        const I x = V::xorIntegers(V::loadIntegers(rows[r] + at), flip);
        forEachCode<V, kBits>(x, mask, [&](size_t j, I codes) LINQUANT_INLINE_LAMBDA {
          LINQUANT_UNROLL
          for (size_t k = 0; k < kDigits; k++) {
            const I q = V::loadIntegers(digits + (j * kDigits + k) * kSize);
            words[r][k] = V::addByteProducts(words[r][k], codes, q);
          }
        });
      }
    }
    LINQUANT_UNROLL
    for (size_t r = 0; r < kRows; r++) {
      LINQUANT_UNROLL
      for (size_t k = 0; k < kDigits; k++) {
        I& sum = sums[k * kSearchStreams + r];
        sum = V::addProducts(sum, words[r][k], ones);
      }
    }
  }
}

// Sums of codes and of their squares of one row, as unsigned codes. The mask leaves out the bytes of the last step that were in
// the step before.
template <class V, uint32_t kBits>
LINQUANT_INLINE void addPackedNorms(const uint8_t* row, const PackedSteps<V>& where, typename V::I flip,
                                    typename V::I lastMask, typename V::I& sums, typename V::I& squares) {
  using I = typename V::I;
  const I mask = V::broadcastInteger(kCodeMask<kBits>), ones = V::broadcastInteger(0x00010001);
  for (size_t step = 0; step < where.steps; step++) {
    I x = V::xorIntegers(V::loadIntegers(row + where.at(step)), flip);
    if (step + 1 == where.steps) x = V::andIntegers(x, lastMask);
    forEachCode<V, kBits>(x, mask, [&](size_t, I codes) LINQUANT_INLINE_LAMBDA {
      sums = V::addIntegers(sums, V::sumBytes(codes));
      squares = V::addProducts(squares, V::addByteProducts(V::broadcastInteger(0), codes, codes), ones);
    });
  }
}

template <class V, uint32_t kBits, size_t kDigits>
LINQUANT_OUTLINE void packedProducts(const Rows& rows, const uint8_t* query, const PackedSteps<V>& where,
                                     typename V::I flip, int32_t* out) {
  constexpr size_t kRows = 4;
  typename V::I sums[kDigits * kSearchStreams];
  for (size_t r = 0; r < kSearchStreams; r += kRows) {
    addPackedSums<V, kBits, kDigits, kRows>(rows + r, query, where, flip, sums + r);
  }
  for (size_t k = 0; k < kDigits; k++) V::storeSums(sums + k * kSearchStreams, out + k * kSearchStreams);
}

template <class V, uint32_t kBits>
LINQUANT_OUTLINE void packedNorms(const Rows& rows, const PackedSteps<V>& where, typename V::I flip,
                                  int32_t* out) {
  using I = typename V::I;
  uint8_t bytes[2 * kVectorSize<V>];
  for (size_t i = 0; i < 2 * kVectorSize<V>; i++) bytes[i] = i < kVectorSize<V> ? 0 : 0xff;
  const size_t rest = where.bytes - (where.steps - 1) * kVectorSize<V>;
  const I lastMask = V::loadIntegers(bytes + rest);
  I vectors[2 * kSearchStreams];
  for (size_t r = 0; r < kSearchStreams; r++) {
    vectors[r] = vectors[kSearchStreams + r] = V::broadcastInteger(0);
    addPackedNorms<V, kBits>(rows[r], where, flip, lastMask, vectors[r], vectors[kSearchStreams + r]);
  }
  V::storeSums(vectors, out);
  V::storeSums(vectors + kSearchStreams, out + kSearchStreams);
}

// What the scores of a walk with one query need of it, and with hasNorms what they need of the rows alone. `total` is the sum of
// the query's integers.
template <class V, uint32_t kBits>
LINQUANT_OUTLINE void packedSumsOf(const Walk& walk, const uint8_t* query, double total, bool hasNorms,
                                   RowSums& to) {
  const QueryShape& shape = walk.call.shape;
  const size_t digits = digitsOf(shape), rowBytes = walk.call.rowBytes;
  const double bias = shape.codes.bias(), columns = static_cast<double>(static_cast<int64_t>(shape.columns));
  const typename V::I flip = V::broadcastInteger(0x01010101 * (shape.codes.bias() * (0xff / ((1 << kBits) - 1))));
  const bool isShort = rowBytes < kVectorSize<V>;
  const PackedSteps<V> where(isShort ? kVectorSize<V> : rowBytes);
  for (size_t t = 0; t < walk.steps; t++) {
    Rows rows;
    PaddedRows<V> padded;
    walk.rowsOf(t, rows);
    if (isShort) padded.fill(rows, rowBytes);
    int32_t sums[kPackedDigits * kSearchStreams];
    digits == kPackedDigits ? packedProducts<V, kBits, 3>(rows, query, where, flip, sums)
                            : packedProducts<V, kBits, 2>(rows, query, where, flip, sums);
    for (size_t s = 0; s < kSearchStreams; s++) {
      double product = sums[s] + 256.0 * sums[kSearchStreams + s];
      if (digits == kPackedDigits) product += 65536.0 * sums[2 * kSearchStreams + s];
      to.products[s * kSearchSteps + t] = product - bias * total;
    }
    if (!hasNorms) continue;
    packedNorms<V, kBits>(rows, where, flip, sums);
    // Where a short row was padded, its padding is the codes -bias.
    const double padding = isShort ? static_cast<double>(kVectorSize<V> - rowBytes) * (8 / kBits) : 0;
    for (size_t s = 0; s < kSearchStreams; s++) {
      const double sum = sums[s] - padding * bias, squares = sums[kSearchStreams + s] - padding * bias * bias;
      to.codes[s * kSearchSteps + t] = sum - bias * columns;
      to.squares[s * kSearchSteps + t] = squares - 2 * bias * sum + bias * bias * columns;
    }
  }
}

}  // namespace linquant

#endif  // LINQUANT_CORE_SEARCH_PACKED_H_
