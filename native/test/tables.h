// The instruction sets under test: all that this machine can run, none of which may go untested. With
// LINQUANT_EMULATED_AVX512 it is AVX-512 alone, by the software in avx512/, which wants AVX2.
#ifndef LINQUANT_TEST_TABLES_H_
#define LINQUANT_TEST_TABLES_H_

#include <chrono>
#include <string>
#include <vector>

#include "../core/dispatch.h"
#include "../core/features.h"
#include "check.h"

#if defined(__x86_64__) && !defined(_MSC_VER)
#include <cpuid.h>
#endif

namespace linquant::test {

struct Subject {
  const KernelTable* table;
  Tally tally;
  double seconds = 0;
};

#if defined(LINQUANT_EMULATED_AVX512)
constexpr bool kIsEmulated = true;
#else
constexpr bool kIsEmulated = false;
#endif

#if defined(LINQUANT_LEFT_OUT)
constexpr bool kIsPartial = true;
#else
constexpr bool kIsPartial = false;
#endif

inline bool isSubject(const KernelTable& table) {
  if (!kIsEmulated) return isSupported(table, detectFeatures());
  return table.features == kFeatureAvx512 && (detectFeatures() & kFeatureAvx2) != 0;
}

// As reports have it.
inline std::string reportedName(const KernelTable& table) {
  return std::string(table.name) + (kIsEmulated ? " (emulated)" : "");
}

// The tables under test, each with its count of checks.
inline std::vector<Subject>& subjects() {
  static std::vector<Subject> all = [] {
    std::vector<Subject> supported;
    for (size_t i = 0; i < kTableCount; i++) {
      if (isSubject(*kTables[i])) supported.push_back({kTables[i], {}});
    }
    return supported;
  }();
  return all;
}

// Calls run(table) for every supported table, its checks and time going to that table.
template <class Run>
void forEachTable(const Run& run) {
  for (Subject& subject : subjects()) {
    const auto start = std::chrono::steady_clock::now();
    tally = &subject.tally;
    run(*subject.table);
    tally = &programTally;
    subject.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
}

// The names that subjects() must have, asked of the processor itself: a mistake in detectFeatures, or in the
// patterns of CMakeLists.txt, would otherwise leave the fast kernels untested without a word.
inline std::string expectedNames() {
  std::string names;
#if defined(__x86_64__) && !defined(_MSC_VER)
  uint32_t a = 0, b = 0, c = 0, d = 0, saved = 0;
  __get_cpuid(1, &a, &b, &c, &d);
  const bool hasFma = (c >> 12 & 1) != 0, hasXgetbv = (c >> 27 & 1) != 0;
  if (hasXgetbv) __asm__("xgetbv" : "=a"(saved), "=d"(d) : "c"(0));
  b = 0;
  __get_cpuid_count(7, 0, &a, &b, &c, &d);
  constexpr uint32_t kAvx512 = 1u << 16 | 1u << 17 | 1u << 30 | 1u << 31;  // F, DQ, BW, VL
  if ((b & kAvx512) == kAvx512 && (saved & 0xe6) == 0xe6) names += "avx512 ";
  if ((b >> 5 & 1) != 0 && hasFma && (saved & 0x06) == 0x06) names += "avx2 ";
#elif defined(__aarch64__)
  names += "neon ";
#endif
  return names + "scalar ";
}

// The tables that a machine with `features` can run.
inline std::string namesFor(uint32_t features) {
  std::string names;
  for (size_t i = 0; i < kTableCount; i++) {
    if (isSupported(*kTables[i], features)) names += std::string(kTables[i]->name) + " ";
  }
  return names;
}

// What lesser machines than this one would be given, of all that there is.
inline void checkFeatures() {
  if (kIsPartial) return;
#if defined(__x86_64__) && !defined(_MSC_VER)
  CHECK(namesFor(0) == "scalar ", "given %s", namesFor(0).c_str());
  CHECK(namesFor(kFeatureAvx2) == "avx2 scalar ", "given %s", namesFor(kFeatureAvx2).c_str());
  CHECK(namesFor(kFeatureAvx512) == "avx512 scalar ", "given %s", namesFor(kFeatureAvx512).c_str());
#endif
  CHECK(namesFor(detectFeatures()) == expectedNames(), "this machine has %s, detected were %s",
        expectedNames().c_str(), namesFor(detectFeatures()).c_str());
  CHECK(kTables[kTableCount - 1] == &scalarTable(), "the last table is %s", kTables[kTableCount - 1]->name);
}

// Prints what was tested and returns the exit status: 0 only if every supported table had checks and all of
// them held.
inline int finish(const char* program) {
  std::string names;
  bool isTested = true;
  uint64_t failures = 0;
  for (const Subject& subject : subjects()) {
    names += reportedName(*subject.table) + " ";
    isTested = isTested && subject.tally.checks != 0;
    failures += subject.tally.failures;
    printf("%s %s: %llu checks, %llu failed, %.2f s\n", program, reportedName(*subject.table).c_str(),
           static_cast<unsigned long long>(subject.tally.checks),
           static_cast<unsigned long long>(subject.tally.failures), subject.seconds);
  }
  CHECK(isTested && names != "", "a table without checks among %s", names.c_str());
  checkFeatures();
  failures += programTally.failures;
  printf("%s: tested %s- %s\n", program, names.c_str(), failures == 0 ? "passed" : "FAILED");
  return failures == 0 ? 0 : 1;
}

}  // namespace linquant::test

#endif  // LINQUANT_TEST_TABLES_H_
