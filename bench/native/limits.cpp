// Loops that only read all bytes. Their machine code was checked by hand: memory is what limits them. A loop as the compiler
// makes it can be slower than the kernels.
#include "benches.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

namespace linquant::bench {

#if defined(__x86_64__)

// The empty asm statement keeps the compiler from dropping the load. Adding the values up could be slower than memory.
template <size_t kStreams>
__attribute__((target("avx512f"))) static void read512(const uint8_t* data, size_t bytes) {
  const size_t part = bytes / kStreams;
  const uint8_t* const end = data + part;
  for (const uint8_t* p = data; p < end; p += 256 / kStreams) {
    for (size_t stream = 0; stream < kStreams; stream++) {
      for (size_t j = 0; j < 256 / kStreams; j += 64) {
        asm volatile("vmovups %0, %%zmm31" ::"m"(p[stream * part + j]) : "xmm31");
      }
    }
  }
}

template <size_t kStreams>
__attribute__((target("avx2"))) static void read256(const uint8_t* data, size_t bytes) {
  const size_t part = bytes / kStreams;
  const uint8_t* const end = data + part;
  for (const uint8_t* p = data; p < end; p += 256 / kStreams) {
    for (size_t stream = 0; stream < kStreams; stream++) {
      for (size_t j = 0; j < 256 / kStreams; j += 32) {
        asm volatile("vmovups %0, %%ymm15" ::"m"(p[stream * part + j]) : "xmm15");
      }
    }
  }
}

static bool hasAvx512() { return __builtin_cpu_supports("avx512f"); }

void readOnce(const uint8_t* data, size_t bytes) {
  hasAvx512() ? read512<1>(data, bytes) : read256<1>(data, bytes);
}
void readFourStreams(const uint8_t* data, size_t bytes) {
  hasAvx512() ? read512<4>(data, bytes) : read256<4>(data, bytes);
}
void readEightStreams(const uint8_t* data, size_t bytes) { read256<8>(data, bytes); }

#else

void readOnce(const uint8_t* data, size_t bytes) {
  uint64_t words[8], sum[8] = {};
  for (size_t i = 0; i + 64 <= bytes; i += 64) {
    memcpy(words, data + i, 64);
    for (size_t j = 0; j < 8; j++) sum[j] |= words[j];
  }
  asm volatile("" ::"r"(sum) : "memory");
}
void readFourStreams(const uint8_t* data, size_t bytes) { readOnce(data, bytes); }
void readEightStreams(const uint8_t* data, size_t bytes) { readOnce(data, bytes); }

#endif

}  // namespace linquant::bench
