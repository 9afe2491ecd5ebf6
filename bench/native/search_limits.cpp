// What searches are held to besides a read: in C++ (search.cpp), and in JavaScript (loops_module.cpp).
#include "benches.h"

#if defined(__x86_64__)
#define LINQUANT_TARGET(feature) __attribute__((target(feature)))
#else
#define LINQUANT_TARGET(feature)
#endif

namespace linquant::bench {

// Bytes of a row that are no multiple of 8 are left out.
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
    // The best k would be kept in a sorted list; that a row is none of them is what matters.
    if (distance < least) {
      least = distance;
      nearest = row;
    }
  }
  return nearest;
}

#if defined(__x86_64__)
LINQUANT_TARGET("avx2") void multiplyAndAdd(uint64_t products) {
  for (uint64_t i = 0; i < products / (12 * 16); i++) {
    // Twelve sums, as the kernel has.
#define LINQUANT_ADD(n) "vpmaddwd %%ymm0, %%ymm1, %%ymm2\n\tvpaddd %%ymm2, %%ymm" n ", %%ymm" n "\n\t"
    asm volatile(LINQUANT_ADD("3") LINQUANT_ADD("4") LINQUANT_ADD("5") LINQUANT_ADD("6") LINQUANT_ADD("7")
                     LINQUANT_ADD("8") LINQUANT_ADD("9") LINQUANT_ADD("10") LINQUANT_ADD("11")
                         LINQUANT_ADD("12") LINQUANT_ADD("13") LINQUANT_ADD("14")::
                             : "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",
                               "xmm11", "xmm12", "xmm13", "xmm14");
#undef LINQUANT_ADD
  }
}
bool hasMultiplyAndAdd() { return true; }
#else
void multiplyAndAdd(uint64_t) {}
bool hasMultiplyAndAdd() { return false; }
#endif

}  // namespace linquant::bench
