// The state of one instance of the addon. Each thread (each worker) has its own instance; statics would be shared by all.
#ifndef LINQUANT_BINDING_INSTANCE_H_
#define LINQUANT_BINDING_INSTANCE_H_

#include <napi.h>

#include "../call/call.h"

namespace linquant {

struct Instance;
struct Task;

// The data of an exported function: which operation it is, of which instance.
struct Entry {
  Instance* instance;
  Operation operation;
};

struct Instance {
  const KernelTable* table = &scalarTable();
  // The slots, or null if they could not be created.
  double* numbers = nullptr;
  // Keeps the slots alive as long as the instance. Its destructor deletes the reference.
  Napi::Reference<Napi::Value> numbersReference;
  Entry entries[kOperationCount];
  // The function that is called instead of the kernels, or null (intercept.h).
  napi_ref handler = nullptr;
  // Jobs of threads (tasks.h): the environment, jobs that are not reported yet, and what reports them. The first and the last are null
  // until the first job.
  napi_env env = nullptr;
  Task* tasks = nullptr;
  napi_threadsafe_function reporter = nullptr;
  double lastTask = 0;
};

inline void throwWrongArguments(napi_env env) {
  napi_throw_type_error(env, "ERR_LINQUANT_INVALID_TYPE", "the addon was called with wrong arguments");
}

}  // namespace linquant

#endif  // LINQUANT_BINDING_INSTANCE_H_
