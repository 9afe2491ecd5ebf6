// The core as a module (a shared library that is loaded by its path), so that the cores of two trees can take turns in one
// process. Only numbers and pointers cross: the types of two trees may differ.
#ifndef LINQUANT_BENCH_NATIVE_CORE_MODULE_H_
#define LINQUANT_BENCH_NATIVE_CORE_MODULE_H_

#include <stddef.h>
#include <stdint.h>

namespace linquant::bench {

enum class Operation {
  quantize,
  dequantize,
  fakeQuantize,
  ranges,
  dynamic,
  convert,
  packBits,
  unpackBits,
  quantizeGgml,
  dequantizeGgml,
  quantizeFinite
};

// A call of the core. The numbers of types are those of core/kernels.h. `a` and `b` are scales and zero points, or the minimum
// and maximum of ranges.
struct Work {
  Operation operation;
  uint32_t floatType, dtype, rounding, toType;
  int32_t qmin, qmax;
  bool isSymmetric;
  size_t outer, axis, inner, block;
  const uint8_t* from;
  uint8_t *to, *mask, *a, *b;
  const uint8_t* offsets;
};

struct CoreModule {
  // The name of the fastest instruction set of this machine, or of LINQUANT_ISA.
  const char* (*name)();
  // Does the work by it.
  void (*run)(const Work& work);
};

// The one symbol of a module: CoreModule linquantCoreModule().
using GetCoreModule = CoreModule (*)();

}  // namespace linquant::bench

#endif  // LINQUANT_BENCH_NATIVE_CORE_MODULE_H_
