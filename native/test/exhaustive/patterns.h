// What the parts of exhaustive_test share: the floats to run over, how many values were compared, and how it ends.
#ifndef LINQUANT_TEST_EXHAUSTIVE_PATTERNS_H_
#define LINQUANT_TEST_EXHAUSTIVE_PATTERNS_H_

#include <stdlib.h>

#include <algorithm>
#include <mutex>
#include <utility>

#include "../support/byte_kernels.h"
#include "../support/parallel.h"

namespace linquant::test {

// So many floats are made, with their expected results, and run through all kernels while they are in the cache.
constexpr size_t kChunk = 1 << 14;

// A set of floats: arithmetic sequences of bit patterns, and a list.
class Patterns {
 public:
  // first, first + step, ...
  void addRun(uint64_t first, uint64_t count, uint64_t step = 1) {
    runs_.push_back({first, count, step, chunks_});
    chunks_ += chunksOf(count);
    count_ += count;
  }
  void addList(std::vector<float> list) {
    list_ = std::move(list);
    count_ += list_.size();
  }

  uint64_t count() const { return count_; }
  uint64_t chunks() const { return chunks_ + chunksOf(list_.size()); }
  bool isList(uint64_t chunk) const { return chunk >= chunks_; }

  // Writes the floats of a chunk, and returns how many.
  size_t fill(uint64_t chunk, float* x) const {
    if (isList(chunk)) {
      const size_t first = (chunk - chunks_) * kChunk, count = std::min(kChunk, list_.size() - first);
      std::copy_n(list_.data() + first, count, x);
      return count;
    }
    size_t i = runs_.size() - 1;
    while (runs_[i].firstChunk > chunk) i--;
    const Run& run = runs_[i];
    const uint64_t offset = (chunk - run.firstChunk) * kChunk;
    const size_t count = std::min<uint64_t>(kChunk, run.count - offset);
    const uint32_t first = static_cast<uint32_t>(run.first + offset * run.step);
    const uint32_t step = static_cast<uint32_t>(run.step);
    for (uint32_t j = 0; j < count; j++) x[j] = floatOf(first + j * step);
    return count;
  }

 private:
  struct Run {
    uint64_t first, count, step, firstChunk;
  };
  static uint64_t chunksOf(uint64_t count) { return (count + kChunk - 1) / kChunk; }

  std::vector<Run> runs_;
  std::vector<float> list_;
  uint64_t chunks_ = 0, count_ = 0;
};

// Values compared, by the index of the table in subjects().
using Counts = std::vector<uint64_t>;

inline Counts& compared() {
  static Counts counts(subjects().size());
  return counts;
}

inline void addCounts(const Counts& counts) {
  for (size_t i = 0; i < counts.size(); i++) compared()[i] += counts[i];
}

inline uint64_t sumOf(const Counts& counts) {
  uint64_t sum = 0;
  for (uint64_t count : counts) sum += count;
  return sum;
}

// The first mismatch ends the program.
[[noreturn]] inline void stop(const std::string& message) {
  static std::mutex isStopping;
  isStopping.lock();
  fflush(stdout);
  fprintf(stderr, "exhaustive_test: %s\n", message.c_str());
  fflush(stderr);
  std::_Exit(1);
}

// Runs the workers over all chunks and prints a line about it.
template <class Worker>
void runStep(const std::string& name, std::vector<Worker>& workers, uint64_t chunks) {
  const Stopwatch time;
  const uint64_t before = sumOf(compared());
  shareAmong(workers, chunks);
  for (const Worker& worker : workers) addCounts(worker.counts);
  printf("%s: %llu values compared, %.1f s\n", name.c_str(),
         static_cast<unsigned long long>(sumOf(compared()) - before), time.seconds());
  fflush(stdout);
}

}  // namespace linquant::test

#endif  // LINQUANT_TEST_EXHAUSTIVE_PATTERNS_H_
