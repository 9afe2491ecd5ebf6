#include "bits.h"

#include <math.h>
#include <string.h>

namespace linquant::definition {
namespace {

// The bit of a column in the bytes of its row.
uint8_t maskOf(size_t column, const BitCoding& coding) {
  return static_cast<uint8_t>(coding.highFirst ? 0x80 >> column % 8 : 1 << column % 8);
}

}  // namespace

size_t bitBytes(size_t columns) { return (columns + 7) / 8; }

size_t packedBits(const Data& x, FloatType type, size_t rows, size_t columns, const BitCoding& coding,
                  Data& bits) {
  const size_t bytes = bitBytes(columns);
  bits.assign(rows * bytes, coding.flip);
  for (size_t i = 0; i < rows * columns; i++) {
    const double value = numberAt(x, i, type);
    if (!isfinite(value)) return i;
    const size_t row = i / columns, column = i % columns;
    if (coding.orEqual ? value >= 0 : value > 0) bits[row * bytes + column / 8] ^= maskOf(column, coding);
  }
  return rows * columns;
}

Data unpackedBits(const Data& bits, size_t rows, size_t columns, const BitCoding& coding, float ofZero,
                  float ofOne) {
  Data x(rows * columns * sizeof(float));
  for (size_t i = 0; i < rows * columns; i++) {
    const size_t row = i / columns, column = i % columns;
    const int byte = bits[row * bitBytes(columns) + column / 8] ^ coding.flip;
    const float value = (byte & maskOf(column, coding)) != 0 ? ofOne : ofZero;
    memcpy(&x[i * sizeof value], &value, sizeof value);
  }
  return x;
}

}  // namespace linquant::definition
