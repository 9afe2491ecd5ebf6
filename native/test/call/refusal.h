// Calls that must be refused, made from a call that is right.
#ifndef LINQUANT_TEST_CALL_REFUSAL_H_
#define LINQUANT_TEST_CALL_REFUSAL_H_

#include "random_call.h"

namespace linquant::test {

// A call that is right, to be made again with other views or another number.
class RightCall {
 public:
  const CallCase c;
  std::vector<Given> held;
  std::vector<View> views;

  explicit RightCall(const CallCase& given) : c(given), held(given.views), views(viewsOf(held)) {}

  // The status of the call with other views, another number in one slot, or both other. A refused call may write to no view,
  // and to no slot but that of the status.
  Status with(const std::vector<View>& changed) const { return attempt(c.numbers, changed); }
  Status with(Slot slot, double value) const;
  Status withLayout(const double (&sizes)[4]) const { return withLayout(sizes, views); }
  Status withLayout(const double (&sizes)[4], const std::vector<View>& changed) const;

  void expect(Status expected, Status given, const char* what, size_t which) const;

 private:
  Status attempt(const double* numbers, const std::vector<View>& changed) const;
};

// Wrong numbers: not finite, fractions, out of range, and sizes that are more than memory can hold.
void testNumbers(const RightCall& subject);
void testLayouts(const RightCall& subject);
void testDtypes(const RightCall& subject);

// Wrong views: their lengths, overlap, and views that are missing or too many.
void testLengths(const RightCall& subject);
void testOverlap(const RightCall& subject);
void testAbsent(const RightCall& subject);
// Views and layouts without elements, which are right.
void testNothing(const KernelTable& table, const CallCase& c);
void testEmpty(const KernelTable& table, const CallCase& c);

}  // namespace linquant::test

#endif  // LINQUANT_TEST_CALL_REFUSAL_H_
