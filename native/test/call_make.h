// A random call of each operation.
#ifndef LINQUANT_TEST_CALL_MAKE_H_
#define LINQUANT_TEST_CALL_MAKE_H_

#include "call_case.h"

namespace linquant::test {

inline void setCoding(CallCase& c, bool hasDtype, bool hasBounds) {
  if (hasDtype) c.set(Slot::dtype, static_cast<double>(c.coding.dtype), Kind::integer);
  if (!hasBounds) return;
  c.set(Slot::rounding, static_cast<double>(c.coding.rounding), Kind::integer);
  c.set(Slot::qmin, c.coding.qmin, Kind::integer);
  c.set(Slot::qmax, c.coding.qmax, Kind::integer);
}

inline void makeRanges(Random& random, CallCase& c) {
  const bool isOne = random.integer(0, 1) == 0;
  while (c.coding.dtype == Dtype::int32) c.coding = randomCoding(random);
  if (random.integer(0, 3) == 0) {  // rows, for which there is a kernel
    c.layout = {1, static_cast<uint64_t>(random.integer(2, 400)),
                static_cast<uint64_t>(random.integer(1, 130)), 0};
  }
  c.input(plainFloats(random, c.coding.floatType, c.layout.count()));
  if (c.operation == Operation::quantizeDynamic) {
    c.coding.rounding = Rounding::halfEven;
    const bool isSymmetric = random.integer(0, 1) == 0;
    c.choice = {isSymmetric, isSymmetric ? c.coding.qmax : 0,        c.coding.qmin, c.coding.qmax,
                0x1p-20f,    random.integer(0, 1) == 0 ? 1.0f : 0.0f};
    c.set(Slot::dtype, static_cast<double>(c.coding.dtype), Kind::integer);
    c.set(Slot::qmin, c.coding.qmin, Kind::integer);
    c.set(Slot::qmax, c.coding.qmax, Kind::integer);
    c.set(Slot::symmetric, isSymmetric, Kind::integer);
    if (isSymmetric) c.set(Slot::zeroPoint, c.choice.zeroPoint, Kind::integer);
    c.set(Slot::eps, static_cast<double>(c.choice.eps), Kind::real);
    c.set(Slot::scaleOfZero, static_cast<double>(c.choice.scaleOfZero), Kind::real);
    c.output(bytesOfCodes(c.coding.dtype, c.layout.count()));
  }
  c.set(Slot::floatType, static_cast<double>(c.coding.floatType), Kind::integer);
  setLayout(c, c.layout);
  for (int i = 0; i < 2; i++) isOne ? c.absent() : c.output(c.layout.parameters() * 4);
  if (isOne) c.layout = {1, 1, c.layout.count(), 0};
}

inline void makeQuantize(Random& random, CallCase& c) {
  const bool isFake = c.operation == Operation::fakeQuantize;
  const bool isBack = c.operation == Operation::dequantize;
  while (isFake && c.coding.dtype == Dtype::int32) c.coding = randomCoding(random);
  setCoding(c, !isFake, !isBack);
  c.set(Slot::floatType, static_cast<double>(c.coding.floatType), Kind::integer);
  setLayout(c, c.layout);
  const size_t count = c.layout.count(), bytes = count * infoOf(c.coding.floatType).bytes;
  c.views.resize(2);
  if (isFake) random.integer(0, 1) == 0 ? c.absent() : c.output(count);
  giveParameters(random, c, c.coding, c.layout, c.parameters, Slot::scale);
  const Data codes(bytesOfCodes(c.coding.dtype, count), 0xaa);
  if (isBack) {
    c.views[0] = {randomCodes(random, c.coding.dtype, count)};
    c.views[1] = {Data(bytes, 0xaa), true};
  } else {
    c.views[0] = {randomFloats(random, c.coding, c.layout, c.parameters)};
    c.views[1] = {isFake ? Data(bytes, 0xaa) : codes, true};
  }
}

inline void makeRequantize(Random& random, CallCase& c) {
  const size_t count = c.layout.count();
  c.coding.floatType = FloatType::float32;
  c.from.coding = randomCoding(random);
  c.from.coding.floatType = FloatType::float32;
  c.from.layout = c.layout;
  if (random.integer(0, 1) == 0) c.layout = {1, 1, count, 0};
  setCoding(c, true, true);
  c.set(Slot::fromDtype, static_cast<double>(c.from.coding.dtype), Kind::integer);
  setLayout(c, c.layout);
  setLayout(c, c.from.layout, Slot::fromOuter);
  c.input(randomCodes(random, c.from.coding.dtype, count));
  c.output(bytesOfCodes(c.coding.dtype, count));
  giveParameters(random, c, c.coding, c.layout, c.parameters, Slot::scale);
  giveParameters(random, c, c.from.coding, c.from.layout, c.fromParameters, Slot::fromScale);
}

inline void makeConvert(Random& random, CallCase& c) {
  c.toType = static_cast<FloatType>(random.integer(0, kFloatTypeCount - 1));
  c.set(Slot::floatType, static_cast<double>(c.coding.floatType), Kind::integer);
  c.set(Slot::toFloatType, static_cast<double>(c.toType), Kind::integer);
  setLayout(c, c.layout);
  c.input(plainFloats(random, c.coding.floatType, c.layout.count()));
  c.output(c.layout.count() * infoOf(c.toType).bytes);
}

inline void makeGgml(Random& random, CallCase& c) {
  const size_t blocks = static_cast<size_t>(random.integer(1, 200)), count = 32 * blocks;
  const size_t type = static_cast<size_t>(random.integer(0, 1)), bytes = blocks * kGgmlBlockBytes[type];
  c.layout = random.integer(0, 1) == 0 ? Layout{1, 1, count, 0} : Layout{blocks, 1, 32, 0};
  c.set(Slot::dtype, static_cast<double>(type), Kind::integer);
  c.set(Slot::floatType, static_cast<double>(c.coding.floatType), Kind::integer);
  setLayout(c, c.layout);
  Data floats = plainFloats(random, c.coding.floatType, count);
  if (c.operation == Operation::quantizeGgml) {
    c.input(std::move(floats));
    return c.output(bytes);
  }
  Data in(bytes);
  for (uint8_t& byte : in) byte = static_cast<uint8_t>(random.integer(0, 90));
  c.input(std::move(in));
  c.output(floats.size());
}

inline void makeBits(Random& random, CallCase& c) {
  const auto size = [&](int64_t most) { return static_cast<size_t>(random.integer(1, most)); };
  c.layout = {size(20), size(3), size(70), 0};
  const uint32_t flags = static_cast<uint32_t>(random.integer(0, 7));
  c.bits = {(flags & 1) != 0, (flags & 2) != 0, static_cast<uint8_t>((flags & 4) != 0 ? 0x80 : 0)};
  c.set(Slot::bitFlags, flags, Kind::integer);
  setLayout(c, c.layout);
  const size_t bytes = c.layout.outer * c.layout.axis * bytesOfBits(c.layout.inner);
  if (c.operation == Operation::packBits) {
    c.set(Slot::floatType, static_cast<double>(c.coding.floatType), Kind::integer);
    c.input(plainFloats(random, c.coding.floatType, c.layout.count()));
    return c.output(bytes);
  }
  c.set(Slot::min, -2.5, Kind::any);
  c.set(Slot::max, 0.75, Kind::any);
  Data in(bytes);
  for (uint8_t& byte : in) byte = static_cast<uint8_t>(random.bits());
  c.input(std::move(in));
  c.output(c.layout.count() * 4);
}

inline CallCase randomCall(Random& random, Operation operation) {
  CallCase c(operation);
  c.coding = randomCoding(random);
  // There are more ways for float32 and codes of a byte than for all others.
  for (int i = 0; i < 20 && random.integer(0, 3) != 0; i++) {
    if (c.coding.floatType == FloatType::float32 && infoOf(c.coding.dtype).bits == 8) break;
    c.coding = randomCoding(random);
  }
  c.layout = randomLayout(random);
  // What is most frequent has ways of its own.
  if (random.integer(0, 1) == 0) c.layout = {1, 1, c.layout.count(), 0};
  switch (operation) {
    case Operation::minMax:
    case Operation::quantizeDynamic:
      makeRanges(random, c);
      break;
    case Operation::requantize:
      makeRequantize(random, c);
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
    default:
      makeQuantize(random, c);
  }
  return c;
}

}  // namespace linquant::test

#endif  // LINQUANT_TEST_CALL_MAKE_H_
