// A call that is to be refused, and what becomes of it.
#ifndef LINQUANT_TEST_CALL_REFUSAL_H_
#define LINQUANT_TEST_CALL_REFUSAL_H_

#include "call_make.h"

namespace linquant::test {

// A call as the binding makes it; refused, it may change no byte of its views.
inline Status attempt(const CallCase& c, const double* numbers, const std::vector<View>& views,
                      const std::vector<Given>& held, const std::vector<Given>& before) {
  Call call;
  Status status = prepare(c.operation, numbers, views.data(), views.size(), call);
  if (status == Status::ok) return status;
  // All at once it is refused for the same, and no slot but that of the status is written.
  double slots[kSlotCount];
  memcpy(slots, numbers, sizeof slots);
  size_t given = views.size();
  // As most are called: without the absent ones at the end.
  while (views.size() == held.size() && given != 0 && views[given - 1].bytes == kAbsent) given--;
  const Status all = perform(scalarTable(), c.operation, slots, views.data(), given);
  CHECK(all == status, "%s: status %d, prepared %d", c.describe("refused").c_str(), static_cast<int>(all),
        static_cast<int>(status));
  const size_t kept = status == Status::invalid ? kSlotCount : static_cast<size_t>(Slot::status);
  CHECK(memcmp(slots, numbers, kept * sizeof(double)) == 0, "%s: slots", c.describe("refused").c_str());
  for (size_t i = 0; i < held.size(); i++) {
    CHECK(held[i].data == before[i].data, "%s: view %zu was written to", c.describe("refused").c_str(), i);
  }
  return status;
}

struct Refused {
  CallCase c;
  std::vector<Given> held;
  std::vector<View> views;

  explicit Refused(const CallCase& given) : c(given), held(given.views), views(CallCase::viewsOf(held)) {}
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

inline void expect(const Refused& subject, Status expected, Status given, const char* what, size_t which) {
  CHECK(given == expected, "%s, %s %zu: status %d, not %d", subject.c.describe("").c_str(), what, which,
        static_cast<int>(given), static_cast<int>(expected));
}

// Calls test(subject) for random calls of every operation.
template <class Test>
int refuseAll(const char* program, int count, char** arguments, uint64_t usualSeed, const Test& test) {
  const double factor = count > 1 ? strtod(arguments[1], nullptr) : testFactor();
  const uint64_t seed = count > 2 ? strtoull(arguments[2], nullptr, 0) : usualSeed;
  const int runs = static_cast<int>(60 * factor) + 1;
  Random random(seed);
  for (int run = 0; run < runs; run++) {
    for (size_t i = 0; i < kOperationCount; i++) {
      const Refused subject(randomCall(random, static_cast<Operation>(i)));
      expect(subject, Status::ok, subject.with(subject.views), "as it is", 0);
      test(subject);
    }
  }
  return finish(program);
}

}  // namespace linquant::test

#endif  // LINQUANT_TEST_CALL_REFUSAL_H_
