// The definition of the dtypes: how wide their codes are, which there are, and how they lie in memory.
#ifndef LINQUANT_TEST_DEFINITION_DTYPES_H_
#define LINQUANT_TEST_DEFINITION_DTYPES_H_

#include <vector>

#include "../support/core.h"

namespace linquant::definition {

using Data = std::vector<uint8_t>;

struct DtypeInfo {
  const char* name;
  int bits;
  int32_t least, greatest;
};
const DtypeInfo& infoOf(Dtype dtype);

size_t codeBytes(Dtype dtype, size_t count);

// Codes lie one after the other, bit by bit from the lowest one of each byte; the last byte is filled up with zeros.
std::vector<int64_t> codesIn(const Data& data, Dtype dtype, size_t count);
Data bytesOf(const std::vector<int64_t>& codes, Dtype dtype);

}  // namespace linquant::definition

#endif  // LINQUANT_TEST_DEFINITION_DTYPES_H_
