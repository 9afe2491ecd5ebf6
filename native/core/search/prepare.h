// PrepareQueriesKernel (search.h): queries in the order in which the kernels of a vector type read them (shape.h).
#ifndef LINQUANT_CORE_SEARCH_PREPARE_H_
#define LINQUANT_CORE_SEARCH_PREPARE_H_

#include "packed.h"

namespace linquant {

template <class T>
LINQUANT_INLINE void putAt(uint8_t* to, size_t index, T value) {
  memcpy(to + index * sizeof value, &value, sizeof value);
}

// The lowest digit of a number, which becomes what is left: a signed one of kBits bits.
template <int kBits>
LINQUANT_INLINE int32_t takeDigit(int64_t& number) {
  constexpr int64_t kHalf = int64_t{1} << (kBits - 1);
  const int64_t digit = ((number + kHalf) & (2 * kHalf - 1)) - kHalf;
  number = (number - digit) / (2 * kHalf);
  return static_cast<int32_t>(digit);
}

LINQUANT_INLINE int64_t integerAt(const QueryShape& shape, const uint8_t* query, size_t column) {
  return column < shape.columns ? valueAt<int32_t>(query, column) : 0;
}

template <class V>
LINQUANT_SINGLE void prepareBytes(const QueryShape& shape, const uint8_t* query, uint8_t* to) {
  const size_t columns = paddedColumns(shape.columns);
  for (size_t i = 0; i < columns; i++) {
    int64_t number = integerAt(shape, query, i);
    if (shape.form == ScoreForm::wideCodes) {
      putAt(to, i, static_cast<int16_t>(takeDigit<kByteDigitBits>(number)));
      putAt(to, columns + i, static_cast<int16_t>(number));
    } else {
      putAt(to, i, static_cast<int16_t>(number));
    }
  }
}

// A digit that is beyond int8 (which the contract does not allow) is cut.
template <class V>
LINQUANT_SINGLE void preparePacked(const QueryShape& shape, const uint8_t* query, uint8_t* to) {
  constexpr size_t kSize = kVectorSize<V>;
  const size_t codes = 8 / shape.codes.bits, digits = digitsOf<V>(shape);
  const size_t ofDigit = digitStride<V>(shape), ofCode = codeStride<V>(shape);
  const size_t rowBytes = shape.columns / codes, vectors = packedVectors<V>(shape);
  const size_t bytesRead = rowBytes < kSize ? kSize : rowBytes;
  for (size_t index = 0; index < vectors; index++) {
    for (size_t byte = 0; byte < kSize; byte++) {
      // Bytes of the last vector that were in the vector before it have zeros.
      const size_t at = vectorAt<V>(bytesRead, vectors, index) + byte;
      const bool isRepeated = at < index * kSize;
      for (size_t j = 0; j < codes; j++) {
        int64_t number = isRepeated ? 0 : integerAt(shape, query, at * codes + j);
        for (size_t k = 0; k < digits; k++) {
          const int32_t digit = takeDigit<kPackedDigitBits>(number);
          to[(index * codes + j) * ofCode + k * ofDigit + byte] = static_cast<uint8_t>(digit);
        }
      }
    }
  }
}

// Pairs of columns of a tile's queries: two int16 of each query, then the next pair. With dot products four int8.
template <class V>
LINQUANT_SINGLE void prepareTiles(const QueryShape& shape, const uint8_t* queries, uint8_t* to) {
  const size_t columns = paddedColumns(shape.columns), count = tiledQueries<V>(shape);
  for (size_t q = 0; q < roundUp(count, kTile<V>); q++) {
    uint8_t* const tile = to + q / kTile<V> * tileBytes<V>(shape);
    const uint8_t* const query = queries + q * shape.columns * sizeof(int32_t);
    for (size_t i = 0; i < columns; i++) {
      int64_t number = q < count ? integerAt(shape, query, i) : 0;
      if constexpr (V::kHasDots) {
        uint8_t* const to = tile + (i / 4 * kTile<V> + q % kTile<V>)*4 + i % 4;
        *to = static_cast<uint8_t>(takeDigit<kPackedDigitBits>(number));
        to[tileBytes<V>(shape) / 2] = static_cast<uint8_t>(number);
      } else {
        putAt(tile, (i / 2 * kTile<V> + q % kTile<V>)*2 + i % 2, static_cast<int16_t>(number));
      }
    }
  }
}

template <class V>
void prepareQueriesKernel(const QueryShape& shape, const uint8_t* queries, uint8_t* prepared) {
  const size_t columns = paddedColumns(shape.columns), stride = queryStride<V>(shape);
  for (size_t q = 0; q < shape.queries; q++) {
    uint8_t* const to = prepared + q * stride;
    if (shape.form == ScoreForm::floats) {
      const uint8_t* const query = queries + q * shape.columns * sizeof(float);
      for (size_t i = 0; i < columns; i++) {
        putAt(to, i, i < shape.columns ? static_cast<double>(valueAt<float>(query, i)) : 0.0);
      }
    } else if (shape.form == ScoreForm::bits) {
      const size_t bytes = shape.columns / 8;
      memset(to, 0, stride);
      memcpy(to, queries + q * bytes, bytes);
    } else {
      const uint8_t* const query = queries + q * shape.columns * sizeof(int32_t);
      if (!hasVectors<V>(shape)) {
        for (size_t i = 0; i < columns; i++) {
          putAt(to, i, static_cast<int32_t>(integerAt(shape, query, i)));
        }
      } else if constexpr (V::kHasSearch) {
        isPacked<V>(shape) ? preparePacked<V>(shape, query, to) : prepareBytes<V>(shape, query, to);
      }
    }
  }
  if constexpr (V::kHasTiles) prepareTiles<V>(shape, queries, prepared + tilesAt(shape));
}

}  // namespace linquant

#endif  // LINQUANT_CORE_SEARCH_PREPARE_H_
