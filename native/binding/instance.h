// What belongs to one instance of the addon, hence to one thread: statics would be shared by all workers.
#ifndef LINQUANT_BINDING_INSTANCE_H_
#define LINQUANT_BINDING_INSTANCE_H_

#include <napi.h>

#include "../call/call.h"

namespace linquant {

struct Instance;

// An operation as the data of its function.
struct Entry {
  Instance* instance;
  Operation operation;
};

struct Instance {
  const KernelTable* table = &scalarTable();
  // The slots, or null where they could not be made.
  double* numbers = nullptr;
  // Keeps them as long as the instance; frees itself, since Node leaves that to whoever made it.
  Napi::Reference<Napi::Value> numbersReference;
  Entry entries[kOperationCount];
};

inline void throwWrongArguments(napi_env env) {
  napi_throw_type_error(env, "ERR_LINQUANT_INVALID_TYPE", "the addon was called with wrong arguments");
}

}  // namespace linquant

#endif  // LINQUANT_BINDING_INSTANCE_H_
