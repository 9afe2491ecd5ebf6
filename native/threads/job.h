// A call cut into ranges of elements, which threads do side by side. The bytes that it writes do not depend on the ranges, nor on
// which thread does which.
#ifndef LINQUANT_THREADS_JOB_H_
#define LINQUANT_THREADS_JOB_H_

#include "../call/call.h"

namespace linquant {

// The most threads that may work on one job.
constexpr uint32_t kMostLanes = 64;

// A search: `call` is the scoreRows of its first block, and each lane keeps the best rows of the blocks that it has done. The memory
// of lane i is that of lane 0 and i times the size of one.
struct SearchLanes {
  SelectCall select;  // of the first block, in lane 0
  uint64_t rows;      // of all blocks; of the list, if there is one
};

struct Job {
  // Set before the job is begun. Not moved after: a Call has pointers into itself.
  const KernelTable* table;
  Call call;
  bool isSearch = false;
  SearchLanes search;
  uint32_t lanes = 1;  // how many threads may work on it, 1..kMostLanes
  uint64_t step = 1;   // elements of a range; rounded up to the grain
  // Called once, on any thread, after the last range. The job may be deleted after it has returned, never before.
  void (*finished)(Job&) = nullptr;
  void* owner = nullptr;

  // Of the pool, under its lock.
  uint64_t count = 0, next = 0, done = 0, unfit = kNone, busyLanes = 0;
  bool isReducing = false, isStopped = false, isAdvancing = false, isOver = false;
  Job* following = nullptr;

  uint8_t* ranges = nullptr;  // of each lane: minima, then maxima
  // Whether a lane's ranges hold something. A lane begins its own, since there may be millions.
  bool isBegun[kMostLanes] = {};
};

// Whether threads can do a prepared call. Makes its memory.
bool begin(Job& job);
void end(Job& job);

// Does a range; a lane does one at a time. Returns what `run` returns.
uint64_t work(Job& job, uint32_t lane, uint64_t first, uint64_t end);

// After all ranges: joins what lanes have found. Returns whether the ranges are to be done once more, for the second step.
bool advance(Job& job);

// Writes results and status into slots.
void giveJobResults(Job& job, double* numbers);

}  // namespace linquant

#endif  // LINQUANT_THREADS_JOB_H_
