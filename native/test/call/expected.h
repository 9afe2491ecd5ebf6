// What a call must give by the definition.
#ifndef LINQUANT_TEST_CALL_EXPECTED_H_
#define LINQUANT_TEST_CALL_EXPECTED_H_

#include "random_call.h"

namespace linquant::test {

struct Result {
  Status status = Status::ok;
  // Of a range without parameters, or of a float that is not finite, and its value.
  uint64_t index = 0;
  double value = 0;
  // All views; outputs matter where the status is ok.
  std::vector<Given> views;
  // What goes into slots where there are no views for it: scale and zeroPoint, or min and max.
  double low = 0, high = 0;
};

Result expectedOf(const CallCase& c);

// Reads the results of a call that has this status from its slots.
void takeResults(const CallCase& c, const double* numbers, Status status, Result& result,
                 const std::string& context);

void checkResult(const Result& expected, const Result& given, const CallCase& c, const std::string& context);

}  // namespace linquant::test

#endif  // LINQUANT_TEST_CALL_EXPECTED_H_
