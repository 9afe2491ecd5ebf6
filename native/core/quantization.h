// The entry points of quantize and dequantize: they take the kernel for the dtype.
#ifndef LINQUANT_CORE_QUANTIZATION_H_
#define LINQUANT_CORE_QUANTIZATION_H_

#include "dispatch.h"

namespace linquant {

// Bytes of one code.
constexpr size_t codeBytes(Dtype) { return 1; }

// The kernels' contracts hold (kernels.h), with any int32 zero point: one that the vector kernels do not take
// goes to the scalar ones.
void quantize(const KernelTable& table, Dtype dtype, const uint8_t* x, uint8_t* q, size_t count,
              const Parameters& parameters);
void dequantize(const KernelTable& table, Dtype dtype, const uint8_t* q, uint8_t* x, size_t count,
                const Parameters& parameters);

}  // namespace linquant

#endif  // LINQUANT_CORE_QUANTIZATION_H_
