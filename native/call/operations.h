// What each operation does in a call: a row of functions, defined in the file of its group.
#ifndef LINQUANT_CALL_OPERATIONS_H_
#define LINQUANT_CALL_OPERATIONS_H_

#include "memory.h"
#include "reader.h"

namespace linquant {

// The views of a call by index. Those behind the last given one are absent.
class Views {
 public:
  Views(const View* views, size_t given) : views_(views), given_(given) {}
  LINQUANT_INLINE_METHOD const View& operator[](size_t index) const {
    return index < given_ ? views_[index] : kNoView;
  }
  size_t given() const { return given_; }
  // Whether so many views were given that one from `first` on can be present.
  LINQUANT_INLINE_METHOD bool reach(size_t first) const { return given_ > first; }
  LINQUANT_INLINE_METHOD bool has(size_t index) const {
    return index < given_ && views_[index].bytes != kAbsent;
  }

 private:
  static constexpr View kNoView = {nullptr, kAbsent};
  const View* views_;
  size_t given_;
};

// Reads numbers and views into the call. Where the reader has refused a number (reader.ok() is false), the status is ignored.
using Prepare = Status (*)(Reader& reader, const Views& views, Call& call);
using Run = uint64_t (*)(const KernelTable& table, const Call& call, uint64_t first, uint64_t end);
// Runs all elements, where there is a faster way than run(first, end).
using RunAll = uint64_t (*)(const KernelTable& table, Call& call);
// Prepares and runs a call of the most frequent kind in one; `invalid` where it is of another kind, or wrong.
using Plain = Status (*)(const KernelTable& table, const double* numbers, const Views& views, Call& call);

struct OperationRow {
  size_t needed, most;  // how many views must be present, and how many may be
  Prepare prepare;
  Run run;
  RunAll runAll;  // or null
  Plain plain;    // or null
};

extern const OperationRow kMinMax, kQuantize, kDequantize, kQuantizeDynamic, kFakeQuantize, kRequantize,
    kConvert, kQuantizeGgml, kDequantizeGgml, kPackBits, kUnpackBits, kMeasure, kFiniteRanges, kHistogram,
    kFitRows, kPrepareQueries, kScoreRows, kSelectBest;

inline Part partOf(const Call& call, uint64_t first, uint64_t end) { return {call.origin, first, end}; }
inline uint64_t bytesOfFloats(FloatType type, uint64_t count) { return count * floatBytes(type); }

// How many codes make a whole byte.
constexpr uint64_t codesOfByte(Dtype dtype) { return codeBits(dtype) < 8 ? 8 / codeBits(dtype) : 1; }

// int8 and uint8, which have kernels of their own.
constexpr bool isByte(Dtype dtype) { return static_cast<size_t>(dtype) < kByteDtypeCount; }

}  // namespace linquant

#endif  // LINQUANT_CALL_OPERATIONS_H_
