// Searching: the scores of rows with queries, and the best of them. lib/kernels.ts says what the three operations give; here is
// how they are asked for. A kernel is called by calls (call/search.cpp) that have checked all lengths.
//
// Another thread may write to any of the memory meanwhile: constants and prepared queries are numbers only, a row of the list is
// read once and taken only if the corpus has it, and counts are clamped.
#ifndef LINQUANT_CORE_SEARCH_SEARCH_H_
#define LINQUANT_CORE_SEARCH_SEARCH_H_

#include "../kernels.h"
#include "../vector/lanes.h"

namespace linquant {

// As in lib/kernels.ts.
enum class ScoreForm : uint32_t { floats, codes, wideCodes, bits };
enum class Metric : uint32_t { dot, cosine, l2, hamming };
constexpr size_t kScoreFormCount = 4, kMetricCount = 4;
constexpr size_t kQueryConstants = 8;

// The codes of rows: 8, 4, 2 or 1 bits, the first code in the lowest bits of a byte.
struct CodeShape {
  uint32_t bits;
  bool isSigned;

  // What makes signed codes unsigned when it is added: 0 for unsigned ones.
  LINQUANT_INLINE_METHOD constexpr int32_t bias() const { return isSigned ? 1 << (bits - 1) : 0; }
};

struct QueryShape {
  ScoreForm form;
  CodeShape codes;  // of codes and wideCodes
  size_t columns, queries;
};

LINQUANT_INLINE constexpr uint64_t roundUp(uint64_t value, uint64_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}
LINQUANT_INLINE constexpr uint64_t paddedColumns(uint64_t columns) { return roundUp(columns, 64); }
LINQUANT_INLINE constexpr uint64_t preparedBytes(uint64_t queries, uint64_t columns) {
  return roundUp(queries, 16) * paddedColumns(columns) * 8;
}

struct ScoreCall {
  QueryShape shape;
  Metric metric;
  FloatType floatType;
  const uint8_t* corpus;
  uint64_t corpusRows, rowBytes;
  // Row i of the call is row firstRow + i of the corpus, or list[i].
  uint64_t firstRow, rows;
  const uint8_t* list;
  const uint8_t *prepared, *constants;
  uint8_t* scores;
  // For each row of the corpus; those that are null are the same for all rows.
  Affines affines;
  double scale, zeroPoint, offset;
  bool isOneGrid;
  double dimensions;

  // A row beyond the corpus is one that another thread wrote into the list: row 0 then.
  LINQUANT_INLINE_METHOD uint64_t rowAt(uint64_t i) const {
    if (list == nullptr) return firstRow + i;
    const uint64_t row = valueAt<uint32_t>(list, i);
    return row < corpusRows ? row : 0;
  }
};

struct SelectCall {
  const uint8_t* scores;
  uint8_t *keys, *ids, *counts;
  const uint8_t* list;
  uint64_t queries, rows, firstRow, k, capacity;
  bool isLargest;
};
LINQUANT_INLINE constexpr uint64_t capacityOf(uint64_t k) { return k + (k > 256 ? k : 256); }

}  // namespace linquant

#endif  // LINQUANT_CORE_SEARCH_SEARCH_H_
