// The addon: its exports, and what belongs to one instance of it. The functions that run kernels: calls.cpp.
#include <napi.h>
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

void define(Napi::Env env, Napi::Object exports, const char* name, napi_callback callback,
            Instance* instance) {
  napi_value function = nullptr;
  if (napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, instance, &function) == napi_ok) {
    exports.Set(name, Napi::Value(env, function));
  }
}

// The block in which numbers cross. The instance owns it, not the JavaScript that uses it: copies of that may come to one
// instance (a program that requires the file by itself), and all of them must use the same one.
void makeBlock(Napi::Env env, Napi::Object exports, Instance* instance) {
  Napi::Float64Array block = Napi::Float64Array::New(env, kBlockLength);
  instance->blockReference = Napi::Persistent(block);
  if (instance->blockReference.IsEmpty()) return;
  instance->block = block.Data();
  exports.Set("block", block);
}

Napi::Object init(Napi::Env env, Napi::Object exports) {
  Instance* instance = new Instance;
  env.SetInstanceData(instance);  // deletes it with the environment
  Napi::Array available = Napi::Array::New(env);
  const uint32_t features = detectFeatures();
  for (size_t i = 0; i < kTableCount; i++) {
    if (isSupported(*kTables[i], features))
      available.Set(available.Length(), Napi::String::New(env, kTables[i]->name));
  }
  exports.Set("available", available);
  exports.Set("interfaceVersion", Napi::Number::New(env, kInterfaceVersion));
  makeBlock(env, exports, instance);
  define(env, exports, "select", select, instance);
  for (size_t i = 0; i < kCallCount; i++) define(env, exports, kCalls[i].name, kCalls[i].run, instance);
  return exports;
}

}  // namespace
}  // namespace linquant

static Napi::Object initLinquant(Napi::Env env, Napi::Object exports) { return linquant::init(env, exports); }
NODE_API_MODULE(linquant, initLinquant)
