// The tests' whole framework: counted checks, and for each program an exit status that says what they found.
#ifndef LINQUANT_TEST_CHECK_H_
#define LINQUANT_TEST_CHECK_H_

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <string>

#if defined(__GNUC__)
#define LINQUANT_FORMAT __attribute__((format(printf, 1, 2)))
#else
#define LINQUANT_FORMAT
#endif

namespace linquant::test {

// What the checks are counted for: an instruction set, or the program as a whole.
struct Tally {
  uint64_t checks = 0;
  uint64_t failures = 0;
  uint64_t shown = 0;
};
inline Tally programTally;
inline Tally* tally = &programTally;

// How much to test, of what a program does by itself: LINQUANT_TEST_FACTOR, less than 1 where an emulator makes minutes
// of seconds.
inline double testFactor() {
  const char* given = getenv("LINQUANT_TEST_FACTOR");
  return given != nullptr ? strtod(given, nullptr) : 1;
}

LINQUANT_FORMAT inline std::string text(const char* format, ...) {
  char buffer[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(buffer, sizeof buffer, format, arguments);
  va_end(arguments);
  return buffer;
}

inline void fail(const char* file, int line, const std::string& message) {
  constexpr uint64_t kShown = 10;
  tally->failures++;
  if (tally->shown >= kShown) return;
  tally->shown++;
  fprintf(stderr, "%s:%d: %s\n", file, line, message.c_str());
  if (tally->shown == kShown) fprintf(stderr, "further failures are counted only\n");
}

inline void check(const char* file, int line, bool isTrue, const char* condition,
                  const std::string& context) {
  tally->checks++;
  if (!isTrue) fail(file, line, std::string("expected ") + condition + ": " + context);
}

// An element of an array as a message shows it: a float also by its bits.
inline std::string element(const uint8_t* p, size_t size) {
  if (size != sizeof(float)) return text("0x%02x (%d or %d)", *p, *p, static_cast<int8_t>(*p));
  float value;
  uint32_t bits;
  memcpy(&value, p, sizeof value);
  memcpy(&bits, p, sizeof bits);
  return text("%a (0x%08x)", value, bits);
}

// Compares arrays of `count` elements of `size` bytes, a check each. `context(i)` describes element i; it is
// called for the first failure of an array, which stands for the others in the output.
template <class Context>
void checkArray(const char* file, int line, const uint8_t* expected, const uint8_t* given, size_t size,
                size_t count, const Context& context) {
  tally->checks += count;
  // memcmp wants pointers even for nothing.
  if (count == 0 || memcmp(expected, given, count * size) == 0) return;
  size_t first = count, others = 0;
  for (size_t i = 0; i < count; i++) {
    if (memcmp(expected + i * size, given + i * size, size) == 0) continue;
    if (first == count) {
      first = i;
    } else {
      others++;
    }
  }
  tally->failures += others;
  fail(file, line,
       text("element %zu of %zu, and %zu others: expected %s, given %s: ", first, count, others,
            element(expected + first * size, size).c_str(), element(given + first * size, size).c_str()) +
           context(first));
}

// Whether all of p[0..count) is `value`, as one check.
inline bool isFilled(const uint8_t* p, uint8_t value, size_t count) {
  return count == 0 || (p[0] == value && memcmp(p, p + 1, count - 1) == 0);
}

}  // namespace linquant::test

// CHECK(condition, "format", ...); the format says what the condition is about.
#define CHECK(condition, ...)                                                              \
  do {                                                                                     \
    const bool isTrue = (condition);                                                       \
    ::linquant::test::check(__FILE__, __LINE__, isTrue, #condition,                        \
                            isTrue ? std::string() : ::linquant::test::text(__VA_ARGS__)); \
  } while (false)

#define CHECK_ARRAY(expected, given, size, count, context) \
  ::linquant::test::checkArray(__FILE__, __LINE__, expected, given, size, count, context)

#endif  // LINQUANT_TEST_CHECK_H_
