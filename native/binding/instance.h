// The state of one instance of the addon. Each thread (each worker) has its own instance; statics would be shared by all.
#ifndef LINQUANT_BINDING_INSTANCE_H_
#define LINQUANT_BINDING_INSTANCE_H_

#include <napi.h>

#include "../call/call.h"

namespace linquant {

struct Instance;

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
};

inline void throwWrongArguments(napi_env env) {
  napi_throw_type_error(env, "ERR_LINQUANT_INVALID_TYPE", "the addon was called with wrong arguments");
}

}  // namespace linquant

#endif  // LINQUANT_BINDING_INSTANCE_H_
