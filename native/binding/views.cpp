#include "views.h"

namespace linquant {

bool otherView(napi_env env, napi_value value, View& view) {
  napi_valuetype type;
  if (napi_typeof(env, value, &type) != napi_ok) return false;
  if (type == napi_undefined) {
    view = {nullptr, kAbsent};
    return true;
  }
  // Reached by a DataView in Deno, too: there it is a buffer whose memory napi_get_buffer_info fails to give.
  bool isView = false;
  size_t length = 0;
  void* data = nullptr;
  if (napi_is_dataview(env, value, &isView) != napi_ok || !isView ||
      napi_get_dataview_info(env, value, &length, &data, nullptr, nullptr) != napi_ok) {
    return false;
  }
  view = {static_cast<uint8_t*>(data), length};
  return true;
}

}  // namespace linquant
