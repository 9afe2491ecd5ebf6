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

// The same for rows of equal length, each with its own scale (float32) and zero point (int32) at any address.
void quantizeRows(const KernelTable& table, Dtype dtype, const uint8_t* x, uint8_t* q, size_t rows,
                  size_t columns, const uint8_t* scales, const uint8_t* zeroPoints, int32_t qmin,
                  int32_t qmax);
void dequantizeRows(const KernelTable& table, Dtype dtype, const uint8_t* q, uint8_t* x, size_t rows,
                    size_t columns, const uint8_t* scales, const uint8_t* zeroPoints);

}  // namespace linquant

#endif  // LINQUANT_CORE_QUANTIZATION_H_
