#include "random_call.h"

#include <math.h>

#include "../definition/bits.h"

namespace linquant::test {

CallCase::CallCase(Operation given) : operation(given) {
  for (double& number : numbers) number = nan("");
}

void CallCase::set(Slot slot, double value, Kind kind) {
  numbers[static_cast<size_t>(slot)] = value;
  used.push_back({slot, kind});
}

void CallCase::setFloatType() { set(Slot::floatType, static_cast<double>(coding.floatType), Kind::integer); }

void CallCase::setCoding(bool hasDtype, bool hasBounds) {
  if (hasDtype) set(Slot::dtype, static_cast<double>(coding.dtype), Kind::integer);
  if (!hasBounds) return;
  set(Slot::rounding, static_cast<double>(coding.rounding), Kind::integer);
  set(Slot::qmin, coding.qmin, Kind::integer);
  set(Slot::qmax, coding.qmax, Kind::integer);
}

void CallCase::setLayout(const Layout& given, Slot first) {
  // A block as long as the axis may be given as a longer one.
  const bool isWhole = given.block != 0 && given.block == given.axis;
  const uint64_t sizes[] = {given.outer, given.axis, given.inner, given.block + (isWhole ? 5 : 0)};
  for (size_t i = 0; i < 4; i++) {
    set(static_cast<Slot>(static_cast<size_t>(first) + i), static_cast<double>(sizes[i]), Kind::length);
  }
}

void CallCase::setParameterViews(const ParameterArrays& p) {
  const auto bytes = [](const void* values, size_t count) {
    return Data(raw(values), raw(values) + 4 * count);
  };
  input(bytes(p.scales.data(), p.scales.size()));
  input(bytes(p.zeroPoints.data(), p.zeroPoints.size()));
  p.offsets.empty() ? absent() : input(bytes(p.offsets.data(), p.offsets.size()));
}

std::string CallCase::describe(const char* what) const {
  return text("%s %s layout [%g, %g, %g] block %g dtype %g type %g", what,
              kOperationNames[static_cast<size_t>(operation)], number(Slot::outer), number(Slot::axis),
              number(Slot::inner), number(Slot::block), number(Slot::dtype), number(Slot::floatType));
}

std::vector<View> viewsOf(std::vector<Given>& given) {
  std::vector<View> all;
  for (Given& view : given) {
    all.push_back(view.isGiven ? View{view.data.data(), view.data.size()} : View{nullptr, kAbsent});
  }
  return all;
}

namespace {

// Parameters in views, or one set in the slots from `scale` on; then the layout becomes that of one set.
void giveParameters(Random& random, CallCase& c, const Coding& coding, Layout& layout, ParameterArrays& p,
                    Slot scale) {
  const bool isOne = random.coin();
  const bool hasOffset = coding.dtype != Dtype::int32 && random.integer(0, 2) == 0;
  p = randomParameters(random, coding, isOne ? 1 : layout.parameters(), hasOffset);
  if (random.integer(0, 3) == 0) {
    for (float& offset : p.offsets) offset = 0;
  }
  // Codes are decoded by any finite scale.
  const bool decodes = c.operation == Operation::dequantize || scale == Slot::fromScale;
  if (decodes) {
    for (float& each : p.scales) each = random.integer(0, 3) == 0 ? 0 : random.coin() ? -each : each;
  }
  if (!isOne) return c.setParameterViews(p);
  // Without an offset and with ties to even, any zero point is allowed.
  const bool isAnyZeroPoint = p.offsets.empty() && coding.rounding == Rounding::halfEven;
  if (isAnyZeroPoint && random.integer(0, 4) == 0) p.zeroPoints[0] = static_cast<int32_t>(random.bits()) >> 9;
  const size_t first = static_cast<size_t>(scale);
  c.set(scale, static_cast<double>(p.scales[0]), decodes ? Kind::real : Kind::positive);
  c.set(static_cast<Slot>(first + 1), p.zeroPoints[0], Kind::integer);
  c.set(static_cast<Slot>(first + 2), p.offsets.empty() ? 0 : static_cast<double>(p.offsets[0]), Kind::real);
  layout = {1, 1, layout.count(), 0};
  for (int i = 0; i < 3; i++) c.absent();
}

// Ordinary numbers; in one of three tensors some are NaN or infinite.
Data plainFloats(Random& random, FloatType type, size_t count) {
  Data data(count * infoOf(type).bytes);
  const bool hasUnfit = random.integer(0, 2) == 0;
  const double centre = random.integer(0, 2) == 0 ? random.real(-30, 30) : 0;
  for (size_t i = 0; i < count; i++) {
    double value = centre + random.real(-6, 5);
    if (hasUnfit && random.integer(0, 900) == 0) value = random.coin() ? nan("") : HUGE_VAL;
    definition::putNumber(data, i, value, type);
  }
  return data;
}

void makeChoice(Random& random, CallCase& c) {
  c.coding.rounding = Rounding::halfEven;
  const bool isSymmetric = random.coin();
  const int32_t zeroPoint = isSymmetric ? c.coding.qmax : 0;
  c.choice = {isSymmetric, zeroPoint, c.coding.qmin, c.coding.qmax, 0x1p-20f, random.coin() ? 1.0f : 0.0f};
  c.set(Slot::dtype, static_cast<double>(c.coding.dtype), Kind::integer);
  c.set(Slot::qmin, c.coding.qmin, Kind::integer);
  c.set(Slot::qmax, c.coding.qmax, Kind::integer);
  c.set(Slot::symmetric, isSymmetric, Kind::integer);
  if (isSymmetric) c.set(Slot::zeroPoint, zeroPoint, Kind::integer);
  c.set(Slot::eps, static_cast<double>(c.choice.eps), Kind::real);
  c.set(Slot::scaleOfZero, static_cast<double>(c.choice.scaleOfZero), Kind::real);
}

// minMax and quantizeDynamic.
void makeRanges(Random& random, CallCase& c) {
  const bool isOne = random.coin();
  while (c.coding.dtype == Dtype::int32) c.coding = randomCoding(random);
  // Rows, which have a kernel of their own.
  if (random.integer(0, 3) == 0) c.layout = {1, 1 + random.size(399), random.size(130), 0};
  c.input(plainFloats(random, c.coding.floatType, c.layout.count()));
  if (c.operation == Operation::quantizeDynamic) {
    makeChoice(random, c);
    c.output(definition::codeBytes(c.coding.dtype, c.layout.count()));
  }
  c.setFloatType();
  c.setLayout(c.layout);
  for (int i = 0; i < 2; i++) isOne ? c.absent() : c.output(c.layout.parameters() * 4);
  if (isOne) c.layout = {1, 1, c.layout.count(), 0};
}

// One or two that are not finite as float32, or so large that they hardly are.
void putUnfit(Random& random, FloatType type, Data& x, size_t count) {
  const double values[] = {nan(""), HUGE_VAL, -HUGE_VAL, 0x1.ffffffp127, -0x1.fffffefffffffp127, 1e300};
  for (int64_t i = random.integer(1, 2); i > 0; i--) {
    const size_t place = random.size(static_cast<int64_t>(count)) - 1;
    definition::putNumber(x, place, values[random.integer(0, 5)], type);
  }
}

// quantize, dequantize and fakeQuantize.
void makeQuantize(Random& random, CallCase& c) {
  const bool isFake = c.operation == Operation::fakeQuantize;
  const bool isBack = c.operation == Operation::dequantize;
  while (isFake && c.coding.dtype == Dtype::int32) c.coding = randomCoding(random);
  c.setCoding(!isFake, !isBack);
  c.setFloatType();
  c.setLayout(c.layout);
  const size_t count = c.layout.count(), floatBytes = count * infoOf(c.coding.floatType).bytes;
  c.views.resize(2);
  if (isFake) random.coin() ? c.absent() : c.output(count);
  giveParameters(random, c, c.coding, c.layout, c.parameters, Slot::scale);
  c.views[0].data = isBack ? randomCodes(random, c.coding.dtype, count)
                           : randomFloats(random, c.coding, c.layout, c.parameters);
  if (c.operation == Operation::quantize) {
    c.finite = random.coin();
    c.set(Slot::finite, c.finite, Kind::integer);
    if (random.coin()) putUnfit(random, c.coding.floatType, c.views[0].data, count);
  }
  const bool isFloats = isFake || isBack;
  c.views[1] = {Data(isFloats ? floatBytes : definition::codeBytes(c.coding.dtype, count), kSentinel), true};
}

void makeRequantize(Random& random, CallCase& c) {
  const size_t count = c.layout.count();
  c.fromCoding = randomCoding(random);
  c.coding.floatType = c.fromCoding.floatType = FloatType::float32;
  c.fromLayout = c.layout;
  if (random.coin()) c.layout = {1, 1, count, 0};
  c.setCoding(true, true);
  c.set(Slot::fromDtype, static_cast<double>(c.fromCoding.dtype), Kind::integer);
  c.setLayout(c.layout);
  c.setLayout(c.fromLayout, Slot::fromOuter);
  c.input(randomCodes(random, c.fromCoding.dtype, count));
  c.output(definition::codeBytes(c.coding.dtype, count));
  giveParameters(random, c, c.coding, c.layout, c.parameters, Slot::scale);
  giveParameters(random, c, c.fromCoding, c.fromLayout, c.fromParameters, Slot::fromScale);
}

// The layout of measure's results: any that has as many elements as the layout of the parameters.
Layout resultsFor(Random& random, const Layout& layout) {
  const uint64_t outer = layout.outer, axis = layout.axis, inner = layout.inner;
  switch (random.integer(0, 4)) {
    case 0:
      return {outer, axis, inner, 0};
    case 1:
      return {outer, axis * inner, 1, 0};
    case 2:
      return {outer * axis, inner, 1, 0};
    case 3:
      return {1, outer * axis, inner, 0};
    default:
      return {outer, 1, axis * inner, 0};
  }
}

void makeMeasure(Random& random, CallCase& c) {
  // Sometimes several chunks, rows of several chunks, or columns of several parts.
  const uint64_t more = 4000 + random.size(9000);
  const Layout large[] = {
      {1, 1, more, 0}, {1, 2, more, 0}, {more, 3, 1, 0}, {more / 8, 2, 8, 0}, {2, 2, more, 0}};
  if (random.integer(0, 7) == 0) c.layout = large[random.integer(0, 4)];
  c.results = resultsFor(random, c.layout);
  const uint64_t count = c.layout.count();
  c.setCoding(true, true);
  c.setFloatType();
  c.setLayout(c.layout);
  c.setLayout(c.results, Slot::fromOuter);
  c.views.resize(2);
  const bool hasParts = c.results.outer > 1 && c.results.axis > 1;
  c.output(c.results.axis * kMeasureCount * sizeof(double) * (hasParts ? 2 : 1));
  giveParameters(random, c, c.coding, c.layout, c.parameters, Slot::scale);
  const Data x = random.coin() ? randomFloats(random, c.coding, c.layout, c.parameters)
                               : plainFloats(random, c.coding.floatType, count);
  c.views[0].data = x;
  c.views[1].data = random.coin() ? definition::quantized(x, c.coding, c.layout, c.parameters)
                                  : randomCodes(random, c.coding.dtype, count);
}

void makeConvert(Random& random, CallCase& c) {
  const size_t count = c.layout.count();
  const auto anyType = [&] { return static_cast<FloatType>(random.integer(0, kConvertTypeCount - 1)); };
  if (random.coin()) c.coding.floatType = anyType();
  do {
    c.toType = anyType();
  } while (c.toType == FloatType::e8m0fnu);
  c.setFloatType();
  c.set(Slot::toFloatType, static_cast<double>(c.toType), Kind::integer);
  c.saturate = isFloat8(c.toType) && random.coin();
  if (isFloat8(c.toType)) c.set(Slot::saturate, c.saturate, Kind::integer);
  c.setLayout(c.layout);
  c.input(isFloat8(c.coding.floatType) ? randomBytes(random, count)
                                       : plainFloats(random, c.coding.floatType, count));
  c.output(count * infoOf(c.toType).bytes);
}

void makeGgml(Random& random, CallCase& c) {
  const size_t blocks = random.size(200), count = kGgmlFloats * blocks;
  const size_t type = static_cast<size_t>(random.integer(0, 1)), bytes = blocks * kGgmlBlockBytes[type];
  c.layout = random.coin() ? Layout{1, 1, count, 0} : Layout{blocks, 1, kGgmlFloats, 0};
  c.set(Slot::dtype, static_cast<double>(type), Kind::integer);
  c.setFloatType();
  c.setLayout(c.layout);
  if (c.operation == Operation::quantizeGgml) {
    c.input(plainFloats(random, c.coding.floatType, count));
    return c.output(bytes);
  }
  // Bytes whose scales are finite.
  Data in(bytes);
  for (uint8_t& byte : in) byte = static_cast<uint8_t>(random.integer(0, 90));
  c.input(std::move(in));
  c.output(count * infoOf(c.coding.floatType).bytes);
}

void makeBits(Random& random, CallCase& c) {
  c.layout = {random.size(20), random.size(3), random.size(70), 0};
  const uint32_t flags = static_cast<uint32_t>(random.integer(0, 7));
  c.bits = {(flags & kOrEqual) != 0, (flags & kHighFirst) != 0,
            static_cast<uint8_t>((flags & kSigned) != 0 ? 0x80 : 0)};
  c.set(Slot::bitFlags, flags, Kind::integer);
  c.setLayout(c.layout);
  const size_t bytes = c.layout.outer * c.layout.axis * definition::bitBytes(c.layout.inner);
  if (c.operation == Operation::packBits) {
    c.setFloatType();
    c.input(plainFloats(random, c.coding.floatType, c.layout.count()));
    return c.output(bytes);
  }
  c.ofZero = -2.5f;
  c.ofOne = 0.75f;
  c.set(Slot::min, -2.5, Kind::any);
  c.set(Slot::max, 0.75, Kind::any);
  c.input(randomBytes(random, bytes));
  c.output(c.layout.count() * 4);
}

void makeFit(Random& random, CallCase& c) {
  constexpr Dtype kFitted[] = {Dtype::int8, Dtype::int4, Dtype::int2, Dtype::uint1};
  c.coding.dtype = kFitted[random.integer(0, 3)];
  const uint64_t columns = 8 * random.size(40);
  c.layout = {1, random.size(9), columns, 0};
  // Rows longer than the buffer on the stack.
  if (random.integer(0, 30) == 0) c.layout = {1, 2, 4096 + columns, 0};
  c.setFloatType();
  c.set(Slot::dtype, static_cast<double>(c.coding.dtype), Kind::integer);
  c.setLayout(c.layout);
  const size_t count = c.layout.count();
  Data x = plainFloats(random, c.coding.floatType, count);
  // Zeros, whole rows of them and equal numbers.
  for (size_t i = 0; i < count; i++) {
    const size_t row = i / columns;
    if (row % 4 == 1) definition::putNumber(x, i, 0, c.coding.floatType);
    if (row % 4 == 2) definition::putNumber(x, i, random.coin() ? -1 : 1, c.coding.floatType);
  }
  c.input(std::move(x));
  c.output(definition::codeBytes(c.coding.dtype, count));
  for (int i = 0; i < 3; i++) c.output(c.layout.axis * 4);
}

// finiteRanges and histogram.
void makeCalibration(Random& random, CallCase& c) {
  const FloatType type = c.coding.floatType;
  // Each set has 16 KiB of counts.
  if (c.operation == Operation::histogram) {
    for (int i = 0; i < 30 && c.layout.parameters() > 6; i++) c.layout = randomLayout(random);
    if (c.layout.parameters() > 6) c.layout = {1, 1, c.layout.count(), 0};
  }
  c.setFloatType();
  c.setLayout(c.layout);
  const size_t sets = c.layout.parameters();
  if (c.operation == Operation::finiteRanges) {
    c.input(plainFloats(random, type, c.layout.count()));
    c.output(sets * 4);
    c.output(sets * 4);
    return c.output(sizeof(double));
  }
  // Widths from 2^-10 to 2^126, so that some elements are beyond the bins and some products are subnormal.
  std::vector<float> reciprocals(sets);
  for (float& each : reciprocals) {
    each = ldexpf(1, static_cast<int>(random.integer(-126, 10)));
    if (random.coin()) each = 128;
  }
  c.reciprocals = reciprocals;
  Data x = plainFloats(random, type, c.layout.count());
  for (size_t i = 0; i < c.layout.count(); i++) {
    const double tiny = random.coin() ? -1e-7 : random.coin() ? -0.0 : 0;
    if (random.integer(0, 9) == 0) definition::putNumber(x, i, tiny, type);
  }
  c.input(std::move(x));
  c.input(Data(raw(reciprocals.data()), raw(reciprocals.data()) + 4 * sets));
  c.output(sets * kBins * sizeof(double));
}

}  // namespace

CallCase randomCall(Random& random, Operation operation) {
  CallCase c(operation);
  c.coding = randomCoding(random);
  // More often float32 and codes of a byte, for which there are more kernels than for all others.
  for (int i = 0; i < 20 && random.integer(0, 3) != 0; i++) {
    if (c.coding.floatType == FloatType::float32 && infoOf(c.coding.dtype).bits == 8) break;
    c.coding = randomCoding(random);
  }
  c.layout = randomLayout(random);
  // And one set of parameters, which has kernels of its own.
  if (random.coin()) c.layout = {1, 1, c.layout.count(), 0};
  switch (operation) {
    case Operation::minMax:
    case Operation::quantizeDynamic:
      makeRanges(random, c);
      break;
    case Operation::requantize:
      makeRequantize(random, c);
      break;
    case Operation::measure:
      makeMeasure(random, c);
      break;
    case Operation::convert:
      makeConvert(random, c);
      break;
    case Operation::quantizeGgml:
    case Operation::dequantizeGgml:
      makeGgml(random, c);
      break;
    case Operation::packBits:
    case Operation::unpackBits:
      makeBits(random, c);
      break;
    case Operation::fitRows:
      makeFit(random, c);
      break;
    case Operation::finiteRanges:
    case Operation::histogram:
      makeCalibration(random, c);
      break;
    default:
      makeQuantize(random, c);
  }
  return c;
}

}  // namespace linquant::test
