// The instruction sets under test: all that this machine has, none of which may go untested. With LINQUANT_EMULATED_AVX512
// it is AVX-512 alone, in software (avx512/immintrin.h), which needs AVX2.
#ifndef LINQUANT_TEST_SUPPORT_INSTRUCTION_SETS_H_
#define LINQUANT_TEST_SUPPORT_INSTRUCTION_SETS_H_

#include <string>
#include <vector>

#include "check.h"
#include "core.h"

namespace linquant::test {

// An instruction set under test: its table of kernels, the checks counted for it, and the time they took.
struct Subject {
  const KernelTable* table;
  Tally tally;
  double seconds = 0;
};
std::vector<Subject>& subjects();
// Those whose kernels are another one's but for searching: they are tested by forEachSearchTable only.
std::vector<Subject>& searchSubjects();

// The name for reports: "avx2", or "avx512 (emulated)".
std::string reportedName(const KernelTable& table);

double processorSeconds();

// Calls run(table) for every subject, and counts checks and time for it.
template <class Run>
void forEachOf(std::vector<Subject>& subjects, const Run& run) {
  for (Subject& subject : subjects) {
    const double start = processorSeconds();
    tally = &subject.tally;
    run(*subject.table);
    tally = &programTally;
    subject.seconds += processorSeconds() - start;
  }
}

template <class Run>
void forEachTable(const Run& run) {
  forEachOf(subjects(), run);
}
extern bool isSearchTested;
template <class Run>
void forEachSearchTable(const Run& run) {
  isSearchTested = true;
  forEachOf(subjects(), run);
  forEachOf(searchSubjects(), run);
}

// Checks that detectFeatures and the list of tables agree with what the processor says of itself. A mistake in either would
// leave the fastest kernels untested, and nobody would notice.
void checkFeatures();

// Prints what was tested and returns the exit status: 0 if every subject had checks and none failed.
int finish(const char* program);

// The arguments of a program that runs random cases: [factor [seed]].
struct RandomRuns {
  double factor;
  uint64_t seed;
};
RandomRuns randomRuns(int count, char** arguments, uint64_t usualSeed);

}  // namespace linquant::test

#endif  // LINQUANT_TEST_SUPPORT_INSTRUCTION_SETS_H_
