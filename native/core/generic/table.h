// All kernels of a vector type, as the table that dispatch, tests and benches use.
#ifndef LINQUANT_CORE_GENERIC_TABLE_H_
#define LINQUANT_CORE_GENERIC_TABLE_H_

#include "dequantize.h"
#include "dynamic.h"
#include "min_max.h"
#include "quantize.h"

namespace linquant {

template <class V>
constexpr KernelTable makeTable(const char* name, uint32_t features) {
  return {name,
          features,
          {quantizeKernel<V, int8_t>, quantizeKernel<V, uint8_t>},
          {dequantizeKernel<V, int8_t>, dequantizeKernel<V, uint8_t>},
          minMaxKernel<V>,
          {dynamicKernel<V, int8_t>, dynamicKernel<V, uint8_t>}};
}

}  // namespace linquant

#endif  // LINQUANT_CORE_GENERIC_TABLE_H_
