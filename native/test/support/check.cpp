#include "check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

namespace linquant::test {
namespace {

void fail(const char* file, int line, const std::string& message) {
  constexpr uint64_t kShown = 10;
  tally->failures++;
  if (tally->shown >= kShown) return;
  tally->shown++;
  fprintf(stderr, "%s:%d: %s\n", file, line, message.c_str());
  if (tally->shown == kShown) fprintf(stderr, "further failures are counted only\n");
}

}  // namespace

Tally programTally;
Tally* tally = &programTally;

double testFactor() {
  static const char* const given = getenv("LINQUANT_TEST_FACTOR");
  static const double factor = given != nullptr ? strtod(given, nullptr) : 1;
  return factor;
}

bool isSampled() {
  // By chance: every tenth case would be the same case of an inner loop of ten each time.
  static uint32_t state = 20261130;
  state = state * 1664525 + 1013904223;
  return testFactor() >= 1 || state < testFactor() * 0x1p32;
}

std::string text(const char* format, ...) {
  char buffer[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(buffer, sizeof buffer, format, arguments);
  va_end(arguments);
  return buffer;
}

void failCheck(const char* file, int line, const char* condition, const char* format, ...) {
  char buffer[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(buffer, sizeof buffer, format, arguments);
  va_end(arguments);
  fail(file, line, std::string("expected ") + condition + ": " + buffer);
}

std::string element(const uint8_t* p, size_t size) {
  if (size != sizeof(float)) return text("0x%02x (%d or %d)", *p, *p, static_cast<int8_t>(*p));
  float value;
  uint32_t bits;
  memcpy(&value, p, sizeof value);
  memcpy(&bits, p, sizeof bits);
  return text("%a (0x%08x)", static_cast<double>(value), bits);
}

size_t firstDifference(const uint8_t* expected, const uint8_t* given, size_t size, size_t count) {
  // memcmp takes no null pointers, not even for 0 bytes.
  if (count == 0 || memcmp(expected, given, count * size) == 0) return count;
  size_t i = 0;
  while (memcmp(expected + i * size, given + i * size, size) == 0) i++;
  return i;
}

void failArray(const char* file, int line, const uint8_t* expected, const uint8_t* given, size_t size,
               size_t count, size_t first, const std::string& context) {
  size_t others = 0;
  for (size_t i = first + 1; i < count; i++) {
    others += memcmp(expected + i * size, given + i * size, size) != 0;
  }
  tally->failures += others;
  fail(file, line,
       text("element %zu of %zu, and %zu others: expected %s, given %s: ", first, count, others,
            element(expected + first * size, size).c_str(), element(given + first * size, size).c_str()) +
           context);
}

bool isFilled(const uint8_t* p, uint8_t value, size_t count) {
  return count == 0 || (p[0] == value && memcmp(p, p + 1, count - 1) == 0);
}

}  // namespace linquant::test
