// Native loops for benches in JavaScript (bench/native-loops.mjs): what a search can be held to. memcmp, which Node offers, reads both of
// its sides and is slower than a read.
#include "benches.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define LINQUANT_TARGET(features) __attribute__((target(features)))
#else
#define LINQUANT_TARGET(features)
#endif

namespace linquant::bench {
namespace {

// What people write in C++: a popcnt for eight bytes. Bytes of a row that are no multiple of 8 are left out.
LINQUANT_TARGET("popcnt")
size_t nearestByPopcnt(const uint8_t* corpus, const uint8_t* query, size_t rows, size_t rowBytes) {
  uint64_t least = UINT64_MAX;
  size_t nearest = 0;
  for (size_t row = 0; row < rows; row++) {
    uint64_t distance = 0;
    for (size_t i = 0; i + 8 <= rowBytes; i += 8) {
      uint64_t a, b;
      memcpy(&a, corpus + row * rowBytes + i, 8);
      memcpy(&b, query + i, 8);
      distance += static_cast<uint64_t>(__builtin_popcountll(a ^ b));
    }
    if (distance < least) {
      least = distance;
      nearest = row;
    }
  }
  return nearest;
}

#if defined(__x86_64__)

// Products of 16-bit integers, added in pairs and to sums: as many as asked, on what registers hold. The empty asm statements keep the
// compiler from knowing the factors and from dropping the sums.
LINQUANT_TARGET("avx2") void multiplyAdds(uint64_t count) {
  constexpr int kSums = 10;
  __m256i sums[kSums] = {};
  __m256i a = _mm256_set1_epi16(3), b = _mm256_set1_epi16(5);
  for (uint64_t done = 0; done < count; done += 16 * kSums) {
    asm("" : "+x"(a), "+x"(b));
    for (__m256i& sum : sums) {
      __m256i products = _mm256_madd_epi16(a, b);
      // Each product is made, though all are equal.
      asm("" : "+x"(products), "+x"(a));
      sum = _mm256_add_epi32(sum, products);
    }
  }
  for (__m256i& sum : sums) asm volatile("" ::"x"(sum));
}

#endif

}  // namespace
}  // namespace linquant::bench

#define LINQUANT_EXPORT extern "C" __attribute__((visibility("default")))

LINQUANT_EXPORT void linquant_read(const uint8_t* data, size_t bytes, int streams) {
  if (streams == 1) return linquant::bench::readOnce(data, bytes);
  linquant::bench::readEightStreams(data, bytes);
}

LINQUANT_EXPORT size_t linquant_popcnt(const uint8_t* corpus, const uint8_t* query, size_t rows,
                                       size_t rowBytes) {
  return linquant::bench::nearestByPopcnt(corpus, query, rows, rowBytes);
}

#if defined(__x86_64__)
// Only where AVX2 is the best that there is would it be a limit: wider registers and dot products of bytes do more.
LINQUANT_EXPORT void linquant_multiply_adds(uint64_t count) { linquant::bench::multiplyAdds(count); }
#endif
