// A read of memory by native loops, for benches in JavaScript (bench/read.mjs): what a search can be held to. memcmp, which Node offers,
// reads both of its sides and is slower.
#include "benches.h"

extern "C" __attribute__((visibility("default"))) void linquant_read(const uint8_t* data, size_t bytes,
                                                                     int streams) {
  if (streams == 1) return linquant::bench::readOnce(data, bytes);
  linquant::bench::readEightStreams(data, bytes);
}
