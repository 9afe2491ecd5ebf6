#include "refusal.h"

namespace linquant::test {

void testLengths(const RightCall& subject) {
  for (size_t i = 0; i < subject.views.size(); i++) {
    if (!subject.held[i].isGiven) continue;
    const size_t bytes = subject.views[i].bytes;
    for (const size_t wrong : {bytes + 1, bytes - 1, bytes * 2 + 1, size_t{0}}) {
      if (wrong == bytes || wrong == kAbsent) continue;
      std::vector<View> views = subject.views;
      // Longer than the memory is: a call that is not refused would read or write outside.
      views[i].bytes = wrong;
      subject.expect(Status::lengthMismatch, subject.with(views), "length of view", i);
    }
  }
}

// View j begins at the last byte of view i, which only inputs may, or right behind it.
void testOverlap(const RightCall& subject) {
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
        subject.expect(expected, subject.with(views), shared == 0 ? "touching view" : "overlapping view", i);
        CHECK(arena == before, "%s was written to", subject.c.describe("overlap").c_str());
      }
    }
  }
}

void testAbsent(const RightCall& subject) {
  const size_t given = subject.views.size();
  const Operation operation = subject.c.operation;
  const bool isRange = operation == Operation::minMax, isMeasure = operation == Operation::measure;
  for (size_t i = 0; i < given; i++) {
    std::vector<View> views = subject.views;
    const bool isMask = operation == Operation::fakeQuantize && i == 2;
    // Only offsets and a mask may be absent alone.
    const size_t parameters = operation == Operation::fakeQuantize || isMeasure ? 3 : 2;
    const bool isOffset =
        operation != Operation::quantizeDynamic && i > parameters && (i - parameters) % 3 == 2;
    if (!subject.held[i].isGiven || isMask || (isOffset && !isRange)) continue;
    views[i] = {nullptr, kAbsent};
    subject.expect(Status::invalid, subject.with(views), "absent view", i);
  }
  // Too few views, and one too many, absent or not.
  const size_t needed = isRange ? 1 : isMeasure ? 3 : 2;
  for (size_t n = 0; n < needed; n++) {
    subject.expect(Status::invalid,
                   subject.with(std::vector<View>(subject.views.begin(), subject.views.begin() + n)),
                   "given views", n);
  }
  for (const View& more : {View{nullptr, kAbsent}, subject.views[0]}) {
    std::vector<View> views = subject.views;
    while (views.size() < kMostViews + 1) views.push_back(more);
    subject.expect(Status::invalid, subject.with(views), "given views", views.size());
  }
  // A view of parameters where the slots hold them.
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
    if (!hasOwner) subject.expect(Status::invalid, subject.with(views), "lonely view", i);
  }
}

// Views of no bytes, which may be null pointers: the call succeeds and touches no memory.
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
  // There is no range of no elements.
  const bool isWithout = isRange && !c.views.back().isGiven;
  // The number of elements that were left out is written for no elements too.
  const bool isShort = isWithout || c.operation == Operation::finiteRanges;
  const Status expected = isShort ? Status::lengthMismatch : Status::ok;
  const Status status = prepare(c.operation, numbers, views.data(), views.size(), call);
  CHECK(status == expected, "%s: status %d", c.describe("nothing").c_str(), static_cast<int>(status));
  if (status != Status::ok) return;
  CHECK(runAll(table, call) == Status::ok, "%s", c.describe("nothing").c_str());
  CHECK(grain(call) != 0 && run(table, call, 0, 0) == kNone, "%s", c.describe("nothing").c_str());
}

// One set of parameters and no elements: the call succeeds, unless it needs a range.
void testEmpty(const KernelTable& table, const CallCase& c) {
  const bool isRange = c.operation == Operation::minMax || c.operation == Operation::quantizeDynamic;
  double numbers[kSlotCount];
  memcpy(numbers, c.numbers, sizeof numbers);
  for (const Slot first : {Slot::outer, Slot::fromOuter}) {
    const double size[] = {1, 1, 0, 0};
    memcpy(numbers + static_cast<size_t>(first), size, sizeof size);
  }
  const size_t data = c.operation == Operation::minMax ? 1 : 2;
  for (size_t i = data; i < c.views.size(); i++) {
    if (c.views[i].isGiven) return;
  }
  const View none[] = {{nullptr, 0}, {nullptr, 0}};
  const Status status = perform(table, c.operation, numbers, none, data);
  const Status expected = isRange ? Status::lengthMismatch : Status::ok;
  CHECK(status == expected, "%s: status %d", c.describe("empty").c_str(), static_cast<int>(status));
}

}  // namespace linquant::test
