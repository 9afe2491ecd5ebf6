// The slots of a call (one array of doubles for all its numbers), its status and its flags, as in lib/kernels.ts.
#ifndef LINQUANT_CALL_NUMBERS_H_
#define LINQUANT_CALL_NUMBERS_H_

#include <stddef.h>
#include <stdint.h>

namespace linquant {

// In the order of slotNames in lib/kernels.ts. The loader compares the names and refuses an addon with others.
// clang-format off
#define LINQUANT_SLOTS(X) \
  X(dtype) X(rounding) X(qmin) X(qmax) \
  X(scale) X(zeroPoint) X(offset) \
  X(outer) X(axis) X(inner) X(block) \
  X(fromDtype) X(fromRounding) X(fromQmin) X(fromQmax) \
  X(fromScale) X(fromZeroPoint) X(fromOffset) \
  X(fromOuter) X(fromAxis) X(fromInner) X(fromBlock) \
  X(floatType) X(toFloatType) X(saturate) X(finite) \
  X(symmetric) X(eps) X(scaleOfZero) X(bitFlags) \
  X(form) X(metric) X(firstRow) X(rows) X(columns) X(queries) X(k) \
  X(min) X(max) X(index) X(value) X(status)
// clang-format on

enum class Slot : uint32_t {
#define LINQUANT_SLOT(name) name,
  LINQUANT_SLOTS(LINQUANT_SLOT)
#undef LINQUANT_SLOT
};
#define LINQUANT_SLOT(name) #name,
constexpr const char* kSlotNames[] = {LINQUANT_SLOTS(LINQUANT_SLOT)};
#undef LINQUANT_SLOT
constexpr size_t kSlotCount = sizeof kSlotNames / sizeof *kSlotNames;

// As Status in lib/kernels.ts. `invalid` is not there: JavaScript never sees it, since the addon throws instead.
enum class Status : uint32_t { ok, lengthMismatch, overlap, noParameters, notFinite, invalid };

// As BitFlags in lib/kernels.ts.
enum BitFlags : uint32_t { kOrEqual = 1, kHighFirst = 2, kSigned = 4 };
constexpr size_t kBitFlagsEnd = 8;

}  // namespace linquant

#endif  // LINQUANT_CALL_NUMBERS_H_
