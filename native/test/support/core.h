// What the tests use of the core: its entry points, its tables of kernels, and what it finds out about the machine.
// The only file of the tests that includes the core.
#ifndef LINQUANT_TEST_SUPPORT_CORE_H_
#define LINQUANT_TEST_SUPPORT_CORE_H_

#include "../../core/features.h"
#include "../../core/quantization.h"

#endif  // LINQUANT_TEST_SUPPORT_CORE_H_
