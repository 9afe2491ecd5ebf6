// The definition of packBits and unpackBits.
#ifndef LINQUANT_TEST_DEFINITION_BITS_H_
#define LINQUANT_TEST_DEFINITION_BITS_H_

#include "floats.h"

namespace linquant::definition {

size_t bitBytes(size_t columns);

// A bit for each number of rows. Returns the index of the first number that is not finite, or how many there are.
size_t packedBits(const Data& x, FloatType type, size_t rows, size_t columns, const BitCoding& coding,
                  Data& bits);

// And back, to float32.
Data unpackedBits(const Data& bits, size_t rows, size_t columns, const BitCoding& coding, float ofZero,
                  float ofOne);

}  // namespace linquant::definition

#endif  // LINQUANT_TEST_DEFINITION_BITS_H_
