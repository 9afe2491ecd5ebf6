#include "refusal.h"

namespace linquant::test {
namespace {

// Numbers that a slot of this kind must not hold.
std::vector<double> wrongNumbers(Kind kind) {
  std::vector<double> wrong = {nan(""), HUGE_VAL, -HUGE_VAL};
  const auto add = [&](std::initializer_list<double> more) { wrong.insert(wrong.end(), more); };
  switch (kind) {
    case Kind::integer:
      add({0.5, 1e300, -1e300, 0x1p31, -0x1p31 - 1, 0x1p32, 0x1p52, 0x1p53, 5e-324});
      break;
    case Kind::length:
      add({-1, 0.5, 0x1p53 + 2, 1e300, -0x1p31, 5e-324});
      break;
    case Kind::real:
      add({1e39, -1e39});
      break;
    case Kind::positive:
      add({0, -1, 1e39});
      break;
    case Kind::any:
      wrong.clear();
  }
  return wrong;
}

// How many values the enumeration or the flags of a slot have; 0 for other slots.
size_t valuesOf(Slot slot, Operation operation) {
  const bool isGgml = operation == Operation::quantizeGgml || operation == Operation::dequantizeGgml;
  switch (slot) {
    case Slot::dtype:
      return isGgml ? kGgmlTypeCount : kDtypeCount;
    case Slot::fromDtype:
      return kDtypeCount;
    case Slot::rounding:
      return kRoundingCount;
    case Slot::floatType:
      return operation == Operation::convert ? kConvertTypeCount : kFloatTypeCount;
    case Slot::toFloatType:
      return kConvertTypeCount;
    case Slot::saturate:
    case Slot::finite:
    case Slot::symmetric:
      return 2;
    case Slot::bitFlags:
      return kBitFlagsEnd;
    default:
      return 0;
  }
}

// qmin above qmax, and either outside what a dtype of whole bytes holds.
void testBounds(const RightCall& subject) {
  const CallCase& c = subject.c;
  if (c.coding.qmax != INT32_MAX) {
    subject.expect(Status::invalid, subject.with(Slot::qmin, c.number(Slot::qmax) + 1), "qmin above qmax", 0);
  }
  if (c.coding.dtype != Dtype::int32) {
    subject.expect(Status::invalid, subject.with(Slot::qmin, -32769), "qmin", 0);
    subject.expect(Status::invalid, subject.with(Slot::qmax, 65536), "qmax", 0);
  }
}

}  // namespace

void testNumbers(const RightCall& subject) {
  for (const UsedSlot& used : subject.c.used) {
    const size_t slot = static_cast<size_t>(used.slot);
    for (const double value : wrongNumbers(used.kind)) {
      subject.expect(Status::invalid, subject.with(used.slot, value), kSlotNames[slot], 0);
    }
    const size_t values = valuesOf(used.slot, subject.c.operation);
    if (values != 0) {
      subject.expect(Status::invalid, subject.with(used.slot, static_cast<double>(values)), "above", slot);
      subject.expect(Status::invalid, subject.with(used.slot, -1), "below", slot);
    }
    if (used.slot == Slot::qmin) testBounds(subject);
  }
}

void testLayouts(const RightCall& subject) {
  // More than 2^53 elements, products beyond 64 bits among them.
  const double tooLarge[][4] = {
      {0x1p53, 2, 1, 0},      {0x1p27, 0x1p27, 1, 0},      {0x1p32, 0x1p32, 1, 0},     {1, 0x1p32, 0x1p32, 0},
      {0x1p32, 1, 0x1p32, 0}, {0x1p22, 0x1p21, 0x1p21, 1}, {0x1p53, 0x1p53, 0x1p53, 0}};
  for (const auto& sizes : tooLarge) {
    subject.expect(Status::invalid, subject.withLayout(sizes), "layout",
                   static_cast<size_t>(&sizes - tooLarge));
  }
  // No elements, whatever the other sizes are; but the views hold some.
  const double empty[][4] = {{0, 0x1p53, 0x1p53, 0}, {0x1p53, 0x1p53, 0, 7}, {0, 0, 0, 0x1p53}};
  for (const auto& sizes : empty) {
    subject.expect(Status::lengthMismatch, subject.withLayout(sizes), "empty layout",
                   static_cast<size_t>(&sizes - empty));
  }
}

void testDtypes(const RightCall& subject) {
  const CallCase& c = subject.c;
  if (c.operation == Operation::quantizeDynamic) {
    const Status status = subject.with(Slot::dtype, static_cast<double>(Dtype::int32));
    subject.expect(Status::invalid, status, "dtype int32", 0);
  }
  if (c.operation == Operation::fitRows) {
    for (const Dtype dtype : {Dtype::uint8, Dtype::int16, Dtype::uint4, Dtype::uint2}) {
      const Status status = subject.with(Slot::dtype, static_cast<double>(dtype));
      subject.expect(Status::invalid, status, "dtype that is not fitted", 0);
    }
  }
  if (c.operation == Operation::convert) {
    const Status status = subject.with(Slot::toFloatType, static_cast<double>(FloatType::e8m0fnu));
    subject.expect(Status::invalid, status, "to e8m0fnu", 0);
  }
  if (c.operation == Operation::measure) {
    subject.expect(Status::invalid, subject.with(Slot::fromBlock, 1), "blocks of results", 0);
  }
  if (c.operation == Operation::requantize || c.operation == Operation::measure) {
    const Status status = subject.with(Slot::fromInner, c.number(Slot::fromInner) + 1);
    subject.expect(Status::lengthMismatch, status, "other count", 0);
  }
  if (c.operation != Operation::quantizeGgml && c.operation != Operation::dequantizeGgml) return;
  // Half a block more.
  const double sizes[] = {1, 1, static_cast<double>(c.layout.count() + 16), 0};
  std::vector<View> views = subject.views;
  views[c.operation == Operation::quantizeGgml ? 0 : 1].bytes += 16 * infoOf(c.coding.floatType).bytes;
  subject.expect(Status::lengthMismatch, subject.withLayout(sizes, views), "rest of a block", 0);
}

}  // namespace linquant::test
