#include "expected.h"

#include "../definition/bits.h"
#include "../definition/ggml.h"
#include "../definition/measures.h"

namespace linquant::test {
namespace {

Data bytesOf(const void* values, size_t count) { return Data(raw(values), raw(values) + 4 * count); }

void minMaxResult(const CallCase& c, Result& result) {
  const definition::Ranges ranges = definition::rangesOf(c.views[0].data, c.coding.floatType, c.layout);
  if (c.views[1].isGiven) {
    result.views[1].data = bytesOf(ranges.mins.data(), ranges.mins.size());
    result.views[2].data = bytesOf(ranges.maxs.data(), ranges.maxs.size());
  } else {
    result.low = static_cast<double>(ranges.mins[0]);
    result.high = static_cast<double>(ranges.maxs[0]);
  }
}

void dynamicResult(const CallCase& c, Result& result) {
  const definition::DynamicQuantized all =
      definition::quantizedDynamic(c.views[0].data, c.coding.floatType, c.coding.dtype, c.layout, c.choice);
  if (all.chosen != c.layout.parameters()) {
    result.status = Status::noParameters;
    result.index = all.chosen;
    return;
  }
  const ParameterArrays& p = all.parameters;
  result.views[1].data = all.codes;
  if (c.views[2].isGiven) {
    result.views[2].data = bytesOf(p.scales.data(), p.scales.size());
    result.views[3].data = bytesOf(p.zeroPoints.data(), p.zeroPoints.size());
  } else {
    result.low = static_cast<double>(p.scales[0]);
    result.high = p.zeroPoints[0];
  }
}

void quantizeResult(const CallCase& c, Result& result) {
  const Data& x = c.views[0].data;
  result.views[1].data = definition::quantized(x, c.coding, c.layout, c.parameters);
  if (!c.finite) return;
  const Data floats = definition::converted(x, c.coding.floatType, FloatType::float32);
  for (size_t i = 0; i < c.layout.count(); i++) {
    const double value = definition::numberAt(floats, i, FloatType::float32);
    if (value - value == 0) continue;
    result.status = Status::notFinite;
    result.index = i;
    result.value = value;
    return;
  }
}

void fakeQuantizeResult(const CallCase& c, Result& result) {
  const definition::FakeQuantized all =
      definition::fakeQuantized(c.views[0].data, c.coding, c.layout, c.parameters);
  result.views[1].data = all.x;
  if (c.views[2].isGiven) result.views[2].data = all.mask;
}

void quantizeGgmlResult(const CallCase& c, Result& result) {
  const size_t type = static_cast<size_t>(c.number(Slot::dtype));
  const Data blocks = definition::ggmlBlocks(c.views[0].data, c.coding.floatType, type);
  if (blocks.size() == c.views[1].data.size()) {
    result.views[1].data = blocks;
  } else {
    result.status = Status::noParameters;
    result.index = blocks.size() / kGgmlBlockBytes[type];
  }
}

void packBitsResult(const CallCase& c, Result& result) {
  const Data& x = c.views[0].data;
  const size_t count = c.layout.count(), rows = c.layout.outer * c.layout.axis;
  const size_t fit =
      definition::packedBits(x, c.coding.floatType, rows, c.layout.inner, c.bits, result.views[1].data);
  if (fit == count) return;
  result.status = Status::notFinite;
  result.index = fit;
  result.value = definition::numberAt(x, fit, c.coding.floatType);
}

void finiteRangesResult(const CallCase& c, Result& result) {
  if (c.layout.count() == 0) return;
  const definition::FiniteRanges all =
      definition::finiteRangesOf(c.views[0].data, c.coding.floatType, c.layout);
  result.views[1].data = bytesOf(all.ranges.mins.data(), all.ranges.mins.size());
  result.views[2].data = bytesOf(all.ranges.maxs.data(), all.ranges.maxs.size());
  result.views[3].data = Data(raw(&all.leftOut), raw(&all.leftOut) + sizeof all.leftOut);
}

void measureResult(const CallCase& c, Result& result) {
  const definition::Measures all =
      definition::measured(c.views[0].data, c.views[1].data, {c.coding, c.layout, c.parameters}, c.results);
  if (all.fit == c.layout.count()) {
    const uint8_t* const bytes = raw(all.values.data());
    result.views[2].data = Data(bytes, bytes + all.values.size() * sizeof(double));
    return;
  }
  result.status = Status::notFinite;
  result.index = all.fit;
  result.value = all.value;
}

// By the scalar kernels. What these find is compared with a search of all thresholds by test/functions/quantize-embeddings/.
void fitResult(const CallCase& c, Result& result) {
  double numbers[kSlotCount];
  for (size_t i = 0; i < kSlotCount; i++) numbers[i] = c.numbers[i];
  std::vector<View> views = viewsOf(result.views);
  result.status = perform(scalarTable(), c.operation, numbers, views.data(), views.size());
  if (result.status != Status::ok)
    result.index = static_cast<uint64_t>(numbers[static_cast<size_t>(Slot::index)]);
}

bool isSame(double a, double b) { return a == b || (a != a && b != b); }

}  // namespace

Result expectedOf(const CallCase& c) {
  Result result;
  result.views = c.views;
  const Data& in = c.views[0].data;
  switch (c.operation) {
    case Operation::minMax:
      minMaxResult(c, result);
      break;
    case Operation::quantizeDynamic:
      dynamicResult(c, result);
      break;
    case Operation::fakeQuantize:
      fakeQuantizeResult(c, result);
      break;
    case Operation::quantizeGgml:
      quantizeGgmlResult(c, result);
      break;
    case Operation::packBits:
      packBitsResult(c, result);
      break;
    case Operation::measure:
      measureResult(c, result);
      break;
    case Operation::quantize:
      quantizeResult(c, result);
      break;
    case Operation::dequantize:
      result.views[1].data = definition::dequantized(in, c.coding, c.layout, c.parameters);
      break;
    case Operation::requantize:
      result.views[1].data = definition::requantized(in, {c.fromCoding, c.fromLayout, c.fromParameters},
                                                     {c.coding, c.layout, c.parameters});
      break;
    case Operation::convert:
      result.views[1].data = definition::converted(in, c.coding.floatType, c.toType, c.saturate);
      break;
    case Operation::dequantizeGgml:
      result.views[1].data =
          definition::ggmlFloats(in, static_cast<size_t>(c.number(Slot::dtype)), c.coding.floatType);
      break;
    case Operation::finiteRanges:
      finiteRangesResult(c, result);
      break;
    case Operation::histogram:
      definition::addHistogram(in, c.coding.floatType, c.layout, c.reciprocals, result.views[2].data);
      break;
    case Operation::fitRows:
      fitResult(c, result);
      break;
    case Operation::prepareQueries:
    case Operation::scoreRows:
    case Operation::selectBest:
      break;  // search/
    case Operation::unpackBits:
      result.views[1].data = definition::unpackedBits(in, c.layout.outer * c.layout.axis, c.layout.inner,
                                                      c.bits, c.ofZero, c.ofOne);
      break;
  }
  return result;
}

void takeResults(const CallCase& c, const double* numbers, Status status, Result& result,
                 const std::string& context) {
  const auto at = [&](Slot slot) { return numbers[static_cast<size_t>(slot)]; };
  result.status = status;
  CHECK(at(Slot::status) == static_cast<double>(status), "%s: the slot holds %g", context.c_str(),
        at(Slot::status));
  const bool isUnfit = status == Status::noParameters || status == Status::notFinite;
  if (isUnfit) result.index = static_cast<uint64_t>(at(Slot::index));
  if (status == Status::notFinite) result.value = at(Slot::value);
  const bool isRange = c.operation == Operation::minMax;
  result.low = at(isRange ? Slot::min : Slot::scale);
  result.high = at(isRange ? Slot::max : Slot::zeroPoint);
}

void checkResult(const Result& expected, const Result& given, const CallCase& c, const std::string& context) {
  CHECK(expected.status == given.status, "%s: status %d, not %d", context.c_str(),
        static_cast<int>(given.status), static_cast<int>(expected.status));
  if (expected.status != given.status) return;
  if (expected.status != Status::ok) {
    CHECK(expected.index == given.index, "%s: index %llu, not %llu", context.c_str(), number(given.index),
          number(expected.index));
    CHECK(isSame(expected.value, given.value), "%s: value %g, not %g", context.c_str(), given.value,
          expected.value);
    return;
  }
  for (size_t i = 0; i < expected.views.size(); i++) {
    const Data& one = expected.views[i].data;
    Data other = given.views[i].data;
    // Behind the results of measure may be sums in between.
    if (c.operation == Operation::measure && i == 2) other.resize(one.size());
    CHECK(one.size() == other.size(), "%s: view %zu", context.c_str(), i);
    CHECK_ARRAY(one.data(), other.data(), 1, one.size(),
                [&](size_t) { return text("view %zu of ", i) + context; });
  }
  const bool isRange = c.operation == Operation::minMax,
             isDynamic = c.operation == Operation::quantizeDynamic;
  if ((!isRange && !isDynamic) || c.views[isRange ? 1 : 2].isGiven) return;
  CHECK(isSame(expected.low, given.low) && isSame(expected.high, given.high), "%s: %g %g, not %g %g",
        context.c_str(), given.low, given.high, expected.low, expected.high);
}

}  // namespace linquant::test
