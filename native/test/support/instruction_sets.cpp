#include "instruction_sets.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#if defined(__x86_64__) && !defined(_MSC_VER)
#include <cpuid.h>
#endif

namespace linquant::test {
namespace {

#if defined(LINQUANT_EMULATED_AVX512)
constexpr bool kIsEmulated = true;
#else
constexpr bool kIsEmulated = false;
#endif

// Some of them are not compiled: CMakeLists.txt.
#if defined(LINQUANT_LEFT_OUT)
constexpr bool kIsPartial = true;
#else
constexpr bool kIsPartial = false;
#endif

bool isSubject(const KernelTable& table) {
  if (!kIsEmulated) return isSupported(table, detectFeatures());
  return (table.features & kFeatureAvx512) != 0 && (detectFeatures() & kFeatureAvx2) != 0;
}

// The instruction sets of this machine by its own CPUID, and by the state that the system saves for each thread.
std::string namesByProcessor() {
  std::string names;
#if defined(__x86_64__) && !defined(_MSC_VER)
  uint32_t a = 0, b = 0, c = 0, d = 0, saved = 0;
  __get_cpuid(1, &a, &b, &c, &d);
  const bool hasFma = (c >> 12 & 1) != 0, hasXgetbv = (c >> 27 & 1) != 0;
  if (hasXgetbv) __asm__("xgetbv" : "=a"(saved), "=d"(d) : "c"(0));
  b = c = 0;
  __get_cpuid_count(7, 0, &a, &b, &c, &d);
  constexpr uint32_t kAvx512 = 1u << 16 | 1u << 17 | 1u << 30 | 1u << 31;  // F, DQ, BW, VL
  const bool hasAvx512 = (b & kAvx512) == kAvx512 && (saved & 0xe6) == 0xe6, hasVnni = (c >> 11 & 1) != 0;
  if (hasAvx512 && hasVnni) names += "avx512vnni ";
  if (hasAvx512) names += "avx512 ";
  if ((b >> 5 & 1) != 0 && hasFma && (saved & 0x06) == 0x06) names += "avx2 ";
#elif defined(__aarch64__)
#if defined(__APPLE__)
  const bool hasDots = true;
#else
  uint64_t features;  // ID_AA64ISAR0_EL1, which Linux lets programs read
  __asm__("mrs %0, s3_0_c0_c6_0" : "=r"(features));
  const bool hasDots = (features >> 44 & 15) != 0;
#endif
  if (hasDots) names += "neondot ";
  names += "neon ";
#endif
  return names + "scalar ";
}

// The tables that a machine with these features can run.
std::string namesFor(uint32_t features) {
  std::string names;
  for (size_t i = 0; i < kTableCount; i++) {
    if (isSupported(*kTables[i], features)) names += std::string(kTables[i]->name) + " ";
  }
  return names;
}

// Whether a table has search kernels of its own, and all others from the next one.
bool isShared(size_t i) { return i + 1 < kTableCount && kTables[i]->quantize == kTables[i + 1]->quantize; }

std::vector<Subject> supportedSubjects(bool areShared) {
  std::vector<Subject> supported;
  for (size_t i = 0; i < kTableCount; i++) {
    if (isSubject(*kTables[i]) && isShared(i) == areShared) supported.push_back({kTables[i], {}});
  }
  return supported;
}

}  // namespace

bool isSearchTested = false;

std::vector<Subject>& subjects() {
  static std::vector<Subject> all = supportedSubjects(false);
  return all;
}
std::vector<Subject>& searchSubjects() {
  static std::vector<Subject> all = supportedSubjects(true);
  return all;
}

std::string reportedName(const KernelTable& table) {
  return std::string(table.name) + (kIsEmulated ? " (emulated)" : "");
}

double processorSeconds() { return static_cast<double>(clock()) / CLOCKS_PER_SEC; }

void checkFeatures() {
  if (kIsPartial) return;
#if defined(__aarch64__)
  CHECK(namesFor(0) == "neon scalar ", "given %s", namesFor(0).c_str());
#elif defined(__x86_64__) && !defined(_MSC_VER)
  CHECK(namesFor(0) == "scalar ", "given %s", namesFor(0).c_str());
  CHECK(namesFor(kFeatureAvx2) == "avx2 scalar ", "given %s", namesFor(kFeatureAvx2).c_str());
  CHECK(namesFor(kFeatureAvx512) == "avx512 scalar ", "given %s", namesFor(kFeatureAvx512).c_str());
  CHECK(namesFor(kFeatureAvx512Vnni) == "scalar ", "given %s", namesFor(kFeatureAvx512Vnni).c_str());
#endif
  CHECK(namesFor(detectFeatures()) == namesByProcessor(), "this machine has %s, detected were %s",
        namesByProcessor().c_str(), namesFor(detectFeatures()).c_str());
  CHECK(kTables[kTableCount - 1] == &scalarTable(), "the last table is %s", kTables[kTableCount - 1]->name);
}

int finish(const char* program) {
  std::string names;
  bool areTested = true;
  uint64_t failures = 0;
  std::vector<Subject> all = subjects();
  if (isSearchTested) all.insert(all.end(), searchSubjects().begin(), searchSubjects().end());
  for (const Subject& subject : all) {
    const std::string name = reportedName(*subject.table);
    names += name + " ";
    areTested = areTested && subject.tally.checks != 0;
    failures += subject.tally.failures;
    printf("%s %s: %llu checks, %llu failed, %.2f s\n", program, name.c_str(),
           static_cast<unsigned long long>(subject.tally.checks),
           static_cast<unsigned long long>(subject.tally.failures), subject.seconds);
  }
  CHECK(areTested && names != "", "an instruction set without checks among %s", names.c_str());
  checkFeatures();
  failures += programTally.failures;
  printf("%s: tested %s- %s\n", program, names.c_str(), failures == 0 ? "passed" : "FAILED");
  return failures == 0 ? 0 : 1;
}

RandomRuns randomRuns(int count, char** arguments, uint64_t usualSeed) {
  const RandomRuns runs = {count > 1 ? strtod(arguments[1], nullptr) : testFactor(),
                           count > 2 ? strtoull(arguments[2], nullptr, 0) : usualSeed};
  if (runs.factor > 0) return runs;
  fprintf(stderr, "usage: %s [factor > 0 [seed]]\n", arguments[0]);
  exit(2);
}

}  // namespace linquant::test
