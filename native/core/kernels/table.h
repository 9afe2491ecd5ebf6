// All kernels over a vector type, as the table that dispatch, tests and benches use.
#ifndef LINQUANT_CORE_KERNELS_TABLE_H_
#define LINQUANT_CORE_KERNELS_TABLE_H_

#include "../patches/dequantize_patch.h"
#include "../patches/fake_quantize_patch.h"
#include "../patches/finite_range_patch.h"
#include "../patches/quantize_patch.h"
#include "../patches/range_patch.h"
#include "../search/prepare.h"
#include "../search/score.h"
#include "../search/select.h"
#include "bins.h"
#include "bits.h"
#include "convert.h"
#include "convert_float8.h"
#include "dequantize.h"
#include "ggml_dequantize.h"
#include "levels.h"
#include "measure.h"
#include "min_max.h"
#include "pack.h"
#include "quantize.h"
#include "rows.h"

namespace linquant {

struct SearchKernels {
  PrepareQueriesKernel prepareQueries;
  ScoreRowsKernel scoreRows;
  SelectBestKernel selectBest;
};
template <VectorType V>
constexpr SearchKernels searchKernels() {
  return {prepareQueriesKernel<V>, scoreRowsKernel<V>, selectBestKernel<V>};
}

// Where V lacks something, the compiler says that the constraint VectorType is not satisfied, and names the expression.
template <VectorType V>
constexpr KernelTable makeTable(const char* name, uint32_t features, const SearchKernels& search) {
  return {name,
          features,
          quantizeKernel<V>,
          dequantizeKernel<V>,
          minMaxKernel<V>,
          dynamicKernel<V>,
          quantizePatchKernel<V>,
          dequantizePatchKernel<V>,
          fakeQuantizePatchKernel<V>,
          rangePatchKernel<V>,
          finiteRangePatchKernel<V>,
          binsKernel<V>,
          chooseKernel<V>,
          convertKernel<V>,
          convertFloat8Kernel<V>,
          packKernel<V>,
          unpackKernel<V>,
          packBitsKernel<V>,
          unpackBitsKernel<V>,
          {quantizeGgmlKernel<V, Q8Group>, quantizeGgmlKernel<V, Q4Group>},
          {dequantizeGgmlKernel<V, 8>, dequantizeGgmlKernel<V, 4>},
          measureKernel<V>,
          measureColumnsKernel<V>,
          magnitudesKernel<V>,
          levelSumsKernel<V>,
          levelStepsKernel<V>,
          search.prepareQueries,
          search.scoreRows,
          search.selectBest};
}

// Nothing but the kernels of patches that take every dtype and zero point.
template <VectorType V>
constexpr KernelTable patchTable(const char* name) {
  KernelTable table = {};
  table.name = name;
  table.quantizePatch = quantizePatchKernel<V>;
  table.dequantizePatch = dequantizePatchKernel<V>;
  table.fakeQuantizePatch = fakeQuantizePatchKernel<V>;
  return table;
}

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_TABLE_H_
