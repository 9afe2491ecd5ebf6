#include "call.h"

#include "../core/kernels/min_max.h"
#include "../core/measure.h"
#include "operations.h"

namespace linquant {
namespace {

const OperationRow& rowOf(Operation operation) {
  static constexpr const OperationRow* kRows[] = {
      &kMinMax,       &kQuantize,     &kDequantize,     &kQuantizeDynamic, &kFakeQuantize, &kRequantize,
      &kConvert,      &kQuantizeGgml, &kDequantizeGgml, &kPackBits,        &kUnpackBits,   &kMeasure,
      &kFiniteRanges, &kHistogram,    &kFitRows,        &kPrepareQueries,  &kScoreRows,    &kSelectBest};
  static_assert(sizeof kRows / sizeof *kRows == kOperationCount);
  return *kRows[static_cast<size_t>(operation)];
}

// The least common multiple of a number and a power of two.
uint64_t commonMultiple(uint64_t a, uint64_t powerOfTwo) {
  uint64_t result = a;
  while (result % powerOfTwo != 0) result *= 2;
  return result;
}

}  // namespace

namespace {

bool hasViews(const OperationRow& row, const Views& views, size_t given) {
  return given <= row.most && views.has(0) && views.has(row.needed - 1);
}

Status prepareBy(const OperationRow& row, const double* numbers, const Views& views, Call& call) {
  Reader reader(numbers);
  const Status status = row.prepare(reader, views, call);
  return reader.ok() ? status : Status::invalid;
}

}  // namespace

Status prepare(Operation operation, const double* numbers, const View* views, size_t given, Call& call) {
  const OperationRow& row = rowOf(operation);
  const Views all(views, given);
  if (!hasViews(row, all, given)) return Status::invalid;
  call.operation = operation;
  call.origin = 0;
  return prepareBy(row, numbers, all, call);
}

Status perform(const KernelTable& table, Operation operation, double* numbers, const View* views,
               size_t given) {
  const OperationRow& row = rowOf(operation);
  const Views all(views, given);
  if (!hasViews(row, all, given)) [[unlikely]]
    return Status::invalid;
  Call call;
  call.operation = operation;
  call.origin = 0;
  Status status = row.plain != nullptr ? row.plain(table, numbers, all, call) : Status::invalid;
  if (status == Status::invalid) {
    status = prepareBy(row, numbers, all, call);
    if (status == Status::ok) status = runAll(table, call);
  }
  if (status != Status::invalid) [[likely]]
    giveResults(call, status, numbers);
  return status;
}

uint64_t grain(const Call& call) {
  switch (call.operation) {
    case Operation::quantize:
    case Operation::dequantize:
      return codesOfByte(call.side.coding.dtype);
    case Operation::requantize:
      return commonMultiple(codesOfByte(call.side.coding.dtype), codesOfByte(call.from.coding.dtype));
    case Operation::quantizeGgml:
    case Operation::dequantizeGgml:
      return kGgmlFloats;
    case Operation::packBits:
    case Operation::unpackBits:
    case Operation::fitRows:
      return call.side.layout.inner != 0 ? call.side.layout.inner : 1;
    case Operation::measure:
      return commonMultiple(partElements(call.from.layout), codesOfByte(call.side.coding.dtype));
    case Operation::quantizeDynamic: {
      const uint64_t unit = steps(call) == Steps::one ? unitElements(call.side.layout) : 1;
      return commonMultiple(unit != 0 ? unit : 1, codesOfByte(call.side.coding.dtype));
    }
    case Operation::finiteRanges:
    case Operation::histogram:
    case Operation::prepareQueries:
    case Operation::selectBest:
      return call.count != 0 ? call.count : 1;
    default:
      return 1;
  }
}

uint64_t run(const KernelTable& table, const Call& call, uint64_t first, uint64_t end) {
  return rowOf(call.operation).run(table, call, first, end);
}

Status conclude(const KernelTable& table, Call& call, uint64_t unfit) {
  if (unfit == kNone) return Status::ok;
  call.index = unfit;
  if (call.operation == Operation::scoreRows) {
    call.index = call.score.rowAt(unfit);
    call.value = static_cast<double>(quietNan());
    return Status::notFinite;
  }
  const bool isBits = call.operation == Operation::packBits;
  if (!isBits && call.operation != Operation::measure && call.operation != Operation::quantize)
    return Status::noParameters;
  const FloatType type = call.side.coding.floatType;
  const uint8_t* const x = call.in + bytesOfFloats(type, unfit - call.origin);
  if (!isBits) {
    // x counts as float32.
    float value;
    table.convert(x, type, reinterpret_cast<uint8_t*>(&value), FloatType::float32, 1);
    call.value = static_cast<double>(value);
  } else {
    table.convert(x, type, reinterpret_cast<uint8_t*>(&call.value), FloatType::float64, 1);
  }
  // Another thread may have written to the memory since. The kernel saw a number that is not finite, so report one.
  if (call.value - call.value == 0) call.value = static_cast<double>(quietNan());
  return Status::notFinite;
}

Status runAll(const KernelTable& table, Call& call) {
  // Views of no bytes may be null pointers, which memcpy and the kernels must not be given.
  if (call.count == 0) return Status::ok;
  const OperationRow& row = rowOf(call.operation);
  return conclude(table, call,
                  row.runAll != nullptr ? row.runAll(table, call) : row.run(table, call, 0, call.count));
}

void giveResults(const Call& call, Status status, double* numbers) {
  const auto give = [numbers](Slot slot, double value) { numbers[static_cast<size_t>(slot)] = value; };
  give(Slot::status, static_cast<double>(status));
  if (status == Status::noParameters || status == Status::notFinite) {
    give(Slot::index, static_cast<double>(call.index));
    if (status == Status::notFinite) give(Slot::value, call.value);
  }
  if (status != Status::ok) return;
  if (call.operation == Operation::minMax && call.isForSlots) {
    give(Slot::min, static_cast<double>(call.range.min));
    give(Slot::max, static_cast<double>(call.range.max));
  } else if (call.operation == Operation::quantizeDynamic && call.isForSlots) {
    give(Slot::scale, static_cast<double>(call.side.parameters.scale));
    give(Slot::zeroPoint, call.side.parameters.zeroPoint);
  }
}

}  // namespace linquant
