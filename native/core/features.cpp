#include "features.h"

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__)) && !defined(_MSC_VER)
#include <cpuid.h>
#include <emmintrin.h>
#endif

namespace linquant {

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__)) && !defined(_MSC_VER)

// Leaf 4 of Intel and 0x8000001d of AMD list the caches in the same form.
static size_t largestCache(uint32_t leaf) {
  size_t largest = 0;
  uint32_t a = 0, b = 0, c = 0, d = 0;
  for (uint32_t i = 0; i < 16 && __get_cpuid_count(leaf, i, &a, &b, &c, &d) && (a & 31) != 0; i++) {
    const size_t ways = (b >> 22) + 1, partitions = ((b >> 12) & 1023) + 1, line = (b & 4095) + 1;
    const size_t bytes = ways * partitions * line * (size_t{c} + 1);
    if (bytes > largest) largest = bytes;
  }
  return largest;
}

static size_t cachedBytes() {
  // Virtual machines may tell anything.
  constexpr size_t kLeast = size_t{8} << 20, kUsual = size_t{32} << 20, kMost = size_t{128} << 20;
  const size_t amd = largestCache(0x8000001d), bytes = amd != 0 ? amd : largestCache(4);
  return bytes == 0 ? kUsual : bytes < kLeast ? kLeast : bytes > kMost ? kMost : bytes;
}

static bool invalidFlagAfter(__m128 value) {
  _mm_setcsr(_mm_getcsr() & ~_MM_EXCEPT_INVALID);
  __m128i integers;
  asm volatile("cvtps2dq %1, %0" : "=x"(integers) : "x"(value));
  return (_mm_getcsr() & _MM_EXCEPT_INVALID) != 0;
}

static bool invalidFlagWorks() {
  const float ordinary = 1.0f, overflow = 0x1p31f;
  return !invalidFlagAfter(_mm_set1_ps(ordinary)) && invalidFlagAfter(_mm_set1_ps(overflow)) &&
         invalidFlagAfter(_mm_castsi128_ps(_mm_set1_epi32(0x7fc00000)));
}

#elif defined(__aarch64__) && (defined(__GNUC__) || defined(__clang__))

static bool invalidFlagAfter(float value) {
  uint64_t status = 0;
  int32_t integer;
  asm volatile("msr fpsr, xzr\n\tfcvtns %w0, %s2\n\tmrs %1, fpsr"
               : "=&r"(integer), "=r"(status)
               : "w"(value));
  return (status & 1) != 0;
}

static size_t cachedBytes() { return size_t{32} << 20; }

static bool invalidFlagWorks() {
  return !invalidFlagAfter(1.0f) && invalidFlagAfter(0x1p31f) && invalidFlagAfter(__builtin_nanf(""));
}

#else

static bool invalidFlagWorks() { return false; }
static size_t cachedBytes() { return size_t{32} << 20; }

#endif

const bool kInvalidFlagWorks = invalidFlagWorks();
const size_t kCachedBytes = cachedBytes();

uint32_t detectFeatures() {
  uint32_t features = 0;
#if (defined(__x86_64__) || defined(__i386__)) && (defined(__GNUC__) || defined(__clang__)) && \
    !defined(_MSC_VER)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) features |= kFeatureAvx2;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
    features |= kFeatureAvx512;
  }
#endif
  return features;
}

}  // namespace linquant
