#include "intercept.h"

#include "views.h"

namespace linquant {

napi_value intercept(napi_env env, napi_callback_info info) {
  napi_value value = nullptr;
  size_t given = 1;
  void* data = nullptr;
  napi_valuetype type = napi_null;
  if (napi_get_cb_info(env, info, &given, &value, nullptr, &data) != napi_ok) return nullptr;
  Instance& instance = *static_cast<Instance*>(data);
  const bool isKnown = given >= 1 && napi_typeof(env, value, &type) == napi_ok &&
                       (type == napi_undefined || type == napi_function);
  if (!isKnown) {
    throwWrongArguments(env);
    return nullptr;
  }
  if (instance.handler != nullptr) napi_delete_reference(env, instance.handler);
  instance.handler = nullptr;
  if (type == napi_function && napi_create_reference(env, value, 1, &instance.handler) != napi_ok)
    throwWrongArguments(env);
  return nullptr;
}

napi_value interceptCall(napi_env env, const Entry& entry, const napi_value* values, size_t given) {
  const Instance& instance = *entry.instance;
  View views[kMostViews];
  bool areViews = given <= kMostViews && instance.numbers != nullptr;
  for (size_t i = 0; areViews && i < given; i++) areViews = viewOf(env, values[i], views[i]);
  Call call;
  const Status status =
      areViews ? prepare(entry.operation, instance.numbers, views, given, call) : Status::invalid;
  if (status == Status::invalid) {
    throwWrongArguments(env);
    return nullptr;
  }
  instance.numbers[static_cast<size_t>(Slot::status)] = static_cast<double>(status);
  if (status != Status::ok) return nullptr;
  napi_value arguments[kMostViews + 1], handler, global, ignored;
  for (size_t i = 0; i < given; i++) arguments[i + 1] = values[i];
  if (napi_create_uint32(env, static_cast<uint32_t>(entry.operation), arguments) == napi_ok &&
      napi_get_reference_value(env, instance.handler, &handler) == napi_ok &&
      napi_get_global(env, &global) == napi_ok) {
    napi_call_function(env, global, handler, given + 1, arguments, &ignored);
  }
  return nullptr;
}

}  // namespace linquant
