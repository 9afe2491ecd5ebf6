// Native loops for benches in JavaScript (bench/native-loops.mjs): what a search can be held to. memcmp, which Node offers, reads both of
// its sides and is slower than a read.
#include "benches.h"

#define LINQUANT_EXPORT extern "C" __attribute__((visibility("default")))

LINQUANT_EXPORT void linquant_read(const uint8_t* data, size_t bytes, int streams) {
  if (streams == 1) return linquant::bench::readOnce(data, bytes);
  linquant::bench::readEightStreams(data, bytes);
}

LINQUANT_EXPORT size_t linquant_popcnt(const uint8_t* corpus, const uint8_t* query, size_t rows,
                                       size_t rowBytes) {
  return linquant::bench::nearestByPopcnt(corpus, query, rows, rowBytes);
}

LINQUANT_EXPORT void linquant_multiply_and_add(uint64_t products) {
  linquant::bench::multiplyAndAdd(products);
}
