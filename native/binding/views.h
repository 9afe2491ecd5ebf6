// Views as memory.
#ifndef LINQUANT_BINDING_VIEWS_H_
#define LINQUANT_BINDING_VIEWS_H_

#include "instance.h"

namespace linquant {

// What is no buffer to the engine: absent where it is undefined. False where it is no view either.
bool otherView(napi_env env, napi_value value, View& view);

// Pointer and length as the engine knows them: nothing that a script can redefine. A detached view has length 0. Node and Bun
// call every view a buffer, and end the process where the second function is asked about anything else. (Node's
// napi_get_typedarray_info takes 20 ns longer for a Float32Array: it compares the type with one after the other.)
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
