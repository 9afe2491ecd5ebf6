// The exports of the addon. All operations share one native function; which operation it is, the function's data says.
#include <napi.h>
#include <string.h>

#include "../core/features.h"
#include "intercept.h"
#include "slot_array.h"
#include "tasks.h"
#include "views.h"

namespace linquant {
namespace {

// operation(views...), as in lib/kernels.ts: numbers are in the slots.
napi_value callOperation(napi_env env, napi_callback_info info) {
  napi_value values[kMostViews];
  size_t given = kMostViews;
  void* data = nullptr;
  if (napi_get_cb_info(env, info, &given, values, nullptr, &data) != napi_ok) return nullptr;
  const Entry& entry = *static_cast<const Entry*>(data);
  Instance& instance = *entry.instance;
  if (instance.handler != nullptr) [[unlikely]]
    return interceptCall(env, entry, values, given);
  View views[kMostViews];
  bool areViews = given <= kMostViews && instance.numbers != nullptr;
  for (size_t i = 0; areViews && i < given; i++) areViews = viewOf(env, values[i], views[i]);
  const Status status =
      areViews ? perform(*instance.table, entry.operation, instance.numbers, views, given) : Status::invalid;
  if (status == Status::invalid) [[unlikely]]
    throwWrongArguments(env);
  return nullptr;
}

// select(name): use the instruction set of this name, one of `available`.
napi_value select(napi_env env, napi_callback_info info) {
  napi_value value;
  size_t given = 1, length = 0;
  void* data = nullptr;
  char name[16];
  if (napi_get_cb_info(env, info, &given, &value, nullptr, &data) == napi_ok && given >= 1 &&
      napi_get_value_string_utf8(env, value, name, sizeof name, &length) == napi_ok) {
    const uint32_t features = detectFeatures();
    for (size_t i = 0; i < kTableCount; i++) {
      if (strcmp(kTables[i]->name, name) == 0 && isSupported(*kTables[i], features)) {
        static_cast<Instance*>(data)->table = kTables[i];
        return nullptr;
      }
    }
  }
  throwWrongArguments(env);
  return nullptr;
}

void define(Napi::Env env, Napi::Object exports, const char* name, napi_callback callback, void* data) {
  napi_value function = nullptr;
  if (napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, data, &function) == napi_ok) {
    exports.Set(name, Napi::Value(env, function));
  }
}

// The names of the slots. The loader compares them with its own and refuses an addon with others.
Napi::Array slotNames(Napi::Env env) {
  Napi::Array names = Napi::Array::New(env);
  for (size_t i = 0; i < kSlotCount; i++)
    names.Set(static_cast<uint32_t>(i), Napi::String::New(env, kSlotNames[i]));
  return names;
}

Napi::Array availableNames(Napi::Env env) {
  Napi::Array names = Napi::Array::New(env);
  const uint32_t features = detectFeatures();
  for (size_t i = 0; i < kTableCount; i++) {
    if (isSupported(*kTables[i], features))
      names.Set(names.Length(), Napi::String::New(env, kTables[i]->name));
  }
  return names;
}

Napi::Object init(Napi::Env env, Napi::Object exports) {
  Instance* instance = new Instance;
  env.SetInstanceData(instance);  // deletes it with the environment
  exports.Set("slots", slotNames(env));
  exports.Set("available", availableNames(env));
  makeNumbers(env, exports, instance);
  define(env, exports, "select", select, instance);
  define(env, exports, "intercept", intercept, instance);
  define(env, exports, "startTask", startTask, instance);
  define(env, exports, "stopTask", stopTask, instance);
  define(env, exports, "progressOfTask", progressOfTask, instance);
  for (size_t i = 0; i < kOperationCount; i++) {
    instance->entries[i] = {instance, static_cast<Operation>(i)};
    define(env, exports, kOperationNames[i], callOperation, &instance->entries[i]);
  }
  return exports;
}

}  // namespace
}  // namespace linquant

static Napi::Object initLinquant(Napi::Env env, Napi::Object exports) { return linquant::init(env, exports); }
NODE_API_MODULE(linquant, initLinquant)
