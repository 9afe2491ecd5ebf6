// The threads of the process, which work on the jobs of all environments. They are started when they are first needed and joined
// when the last environment that needed them ends, since Node may unload the addon then.
#ifndef LINQUANT_THREADS_POOL_H_
#define LINQUANT_THREADS_POOL_H_

#include "job.h"

namespace linquant {

// An environment begins and ends to use the pool. leavePool joins all threads if it is the last.
void enterPool();
void leavePool();

// Gives a job, which was begun, to the threads. Returns false, with nothing done, where no thread can be started.
bool submit(Job& job);

// No range of the job is begun after this; it finishes once those that are being done have ended, at once if there are none.
void stop(Job& job);

// Waits until `finished` has returned for the job. The caller owns it again.
void await(Job& job);

// Elements that are done, of both steps.
uint64_t progressOf(Job& job);

}  // namespace linquant

#endif  // LINQUANT_THREADS_POOL_H_
