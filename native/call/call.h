// A call as lib/kernels.ts describes it, without Node: an operation, numbers in slots, and views. `prepare` reads and checks
// all of it. Then it is run, either as a whole (runAll) or in pieces, which may run on several threads or on copies of their
// part of the memory.
//
//   Status status = prepare(operation, numbers, views, given, call);
//   if (status == Status::ok) status = runAll(table, call);
//   giveResults(call, status, numbers);
//
// In pieces, where steps(call) is Steps::one:
//   unfit = the least result of run(table, call, first, end) over all pieces. Pieces are multiples of grain(call); only the
//   last one may be shorter.
// Where it is Steps::reduceThenMap:
//   reduce(...) for each piece, into ranges of its own; merge(...) all ranges; unfit = finish(...). If unfit is kNone and
//   hasMap(call), then run(...) for each piece.
// Where it is Steps::parts: call.measure.parts is memory for bytesOfParts(call), at any address; run(...) for each piece, then
//   addParts(call).
// then status = conclude(table, call, unfit).
#ifndef LINQUANT_CALL_CALL_H_
#define LINQUANT_CALL_CALL_H_

#include "../core/quantization.h"
#include "../core/search/search.h"
#include "numbers.h"

namespace linquant {

// The operations, in the order of operationNames in lib/kernels.ts.
// clang-format off
#define LINQUANT_OPERATIONS(X) \
  X(minMax) X(quantize) X(dequantize) X(quantizeDynamic) X(fakeQuantize) X(requantize) X(convert) \
  X(quantizeGgml) X(dequantizeGgml) X(packBits) X(unpackBits) X(measure) \
  X(finiteRanges) X(histogram) X(fitRows) \
  X(prepareQueries) X(scoreRows) X(selectBest)
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

// The memory of an argument. `bytes` is kAbsent where the argument is absent.
struct View {
  uint8_t* data;
  uint64_t bytes;
};
constexpr uint64_t kAbsent = UINT64_MAX;
constexpr size_t kMostViews = 8;
// Whether views can be read where their data says. In WebAssembly that may be the number of a view instead, from 1 on (native/wasm).
#if defined(__wasm__)
extern bool viewsAreHere;
#else
constexpr bool viewsAreHere = true;
#endif

// The parameters of a call: views (`given`), or one set of numbers from the slots if given.scales is null. The numbers are
// copies, and affines() makes the pointers to them anew, so a Call can be copied.
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

// The types, layout and parameters of codes.
struct Side {
  Coding coding;
  Layout layout;
  ParameterSource parameters;
};

// A prepared call. Only the fields that the operation needs are set.
struct Call {
  Operation operation;
  // How many elements the call has. `in`, `out` and `mask` begin at element `origin`: 0, except in a copy of a piece.
  uint64_t count, origin;
  const uint8_t* in;
  uint8_t *out, *mask;
  Side side;  // of the codes; in requantize of those that are written
  Side from;  // in requantize, of the codes that are read; in measure, its layout is that of the results
  union {
    struct {
      FloatType type;
      bool saturate;
    } to;         // of convert
    bool finite;  // of quantize: refuses data that is not
    size_t ggmlType;
    Choice choice;
    struct {
      BitCoding coding;
      float ofZero, ofOne;
    } bits;
    uint8_t* fitOffsets;  // of fitRows, whose scales and zero points are `lows` and `highs`
    struct {
      const uint8_t* codes;
      uint8_t* parts;  // null where parts are added up as they are made
    } measure;         // whose results go to `out`
    QueryShape query;  // of prepareQueries
    ScoreCall score;
    SelectCall select;
  };
  // Results of minMax (min, max) and quantizeDynamic (scale, zeroPoint) go to the views `lows` and `highs`. If isForSlots,
  // they go to `range` or `side.parameters` instead, and giveResults puts them into slots.
  bool isForSlots;
  uint8_t *lows, *highs;
  Range range;
  // Set by conclude: the index of the first range or block without parameters, or of the first float that is not finite, and
  // that float's value.
  uint64_t index;
  double value;
};

enum class Steps : uint32_t { one, reduceThenMap, parts };

Status prepare(Operation operation, const double* numbers, const View* views, size_t given, Call& call);

// Pieces are multiples of this many elements.
uint64_t grain(const Call& call);
Steps steps(const Call& call);

// Runs elements first to end, for quantizeDynamic with Steps::reduceThenMap after finish. Returns the lowest index of a range
// or block without parameters or of a float that is not finite, or kNone.
uint64_t run(const KernelTable& table, const Call& call, uint64_t first, uint64_t end);

// For Steps::reduceThenMap. `mins` and `maxs` hold rangesOf(call) float32 each, at any address.
uint64_t rangesOf(const Call& call);
void begin(const Call& call, uint8_t* mins, uint8_t* maxs);
void reduce(const KernelTable& table, const Call& call, uint64_t first, uint64_t end, uint8_t* mins,
            uint8_t* maxs);
void merge(const Call& call, uint8_t* mins, uint8_t* maxs, const uint8_t* otherMins,
           const uint8_t* otherMaxs);
// Makes the results of minMax, or the parameters of quantizeDynamic, of the merged ranges. Returns the index of the first range
// without parameters, or kNone. Overwrites mins and maxs.
uint64_t finish(const KernelTable& table, Call& call, uint8_t* mins, uint8_t* maxs);
// For Steps::parts: the sums of all parts, each in a place of its own, and their addition in order.
uint64_t bytesOfParts(const Call& call);
void addParts(const Call& call);
// Whether `run` has to follow `finish`.
bool hasMap(const Call& call);

// The status for the result of run or finish. Stores the index, and the value of a float that is not finite, in the call.
Status conclude(const KernelTable& table, Call& call, uint64_t unfit);

// Runs a prepared call on one thread, in the fastest way.
Status runAll(const KernelTable& table, Call& call);

// prepare, runAll and giveResults in one. Where the status is `invalid`, no slot is written.
Status perform(const KernelTable& table, Operation operation, double* numbers, const View* views,
               size_t given);

// Writes results and status into their slots, and no other slot.
void giveResults(const Call& call, Status status, double* numbers);

}  // namespace linquant

#endif  // LINQUANT_CALL_CALL_H_
