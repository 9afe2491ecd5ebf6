// What the processor and the operating system together allow.
#ifndef LINQUANT_CORE_FEATURES_H_
#define LINQUANT_CORE_FEATURES_H_

#include <stddef.h>
#include <stdint.h>

namespace linquant {

enum Feature : uint32_t {
  kFeatureAvx2 = 1 << 0,    // AVX2, FMA and F16C
  kFeatureAvx512 = 1 << 1,  // AVX-512 F, BW, DQ and VL
};

// The features of this machine. Wide registers count only where the operating system saves them (XCR0), and AVX-512
// never on macOS.
uint32_t detectFeatures();

// Whether converting NaN to an integer raises the processor's invalid flag: it does in silicon, and does not
// under valgrind and some emulators.
extern const bool kInvalidFlagWorks;

// The bytes that a core can hope to find in its caches again: the size of the last level, as the processor tells
// it. Work on more than that reads in several streams and writes past the cache; on less, that would lose what
// the cache keeps.
extern const size_t kCachedBytes;

}  // namespace linquant

#endif  // LINQUANT_CORE_FEATURES_H_
