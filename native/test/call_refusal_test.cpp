// Calls that are refused: every length, overlap, number and absent view that would not be safe. Nothing is written then.
//
//   call_refusal_test [factor [seed]]    LINQUANT_TEST_FACTOR stands for an absent factor
#include "../core/generic/block.h"
#include "call_make.h"

namespace linquant::test {
namespace {

// A call as the binding makes it; refused, it may change no byte of its views.
Status attempt(const CallCase& c, const double* numbers, const std::vector<View>& views,
               const std::vector<Given>& held, const std::vector<Given>& before) {
  Call call;
  Status status = prepare(c.operation, numbers, views.data(), views.size(), call);
  if (status == Status::ok) return status;
  for (size_t i = 0; i < held.size(); i++) {
    CHECK(held[i].data == before[i].data, "%s: view %zu was written to", c.describe("refused").c_str(), i);
  }
  return status;
}

struct Subject2 {
  CallCase c;
  std::vector<Given> held;
  std::vector<View> views;

  explicit Subject2(const CallCase& given) : c(given), held(given.views), views(CallCase::viewsOf(held)) {}
  Status with(const std::vector<View>& changed) const {
    return attempt(c, c.numbers, changed, held, c.views);
  }
  Status with(Slot slot, double value) const {
    double numbers[kSlotCount];
    memcpy(numbers, c.numbers, sizeof numbers);
    numbers[static_cast<size_t>(slot)] = value;
    return attempt(c, numbers, views, held, c.views);
  }
};

void expect(const Subject2& subject, Status expected, Status given, const char* what, size_t which) {
  CHECK(given == expected, "%s, %s %zu: status %d, not %d", subject.c.describe("").c_str(), what, which,
        static_cast<int>(given), static_cast<int>(expected));
}

void testLengths(const Subject2& subject) {
  for (size_t i = 0; i < subject.views.size(); i++) {
    if (!subject.held[i].isGiven) continue;
    const size_t bytes = subject.views[i].bytes;
    for (const size_t wrong : {bytes + 1, bytes - 1, bytes * 2 + 1, size_t{0}}) {
      if (wrong == bytes || wrong == kAbsent) continue;
      std::vector<View> views = subject.views;
      // Memory for more than is there: a call that took it would read or write too far.
      views[i].bytes = wrong;
      // An overlap by the bytes that are not there is another reason.
      const Status status = subject.with(views);
      expect(subject, Status::lengthMismatch, status, "length of view", i);
    }
  }
}

// View j begins at the last byte of view i, or behind it; and the other way round.
void testOverlap(const Subject2& subject) {
  for (size_t i = 0; i < subject.views.size(); i++) {
    for (size_t j = 0; j < subject.views.size(); j++) {
      const size_t a = subject.held[i].data.size(), b = subject.held[j].data.size();
      if (i == j || a == 0 || b == 0) continue;
      const bool mayShare = !subject.held[i].isOutput && !subject.held[j].isOutput;
      Data arena(a + b);
      for (const size_t shared : {size_t{0}, size_t{1}}) {
        memcpy(arena.data(), subject.held[i].data.data(), a);
        memcpy(arena.data() + a - shared, subject.held[j].data.data(), b);
        std::vector<View> views = subject.views;
        views[i].data = arena.data();
        views[j].data = arena.data() + a - shared;
        const Data before = arena;
        const Status expected = shared == 0 || mayShare ? Status::ok : Status::overlap;
        expect(subject, expected, subject.with(views), shared == 0 ? "touching view" : "overlapping view", i);
        CHECK(arena == before, "%s was written to", subject.c.describe("overlap").c_str());
      }
    }
  }
}

void testAbsent(const Subject2& subject) {
  const size_t given = subject.views.size();
  const Operation operation = subject.c.operation;
  const bool isRange = operation == Operation::minMax;
  for (size_t i = 0; i < given; i++) {
    std::vector<View> views = subject.views;
    const bool isMask = operation == Operation::fakeQuantize && i == 2;
    // Offsets and masks may be left out by themselves, and all of the parameters together.
    const size_t parameters = operation == Operation::fakeQuantize ? 3 : 2;
    const bool isOffset =
        operation != Operation::quantizeDynamic && i > parameters && (i - parameters) % 3 == 2;
    if (!subject.held[i].isGiven || isMask || (isOffset && !isRange)) continue;
    views[i] = {nullptr, kAbsent};
    expect(subject, Status::invalid, subject.with(views), "absent view", i);
  }
  // Fewer, none, and one too many, absent or not.
  const size_t needed = isRange ? 1 : 2;
  for (size_t n = 0; n < needed; n++) {
    expect(subject, Status::invalid,
           subject.with(std::vector<View>(subject.views.begin(), subject.views.begin() + n)), "given views",
           n);
  }
  for (const View& more : {View{nullptr, kAbsent}, subject.views[0]}) {
    std::vector<View> views = subject.views;
    while (views.size() < kMostViews + 1) views.push_back(more);
    expect(subject, Status::invalid, subject.with(views), "given views", views.size());
  }
  // Parameters beside those in the slots.
  for (size_t i = needed; i < given; i++) {
    const bool isMask = operation == Operation::fakeQuantize && i == 2;
    const bool isOffset = i + 1 < given || operation == Operation::quantizeDynamic || isRange
                              ? false
                              : subject.held[i - 1].isGiven;
    if (subject.held[i].isGiven || isMask || isOffset) continue;
    std::vector<View> views = subject.views;
    uint8_t bytes[4] = {};
    views[i] = {bytes, sizeof bytes};
    const bool hasOwner = operation == Operation::requantize && i == 4 && subject.held[2].isGiven;
    if (!hasOwner) expect(subject, Status::invalid, subject.with(views), "lonely view", i);
  }
}

void testNumbers(const Subject2& subject) {
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
void testBounds(const Subject2& subject) {
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
void testLayouts(const Subject2& subject) {
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
void testSpecial(const Subject2& subject) {
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

// And with views that hold nothing it is done, without a look at any memory.
void testNothing(const KernelTable& table, const CallCase& c) {
  double numbers[kSlotCount];
  memcpy(numbers, c.numbers, sizeof numbers);
  for (const Slot first : {Slot::outer, Slot::fromOuter}) {
    const double size[] = {0x1p53, 0, 0x1p53, 0x1p53};
    memcpy(numbers + static_cast<size_t>(first), size, sizeof size);
  }
  std::vector<View> views;
  for (const Given& view : c.views) views.push_back({nullptr, view.isGiven ? 0 : kAbsent});
  Call call;
  const bool isRange = c.operation == Operation::minMax || c.operation == Operation::quantizeDynamic;
  // One range for all of nothing there is not.
  const Status expected = isRange && !c.views.back().isGiven ? Status::lengthMismatch : Status::ok;
  const Status status = prepare(c.operation, numbers, views.data(), views.size(), call);
  CHECK(status == expected, "%s: status %d", c.describe("nothing").c_str(), static_cast<int>(status));
  if (status != Status::ok) return;
  CHECK(runAll(table, call) == Status::ok, "%s", c.describe("nothing").c_str());
  CHECK(grain(call) != 0 && run(table, call, 0, 0) == kNone, "%s", c.describe("nothing").c_str());
}

}  // namespace
}  // namespace linquant::test

int main(int count, char** arguments) {
  using namespace linquant;
  using namespace linquant::test;
  const double factor = count > 1 ? strtod(arguments[1], nullptr) : testFactor();
  const uint64_t seed = count > 2 ? strtoull(arguments[2], nullptr, 0) : 20270215;
  const int runs = static_cast<int>(60 * factor) + 1;
  Random random(seed);
  for (int run = 0; run < runs; run++) {
    for (size_t i = 0; i < kOperationCount; i++) {
      const Subject2 subject(randomCall(random, static_cast<Operation>(i)));
      expect(subject, Status::ok, subject.with(subject.views), "as it is", 0);
      testLengths(subject);
      testOverlap(subject);
      testAbsent(subject);
      testNumbers(subject);
      testBounds(subject);
      testLayouts(subject);
      testSpecial(subject);
      forEachTable([&](const KernelTable& table) { testNothing(table, subject.c); });
    }
  }
  return finish("call_refusal_test");
}
