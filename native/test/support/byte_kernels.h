// The operations with one set of parameters between float32 and codes of one byte: what the definition gives for arrays, and
// calls of the core that are compared with it.
#ifndef LINQUANT_TEST_SUPPORT_BYTE_KERNELS_H_
#define LINQUANT_TEST_SUPPORT_BYTE_KERNELS_H_

#include <vector>

#include "instruction_sets.h"
#include "values.h"

namespace linquant::test {

constexpr Dtype kByteDtypes[kByteDtypeCount] = {Dtype::int8, Dtype::uint8};
bool isSigned(Dtype dtype);
int32_t leastCode(Dtype dtype);
int32_t greatestCode(Dtype dtype);
const char* nameOf(Dtype dtype);

// Parameters with the whole range of a dtype.
Parameters wholeRange(Dtype dtype, float scale, int32_t zeroPoint);

// By the definition.
uint8_t definedCode(float x, const Parameters& p);
std::vector<uint8_t> definedCodes(const std::vector<float>& x, const Parameters& p);
float definedFloat(uint8_t code, Dtype dtype, const Parameters& p);
std::vector<float> definedFloats(const std::vector<uint8_t>& codes, Dtype dtype, const Parameters& p);

// The core's entry points. That of quantize must return true only where all floats are finite.
Layout oneSetFor(size_t count);
void quantize(const KernelTable& table, Dtype dtype, const uint8_t* x, uint8_t* q, size_t count,
              const Parameters& p);
void dequantize(const KernelTable& table, Dtype dtype, const uint8_t* q, uint8_t* x, size_t count,
                const Parameters& p);

std::string describe(const KernelTable& table, Dtype dtype, const Parameters& p);

// Compares the core with codes that were made before, for one table or for all.
void checkQuantize(const KernelTable& table, Dtype dtype, const std::vector<float>& x, const Parameters& p,
                   const std::vector<uint8_t>& expected);
// Compares every table with the definition.
void checkQuantize(Dtype dtype, const std::vector<float>& x, const Parameters& p);
void checkDequantize(Dtype dtype, const std::vector<uint8_t>& codes, const Parameters& p);

// Whether two ranges are the same but for the bits of a NaN.
bool isSameRange(const Range& a, const Range& b);

}  // namespace linquant::test

#endif  // LINQUANT_TEST_SUPPORT_BYTE_KERNELS_H_
