// The definition of scores (lib/kernels.ts): one row and one query at a time, integers as integers.
#ifndef LINQUANT_TEST_DEFINITION_SEARCH_H_
#define LINQUANT_TEST_DEFINITION_SEARCH_H_

#include "../../core/search/search.h"
#include "dtypes.h"

namespace linquant::definition {

// Integers with the numbers that say what they stand for.
struct ScoredIntegers {
  std::vector<int64_t> numbers;
  double scale = 1, offset = 0;
  int64_t zeroPoint = 0;
};

struct ScoreRule {
  Metric metric;
  bool hasOffsets, isOneGrid;
  // Of the query: the sums of its integers and of their squares, what is added to each dot product, and |y|^2.
  double sum, squares, added, norm;
  // How many of the numbers are dimensions; the others fill up a byte and are 0.
  size_t dimensions;
};

double scoreOfCodes(const ScoreRule& rule, const ScoredIntegers& row, const ScoredIntegers& query);
double scoreOfFloats(Metric metric, double norm, const std::vector<float>& row,
                     const std::vector<float>& query);
double hamming(const Data& row, const Data& query);

// The codes of a row: `bits` each, from the lowest bits of a byte on.
std::vector<int64_t> codesOfRow(const Data& row, int bits, bool isSigned);

// The best k of all scores in their order: indices of `scores`, by score and then by id.
std::vector<size_t> bestOf(const std::vector<double>& scores, const std::vector<uint32_t>& ids, size_t k,
                           bool isLargest);

}  // namespace linquant::definition

#endif  // LINQUANT_TEST_DEFINITION_SEARCH_H_
