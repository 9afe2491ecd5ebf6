#include "slot_array.h"

namespace linquant {
namespace {

// new globalThis[name](argument), or null if that throws.
napi_value construct(napi_env env, const char* name, napi_value argument) {
  napi_value global, constructor, result;
  const bool isMade = napi_get_global(env, &global) == napi_ok &&
                      napi_get_named_property(env, global, name, &constructor) == napi_ok &&
                      napi_new_instance(env, constructor, 1, &argument, &result) == napi_ok;
  return isMade ? result : nullptr;
}

// The memory of the slots, or null if the array is not a Float64Array of the right length on a SharedArrayBuffer, which can be
// neither detached nor shrunk. A program may have replaced the global constructors, so their result is checked.
double* doublesOf(napi_env env, napi_value array) {
  napi_typedarray_type type;
  size_t length = 0, offset = 0;
  void* data = nullptr;
  napi_value buffer;
  bool canBeDetached = true;
  if (napi_get_typedarray_info(env, array, &type, &length, &data, &buffer, &offset) != napi_ok ||
      type != napi_float64_array || length != kSlotCount || data == nullptr ||
      napi_is_arraybuffer(env, buffer, &canBeDetached) != napi_ok || canBeDetached) {
    return nullptr;
  }
  return static_cast<double*>(data);
}

}  // namespace

void makeNumbers(Napi::Env env, Napi::Object exports, Instance* instance) {
  napi_value length, buffer, array;
  if (napi_create_uint32(env, kSlotCount * sizeof(double), &length) != napi_ok) return;
  buffer = construct(env, "SharedArrayBuffer", length);
  array = buffer == nullptr ? nullptr : construct(env, "Float64Array", buffer);
  double* const numbers = array == nullptr ? nullptr : doublesOf(env, array);
  // Do not fail to load because a constructor threw: without `numbers` the loader uses the fallback.
  if (env.IsExceptionPending()) env.GetAndClearPendingException();
  if (numbers == nullptr) return;
  instance->numbersReference = Napi::Persistent(Napi::Value(env, array));
  if (instance->numbersReference.IsEmpty()) return;
  instance->numbers = numbers;
  exports.Set("numbers", Napi::Value(env, array));
}

}  // namespace linquant
