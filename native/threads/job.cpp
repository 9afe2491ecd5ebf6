#include "job.h"

#include <stdlib.h>

namespace linquant {
namespace {

uint64_t bytesOfRanges(const Job& job) { return rangesOf(job.call) * sizeof(float); }
uint8_t* minsOf(const Job& job, uint32_t lane) { return job.ranges + lane * 2 * bytesOfRanges(job); }
uint8_t* maxsOf(const Job& job, uint32_t lane) { return minsOf(job, lane) + bytesOfRanges(job); }

// Merging the ranges of one more lane is worth it for at least so many elements in each.
constexpr uint64_t kLeastOfRange = 4;

bool beginReduce(Job& job) {
  // The number of ranges is at most that of elements, which have memory: so with all lanes their memory is about as much as that.
  const uint64_t most = job.count / (kLeastOfRange * rangesOf(job.call) + 1);
  if (job.lanes > most) job.lanes = most == 0 ? 1 : static_cast<uint32_t>(most);
  const uint64_t bytes = job.lanes * 2 * bytesOfRanges(job);
  job.ranges = static_cast<uint8_t*>(malloc(bytes == 0 ? 1 : bytes));
  if (job.ranges == nullptr) return false;
  job.isReducing = true;
  return true;
}

void beginLane(Job& job, uint32_t lane) {
  if (job.isBegun[lane]) return;
  job.isBegun[lane] = true;
  linquant::begin(job.call, minsOf(job, lane), maxsOf(job, lane));
}

// Scores a block and keeps the best of it.
uint64_t searchBlock(const Job& job, uint32_t lane, uint64_t first, uint64_t end) {
  Call call = job.call;
  SelectCall select = job.search.select;
  const uint64_t scores = select.queries * select.rows * sizeof(double);
  const uint64_t room = select.queries * select.capacity;
  call.count = end - first;
  ScoreCall& score = call.score;
  score.rows = select.rows = end - first;
  if (score.list != nullptr) {
    score.list += first * sizeof(uint32_t);
    select.list += first * sizeof(uint32_t);
  } else {
    score.firstRow = select.firstRow = first;
  }
  score.scores += lane * scores;
  select.scores = score.scores;
  select.keys += lane * room * sizeof(double);
  select.ids += lane * room * sizeof(uint32_t);
  select.counts += lane * select.queries * sizeof(double);
  const uint64_t unfit = run(*job.table, call, 0, call.count);
  if (unfit != kNone) return first + unfit;
  job.table->selectBest(select);
  return kNone;
}

}  // namespace

bool begin(Job& job) {
  job.count = job.isSearch ? job.search.rows : job.call.count;
  job.next = job.done = 0;
  if (job.isSearch) {
    job.step = job.call.score.rows;
    return true;
  }
  if (steps(job.call) == Steps::parts) return false;
  const uint64_t unit = grain(job.call);
  job.step = (job.step + unit - 1) / unit * unit;
  return steps(job.call) == Steps::one || beginReduce(job);
}

void end(Job& job) {
  free(job.ranges);
  job.ranges = nullptr;
}

uint64_t work(Job& job, uint32_t lane, uint64_t first, uint64_t end) {
  if (job.isSearch) return searchBlock(job, lane, first, end);
  if (!job.isReducing) return run(*job.table, job.call, first, end);
  beginLane(job, lane);
  reduce(*job.table, job.call, first, end, minsOf(job, lane), maxsOf(job, lane));
  return kNone;
}

bool advance(Job& job) {
  if (!job.isReducing) return false;
  uint8_t *const mins = minsOf(job, 0), *const maxs = maxsOf(job, 0);
  beginLane(job, 0);
  for (uint32_t lane = 1; lane < job.lanes; lane++) {
    if (job.isBegun[lane]) merge(job.call, mins, maxs, minsOf(job, lane), maxsOf(job, lane));
  }
  job.unfit = finish(*job.table, job.call, mins, maxs);
  job.isReducing = false;
  return job.unfit == kNone && hasMap(job.call);
}

void giveJobResults(Job& job, double* numbers) {
  // A job that was stopped has no results.
  if (job.isStopped && job.unfit == kNone) return;
  giveResults(job.call, conclude(*job.table, job.call, job.unfit), numbers);
}

}  // namespace linquant
