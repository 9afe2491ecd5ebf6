// Random tensors of every dtype, float type, rounding and layout.
#ifndef LINQUANT_TEST_SUPPORT_TENSORS_H_
#define LINQUANT_TEST_SUPPORT_TENSORS_H_

#include "../definition/tensors.h"
#include "instruction_sets.h"
#include "values.h"
#include "watched_buffer.h"

namespace linquant::test {

using definition::Data;
using definition::infoOf;
using definition::ParameterArrays;

// Each with at least one element.
Layout randomLayout(Random& random);
Coding randomCoding(Random& random);
ParameterArrays randomParameters(Random& random, const Coding& coding, size_t count, bool hasOffset);

// Mostly numbers near the codes of their parameters, ties and their neighbours among them; in one of four tensors also some
// random bits.
Data randomFloats(Random& random, const Coding& coding, const Layout& layout,
                  const ParameterArrays& parameters);
// Any codes of the dtype, whatever qmin and qmax.
Data randomCodes(Random& random, Dtype dtype, size_t count);

// For %llu.
inline unsigned long long number(uint64_t value) { return value; }

std::string describe(const char* what, const KernelTable& table, const Coding& coding, const Layout& layout);

}  // namespace linquant::test

#endif  // LINQUANT_TEST_SUPPORT_TENSORS_H_
