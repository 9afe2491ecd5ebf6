// Rows of float32 for the kernels that choose each row's parameters from its own range, and what the definition gives for
// them.
#ifndef LINQUANT_TEST_SUPPORT_ROWS_H_
#define LINQUANT_TEST_SUPPORT_ROWS_H_

#include "byte_kernels.h"

namespace linquant::test {

struct Rule {
  const char* name;
  Dtype dtype;
  Choice choice;
};
const std::vector<Rule>& rules();

// Whether a row has parameters by the definition, and which.
bool chooseFor(const float* x, size_t columns, const Choice& choice, Parameters& p);

// `rows` is the index of the first row without parameters, or how many rows there are; the arrays hold those before it.
struct DefinedRows {
  size_t rows = 0;
  std::vector<float> scales;
  std::vector<int32_t> zeroPoints;
  std::vector<uint8_t> codes;
};
DefinedRows definedRows(const std::vector<float>& x, size_t columns, const Choice& choice);

// Rows that all have parameters: of mixed kinds (zeros, one sign, subnormal, huge, ties), or in every other call of kinds
// with a normal scale only. Kernels take as many rows at once as a vector has lanes, and go a slower way if one of them has
// no normal scale, which among mixed kinds is nearly always so. Another seed, another order.
std::vector<float> makeRows(size_t rows, size_t columns, uint64_t seed, const Choice& choice);

std::string describe(const char* table, const Rule& rule, size_t rows, size_t columns);

}  // namespace linquant::test

#endif  // LINQUANT_TEST_SUPPORT_ROWS_H_
