// The interface between the core and its instruction sets: one table of kernels for each of them.
#ifndef LINQUANT_CORE_KERNELS_H_
#define LINQUANT_CORE_KERNELS_H_

#include <stddef.h>
#include <stdint.h>

namespace linquant {

// The quantized types, in the order of the table in lib/dtypes.ts.
enum class Dtype : uint32_t { int8, uint8 };
constexpr size_t kDtypeCount = 2;

// x = (q - zeroPoint) * scale. scale is positive and finite, qmin <= qmax lie inside the dtype.
struct Parameters {
  float scale;
  int32_t zeroPoint;
  int32_t qmin;
  int32_t qmax;
};

struct Range {
  float min;
  float max;
};

// Contract of all kernels.
//   Bytes      They read `count` elements at the input, write `count` elements at the output, and touch no
//              other byte: not past the end, not before the start. Elements are little-endian.
//   Alignment  Any byte address, for input and output alike.
//   Overlap    Input and output share no byte.
//   count      0 does nothing; minMax wants at least 1.
//   Results    Every instruction set gives the bytes of the scalar kernels, wherever an element lies.

// q = clamp(rne(f32(x / scale)) + zeroPoint, qmin, qmax), where rne rounds to the nearest integer, ties to
// even. NaN gives zeroPoint, clamped; infinities and everything out of range saturate; subnormals count in
// full; -0 is 0.
// Scalar takes any int32 zeroPoint, the others one that `fitsWords` accepts.
using QuantizeKernel = void (*)(const uint8_t* x, uint8_t* q, size_t count, const Parameters& parameters);

// x = f32(f32(q - zeroPoint) * scale); qmin and qmax do not matter. Zero points as in QuantizeKernel.
using DequantizeKernel = void (*)(const uint8_t* q, uint8_t* x, size_t count, const Parameters& parameters);

// How scale and zeroPoint are chosen from a range, after it was widened to hold 0:
//   steps  = qmax - qmin, or half of that if symmetric
//   extent = max - min, or the larger of -min and max if symmetric
//   scale  = max(extent / steps, eps), or scaleOfZero where that is not 0 and extent is
//   zeroPoint as given if symmetric, else clamp(qmin - rne(min / scale), qmin, qmax)
// Each operation is rounded to float32.
struct Choice {
  bool symmetric;
  int32_t zeroPoint;
  int32_t qmin;
  int32_t qmax;
  float eps;
  float scaleOfZero;
};

// Rows of x, each with parameters chosen from its own range (lib/rule.ts says the same in JavaScript): scales
// (float32) and zeroPoints (int32) hold one element for each row, at any address, and overlap nothing. Returns
// `rows`, or the first row that has no parameters: it holds NaN or an infinity, or its scale is not a positive
// finite number. Codes of the rows before it are written. columns is at least 1; scaleOfZero is 0 or 1.
using DynamicKernel = size_t (*)(const uint8_t* x, uint8_t* q, size_t rows, size_t columns,
                                 const Choice& choice, uint8_t* scales, uint8_t* zeroPoints);

// Minimum and maximum. A NaN anywhere gives NaN twice; a result of zero is +0.
using MinMaxKernel = Range (*)(const uint8_t* x, size_t count);

// One instruction set. All but minMax are indexed by Dtype.
struct KernelTable {
  const char* name;
  // Bits of Feature (features.h), all of which the machine must have.
  uint32_t features;
  QuantizeKernel quantize[kDtypeCount];
  DequantizeKernel dequantize[kDtypeCount];
  MinMaxKernel minMax;
  DynamicKernel dynamic[kDtypeCount];
};

// The zero points that vector kernels take. Two things rest on the bound:
//   - They add the zero point to integers saturated to 16 bits, which equals adding first and saturating to
//     8 bits while 32767 + zeroPoint stays above every code and -32768 + zeroPoint below.
//   - Only quotients below 1792 + 255.5 < 2^11 in magnitude can then give a code that is not saturated, so
//     that ties between codes have at most 12 significant bits, which the two-operation quotient wants
//     (generic/quotient.h).
constexpr bool fitsWords(int32_t zeroPoint) { return zeroPoint >= -1792 && zeroPoint <= 1792; }

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_H_
