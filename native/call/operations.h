// The table of operations: a row for each, made by the file of its group.
#ifndef LINQUANT_CALL_OPERATIONS_H_
#define LINQUANT_CALL_OPERATIONS_H_

#include "memory.h"
#include "reader.h"

namespace linquant {

// The views that were given; the others are absent.
class Views {
 public:
  Views(const View* views, size_t given) : views_(views), given_(given) {}
  LINQUANT_INLINE_METHOD const View& operator[](size_t index) const {
    return index < given_ ? views_[index] : kNoView;
  }
  size_t given() const { return given_; }
  // Whether any may be there from `first` on.
  LINQUANT_INLINE_METHOD bool reach(size_t first) const { return given_ > first; }
  LINQUANT_INLINE_METHOD bool has(size_t index) const {
    return index < given_ && views_[index].bytes != kAbsent;
  }

 private:
  static constexpr View kNoView = {nullptr, kAbsent};
  const View* views_;
  size_t given_;
};

// Reads the numbers and compares the memory; where a number was refused, the status does not matter.
using Prepare = Status (*)(Reader& reader, const Views& views, Call& call);
using Run = uint64_t (*)(const KernelTable& table, const Call& call, uint64_t first, uint64_t end);
// All elements, where that has a way of its own.
using RunAll = uint64_t (*)(const KernelTable& table, Call& call);
// All of a call that is as most of them are, without preparing it; `invalid` where it is another.
using Plain = Status (*)(const KernelTable& table, const double* numbers, const Views& views, Call& call);

struct OperationRow {
  size_t needed, most;  // views
  Prepare prepare;
  Run run;
  RunAll runAll;  // or null
  Plain plain;    // or null
};

extern const OperationRow kMinMax, kQuantize, kDequantize, kQuantizeDynamic, kFakeQuantize, kRequantize,
    kConvert, kQuantizeGgml, kDequantizeGgml, kPackBits, kUnpackBits;

inline Part partOf(const Call& call, uint64_t first, uint64_t end) { return {call.origin, first, end}; }
inline uint64_t bytesOfFloats(FloatType type, uint64_t count) { return count * floatBytes(type); }

// Elements that make a whole byte of codes.
constexpr uint64_t codesOfByte(Dtype dtype) { return codeBits(dtype) < 8 ? 8 / codeBits(dtype) : 1; }

// The dtypes for which there are kernels of their own.
constexpr bool isByte(Dtype dtype) { return static_cast<size_t>(dtype) < kByteDtypeCount; }

}  // namespace linquant

#endif  // LINQUANT_CALL_OPERATIONS_H_
