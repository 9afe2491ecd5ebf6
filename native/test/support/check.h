// Checks that are counted, for the exit status of a program.
#ifndef LINQUANT_TEST_SUPPORT_CHECK_H_
#define LINQUANT_TEST_SUPPORT_CHECK_H_

#include <stddef.h>
#include <stdint.h>

#include <string>

#if defined(__GNUC__)
#define LINQUANT_FORMAT(index, first) __attribute__((format(printf, index, first)))
#else
#define LINQUANT_FORMAT(index, first)
#endif

namespace linquant::test {

// What checks are counted for: an instruction set, or the program as a whole.
struct Tally {
  uint64_t checks = 0;
  uint64_t failures = 0;
  uint64_t shown = 0;
};
extern Tally programTally;
extern Tally* tally;

// The share of its cases that a program runs: LINQUANT_TEST_FACTOR, below 1 in emulators and under sanitizers, else 1.
double testFactor();

// Whether to run the next of many like cases: all of them at factor 1, else about that share, the same in each run.
bool isSampled();

// Like sprintf, of at most 511 characters.
LINQUANT_FORMAT(1, 2) std::string text(const char* format, ...);

// Counts and prints a failed check; of the failures of a tally only the first ones are printed.
LINQUANT_FORMAT(4, 5)
void failCheck(const char* file, int line, const char* condition, const char* format, ...);

// An element of an array for a message: a byte as code, a float also by its bits.
std::string element(const uint8_t* p, size_t size);

// The index of the first element that differs, or `count`.
size_t firstDifference(const uint8_t* expected, const uint8_t* given, size_t size, size_t count);

void failArray(const char* file, int line, const uint8_t* expected, const uint8_t* given, size_t size,
               size_t count, size_t first, const std::string& context);

// Compares arrays of `count` elements of `size` bytes, one check each. context(i) describes element i; it is called for the
// first difference only, which is printed for all.
template <class Context>
void checkArray(const char* file, int line, const uint8_t* expected, const uint8_t* given, size_t size,
                size_t count, const Context& context) {
  tally->checks += count;
  const size_t first = firstDifference(expected, given, size, count);
  if (first != count) failArray(file, line, expected, given, size, count, first, context(first));
}

// Whether each of p[0..count) is `value`.
bool isFilled(const uint8_t* p, uint8_t value, size_t count);

}  // namespace linquant::test

// CHECK(condition, "format", ...): the message says what the condition was checked for.
#define CHECK(condition, ...)                                                                   \
  do {                                                                                          \
    ::linquant::test::tally->checks++;                                                          \
    if (!(condition)) ::linquant::test::failCheck(__FILE__, __LINE__, #condition, __VA_ARGS__); \
  } while (false)

#define CHECK_ARRAY(expected, given, size, count, context) \
  ::linquant::test::checkArray(__FILE__, __LINE__, expected, given, size, count, context)

#endif  // LINQUANT_TEST_SUPPORT_CHECK_H_
