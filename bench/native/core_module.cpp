// Compiled for each of the trees that are compared, whose native/ is an include folder then.
#include "core_module.h"

#include <stdlib.h>
#include <string.h>

#include "core/features.h"
#include "core/quantization.h"

namespace linquant::bench {
namespace {

// The fastest of this machine, or the one that LINQUANT_ISA names.
const KernelTable& table() {
  static const KernelTable* const fastest = [] {
    const char* const name = getenv("LINQUANT_ISA");
    size_t i = 0;
    while (!isSupported(*kTables[i], detectFeatures()) ||
           (name != nullptr && strcmp(name, kTables[i]->name) != 0)) {
      i++;
    }
    return kTables[i];
  }();
  return *fastest;
}

// An older core has no such option: its quantize is what that is compared with.
template <class Table>
void finite(const Table& by, const Coding& coding, const uint8_t* x, uint8_t* q, const Layout& layout,
            const Affines& affines) {
  if constexpr (requires { quantizeFinite(by, coding, x, q, wholeOf(layout), layout, affines); }) {
    quantizeFinite(by, coding, x, q, wholeOf(layout), layout, affines);
  } else {
    quantize(by, coding, x, q, layout, affines);
  }
}

void run(const Work& w) {
  const FloatType type = static_cast<FloatType>(w.floatType);
  const Coding coding = {type, static_cast<Dtype>(w.dtype), static_cast<Rounding>(w.rounding), w.qmin,
                         w.qmax};
  const Layout layout = {w.outer, w.axis, w.inner, w.block};
  const Affines affines = {w.a, w.b, w.offsets};
  const size_t count = w.outer * w.axis * w.inner;
  switch (w.operation) {
    case Operation::quantize:
      quantize(table(), coding, w.from, w.to, layout, affines);
      return;
    case Operation::quantizeFinite:
      return finite(table(), coding, w.from, w.to, layout, affines);
    case Operation::dequantize:
      return dequantize(table(), coding, w.from, w.to, layout, affines);
    case Operation::fakeQuantize:
      return fakeQuantize(table(), coding, w.from, w.to, w.mask, layout, affines);
    case Operation::ranges:
      return ranges(table(), type, w.from, layout, w.a, w.b);
    case Operation::dynamic:
      quantizeDynamic(table(), type, w.from, coding.dtype, w.to, layout,
                      {w.isSymmetric, 0, w.qmin, w.qmax, 0x1p-126f, 1}, w.a, w.b);
      return;
    case Operation::convert:
      return table().convert(w.from, type, w.to, static_cast<FloatType>(w.toType), count);
    case Operation::packBits:
      table().packBits(w.from, type, w.to, 1, count, {false, true, 0});
      return;
    case Operation::unpackBits:
      return table().unpackBits(w.from, w.to, 1, count, {false, true, 0}, -1, 1);
    case Operation::quantizeGgml:
      table().quantizeGgml[w.toType](w.from, type, w.to, count / 32);
      return;
    case Operation::dequantizeGgml:
      return table().dequantizeGgml[w.toType](w.from, w.to, type, count / 32);
  }
}

const char* name() { return table().name; }

}  // namespace
}  // namespace linquant::bench

extern "C" __attribute__((visibility("default"))) linquant::bench::CoreModule linquantCoreModule() {
  return {linquant::bench::name, linquant::bench::run};
}
