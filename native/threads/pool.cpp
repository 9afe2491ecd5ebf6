#include "pool.h"

#include "system.h"

namespace linquant {
namespace {

// Constant-initialized and without a destructor: the process may exit while threads work.
constinit Mutex mutex;
constinit Condition hasWork, hasEnded;
// Jobs in the order in which they get their next range.
constinit Job* first = nullptr;
constinit Job* last = nullptr;
constinit uint32_t users = 0, started = 0;
constinit bool isEnding = false;
Thread threads[kMostLanes];

void append(Job& job) {
  job.following = nullptr;
  (last != nullptr ? last->following : first) = &job;
  last = &job;
}

void remove(Job& job) {
  Job* before = nullptr;
  for (Job* at = first; at != &job; at = at->following) before = at;
  (before != nullptr ? before->following : first) = job.following;
  if (last == &job) last = before;
}

bool hasRange(const Job& job) {
  const uint64_t lanes = job.lanes == 64 ? UINT64_MAX : (uint64_t{1} << job.lanes) - 1;
  return !job.isStopped && !job.isAdvancing && job.next < job.count && (job.busyLanes & lanes) != lanes;
}

uint32_t takeLane(Job& job) {
  uint32_t lane = 0;
  while ((job.busyLanes >> lane & 1) != 0) lane++;
  job.busyLanes |= uint64_t{1} << lane;
  return lane;
}

bool isDone(const Job& job) {
  return job.busyLanes == 0 && !job.isAdvancing && (job.isStopped || job.next >= job.count);
}

// Ends a job whose ranges are done, or begins its second step. Holds the lock, but not while it computes or reports.
void conclude(Job& job) {
  job.isAdvancing = true;
  if (!job.isStopped) {
    mutex.unlock();
    const bool hasMore = advance(job);
    mutex.lock();
    // Without elements there is no range that would end the second step.
    if (hasMore && !job.isStopped && job.count != 0) {
      job.next = 0;
      job.isAdvancing = false;
      hasWork.wakeAll();
      return;
    }
  }
  remove(job);
  mutex.unlock();
  job.finished(job);
  mutex.lock();
  job.isOver = true;
  hasEnded.wakeAll();
}

void workOn(Job& job) {
  // The next range is another job's, if there is one.
  remove(job);
  append(job);
  const uint32_t lane = takeLane(job);
  const uint64_t from = job.next;
  const uint64_t to = job.count - from < job.step ? job.count : from + job.step;
  job.next = to;
  mutex.unlock();
  const uint64_t unfit = work(job, lane, from, to);
  mutex.lock();
  job.busyLanes &= ~(uint64_t{1} << lane);
  job.done += to - from;
  if (unfit < job.unfit) {
    // All ranges before this one have been begun.
    job.unfit = unfit;
    job.isStopped = true;
  }
  if (isDone(job)) conclude(job);
}

void threadMain() {
  const Locked locked(mutex);
  for (;;) {
    Job* job = first;
    while (job != nullptr && !hasRange(*job)) job = job->following;
    if (job != nullptr) {
      workOn(*job);
    } else if (isEnding) {
      return;
    } else {
      hasWork.wait(mutex);
    }
  }
}

}  // namespace

void enterPool() {
  const Locked locked(mutex);
  // Another environment may be ending the threads.
  while (isEnding) hasEnded.wait(mutex);
  users++;
}

void leavePool() {
  mutex.lock();
  if (--users == 0 && started > 0) {
    isEnding = true;
    hasWork.wakeAll();
    mutex.unlock();
    for (uint32_t i = 0; i < started; i++) threads[i].join();
    mutex.lock();
    started = 0;
    isEnding = false;
    hasEnded.wakeAll();
  }
  mutex.unlock();
}

bool submit(Job& job) {
  const Locked locked(mutex);
  while (started < job.lanes && threads[started].start<threadMain>()) started++;
  if (started == 0) return false;
  append(job);
  if (isDone(job)) {
    conclude(job);
  } else {
    hasWork.wakeAll();
  }
  return true;
}

void stop(Job& job) {
  const Locked locked(mutex);
  if (job.isOver || job.isStopped) return;
  job.isStopped = true;
  if (isDone(job)) conclude(job);
}

void await(Job& job) {
  const Locked locked(mutex);
  while (!job.isOver) hasEnded.wait(mutex);
}

uint64_t progressOf(Job& job) {
  const Locked locked(mutex);
  return job.done;
}

}  // namespace linquant
