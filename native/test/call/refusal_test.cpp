// Calls that must be refused (native/call): for their numbers or their views, and then without writing anything.
//
//   call_refusal_test [factor [seed]]    factor 1 (or LINQUANT_TEST_FACTOR) takes less than a second
#include "refusal.h"

namespace linquant::test {

Status RightCall::attempt(const double* numbers, const std::vector<View>& changed) const {
  Call call;
  const Status status = prepare(c.operation, numbers, changed.data(), changed.size(), call);
  if (status == Status::ok) return status;
  // `perform` refuses it likewise.
  double slots[kSlotCount];
  memcpy(slots, numbers, sizeof slots);
  size_t given = changed.size();
  // Most callers leave out the absent views at the end.
  while (changed.size() == held.size() && given != 0 && changed[given - 1].bytes == kAbsent) given--;
  const Status performed = perform(scalarTable(), c.operation, slots, changed.data(), given);
  CHECK(performed == status, "%s: status %d, prepared %d", c.describe("refused").c_str(),
        static_cast<int>(performed), static_cast<int>(status));
  const size_t kept = status == Status::invalid ? kSlotCount : static_cast<size_t>(Slot::status);
  CHECK(memcmp(slots, numbers, kept * sizeof(double)) == 0, "%s: slots", c.describe("refused").c_str());
  for (size_t i = 0; i < held.size(); i++) {
    CHECK(held[i].data == c.views[i].data, "%s: view %zu was written to", c.describe("refused").c_str(), i);
  }
  return status;
}

Status RightCall::with(Slot slot, double value) const {
  double numbers[kSlotCount];
  memcpy(numbers, c.numbers, sizeof numbers);
  numbers[static_cast<size_t>(slot)] = value;
  return attempt(numbers, views);
}

Status RightCall::withLayout(const double (&sizes)[4], const std::vector<View>& changed) const {
  double numbers[kSlotCount];
  memcpy(numbers, c.numbers, sizeof numbers);
  memcpy(numbers + static_cast<size_t>(Slot::outer), sizes, sizeof sizes);
  return attempt(numbers, changed);
}

void RightCall::expect(Status expected, Status given, const char* what, size_t which) const {
  CHECK(given == expected, "%s, %s %zu: status %d, not %d", c.describe("").c_str(), what, which,
        static_cast<int>(given), static_cast<int>(expected));
}

}  // namespace linquant::test

int main(int count, char** arguments) {
  using namespace linquant::test;
  using linquant::Status;
  const RandomRuns runs = randomRuns(count, arguments, 20270215);
  Random random(runs.seed);
  for (int run = 0; run < 60 * runs.factor + 1; run++) {
    // Those of searching are refused in search/calls_test.cpp.
    for (size_t i = 0; i < static_cast<size_t>(linquant::Operation::prepareQueries); i++) {
      const RightCall subject(randomCall(random, static_cast<linquant::Operation>(i)));
      subject.expect(Status::ok, subject.with(subject.views), "as it is", 0);
      testNumbers(subject);
      testLayouts(subject);
      testDtypes(subject);
      testLengths(subject);
      testOverlap(subject);
      testAbsent(subject);
      forEachTable([&](const linquant::KernelTable& table) {
        testNothing(table, subject.c);
        testEmpty(table, subject.c);
      });
    }
  }
  return finish("call_refusal_test");
}
