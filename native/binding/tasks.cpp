#include "tasks.h"

#include "../threads/pool.h"
#include "views.h"

namespace linquant {

struct Task {
  Job job;
  Instance* instance;
  double number;
  double* slots;
  // Keeps views, slots and the function alive.
  napi_ref kept;
  Task* following;
};

namespace {

// The arguments of startTask, in order.
enum Argument : size_t { kOperation, kSlots, kThreads, kStep, kViews, kDone, kSearch, kArguments };

Task* takeTask(Instance& instance, Task* wanted) {
  for (Task** at = &instance.tasks; *at != nullptr; at = &(*at)->following) {
    if (*at != wanted) continue;
    *at = wanted->following;
    return wanted;
  }
  return nullptr;
}

void destroy(Task* task) {
  end(task->job);
  delete task;
}

// Runs on the environment's own thread.
void report(napi_env env, napi_value, void* context, void* data) {
  if (env == nullptr) return;  // the environment ends; endTasks has destroyed the task
  Instance& instance = *static_cast<Instance*>(context);
  Task* const task = takeTask(instance, static_cast<Task*>(data));
  if (task == nullptr) return;
  await(task->job);
  giveJobResults(task->job, task->slots);
  napi_value kept, done = nullptr, global, ignored;
  const bool isCallable = napi_get_reference_value(env, task->kept, &kept) == napi_ok &&
                          napi_get_element(env, kept, kDone, &done) == napi_ok &&
                          napi_get_global(env, &global) == napi_ok;
  napi_delete_reference(env, task->kept);
  destroy(task);
  if (instance.tasks == nullptr) napi_unref_threadsafe_function(env, instance.reporter);
  if (isCallable) napi_call_function(env, global, done, 0, nullptr, &ignored);
}

void finished(Job& job) {
  Task* const task = static_cast<Task*>(job.owner);
  napi_call_threadsafe_function(task->instance->reporter, task, napi_tsfn_nonblocking);
}

// Before the environment ends: no thread may be left in its memory, nor in the addon.
void endTasks(void* data) {
  Instance& instance = *static_cast<Instance*>(data);
  for (Task* task = instance.tasks; task != nullptr; task = task->following) stop(task->job);
  while (instance.tasks != nullptr) {
    Task* const task = instance.tasks;
    instance.tasks = task->following;
    await(task->job);
    napi_delete_reference(instance.env, task->kept);
    destroy(task);
  }
  napi_release_threadsafe_function(instance.reporter, napi_tsfn_abort);
  leavePool();
}

bool makeReporter(napi_env env, Instance& instance) {
  if (instance.reporter != nullptr) return true;
  napi_value name;
  if (napi_create_string_utf8(env, "linquant", NAPI_AUTO_LENGTH, &name) != napi_ok ||
      napi_create_threadsafe_function(env, nullptr, nullptr, name, 0, 1, nullptr, nullptr, &instance, report,
                                      &instance.reporter) != napi_ok) {
    instance.reporter = nullptr;
    return false;
  }
  napi_unref_threadsafe_function(env, instance.reporter);
  instance.env = env;
  enterPool();
  if (napi_add_env_cleanup_hook(env, endTasks, &instance) == napi_ok) return true;
  napi_release_threadsafe_function(instance.reporter, napi_tsfn_abort);
  instance.reporter = nullptr;
  leavePool();
  return false;
}

bool readViews(napi_env env, napi_value array, uint32_t first, View* views, uint32_t& count) {
  uint32_t length = 0;
  if (napi_get_array_length(env, array, &length) != napi_ok || length < first || length - first > kMostViews)
    return false;
  count = length - first;
  for (uint32_t i = 0; i < count; i++) {
    napi_value value;
    if (napi_get_element(env, array, first + i, &value) != napi_ok || !viewOf(env, value, views[i]))
      return false;
  }
  return true;
}

// The views of a search hold memory for each thread; those of the call are of the first.
bool divide(View& view, uint32_t lanes) {
  if (view.bytes % lanes != 0) return false;
  view.bytes /= lanes;
  return true;
}

bool readSearch(napi_env env, napi_value array, View* scored, Job& job) {
  View views[kMostViews], slots;
  uint32_t count = 0;
  napi_value first, second;
  int64_t rows = 0;
  if (napi_get_element(env, array, 0, &first) != napi_ok ||
      napi_get_value_int64(env, first, &rows) != napi_ok ||
      napi_get_element(env, array, 1, &second) != napi_ok || !viewOf(env, second, slots) ||
      slots.bytes != kSlotCount * sizeof(double) || !readViews(env, array, 2, views, count) || count < 4 ||
      !divide(scored[3], job.lanes)) {
    return false;
  }
  views[0] = scored[3];
  for (size_t i = 1; i < 4; i++) {
    if (!divide(views[i], job.lanes)) return false;
  }
  Call call;
  const double* const numbers = reinterpret_cast<const double*>(slots.data);
  if (prepare(Operation::selectBest, numbers, views, count, call) != Status::ok) return false;
  job.isSearch = true;
  job.search.select = call.select;
  job.search.rows = static_cast<uint64_t>(rows);
  return rows >= 0;
}

// Whether the rows of a search are there, and its blocks those of the call.
bool isWhole(const Job& job, const View* views, uint32_t count) {
  if (!job.isSearch) return true;
  const ScoreCall& score = job.call.score;
  const bool hasList = score.list != nullptr;
  const uint64_t most = hasList ? views[4].bytes / sizeof(uint32_t) : score.corpusRows;
  return job.call.operation == Operation::scoreRows && score.firstRow == 0 &&
         score.rows == job.search.select.rows && job.search.select.queries == score.shape.queries &&
         score.rows != 0 && job.search.rows <= most && hasList == (job.search.select.list != nullptr) &&
         count > 3;
}

bool readJob(napi_env env, const napi_value* values, size_t given, Task& task) {
  uint32_t operation = 0, threads = 0, count = 0;
  double step = 0;
  napi_valuetype type = napi_undefined;
  View slots, views[kMostViews];
  if (given < kSearch || napi_get_value_uint32(env, values[kOperation], &operation) != napi_ok ||
      operation >= kOperationCount || !viewOf(env, values[kSlots], slots) ||
      slots.bytes != kSlotCount * sizeof(double) ||
      napi_get_value_uint32(env, values[kThreads], &threads) != napi_ok || threads == 0 ||
      threads > kMostLanes || napi_get_value_double(env, values[kStep], &step) != napi_ok ||
      !(step >= 1 && step <= 0x1p53) || !readViews(env, values[kViews], 0, views, count) ||
      napi_typeof(env, values[kDone], &type) != napi_ok || type != napi_function) {
    return false;
  }
  for (uint32_t i = count; i < kMostViews; i++) views[i] = {nullptr, kAbsent};
  task.slots = reinterpret_cast<double*>(slots.data);
  Job& job = task.job;
  job.lanes = threads;
  job.step = static_cast<uint64_t>(step);
  if (given > kSearch && !readSearch(env, values[kSearch], views, job)) return false;
  return prepare(static_cast<Operation>(operation), task.slots, views, count, job.call) == Status::ok &&
         isWhole(job, views, count);
}

// The properties are defined, not set: prototypes may have setters of these names.
bool keep(napi_env env, const napi_value* values, size_t given, Task& task) {
  napi_value kept;
  if (napi_create_object(env, &kept) != napi_ok) return false;
  for (size_t i = 0; i < given; i++) {
    const char name[] = {static_cast<char>('0' + i), '\0'};
    napi_property_descriptor property = {};
    property.utf8name = name;
    property.value = values[i];
    if (napi_define_properties(env, kept, 1, &property) != napi_ok) return false;
  }
  return napi_create_reference(env, kept, 1, &task.kept) == napi_ok;
}

Instance* instanceOf(napi_env env, napi_callback_info info, napi_value* values, size_t& given) {
  void* data = nullptr;
  const bool isGiven = napi_get_cb_info(env, info, &given, values, nullptr, &data) == napi_ok;
  return isGiven ? static_cast<Instance*>(data) : nullptr;
}

// The task of a number; none where it was reported.
Task* taskOf(napi_env env, napi_callback_info info) {
  napi_value value;
  size_t given = 1;
  double number = 0;
  const Instance* const instance = instanceOf(env, info, &value, given);
  if (instance == nullptr || given < 1 || napi_get_value_double(env, value, &number) != napi_ok) {
    throwWrongArguments(env);
    return nullptr;
  }
  Task* task = instance->tasks;
  while (task != nullptr && task->number != number) task = task->following;
  return task;
}

}  // namespace

napi_value startTask(napi_env env, napi_callback_info info) {
  napi_value values[kArguments];
  size_t given = kArguments;
  Instance* const instance = instanceOf(env, info, values, given);
  if (instance == nullptr) return nullptr;
  if (given > kArguments) given = kArguments;
  napi_valuetype type = napi_undefined;
  if (given == kArguments && napi_typeof(env, values[kSearch], &type) == napi_ok && type == napi_undefined)
    given = kSearch;
  Task* const task = new Task{};
  if (!readJob(env, values, given, *task)) {
    delete task;
    throwWrongArguments(env);
    return nullptr;
  }
  task->job.table = instance->table;
  task->job.owner = task;
  task->job.finished = finished;
  task->instance = instance;
  task->number = ++instance->lastTask;
  const bool isBegun = begin(task->job);
  if (!isBegun || !makeReporter(env, *instance) || !keep(env, values, given, *task)) {
    destroy(task);
    return nullptr;
  }
  const double number = task->number;
  if (instance->tasks == nullptr) napi_ref_threadsafe_function(env, instance->reporter);
  task->following = instance->tasks;
  instance->tasks = task;
  if (!submit(task->job)) {
    takeTask(*instance, task);
    if (instance->tasks == nullptr) napi_unref_threadsafe_function(env, instance->reporter);
    napi_delete_reference(env, task->kept);
    destroy(task);
    return nullptr;
  }
  napi_value result = nullptr;
  napi_create_double(env, number, &result);
  return result;
}

napi_value stopTask(napi_env env, napi_callback_info info) {
  Task* const task = taskOf(env, info);
  if (task != nullptr) stop(task->job);
  return nullptr;
}

napi_value progressOfTask(napi_env env, napi_callback_info info) {
  const Task* const task = taskOf(env, info);
  napi_value result = nullptr;
  napi_create_double(env, task == nullptr ? 0 : static_cast<double>(progressOf(const_cast<Job&>(task->job))),
                     &result);
  return result;
}

}  // namespace linquant
