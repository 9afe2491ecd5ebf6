// Work on all processors, for the tests that enumerate.
#ifndef LINQUANT_TEST_SUPPORT_PARALLEL_H_
#define LINQUANT_TEST_SUPPORT_PARALLEL_H_

#include <stdint.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

namespace linquant::test {

inline size_t processorCount() {
  const size_t count = std::thread::hardware_concurrency();
  return count == 0 ? 1 : count;
}

// Each worker on a thread of its own: worker(item) for every item below `count`, by whichever is free.
template <class Worker>
void shareAmong(std::vector<Worker>& workers, uint64_t count) {
  std::atomic<uint64_t> next{0};
  std::vector<std::thread> threads;
  for (Worker& worker : workers) {
    threads.emplace_back([&next, &worker, count] {
      for (uint64_t item = next++; item < count; item = next++) worker(item);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace linquant::test

#endif  // LINQUANT_TEST_SUPPORT_PARALLEL_H_
