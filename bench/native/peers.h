// XNNPACK, if it was found.
#ifndef LINQUANT_BENCH_NATIVE_PEERS_H_
#define LINQUANT_BENCH_NATIVE_PEERS_H_

#include <stddef.h>
#include <stdint.h>

namespace linquant::bench {

// XNNPACK's operators (operators.cpp), each created once. Without XNNPACK there are none.
class Operator {
 public:
  static Operator quantize(float scale, int8_t zeroPoint, size_t floats, const float* x, int8_t* q);
  static Operator dequantize(float scale, int8_t zeroPoint, size_t floats, const int8_t* q, float* x);
  bool exists() const { return handle_ != nullptr; }
  void run() const;

 private:
  void* handle_ = nullptr;
};

#ifdef LINQUANT_XNNPACK_KERNELS
struct QuantizeConstants {
  float scale;  // 1 / scale
  int16_t zeroPoint;
};
struct DequantizeConstants {
  int32_t zeroPoint;
  float scale;
};
extern "C" {
void xnn_f32_qs8_vcvt_ukernel__avx512skx_u128(size_t bytes, const float*, int8_t*, const QuantizeConstants*);
void xnn_f32_qs8_vcvt_ukernel__avx2_u64(size_t bytes, const float*, int8_t*, const QuantizeConstants*);
void xnn_qs8_f32_vcvt_ukernel__avx512skx_u64(size_t bytes, const int8_t*, float*, const DequantizeConstants*);
void xnn_qs8_f32_vcvt_ukernel__avx2_u32(size_t bytes, const int8_t*, float*, const DequantizeConstants*);
void xnn_f32_rminmax_ukernel__avx512f_u64_acc4(size_t bytes, const float*, float*, const void*);
}
#endif

}  // namespace linquant::bench

#endif  // LINQUANT_BENCH_NATIVE_PEERS_H_
