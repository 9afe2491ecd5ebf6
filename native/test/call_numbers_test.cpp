// Calls that are refused for their numbers: what is none, out of range, or more than memory can hold. Nothing is written then.
//
//   call_numbers_test [factor [seed]]    LINQUANT_TEST_FACTOR stands for an absent factor
#include "call_refusal.h"

namespace linquant::test {
namespace {

void testNumbers(const Refused& subject) {
  const double nan = std::nan(""), infinity = HUGE_VAL;
  for (const Need& need : subject.c.needs) {
    std::vector<double> wrong = {nan, infinity, -infinity};
    if (need.kind == Kind::any) continue;
    if (need.kind == Kind::integer)
      wrong.insert(wrong.end(), {0.5, 1e300, -1e300, 0x1p31, -0x1p31 - 1, 0x1p32, 0x1p52, 0x1p53, 5e-324});
    if (need.kind == Kind::length) wrong.insert(wrong.end(), {-1, 0.5, 0x1p53 + 2, 1e300, -0x1p31, 5e-324});
    if (need.kind == Kind::positive) wrong.insert(wrong.end(), {0, -1, 1e39});
    if (need.kind == Kind::real) wrong.insert(wrong.end(), {1e39, -1e39});
    for (const double value : wrong) {
      expect(subject, Status::invalid, subject.with(need.slot, value),
             kSlotNames[static_cast<size_t>(need.slot)], wrong.size());
    }
  }
  // Enumerations and bounds beyond their tables.
  const auto has = [&](Slot slot) {
    for (const Need& need : subject.c.needs) {
      if (need.slot == slot) return true;
    }
    return false;
  };
  const bool isGgml =
      subject.c.operation == Operation::quantizeGgml || subject.c.operation == Operation::dequantizeGgml;
  const struct {
    Slot slot;
    size_t end;
  } ends[] = {{Slot::dtype, isGgml ? kGgmlTypeCount : kDtypeCount},
              {Slot::fromDtype, kDtypeCount},
              {Slot::rounding, kRoundingCount},
              {Slot::floatType, kFloatTypeCount},
              {Slot::toFloatType, kFloatTypeCount},
              {Slot::symmetric, 2},
              {Slot::bitFlags, kBitFlagsEnd},

              {Slot::qmax, 65536}};

  for (const auto& end : ends) {
    const bool isWide =
        subject.c.coding.dtype == Dtype::int32 && (end.slot == Slot::qmin || end.slot == Slot::qmax);
    if (!has(end.slot) || isWide) continue;
    const bool isBound = end.slot == Slot::qmin || end.slot == Slot::qmax;
    expect(subject, Status::invalid, subject.with(end.slot, static_cast<double>(end.end)), "beyond",
           static_cast<size_t>(end.slot));
    if (!isBound)
      expect(subject, Status::invalid, subject.with(end.slot, -1), "below", static_cast<size_t>(end.slot));
  }
}

// Codes from above qmax on there are none; and none below what any dtype of whole bytes holds.
void testBounds(const Refused& subject) {
  for (const Need& need : subject.c.needs) {
    if (need.slot != Slot::qmin) continue;
    if (subject.c.coding.qmax != INT32_MAX) {
      const double above = subject.c.number(Slot::qmax) + 1;
      expect(subject, Status::invalid, subject.with(Slot::qmin, above), "qmin above", 0);
    }
    if (subject.c.coding.dtype != Dtype::int32) {
      expect(subject, Status::invalid, subject.with(Slot::qmin, -32769), "qmin below", 0);
    }
  }
}

// Sizes whose product is too large, or is no number of elements that the views hold.
void testLayouts(const Refused& subject) {
  const double sizes[][4] = {{0x1p53, 2, 1, 0},          {0x1p27, 0x1p27, 1, 0}, {0x1p32, 0x1p32, 1, 0},
                             {1, 0x1p32, 0x1p32, 0},     {0x1p32, 1, 0x1p32, 0}, {0x1p22, 0x1p21, 0x1p21, 1},
                             {0x1p53, 0x1p53, 0x1p53, 0}};
  for (const auto& size : sizes) {
    double numbers[kSlotCount];
    memcpy(numbers, subject.c.numbers, sizeof numbers);
    memcpy(numbers + static_cast<size_t>(Slot::outer), size, sizeof size);
    const Status status = attempt(subject.c, numbers, subject.views, subject.held, subject.c.views);
    expect(subject, Status::invalid, status, "layout", static_cast<size_t>(&size - sizes));
  }
  // Nothing of huge sizes is nothing; the views hold something.
  const double empty[][4] = {{0, 0x1p53, 0x1p53, 0}, {0x1p53, 0x1p53, 0, 7}, {0, 0, 0, 0x1p53}};
  for (const auto& size : empty) {
    double numbers[kSlotCount];
    memcpy(numbers, subject.c.numbers, sizeof numbers);
    memcpy(numbers + static_cast<size_t>(Slot::outer), size, sizeof size);
    const Status status = attempt(subject.c, numbers, subject.views, subject.held, subject.c.views);
    expect(subject, Status::lengthMismatch, status, "empty layout", static_cast<size_t>(&size - empty));
  }
}

// Types that one operation does without, and a rest that is no block.
void testSpecial(const Refused& subject) {
  const Operation operation = subject.c.operation;
  if (operation == Operation::quantizeDynamic) {
    const double int32 = static_cast<double>(Dtype::int32);
    expect(subject, Status::invalid, subject.with(Slot::dtype, int32), "dtype int32", 0);
  }
  if (operation == Operation::requantize) {
    const double more = subject.c.number(Slot::fromInner) + 1;
    expect(subject, Status::lengthMismatch, subject.with(Slot::fromInner, more), "other count", 0);
  }
  if (operation != Operation::quantizeGgml && operation != Operation::dequantizeGgml) return;
  double numbers[kSlotCount];
  memcpy(numbers, subject.c.numbers, sizeof numbers);
  const double count = static_cast<double>(subject.c.layout.count() + 16), size[] = {1, 1, count, 0};
  memcpy(numbers + static_cast<size_t>(Slot::outer), size, sizeof size);
  std::vector<View> views = subject.views;
  views[operation == Operation::quantizeGgml ? 0 : 1].bytes += 16 * infoOf(subject.c.coding.floatType).bytes;
  const Status status = attempt(subject.c, numbers, views, subject.held, subject.c.views);
  expect(subject, Status::lengthMismatch, status, "rest of a block", 0);
}

}  // namespace
}  // namespace linquant::test

int main(int count, char** arguments) {
  using namespace linquant::test;
  return refuseAll("call_numbers_test", count, arguments, 20270216, [](const Refused& subject) {
    testNumbers(subject);
    testBounds(subject);
    testLayouts(subject);
    testSpecial(subject);
    // Counted for every instruction set: none plays a part.
    forEachTable([](const linquant::KernelTable&) { CHECK(true, "numbers"); });
  });
}
