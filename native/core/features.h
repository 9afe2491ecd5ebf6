// What the processor and the operating system support.
#ifndef LINQUANT_CORE_FEATURES_H_
#define LINQUANT_CORE_FEATURES_H_

#include <stddef.h>
#include <stdint.h>

namespace linquant {

enum Feature : uint32_t {
  kFeatureAvx2 = 1 << 0,        // AVX2, FMA and F16C
  kFeatureAvx512 = 1 << 1,      // AVX-512 F, BW, DQ and VL
  kFeatureAvx512Vnni = 1 << 2,  // its VNNI
  kFeatureNeonDot = 1 << 3,     // NEON's dot products (SDOT)
};

// The features of this machine. Wide registers count only where the operating system saves them (XCR0), and AVX-512
// never on macOS.
uint32_t detectFeatures();

// Whether converting NaN to an integer raises the processor's invalid-operation flag. Hardware does; valgrind and some
// emulators do not.
extern const bool kInvalidFlagWorks;

// Whether AVX-512 counts bits of bytes (BITALG), as most processors with VNNI do.
extern const bool kHasBitCounts;

// The size of the last-level cache, as the processor reports it. Work on more bytes than that reads several streams and uses
// streaming stores; work on fewer finds its data in the cache again, which streaming stores would prevent.
extern const size_t kCachedBytes;

}  // namespace linquant

#endif  // LINQUANT_CORE_FEATURES_H_
