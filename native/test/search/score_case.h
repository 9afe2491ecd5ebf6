// Random calls of scoreRows with all of their memory, and the scores that the definition gives.
#ifndef LINQUANT_TEST_SEARCH_SCORE_CASE_H_
#define LINQUANT_TEST_SEARCH_SCORE_CASE_H_

#include "../../core/search/search.h"
#include "../support/tensors.h"

namespace linquant::test {

// A call and all of its memory.
struct ScoreCase {
  ScoreCall call = {};
  Data corpus;
  std::vector<uint32_t> list;
  Data queries;  // as the operation takes them
  std::vector<float> scales, offsets;
  std::vector<int32_t> zeroPoints;
  std::vector<double> constants;
  std::vector<std::vector<int64_t>> integers;  // of queries
  std::vector<std::vector<float>> floats;
  size_t dimensions = 0;
};

ScoreCase randomScoreCase(Random& random);

// The score of a row of the corpus with a query.
double expectedScore(const ScoreCase& c, size_t query, uint64_t row);

std::string describe(const KernelTable& table, const ScoreCase& c);

}  // namespace linquant::test

#endif  // LINQUANT_TEST_SEARCH_SCORE_CASE_H_
