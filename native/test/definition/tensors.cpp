#include "tensors.h"

#include <math.h>

namespace linquant::definition {

Data quantized(const Data& x, const Coding& coding, const Layout& layout, const ParameterArrays& parameters) {
  std::vector<int64_t> codes(x.size() / infoOf(coding.floatType).bytes);
  for (size_t e = 0; e < codes.size(); e++) {
    const Affine by = parameters.at(parameterOf(layout, e));
    const double code = unclampedCode(numberAt(x, e, coding.floatType), by, coding.rounding);
    codes[e] = clampedCode(code, coding.qmin, coding.qmax);
  }
  return bytesOf(codes, coding.dtype);
}

Data dequantized(const Data& data, const Coding& coding, const Layout& layout,
                 const ParameterArrays& parameters) {
  const std::vector<int64_t> codes = codesIn(data, coding.dtype, layout.count());
  Data x(codes.size() * infoOf(coding.floatType).bytes);
  // Offsets that are all 0 are none: -0 is added, which leaves the -0 that a negative scale can give.
  bool hasOffset = false;
  for (const float offset : parameters.offsets) hasOffset |= offset != 0;
  for (size_t e = 0; e < codes.size(); e++) {
    Affine by = parameters.at(parameterOf(layout, e));
    if (!hasOffset) by.offset = -0.0f;
    const float value = valueOf(codes[e], by);
    putNumber(x, e, static_cast<double>(value), coding.floatType);
  }
  return x;
}

FakeQuantized fakeQuantized(const Data& x, const Coding& coding, const Layout& layout,
                            const ParameterArrays& parameters) {
  FakeQuantized out = {Data(x.size()), Data(layout.count())};
  for (size_t e = 0; e < layout.count(); e++) {
    const Affine by = parameters.at(parameterOf(layout, e));
    const double number = numberAt(x, e, coding.floatType);
    const double code = unclampedCode(number, by, coding.rounding);
    const float value = valueOf(clampedCode(code, coding.qmin, coding.qmax), by);
    putNumber(out.x, e, static_cast<double>(value), coding.floatType);
    out.mask[e] = number != number || code < coding.qmin || code > coding.qmax;
  }
  return out;
}

Data requantized(const Data& codes, const CodesWith& from, const CodesWith& to) {
  Coding asFloat32 = from.coding, ofFloat32 = to.coding;
  asFloat32.floatType = ofFloat32.floatType = FloatType::float32;
  return quantized(dequantized(codes, asFloat32, from.layout, from.parameters), ofFloat32, to.layout,
                   to.parameters);
}

Data converted(const Data& x, FloatType from, FloatType to, bool saturate) {
  const size_t count = x.size() / infoOf(from).bytes;
  Data out(count * infoOf(to).bytes);
  for (size_t i = 0; i < count; i++) putBits(out, i, converted(bitsAt(x, i, from), from, to, saturate), to);
  return out;
}

Ranges rangesOf(const Data& x, FloatType type, const Layout& layout) {
  const size_t count = layout.parameters();
  std::vector<Range> all(count, kEmptyRange);
  for (size_t e = 0; e < layout.count(); e++) {
    widen(all[parameterOf(layout, e)], static_cast<float>(numberAt(x, e, type)));
  }
  Ranges ranges;
  for (const Range& range : all) {
    ranges.mins.push_back(range.min);
    ranges.maxs.push_back(range.max);
  }
  return ranges;
}

FiniteRanges finiteRangesOf(const Data& x, FloatType type, const Layout& layout) {
  FiniteRanges all;
  all.ranges.mins.assign(layout.parameters(), kEmptyRange.min);
  all.ranges.maxs.assign(layout.parameters(), kEmptyRange.max);
  for (size_t e = 0; e < layout.count(); e++) {
    const float value = static_cast<float>(numberAt(x, e, type));
    const size_t index = parameterOf(layout, e);
    if (!isfinite(value)) {
      all.leftOut++;
      continue;
    }
    Range range = {all.ranges.mins[index], all.ranges.maxs[index]};
    widen(range, value);
    all.ranges.mins[index] = range.min;
    all.ranges.maxs[index] = range.max;
  }
  return all;
}

void addHistogram(const Data& x, FloatType type, const Layout& layout, const std::vector<float>& reciprocals,
                  Data& counts) {
  for (size_t e = 0; e < layout.count(); e++) {
    const float value = static_cast<float>(numberAt(x, e, type));
    if (!isfinite(value)) continue;
    const size_t index = parameterOf(layout, e);
    // In double the product is exact.
    double bin = floor(static_cast<double>(value) * static_cast<double>(reciprocals[index])) + kHalfBins;
    if (bin < 0) bin = 0;
    if (bin > kBins - 1) bin = kBins - 1;
    double count;
    uint8_t* const at = counts.data() + (index * kBins + static_cast<size_t>(bin)) * sizeof count;
    memcpy(&count, at, sizeof count);
    count += 1;
    memcpy(at, &count, sizeof count);
  }
}

DynamicQuantized quantizedDynamic(const Data& x, FloatType type, Dtype dtype, const Layout& layout,
                                  const Choice& choice) {
  DynamicQuantized out;
  const Ranges ranges = rangesOf(x, type, layout);
  for (; out.chosen < ranges.mins.size(); out.chosen++) {
    float scale;
    int32_t zeroPoint;
    if (!choose({ranges.mins[out.chosen], ranges.maxs[out.chosen]}, choice, scale, zeroPoint)) break;
    out.parameters.scales.push_back(scale);
    out.parameters.zeroPoints.push_back(zeroPoint);
  }
  size_t count = 0;
  while (count < layout.count() && parameterOf(layout, count) < out.chosen) count++;
  const Coding coding = {type, dtype, Rounding::halfEven, choice.qmin, choice.qmax};
  out.codes = quantized(Data(x.begin(), x.begin() + static_cast<ptrdiff_t>(count * infoOf(type).bytes)),
                        coding, layout, out.parameters);
  return out;
}

}  // namespace linquant::definition
