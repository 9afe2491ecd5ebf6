// What the processor and the operating system together allow.
#ifndef LINQUANT_CORE_FEATURES_H_
#define LINQUANT_CORE_FEATURES_H_

#include <stdint.h>

namespace linquant {

enum Feature : uint32_t {
  kFeatureAvx2 = 1 << 0,    // AVX2 and FMA
  kFeatureAvx512 = 1 << 1,  // AVX-512 F, BW, DQ and VL
};

// The features of this machine. Wide registers count only where the operating system saves them (XCR0), which
// __builtin_cpu_supports takes into account.
uint32_t detectFeatures();

}  // namespace linquant

#endif  // LINQUANT_CORE_FEATURES_H_
