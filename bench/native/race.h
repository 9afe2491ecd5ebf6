// Measures contestants in turns and takes the best turn of each. Other programs use the machine too, so only times from the
// same race are comparable.
#ifndef LINQUANT_BENCH_NATIVE_RACE_H_
#define LINQUANT_BENCH_NATIVE_RACE_H_

#include <functional>
#include <string>
#include <vector>

namespace linquant::bench {

struct Contestant {
  std::string name;
  // Runs the work this many times.
  std::function<void(size_t calls)> run;
  // Whether the output is right. Called after the race.
  std::function<bool()> verify;
};

// Makes a contestant of a single call. The loop is compiled together with the call.
template <class Call, class Verify>
Contestant contestant(std::string name, Call call, Verify verify) {
  auto run = [call](size_t calls) {
    for (size_t i = 0; i < calls; i++) {
      call();
      asm volatile("" ::: "memory");  // keeps the compiler from merging calls
    }
  };
  return {std::move(name), run, verify};
}

// Prints a title, then a line for each contestant: time, spread (how far the median lies above the best), GB/s of the
// float side, and how many times as fast as each `reference` (a contestant's name) it is; the last reference is the
// limit. Exits if an output is wrong.
void race(const std::string& operation, const std::string& details, size_t floats,
          const std::vector<Contestant>& contestants, const std::vector<std::string>& references);

}  // namespace linquant::bench

#endif  // LINQUANT_BENCH_NATIVE_RACE_H_
