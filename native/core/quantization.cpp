#include "quantization.h"

#include <string.h>

namespace linquant {

static const KernelTable& tableFor(const KernelTable& table, int32_t zeroPoint) {
  return fitsWords(zeroPoint) ? table : scalarTable();
}

void quantize(const KernelTable& table, Dtype dtype, const uint8_t* x, uint8_t* q, size_t count,
              const Parameters& parameters) {
  const QuantizeKernel kernel = tableFor(table, parameters.zeroPoint).quantize[static_cast<size_t>(dtype)];
  kernel(x, q, count, parameters);
}

void dequantize(const KernelTable& table, Dtype dtype, const uint8_t* q, uint8_t* x, size_t count,
                const Parameters& parameters) {
  const DequantizeKernel kernel =
      tableFor(table, parameters.zeroPoint).dequantize[static_cast<size_t>(dtype)];
  kernel(q, x, count, parameters);
}

static Parameters parametersOf(const uint8_t* scales, const uint8_t* zeroPoints, size_t row, int32_t qmin,
                               int32_t qmax) {
  Parameters parameters = {0, 0, qmin, qmax};
  memcpy(&parameters.scale, scales + row * sizeof(float), sizeof(float));
  memcpy(&parameters.zeroPoint, zeroPoints + row * sizeof(int32_t), sizeof(int32_t));
  return parameters;
}

void quantizeRows(const KernelTable& table, Dtype dtype, const uint8_t* x, uint8_t* q, size_t rows,
                  size_t columns, const uint8_t* scales, const uint8_t* zeroPoints, int32_t qmin,
                  int32_t qmax) {
  for (size_t row = 0; row < rows; row++) {
    quantize(table, dtype, x + row * columns * sizeof(float), q + row * columns * codeBytes(dtype), columns,
             parametersOf(scales, zeroPoints, row, qmin, qmax));
  }
}

void dequantizeRows(const KernelTable& table, Dtype dtype, const uint8_t* q, uint8_t* x, size_t rows,
                    size_t columns, const uint8_t* scales, const uint8_t* zeroPoints) {
  for (size_t row = 0; row < rows; row++) {
    dequantize(table, dtype, q + row * columns * codeBytes(dtype), x + row * columns * sizeof(float), columns,
               parametersOf(scales, zeroPoints, row, 0, 0));
  }
}

}  // namespace linquant
