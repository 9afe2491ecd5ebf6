// Jobs of threads, as JavaScript starts them.
//
// The memory of their views must be such that nobody can take it away while threads work: shared, or unknown to all but lib. lib
// sees to that; it is kept alive here.
#ifndef LINQUANT_BINDING_TASKS_H_
#define LINQUANT_BINDING_TASKS_H_

#include "instance.h"

namespace linquant {

// startTask(operation, slots, threads, step, views, done, search?): gives a call to the threads. `done` is called in a turn of its
// own, after the results were written to `slots`, a Float64Array. `search` is [rows, slots and views of
// selectBest], where the call is scoreRows: a search (threads/job.h) of so many rows. Both calls are those of its first block, but for
// lists, which are whole, and memory that is written, which is there once for each thread.
// Returns the task's number, or undefined where there are no threads for it.
napi_value startTask(napi_env env, napi_callback_info info);

// stopTask(number): no further range is begun. `done` is called all the same, once the memory is no longer used.
napi_value stopTask(napi_env env, napi_callback_info info);

// progressOfTask(number): the elements that are done; 0 for a task that was reported.
napi_value progressOfTask(napi_env env, napi_callback_info info);

}  // namespace linquant

#endif  // LINQUANT_BINDING_TASKS_H_
