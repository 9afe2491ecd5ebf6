// Sums of codes one at a time: the definition, and what does rows for which vectors have no form.
#ifndef LINQUANT_CORE_SEARCH_PLAIN_H_
#define LINQUANT_CORE_SEARCH_PLAIN_H_

#include "sums.h"

namespace linquant {

LINQUANT_INLINE int64_t codeAt(const uint8_t* row, size_t i, const CodeShape& codes) {
  const size_t bit = i * codes.bits;
  const int64_t mask = (int64_t{1} << codes.bits) - 1, sign = codes.bias();
  return (((row[bit / 8] >> bit % 8) & mask) ^ sign) - sign;
}

struct PlainSums {
  int64_t product = 0, sum = 0, squares = 0;
};

// The query is int32, at any address. Sums wrap where another thread writes numbers beyond the contract's.
template <class V>
LINQUANT_SINGLE PlainSums plainSums(const uint8_t* row, const uint8_t* query, const QueryShape& shape) {
  uint64_t product = 0, sum = 0, squares = 0;
  for (size_t i = 0; i < shape.columns; i++) {
    const int64_t code = codeAt(row, i, shape.codes);
    product += static_cast<uint64_t>(code * valueAt<int32_t>(query, i));
    sum += static_cast<uint64_t>(code);
    squares += static_cast<uint64_t>(code * code);
  }
  return {static_cast<int64_t>(product), static_cast<int64_t>(sum), static_cast<int64_t>(squares)};
}

template <class V>
LINQUANT_SINGLE void plainWalk(const Walk& walk, const uint8_t* query, RowSums& sums) {
  for (size_t t = 0; t < walk.steps; t++) {
    for (size_t s = 0; s < walk.streams; s++) {
      const uint8_t* const row = walk.call.corpus + walk.call.rowAt(walk.rowOf(s, t)) * walk.call.rowBytes;
      const PlainSums one = plainSums<V>(row, query, walk.call.shape);
      const size_t i = s * kSearchSteps + t;
      sums.products[i] = static_cast<double>(one.product);
      sums.codes[i] = static_cast<double>(one.sum);
      sums.squares[i] = static_cast<double>(one.squares);
    }
  }
}

}  // namespace linquant

#endif  // LINQUANT_CORE_SEARCH_PLAIN_H_
