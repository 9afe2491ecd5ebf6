#include "features.h"

#include "tuning.h"

#if defined(__linux__) && defined(__aarch64__)
#include <sys/auxv.h>
#endif
#if defined(__x86_64__) || defined(_M_X64)
#define LINQUANT_X64
#if defined(_MSC_VER) && !defined(__clang__)
#include <intrin.h>
#else
#include <cpuid.h>
#include <emmintrin.h>
#endif
#endif

namespace linquant {

#if defined(LINQUANT_X64)

struct Leaf {
  uint32_t a, b, c, d;
};

#if defined(_MSC_VER) && !defined(__clang__)

static Leaf readLeaf(uint32_t leaf, uint32_t part) {
  int values[4];
  __cpuidex(values, static_cast<int>(leaf), static_cast<int>(part));
  return {static_cast<uint32_t>(values[0]), static_cast<uint32_t>(values[1]),
          static_cast<uint32_t>(values[2]), static_cast<uint32_t>(values[3])};
}

static uint32_t savedRegisters() { return static_cast<uint32_t>(_xgetbv(0)); }

// Without inline assembly, the compiler may drop a conversion whose result is unused.
static bool invalidFlagWorks() { return false; }

#else

static Leaf readLeaf(uint32_t leaf, uint32_t part) {
  Leaf result = {};
  __cpuid_count(leaf, part, result.a, result.b, result.c, result.d);
  return result;
}

// The intrinsic needs -mxsave.
static uint32_t savedRegisters() {
  uint32_t low, high;
  asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
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

#endif

// For a leaf beyond the last one, a processor returns the data of another leaf.
static Leaf cpuid(uint32_t leaf, uint32_t part) {
  return leaf <= readLeaf(leaf & 0x80000000, 0).a ? readLeaf(leaf, part) : Leaf{};
}

static bool hasBits(uint32_t value, uint32_t bits) { return (value & bits) == bits; }

uint32_t detectFeatures() {
  constexpr uint32_t kFma = 1u << 12, kOsxsave = 1u << 27, kAvx = 1u << 28, kF16c = 1u << 29;  // leaf 1, c
  constexpr uint32_t kAvx2 = 1u << 5;                                                          // leaf 7, b
  constexpr uint32_t kF = 1u << 16, kDq = 1u << 17, kBw = 1u << 30, kVl = 1u << 31;            // leaf 7, b
  constexpr uint32_t kVnni = 1u << 11;                                                         // leaf 7, c
  constexpr uint32_t kSavesYmm = 0x06, kSavesZmm = 0xe6;                                       // XCR0
  // Without OSXSAVE, xgetbv is an invalid instruction.
  if (!hasBits(cpuid(1, 0).c, kFma | kOsxsave | kAvx | kF16c)) return 0;
  const Leaf leaf = cpuid(7, 0);
  const uint32_t extensions = leaf.b, saved = savedRegisters();
  if (!hasBits(extensions, kAvx2) || !hasBits(saved, kSavesYmm)) return 0;
  uint32_t features = kFeatureAvx2;
#if !defined(__APPLE__)
  // macOS enables AVX-512 registers at their first use, so XCR0 does not tell there.
  if (hasBits(extensions, kF | kDq | kBw | kVl) && hasBits(saved, kSavesZmm)) {
    features |= kFeatureAvx512;
    if (hasBits(leaf.c, kVnni)) features |= kFeatureAvx512Vnni;
  }
#endif
  return features;
}

// Leaf 4 (Intel) and leaf 0x8000001d (AMD) list the caches in the same form.
static size_t largestCache(uint32_t leaf) {
  size_t largest = 0;
  for (uint32_t i = 0; i < 16; i++) {
    const Leaf cache = cpuid(leaf, i);
    if ((cache.a & 31) == 0) break;
    const size_t ways = (cache.b >> 22) + 1, partitions = ((cache.b >> 12) & 1023) + 1;
    const size_t line = (cache.b & 4095) + 1, bytes = ways * partitions * line * (size_t{cache.c} + 1);
    if (bytes > largest) largest = bytes;
  }
  return largest;
}

#if defined(LINQUANT_EMULATED_AVX512)
static bool hasBitCounts() { return true; }
#else
static bool hasBitCounts() {
  return (detectFeatures() & kFeatureAvx512) != 0 && hasBits(cpuid(7, 0).c, 1u << 12);
}
#endif

static size_t cachedBytes() {
  const size_t amd = largestCache(0x8000001d), bytes = amd != 0 ? amd : largestCache(4);
  if (bytes == 0) return tuning::kUsualCacheBytes;
  return bytes < tuning::kLeastCacheBytes  ? tuning::kLeastCacheBytes
         : bytes > tuning::kMostCacheBytes ? tuning::kMostCacheBytes
                                           : bytes;
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

static size_t cachedBytes() { return tuning::kUsualCacheBytes; }

// Every arm64 Mac has dot products.
uint32_t detectFeatures() {
#if defined(__APPLE__)
  return kFeatureNeonDot;
#elif defined(__linux__)
  constexpr unsigned long kHwcap = 16, kAsimdDp = 1ul << 20;  // AT_HWCAP, HWCAP_ASIMDDP
  return (getauxval(kHwcap) & kAsimdDp) != 0 ? uint32_t{kFeatureNeonDot} : 0;
#else
  return 0;
#endif
}

static bool hasBitCounts() { return false; }

static bool invalidFlagWorks() {
  return !invalidFlagAfter(1.0f) && invalidFlagAfter(0x1p31f) && invalidFlagAfter(__builtin_nanf(""));
}

#else

uint32_t detectFeatures() { return 0; }
static bool invalidFlagWorks() { return false; }
static bool hasBitCounts() { return false; }
static size_t cachedBytes() { return tuning::kUsualCacheBytes; }

#endif

const bool kInvalidFlagWorks = invalidFlagWorks();
const bool kHasBitCounts = hasBitCounts();
const size_t kCachedBytes = cachedBytes();

}  // namespace linquant
