// Views as memory.
#ifndef LINQUANT_BINDING_VIEWS_H_
#define LINQUANT_BINDING_VIEWS_H_

#include "instance.h"

namespace linquant {

// Bytes of an element of a typed array, or 0 of one that this does not know.
inline size_t elementBytes(napi_typedarray_type type) {
  constexpr uint8_t kBytes[] = {1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8};
  const size_t index = static_cast<size_t>(type);
  return index < sizeof kBytes ? kBytes[index] : 0;
}

// What is no typed array that the engine tells the type of: a DataView, a Float16Array, undefined. False where it is no view.
bool otherView(napi_env env, napi_value value, View& view);

// Pointer and length as the engine knows them: nothing that a script can redefine. A detached view has length 0.
inline bool viewOf(napi_env env, napi_value value, View& view) {
  // Node leaves the type as it is where it is newer than its list.
  napi_typedarray_type type = static_cast<napi_typedarray_type>(-1);
  size_t length = 0;
  void* data = nullptr;
  if (napi_get_typedarray_info(env, value, &type, &length, &data, nullptr, nullptr) == napi_ok) {
    const size_t bytes = elementBytes(type);
    if (bytes != 0) {
      view = {static_cast<uint8_t*>(data), length * bytes};
      return true;
    }
  }
  return otherView(env, value, view);
}

}  // namespace linquant

#endif  // LINQUANT_BINDING_VIEWS_H_
