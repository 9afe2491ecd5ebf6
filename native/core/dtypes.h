// The quantized types.
#ifndef LINQUANT_CORE_DTYPES_H_
#define LINQUANT_CORE_DTYPES_H_

#include <stddef.h>
#include <stdint.h>

namespace linquant {

// In the order of the table in lib/tables/dtypes.ts.
enum class Dtype : uint32_t { int8, uint8, int16, uint16, int32, int4, uint4, int2, uint2, uint1 };
constexpr size_t kDtypeCount = 10;
// int8 and uint8, which have kernels of their own.
constexpr size_t kByteDtypeCount = 2;

struct DtypeRow {
  uint32_t bits;
  bool isSigned;
};
constexpr DtypeRow kDtypes[kDtypeCount] = {{8, true}, {8, false}, {16, true}, {16, false}, {32, true},
                                           {4, true}, {4, false}, {2, true},  {2, false},  {1, false}};
constexpr DtypeRow rowOf(Dtype dtype) { return kDtypes[static_cast<size_t>(dtype)]; }

// Bits of a code: fewer than 8 for the packed dtypes.
constexpr size_t codeBits(Dtype dtype) { return rowOf(dtype).bits; }
constexpr bool isPacked(Dtype dtype) { return codeBits(dtype) < 8; }

// The least and the greatest code.
struct Bounds {
  int32_t least, most;
};
constexpr Bounds boundsOf(Dtype dtype) {
  const DtypeRow row = rowOf(dtype);
  const int64_t codes = int64_t{1} << row.bits, least = row.isSigned ? -codes / 2 : 0;
  return {static_cast<int32_t>(least), static_cast<int32_t>(least + codes - 1)};
}

}  // namespace linquant

#endif  // LINQUANT_CORE_DTYPES_H_
