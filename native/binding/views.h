// The memory of a JavaScript view.
#ifndef LINQUANT_BINDING_VIEWS_H_
#define LINQUANT_BINDING_VIEWS_H_

#include "instance.h"

namespace linquant {

// For a value that Node-API does not call a buffer: an absent view for undefined, the memory of a DataView, else false.
bool otherView(napi_env env, napi_value value, View& view);

// Pointer and length of a view from the engine itself, not from properties, which a script can redefine. A detached view has
// length 0. For Node-API in Node and Bun every view is a buffer; napi_get_buffer_info ends the process for anything else, so
// napi_is_buffer comes first. (napi_get_typedarray_info is 20 ns slower for a Float32Array: Node tries all types in turn.)
inline bool viewOf(napi_env env, napi_value value, View& view) {
  bool isView = false;
  size_t length = 0;
  void* data = nullptr;
  if (napi_is_buffer(env, value, &isView) != napi_ok || !isView ||
      napi_get_buffer_info(env, value, &data, &length) != napi_ok) {
    return otherView(env, value, view);
  }
  view = {static_cast<uint8_t*>(data), length};
  return true;
}

}  // namespace linquant

#endif  // LINQUANT_BINDING_VIEWS_H_
