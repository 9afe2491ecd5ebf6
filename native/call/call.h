// A call as lib/kernels.ts describes it, without Node: an operation, numbers in slots and views. It is prepared once, which
// reads and judges all of it, then run: at once (runAll), or piece by piece, by several threads or on copies of the pieces.
//
//   Status status = prepare(operation, numbers, views, given, call);
//   if (status == Status::ok) status = runAll(table, call);
//   giveResults(call, status, numbers);
//
// In pieces, where steps(call) is Steps::one:
//   unfit = the least of run(table, call, first, end) over pieces of a multiple of grain(call); the last may be shorter
// and where it is Steps::reduceThenMap:
//   reduce(...) over pieces into ranges of their own, merge(...) of those, unfit = finish(...); where that is kNone and
//   hasMap(call), run(...) over pieces
// then status = conclude(table, call, unfit).
#ifndef LINQUANT_CALL_CALL_H_
#define LINQUANT_CALL_CALL_H_

#include "../core/quantization.h"
#include "numbers.h"

namespace linquant {

// The operations, in the order of operationNames in lib/kernels.ts.
// clang-format off
#define LINQUANT_OPERATIONS(X) \
  X(minMax) X(quantize) X(dequantize) X(quantizeDynamic) X(fakeQuantize) X(requantize) X(convert) \
  X(quantizeGgml) X(dequantizeGgml) X(packBits) X(unpackBits)
// clang-format on

enum class Operation : uint32_t {
#define LINQUANT_OPERATION(name) name,
  LINQUANT_OPERATIONS(LINQUANT_OPERATION)
#undef LINQUANT_OPERATION
};
#define LINQUANT_OPERATION(name) #name,
constexpr const char* kOperationNames[] = {LINQUANT_OPERATIONS(LINQUANT_OPERATION)};
#undef LINQUANT_OPERATION
constexpr size_t kOperationCount = sizeof kOperationNames / sizeof *kOperationNames;

// Memory that was given. `bytes` is kAbsent for a view that was not.
struct View {
  uint8_t* data;
  size_t bytes;
};
constexpr size_t kAbsent = SIZE_MAX;
constexpr size_t kMostViews = 8;

// Where parameters come from: views, or one set that was in the slots, where `given.scales` is null. They are no pointers into
// the call, so that a call can be copied.
struct ParameterSource {
  Affines given;
  float scale, offset;
  int32_t zeroPoint;

  Affines affines() const {
    if (given.scales != nullptr) return given;
    return {bytes(&scale), bytes(&zeroPoint), offset == 0 ? nullptr : bytes(&offset)};
  }
  static const uint8_t* bytes(const void* value) { return static_cast<const uint8_t*>(value); }
};

// Codes or floats, what they are, and their parameters.
struct Side {
  Coding coding;
  Layout layout;
  ParameterSource parameters;
};

// Only what the operation needs is set.
struct Call {
  Operation operation;
  // Elements in all. `origin` is the element at which the views of data begin: 0, but for a copy of a piece.
  uint64_t count, origin;
  const uint8_t* in;
  uint8_t *out, *mask;
  Side side;  // of the output; of the input where that has the parameters
  Side from;  // of the codes that requantize reads
  union {
    FloatType toFloatType;
    size_t ggmlType;
    Choice choice;
    struct {
      BitCoding coding;
      float ofZero, ofOne;
    } bits;
  };
  // Where ranges or the parameters chosen from them go: views, or `range` or `side.parameters`, then slots.
  bool isForSlots;
  uint8_t *lows, *highs;
  Range range;
  // The results of conclude: the lowest index without parameters or with an unfit float, and the value of that.
  uint64_t index;
  double value;
};

enum class Steps : uint32_t { one, reduceThenMap };

Status prepare(Operation operation, const double* numbers, const View* views, size_t given, Call& call);

// A piece is a multiple of so many elements.
uint64_t grain(const Call& call);
Steps steps(const Call& call);

// Elements first to end; for quantizeDynamic in two steps after finish. Returns the lowest index that is unfit, of a range,
// block or element, or kNone.
uint64_t run(const KernelTable& table, const Call& call, uint64_t first, uint64_t end);

// Ranges of a call in two steps: as many in `mins` and `maxs` as rangesOf(call), float32 at any address.
uint64_t rangesOf(const Call& call);
void begin(const Call& call, uint8_t* mins, uint8_t* maxs);
void reduce(const KernelTable& table, const Call& call, uint64_t first, uint64_t end, uint8_t* mins,
            uint8_t* maxs);
void merge(const Call& call, uint8_t* mins, uint8_t* maxs, const uint8_t* otherMins,
           const uint8_t* otherMaxs);
// Results of minMax, or parameters for the codes; the first range without any, or kNone. Uses up mins and maxs.
uint64_t finish(const KernelTable& table, Call& call, uint8_t* mins, uint8_t* maxs);
// Whether elements are run after that.
bool hasMap(const Call& call);

// The status that an unfit index gives; takes the index, and the value of an unfit float.
Status conclude(const KernelTable& table, Call& call, uint64_t unfit);

// All of that by one thread, in the fastest way.
Status runAll(const KernelTable& table, Call& call);

// All of that: prepares, runs and gives results, unless the status is `invalid`.
Status perform(const KernelTable& table, Operation operation, double* numbers, const View* views,
               size_t given);

// Results and status, into their slots; the others stay as they are.
void giveResults(const Call& call, Status status, double* numbers);

}  // namespace linquant

#endif  // LINQUANT_CALL_CALL_H_
