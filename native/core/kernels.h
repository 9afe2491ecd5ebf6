// The interface between the core and its instruction sets: one table of kernels for each of them.
#ifndef LINQUANT_CORE_KERNELS_H_
#define LINQUANT_CORE_KERNELS_H_

#include <stddef.h>
#include <stdint.h>

namespace linquant {

// The quantized types, in the order of the table in lib/tables/dtypes.ts.
enum class Dtype : uint32_t { int8, uint8, int16, uint16, int32, int4, uint4, int2, uint2 };
constexpr size_t kDtypeCount = 9;
// int8 and uint8, for which there are kernels of their own.
constexpr size_t kByteDtypeCount = 2;

// The types of floats, in the order of the table in lib/tables/float-types.ts.
enum class FloatType : uint32_t { float32, float64, float16, bfloat16 };
constexpr size_t kFloatTypeCount = 4;

// How quotients become integers, in the order of the table in lib/tables/roundings.ts: to the nearest with ties to even or away
// from zero, to the next one towards zero, to the next one below.
enum class Rounding : uint32_t { halfEven, halfAway, towardZero, down };
constexpr size_t kRoundingCount = 4;

// x = (q - zeroPoint) * scale, for int8 and uint8. scale is positive and finite, qmin <= qmax lie inside the dtype.
struct Parameters {
  float scale;
  int32_t zeroPoint;
  int32_t qmin;
  int32_t qmax;
  // What uint8 is ahead of int8, and the one bit in which their bytes differ then: 128 for uint8, 0 for int8. So both
  // have the same kernels.
  int32_t shift;
};
constexpr int32_t shiftOf(Dtype dtype) { return dtype == Dtype::uint8 ? 128 : 0; }

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
//   Sharing    Memory that another thread writes to meanwhile may give any result, and does nothing else: elements and
//              parameters, zero points that the kernel does not take among them, are no part of an address or of a
//              count beyond those given; integers of vectors wrap, and those of scalar code are wide enough for any.

// q = clamp(rne(f32(x / scale)) + zeroPoint, qmin, qmax), where rne rounds to the nearest integer, ties to
// even. NaN gives zeroPoint, clamped; infinities and everything out of range saturate; subnormals count in
// full; -0 is 0.
// zeroPoint is one that `fitsWords` accepts.
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

// Rows of x, each with parameters chosen from its own range (lib/arithmetic/affine-of-range.ts says the same in JavaScript): scales
// (float32) and zeroPoints (int32) hold one element for each row, at any address, and overlap nothing. Returns
// `rows`, or the first row that has no parameters: it holds NaN or an infinity, or its scale is not a positive
// finite number. Codes of the rows before it are written. columns is at least 1; scaleOfZero is 0 or 1.
// `shift` as in Parameters.
using DynamicKernel = size_t (*)(const uint8_t* x, uint8_t* q, size_t rows, size_t columns,
                                 const Choice& choice, int32_t shift, uint8_t* scales, uint8_t* zeroPoints);

// Minimum and maximum. A NaN anywhere gives NaN twice; a result of zero is +0.
using MinMaxKernel = Range (*)(const uint8_t* x, size_t count);

// What all elements of a call share. Only dtypes of whole bytes.
struct Coding {
  FloatType floatType;
  Dtype dtype;
  Rounding rounding;
  int32_t qmin, qmax;
};

// Parameters of runs or columns, at any address: float32, int32, and float32 or null where all offsets are 0.
struct Affines {
  const uint8_t *scales, *zeroPoints, *offsets;
};

// Elements and their parameters, in one of two patterns. Element i of the memory is that of `from` and `to` (and a byte
// of `mask`, unless it is null).
//   runs     run k, of the elements k * run .. k * run + run - 1, has the parameters of index k
//   columns  element r * stride + c has those of index c, for r < rows, c < columns <= kMostColumns
constexpr size_t kMostColumns = 512;
struct Patch {
  const uint8_t* from;
  uint8_t* to;
  uint8_t* mask;
  Affines affines;
  size_t runs, run;
  size_t rows, columns, stride;
};

// q = clamp(round(f32(f32(x - offset) / scale)) + zeroPoint, qmin, qmax), from floats of coding.floatType, float64 first
// rounded to float32; NaN counts as 0. Scalar takes every dtype and zero point; the others take zero points that
// `fitsWords` accepts for codes of a byte, up to kMostPatchZeroPoint in magnitude for those of two, and no wider codes.
using QuantizePatchKernel = void (*)(const Coding& coding, const Patch& patch);

// x = f32(f32(f32(q - zeroPoint) * scale) + offset), in coding.floatType. Dtypes and zero points as in QuantizePatchKernel.
using DequantizePatchKernel = void (*)(const Coding& coding, const Patch& patch);

// Both in one: floats to floats of the same type, for which coding.dtype does not matter. The mask is 1 where the
// rounded quotient plus the zero point lies outside qmin..qmax, and for NaN; else 0.
using FakeQuantizePatchKernel = void (*)(const Coding& coding, const Patch& patch);

// Widens the ranges of runs or columns (mins and maxs, which begin as infinity and -infinity) to hold the elements at
// patch.from, of whose fields the others do not matter but those of the pattern. A NaN makes its range NaN for good, at
// least one of both. Zeros may have either sign.
using RangePatchKernel = void (*)(FloatType type, const Patch& patch, uint8_t* mins, uint8_t* maxs);

// Parameters of `count` ranges by a choice, at any address. Returns `count`, or the first range that has none, as
// DynamicKernel does.
using ChooseKernel = size_t (*)(const uint8_t* mins, const uint8_t* maxs, size_t count, const Choice& choice,
                                uint8_t* scales, uint8_t* zeroPoints);

// Floats of one type to floats of another, in one rounding, ties to even. NaN stays NaN: sign and leading bits of the
// payload are kept, and it becomes quiet, but from bfloat16 to float32, which is a shift. The same type is a copy.
using ConvertKernel = void (*)(const uint8_t* x, FloatType from, uint8_t* out, FloatType to, size_t count);

// Codes of one byte each to packed ones of `bits` (2 or 4), the first in the lowest bits; unused bits of the last byte
// are 0.
using PackKernel = void (*)(const uint8_t* codes, uint8_t* packed, size_t count, uint32_t bits);
// And back. Signed codes are extended to the byte.
using UnpackKernel = void (*)(const uint8_t* packed, uint8_t* codes, size_t count, uint32_t bits,
                              bool isSigned);

// Bits that stand for floats. Each row begins with a byte of its own.
struct BitCoding {
  bool orEqual;    // a bit is x >= 0, else x > 0
  bool highFirst;  // the first float of a byte has its most significant bit, else the least significant one
  uint8_t flip;    // what each byte is flipped with at last: 0, or 0x80 for bytes that are read as int8
};
constexpr size_t bytesOfBits(size_t columns) { return columns / 8 + (columns % 8 != 0); }

// A bit for each float of rows, compared as it is: float64 too. Zeros of either sign are equal; bits behind the last float
// of a row are 0 before the flip. Returns rows * columns, or the first float that is NaN or infinite; all bits are then
// unspecified.
using PackBitsKernel = size_t (*)(const uint8_t* x, FloatType type, uint8_t* bits, size_t rows,
                                  size_t columns, const BitCoding& coding);
// And back, to float32: one value for bits of 0, one for those of 1. Bits behind a row are not looked at.
using UnpackBitsKernel = void (*)(const uint8_t* bits, uint8_t* x, size_t rows, size_t columns,
                                  const BitCoding& coding, float ofZero, float ofOne);

// Blocks of 32 floats as ggml stores them (kernels/ggml.h). Quantizing returns `blocks`, or the first block that holds NaN or an
// infinity or whose scale is too large for float16; those before it are written.
using QuantizeGgmlKernel = size_t (*)(const uint8_t* x, FloatType type, uint8_t* out, size_t blocks);
using DequantizeGgmlKernel = void (*)(const uint8_t* in, uint8_t* x, FloatType type, size_t blocks);
constexpr size_t kGgmlTypeCount = 2;  // as the table in lib/tables/ggml-types.ts: Q8_0, Q4_0
constexpr size_t kGgmlFloats = 32, kGgmlBlockBytes[kGgmlTypeCount] = {34, 18};

// One instruction set. The first ones are for float32, int8 and uint8, and one set of parameters for all (a row); what
// follows is for everything else.
struct KernelTable {
  const char* name;
  // Bits of Feature (features.h), all of which the machine must have.
  uint32_t features;
  QuantizeKernel quantize;
  DequantizeKernel dequantize;
  MinMaxKernel minMax;
  DynamicKernel dynamic;
  QuantizePatchKernel quantizePatch;
  DequantizePatchKernel dequantizePatch;
  FakeQuantizePatchKernel fakeQuantizePatch;
  RangePatchKernel rangePatch;
  ChooseKernel choose;
  ConvertKernel convert;
  PackKernel pack;
  UnpackKernel unpack;
  PackBitsKernel packBits;
  UnpackBitsKernel unpackBits;
  QuantizeGgmlKernel quantizeGgml[kGgmlTypeCount];
  DequantizeGgmlKernel dequantizeGgml[kGgmlTypeCount];
};

// The zero points that vector kernels take. Two things rest on the bound:
//   - They add the zero point to integers saturated to 16 bits, which equals adding first and saturating to
//     8 bits while 32767 + zeroPoint stays above every code and -32768 + zeroPoint below.
//   - Only quotients below 1792 + 255.5 < 2^11 in magnitude can then give a code that is not saturated, so
//     that ties between codes have at most 12 significant bits, which the two-operation quotient wants
//     (kernels/quotient.h).
constexpr int32_t kMostWord = 1792;
constexpr bool fitsWords(int32_t zeroPoint) { return zeroPoint >= -kMostWord && zeroPoint <= kMostWord; }

// The zero points that the vector kernels of patches take: qmin - zeroPoint and qmax - zeroPoint then lie within the 2^20
// to which they limit quotients.
constexpr int32_t kMostPatchZeroPoint = 1 << 19;

}  // namespace linquant

#endif  // LINQUANT_CORE_KERNELS_H_
