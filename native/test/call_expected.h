// What a call must give, by the core's functions and the scalar kernels: the slots and views play no part in it.
#ifndef LINQUANT_TEST_CALL_EXPECTED_H_
#define LINQUANT_TEST_CALL_EXPECTED_H_

#include "call_make.h"

namespace linquant::test {

struct Result {
  Status status = Status::ok;
  uint64_t index = 0;
  double value = 0;
  // All views, of which outputs count where the status is ok.
  std::vector<Given> views;
  // scale and zeroPoint, or min and max, where they go to slots.
  double low = 0, high = 0;
};

inline Affines affinesOf(const Parameters2& p) { return p.affines(); }

inline Result expectedRanges(const CallCase& c, Result result) {
  const KernelTable& scalar = scalarTable();
  const size_t count = c.layout.parameters(), lowIndex = c.operation == Operation::minMax ? 1 : 2;
  Data low(count * 4), high(count * 4);
  const uint8_t* const x = c.views[0].data.data();
  ranges(scalar, c.coding.floatType, x, c.layout, low.data(), high.data());
  if (c.operation == Operation::quantizeDynamic) {
    const size_t chosen = scalar.choose(low.data(), high.data(), count, c.choice, low.data(), high.data());
    result.status = chosen == count ? Status::ok : Status::noParameters;
    result.index = chosen;
    if (chosen != count) return result;
    quantize(scalar, c.coding, x, result.views[1].data.data(), c.layout, {low.data(), high.data(), nullptr});
    int32_t zeroPoint;
    memcpy(&zeroPoint, high.data(), sizeof zeroPoint);
    result.high = zeroPoint;
  } else {
    float max;
    memcpy(&max, high.data(), sizeof max);
    result.high = static_cast<double>(max);
  }
  float first;
  memcpy(&first, low.data(), sizeof first);
  result.low = static_cast<double>(first);
  if (!c.views[lowIndex].isGiven) return result;
  result.views[lowIndex].data = low;
  result.views[lowIndex + 1].data = high;
  return result;
}

inline Result expectedBlocks(const CallCase& c, Result result) {
  const uint8_t* const in = c.views[0].data.data();
  uint8_t* const out = result.views[1].data.data();
  const size_t type = static_cast<size_t>(c.number(Slot::dtype)), blocks = c.layout.count() / 32;
  if (c.operation == Operation::dequantizeGgml) {
    scalarTable().dequantizeGgml[type](in, out, c.coding.floatType, blocks);
    return result;
  }
  const size_t done = scalarTable().quantizeGgml[type](in, c.coding.floatType, out, blocks);
  result.status = done == blocks ? Status::ok : Status::noParameters;
  result.index = done;
  return result;
}

inline Result expectedBits(const CallCase& c, Result result) {
  const uint8_t* const in = c.views[0].data.data();
  uint8_t* const out = result.views[1].data.data();
  const size_t rows = c.layout.outer * c.layout.axis, count = c.layout.count();
  if (c.operation == Operation::unpackBits) {
    scalarTable().unpackBits(in, out, rows, c.layout.inner, c.bits, -2.5f, 0.75f);
    return result;
  }
  const size_t fit = scalarTable().packBits(in, c.coding.floatType, out, rows, c.layout.inner, c.bits);
  result.status = fit == count ? Status::ok : Status::notFinite;
  result.index = fit;
  if (fit != count) result.value = numberAt(c.views[0].data, fit, c.coding.floatType);
  return result;
}

inline Result expectedOf(const CallCase& c) {
  const KernelTable& scalar = scalarTable();
  Result result;
  result.views = c.views;
  const uint8_t* const in = c.views[0].data.data();
  uint8_t* const out = c.views.size() > 1 ? result.views[1].data.data() : nullptr;
  switch (c.operation) {
    case Operation::minMax:
    case Operation::quantizeDynamic:
      return expectedRanges(c, result);
    case Operation::quantizeGgml:
    case Operation::dequantizeGgml:
      return expectedBlocks(c, result);
    case Operation::packBits:
    case Operation::unpackBits:
      return expectedBits(c, result);
    case Operation::quantize:
      quantize(scalar, c.coding, in, out, c.layout, affinesOf(c.parameters));
      return result;
    case Operation::dequantize:
      dequantize(scalar, c.coding, in, out, c.layout, affinesOf(c.parameters));
      return result;
    case Operation::fakeQuantize:
      fakeQuantize(scalar, c.coding, in, out, c.views[2].isGiven ? result.views[2].data.data() : nullptr,
                   c.layout, affinesOf(c.parameters));
      return result;
    case Operation::requantize:
      requantize(scalar, in, {c.from.coding, c.from.layout, affinesOf(c.fromParameters)}, out,
                 {c.coding, c.layout, affinesOf(c.parameters)}, wholeOf(c.layout));
      return result;
    default:
      scalar.convert(in, c.coding.floatType, out, c.toType, c.layout.count());
      return result;
  }
}

// A call's results beside those.
inline void compareResults(const Result& expected, const Result& given, const CallCase& c,
                           const std::string& context) {
  CHECK(expected.status == given.status, "%s: status %d, not %d", context.c_str(),
        static_cast<int>(given.status), static_cast<int>(expected.status));
  if (expected.status != given.status) return;
  if (expected.status != Status::ok) {
    CHECK(expected.index == given.index, "%s: index %llu, not %llu", context.c_str(), number(given.index),
          number(expected.index));
    const bool isSame =
        expected.value == given.value || (std::isnan(expected.value) && std::isnan(given.value));
    CHECK(isSame, "%s: value %g, not %g", context.c_str(), given.value, expected.value);
    return;
  }
  for (size_t i = 0; i < expected.views.size(); i++) {
    const Data &one = expected.views[i].data, &other = given.views[i].data;
    CHECK_ARRAY(one.data(), other.data(), 1, one.size(),
                [&](size_t) { return text("view %zu of ", i) + context; });
  }
  const bool areSlots = (c.operation == Operation::minMax && !c.views[1].isGiven) ||
                        (c.operation == Operation::quantizeDynamic && !c.views[2].isGiven);
  if (!areSlots) return;
  const auto isSame = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
  CHECK(isSame(expected.low, given.low) && isSame(expected.high, given.high), "%s: %g %g, not %g %g",
        context.c_str(), given.low, given.high, expected.low, expected.high);
}

}  // namespace linquant::test

#endif  // LINQUANT_TEST_CALL_EXPECTED_H_
