// The addon: its exports, and what belongs to one instance of it. The functions that run kernels: calls.cpp.
#include <node_api.h>
#include <string.h>

#include "../core/features.h"
#include "arguments.h"
#include "calls.h"

namespace linquant {
namespace {

// select(name): one of `available`.
napi_value select(napi_env env, napi_callback_info info) {
  Arguments arguments(env, info, 1);
  char name[16];
  size_t length = 0;
  if (!arguments.ok()) return nullptr;
  if (napi_get_value_string_utf8(env, arguments.raw(0), name, sizeof name, &length) == napi_ok) {
    const uint32_t features = detectFeatures();
    for (size_t i = 0; i < kTableCount; i++) {
      if (strcmp(kTables[i]->name, name) == 0 && isSupported(*kTables[i], features)) {
        arguments.instance().table = kTables[i];
        return nullptr;
      }
    }
  }
  arguments.fail();
  return nullptr;
}

void set(napi_env env, napi_value exports, const char* name, napi_value value) {
  napi_set_named_property(env, exports, name, value);
}

void define(napi_env env, napi_value exports, const Call& call, Instance* instance) {
  napi_value function = nullptr;
  napi_create_function(env, call.name, NAPI_AUTO_LENGTH, call.run, instance, &function);
  set(env, exports, call.name, function);
}

// The names of the instruction sets that this machine can run.
void listAvailable(napi_env env, napi_value exports) {
  napi_value available = nullptr;
  napi_create_array(env, &available);
  const uint32_t features = detectFeatures();
  uint32_t length = 0;
  for (size_t i = 0; i < kTableCount; i++) {
    napi_value name = nullptr;
    if (!isSupported(*kTables[i], features)) continue;
    napi_create_string_utf8(env, kTables[i]->name, NAPI_AUTO_LENGTH, &name);
    napi_set_element(env, available, length++, name);
  }
  set(env, exports, "available", available);
}

// The block in which numbers cross. The instance owns it, not the JavaScript that uses it: there may be several copies
// of that in one thread (a cleared cache of modules, a test runner), and all of them must use the same one.
void makeBlock(napi_env env, napi_value exports, Instance* instance) {
  napi_value buffer = nullptr, block = nullptr;
  void* memory = nullptr;
  if (napi_create_arraybuffer(env, kBlockLength * sizeof(double), &memory, &buffer) != napi_ok ||
      napi_create_typedarray(env, napi_float64_array, kBlockLength, buffer, 0, &block) != napi_ok ||
      napi_create_reference(env, block, 1, &instance->blockReference) != napi_ok)
    return;
  instance->block = static_cast<double*>(memory);
  set(env, exports, "block", block);
}

// Runs when the environment ends, which takes the block away but leaves the reference to whoever made it.
void release(napi_env env, void* data, void*) {
  Instance* instance = static_cast<Instance*>(data);
  if (instance->blockReference != nullptr) napi_delete_reference(env, instance->blockReference);
  delete instance;
}

// One instance. A worker may be stopped in the middle of this: every step is then refused and the next ones are too, and
// no script sees what was made. So statuses need no look here, but nothing may take a refusal for the end of the process,
// as the C++ wrapper of Node-API does.
void init(napi_env env, napi_value exports) {
  Instance* instance = new Instance;
  if (napi_set_instance_data(env, instance, release, nullptr) != napi_ok) {
    delete instance;
    return;
  }
  listAvailable(env, exports);
  napi_value version = nullptr;
  napi_create_uint32(env, kInterfaceVersion, &version);
  set(env, exports, "interfaceVersion", version);
  makeBlock(env, exports, instance);
  define(env, exports, {"select", select}, instance);
  for (size_t i = 0; i < kCallCount; i++) define(env, exports, kCalls[i], instance);
}

}  // namespace
}  // namespace linquant

NAPI_MODULE_INIT() {
  linquant::init(env, exports);
  return exports;
}
