#include "peers.h"

#ifdef LINQUANT_XNNPACK_OPERATORS
#include <xnnpack.h>
#endif

namespace linquant::bench {

#ifdef LINQUANT_XNNPACK_OPERATORS

static bool initialized() {
  static const bool ok = xnn_initialize(nullptr) == xnn_status_success;
  return ok;
}

Operator Operator::quantize(float scale, int8_t zeroPoint, size_t floats, const float* x, int8_t* q) {
  Operator result;
  xnn_operator_t handle = nullptr;
  if (initialized() &&
      xnn_create_convert_nc_f32_qs8(1, 1, 1, scale, zeroPoint, INT8_MIN, INT8_MAX, 0, &handle) ==
          xnn_status_success &&
      xnn_setup_convert_nc_f32_qs8(handle, floats, x, q, nullptr) == xnn_status_success) {
    result.handle_ = handle;
  }
  return result;
}

Operator Operator::dequantize(float scale, int8_t zeroPoint, size_t floats, const int8_t* q, float* x) {
  Operator result;
  xnn_operator_t handle = nullptr;
  if (initialized() &&
      xnn_create_convert_nc_qs8_f32(1, 1, 1, scale, zeroPoint, 0, &handle) == xnn_status_success &&
      xnn_setup_convert_nc_qs8_f32(handle, floats, q, x, nullptr) == xnn_status_success) {
    result.handle_ = handle;
  }
  return result;
}

void Operator::run() const { xnn_run_operator(static_cast<xnn_operator_t>(handle_), nullptr); }

#else

Operator Operator::quantize(float, int8_t, size_t, const float*, int8_t*) { return {}; }
Operator Operator::dequantize(float, int8_t, size_t, const int8_t*, float*) { return {}; }
void Operator::run() const {}

#endif

}  // namespace linquant::bench
